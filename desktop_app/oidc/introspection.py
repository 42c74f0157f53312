"""Token introspection (RFC 7662 §2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.answers import read_object, refuse_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ports import HttpAnswer


def parse(answer: HttpAnswer, now: float) -> Mapping[str, object]:
    """What the provider says of a token; ``active`` is a boolean, and where it is False nothing else counts.

    :raises KeyfobError: E_USERINFO with ``reason`` ``status`` or ``malformed``; E_PORTAL for a 200 that is not JSON
        at all; E_SERVER, E_RATE, E_PROXY.
    """
    refuse_status(answer, now=now)
    if answer.status != 200:
        raise KeyfobError(Code.E_USERINFO, "protocol.introspection_status", reason="status", status=answer.status)
    document = read_object(answer, _broken, overflow="refuse")
    if not isinstance(document.get("active"), bool):
        raise _broken("active")
    return document if document["active"] else {"active": False}


def _broken(detail: str) -> KeyfobError:
    return KeyfobError(Code.E_USERINFO, "protocol.introspection_json", reason="malformed", detail=detail)
