"""Ends all of a person's sessions at the provider, as a part of signing out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.errors import KeyfobError
from desktop_app.session import places
from desktop_app.session.session_calls import held_calls
from desktop_app.session.token import valid_token

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event
    from desktop_app.vault.record import Record


def look_ahead(deps: Deps, account: Account, notify: Callable[[Event], None], cancel: Cancel) -> None:
    """Have a valid access token before the tombstone stands: some providers take nothing else for an answer, and
    afterwards nothing is refreshed any more. Where that does not work the sign-out goes on all the same."""
    with suppress(KeyfobError):
        valid_token(deps, account, min_ttl=0.0, notify=notify, cancel=cancel)


def end_everywhere(deps: Deps, account: Account, metadata: ProviderMetadata, record: Record) -> KeyfobError | None:
    """End all sessions of the record's person. The account's lock is held by the caller.

    :returns: why that did not work; None where it did.
    """
    try:
        held_calls(deps, account, metadata, record, places.read_tokens(deps.files, record)).everywhere()
    except KeyfobError as trouble:
        return trouble
    return None
