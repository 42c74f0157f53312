"""Answers with a valid access token: the stored one where it lasts, a refreshed one otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places
from desktop_app.session.account_lock import amend
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.session.finish import is_signed_out
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.events import Event
    from desktop_app.session.stored import StoredState
    from desktop_app.vault.token_file import TokenSet


def valid_token(
    deps: Deps,
    account: Account,
    *,
    min_ttl: float,
    notify: Callable[[Event], None],
    cancel: Cancel | None = None,
) -> TokenSet:
    """A token set whose access token has at least *min_ttl* seconds left.

    :raises KeyfobError: E_NOT_SIGNED_IN, E_REAUTH, E_USAGE (*min_ttl* is more than the provider gives), E_LOCK,
        E_KEYCHAIN_*, or why a refresh cannot be done for now.
    """
    state = deps.states.load(account)
    if is_signed_out(deps, account) or state.account_id is None or deps.is_elsewhere(state):
        raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
    held = _stored(deps, account, state)
    if held is not None and lasts(held, deps.clock.now(), min_ttl):
        return held
    if state.state == "needs_login" and state.error is not None:
        raise outcome.raised(state.error)
    lifetime = state.lifetime
    if min_ttl > 0 and lifetime is not None and min_ttl > lifetime:
        raise _too_much(min_ttl, lifetime)
    tokens = _refreshed(deps, account, min_ttl, notify, cancel)
    now = deps.clock.now()
    if not lasts(tokens, now, min_ttl):
        raise _too_much(min_ttl, None if tokens.expires_at is None else max(0.0, tokens.expires_at - now))
    return tokens


def lasts(tokens: TokenSet, now: float, min_ttl: float) -> bool:
    """Whether the access token has *min_ttl* seconds left. One whose end nobody named has them only where none are
    asked for."""
    if tokens.expires_at is None:
        return min_ttl <= 0
    return tokens.expires_at > now and tokens.expires_at >= now + min_ttl


def _stored(deps: Deps, account: Account, state: StoredState) -> TokenSet | None:
    """The stored token set. Record and file are read without the lock: their generations must agree."""
    assert state.account_id is not None  # noqa: S101 - the caller looked
    try:
        loaded = RecordStore(deps.keychain).load(state.account_id, prompt=True, timeout=keychain_patience(True))
    except KeyfobError as trouble:
        if trouble.code is Code.E_KEYCHAIN_LOCKED and state.state != "locked":
            locked = trouble
            amend(deps, account, lambda known: outcome.troubled(known, locked, now=deps.clock.now(), chance=0.0))
        raise
    if state.state == "locked":
        amend(deps, account, lambda known: outcome.unlocked(known, now=deps.clock.now()))
    record = loaded.record
    if record is None or record.issuer != account.issuer or record.client_id != account.client_id:
        return None
    return places.usable_tokens(deps.files, record, account, deps.clock.now())


def _refreshed(
    deps: Deps,
    account: Account,
    min_ttl: float,
    notify: Callable[[Event], None],
    cancel: Cancel | None,
) -> TokenSet:
    from desktop_app.session.refresh import RefreshRequest, refresh

    request = RefreshRequest(good_until=deps.clock.now() + min_ttl)
    try:
        return refresh(deps, account, request, notify=notify, cancel=cancel).tokens
    except KeyfobError as trouble:
        if trouble.code is not Code.E_LOCK:
            raise
        # Another process is busy for longer than we wait: what is stored by now may still do.
        latest = _stored(deps, account, deps.states.load(account))
        if latest is not None and lasts(latest, deps.clock.now(), min_ttl):
            return latest
        raise


def _too_much(min_ttl: float, lifetime: float | None) -> KeyfobError:
    if lifetime is None:
        return KeyfobError(Code.E_USAGE, "session.no_known_end", asked=round(min_ttl))
    return KeyfobError(Code.E_USAGE, "session.too_short_lived", asked=round(min_ttl), lifetime=round(lifetime))
