"""The account of the demo: ready to sign in, never written to config.toml."""

from __future__ import annotations

import platform
from collections.abc import Collection
from itertools import chain, count
from typing import Final

from desktop_app.demo.people import CLIENT_ID
from desktop_app.session.account import Account

NAME: Final = "Demo"


def demo_account(issuer: str, taken: Collection[str] = ()) -> Account:
    """The account for the provider at *issuer*; its session calls are FusionAuth's.

    :param taken: names of the accounts there are; the demo's is another.
    """
    numbered = (f"{NAME} {number}" for number in count(2))
    return Account(
        name=next(name for name in chain((NAME,), numbered) if name not in taken),
        embedded=True,
        issuer=issuer,
        client_id=CLIENT_ID,
        provider="fusionauth",
        access_token="jwt",  # noqa: S106 - a rule's name
        post_logout_path="/callback",
        allow_http=True,
        extra_params={
            "metaData.device.description": platform.node() or "This computer",
            "metaData.device.type": "DESKTOP",
        },
    )
