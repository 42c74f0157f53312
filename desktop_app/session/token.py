"""Answers with a valid access token: the stored one where it lasts, a refreshed one otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places
from desktop_app.session.deps import Deps, keychain_patience
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
    if state.account_id is None or places.read_tombstone(deps.files, account) is not None:
        _finish_standing_sign_out(deps, account)
        raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
    held = _stored(deps, account, state)
    good_until = deps.clock.now() + min_ttl
    if held is not None and lasts(held, good_until, min_ttl):
        return held
    if state.state == "needs_login" and state.error is not None:
        raise outcome.raised(state.error)
    lifetime = state.lifetime
    if min_ttl > 0 and lifetime is not None and min_ttl > lifetime:
        raise _too_much(min_ttl, lifetime)
    tokens = _refreshed(deps, account, good_until, held, notify, cancel)
    if not lasts(tokens, good_until, min_ttl):
        left = None if tokens.expires_at is None else max(0.0, tokens.expires_at - deps.clock.now())
        raise _too_much(min_ttl, left)
    return tokens


def lasts(tokens: TokenSet, until: float, min_ttl: float) -> bool:
    """Whether the access token lasts beyond *until*. One whose end nobody named lasts only where no span is asked."""
    if tokens.expires_at is None:
        return min_ttl <= 0
    return tokens.expires_at > until if min_ttl <= 0 else tokens.expires_at >= until


def _stored(deps: Deps, account: Account, state: StoredState) -> TokenSet | None:
    """The stored token set. Record and file are read without the lock: their generations must agree."""
    assert state.account_id is not None  # noqa: S101 - the caller looked
    try:
        loaded = RecordStore(deps.keychain).load(state.account_id, prompt=True, timeout=keychain_patience(True))
    except KeyfobError as trouble:
        if trouble.code is Code.E_KEYCHAIN_LOCKED and state.state != "locked":
            deps.states.save(account, outcome.troubled(state, trouble, now=deps.clock.now(), chance=0.0))
        raise
    record = loaded.record
    if record is None or record.issuer != account.issuer or record.client_id != account.client_id:
        return None
    return places.read_tokens(deps.files, record)


def _refreshed(
    deps: Deps,
    account: Account,
    good_until: float,
    held: TokenSet | None,
    notify: Callable[[Event], None],
    cancel: Cancel | None,
) -> TokenSet:
    from desktop_app.session.refresh import RefreshRequest, refresh

    try:
        return refresh(deps, account, RefreshRequest(good_until=good_until), notify=notify, cancel=cancel).tokens
    except KeyfobError as trouble:
        if trouble.code is not Code.E_LOCK or held is None:
            raise
        # Another process is busy for longer than we wait: what is stored may still do.
        latest = _stored(deps, account, deps.states.load(account))
        if latest is not None and latest.expires_at is not None and latest.expires_at > good_until:
            return latest
        raise


def _finish_standing_sign_out(deps: Deps, account: Account) -> None:
    if places.read_tombstone(deps.files, account) is None:
        return
    from desktop_app.session.finish import finish_sign_out

    with deps.locks.acquire(account.key, timeout=0.0):
        finish_sign_out(deps, account, attended=True)


def _too_much(min_ttl: float, lifetime: float | None) -> KeyfobError:
    if lifetime is None:
        return KeyfobError(Code.E_USAGE, "session.no_known_end", asked=round(min_ttl))
    return KeyfobError(Code.E_USAGE, "session.too_short_lived", asked=round(min_ttl), lifetime=round(lifetime))
