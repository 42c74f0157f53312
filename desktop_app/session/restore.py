"""Restores a session at start: from the keychain and the encrypted file, without network and without a prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.session.events import Event, KeychainLocked, LoginNeeded, NothingStored, Restored, RestoreStarted
from desktop_app.session.finish import finish_sign_out
from desktop_app.session.session import Session
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.session.account import Account


def restore(deps: Deps, account: Account, *, notify: Callable[[Event], None], attended: bool = False) -> Session | None:
    """Look at what is stored and say so by events.

    :param attended: a person asked ("unlock"): the keychain may prompt.
    :returns: the session, None where there is none to use now (the events and the stored state say why).
    :raises KeyfobError: E_LOCK, E_DISK, E_KEYCHAIN_* other than locked.
    """
    notify(RestoreStarted())
    state = deps.states.load(account)
    standing = places.read_tombstone(deps.files, account) is not None
    if standing:
        with deps.locks.acquire(account.key, timeout=0.0):
            finish_sign_out(deps, account, attended=attended)
    if state.saved == "memory" and deps.saved != "memory":
        # It lived in a process that has ended.
        deps.states.save(account, outcome.signed_out(state))
        standing = True
    if state.account_id is None or standing:
        notify(NothingStored())
        return None
    try:
        loaded = RecordStore(deps.keychain).load(
            state.account_id, prompt=attended, timeout=keychain_patience(attended)
        )
    except KeyfobError as trouble:
        if trouble.code is not Code.E_KEYCHAIN_LOCKED:
            raise
        deps.states.save(account, outcome.troubled(state, trouble, now=deps.clock.now(), chance=0.0))
        notify(KeychainLocked(trouble))
        return None
    record = loaded.record
    if record is None:
        name = {"newer": "session.record_newer", "rubbish": "session.record_unreadable"}.get(
            loaded.trouble or "", "session.record_gone"
        )
        _needs_login(deps, account, KeyfobError(Code.E_REAUTH, name), notify)
        return None
    if record.issuer != account.issuer or record.client_id != account.client_id:
        _needs_login(deps, account, KeyfobError(Code.E_REAUTH, "session.other_issuer"), notify)
        return None
    tokens = places.read_tokens(deps.files, record)
    if state.state == "needs_login" and state.error is not None:
        notify(LoginNeeded(outcome.raised(state.error)))
    elif state.state == "locked":
        deps.states.save(account, replace(state, state="offline", error=None))
    if tokens is None:
        notify(Restored(None))
        return None
    session = Session(record, tokens, deps.saved)
    if state.state != "needs_login":
        notify(Restored(session))
    return session


def _needs_login(
    deps: Deps, account: Account, error: KeyfobError, notify: Callable[[Event], None]
) -> None:
    state = deps.states.load(account)
    deps.states.save(account, outcome.troubled(state, error, now=deps.clock.now(), chance=0.0))
    notify(LoginNeeded(error))
