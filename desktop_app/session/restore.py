"""Restores a session at start: from the keychain and the encrypted file, without network and without a prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places
from desktop_app.session.account_lock import amend
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.session.events import Event, KeychainLocked, LoginNeeded, NothingStored, Restored, RestoreStarted
from desktop_app.session.finish import is_signed_out
from desktop_app.session.session import Session
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.session.stored import StoredState
    from desktop_app.vault.record import Record


def restore(deps: Deps, account: Account, *, notify: Callable[[Event], None], attended: bool = False) -> Session | None:
    """Look at what is stored and say so by events. A sign-out or login that was cut short is cleared away first.

    :param attended: a person asked ("unlock"): the keychain may prompt.
    :returns: the session, None where there is none to use now (the events and the stored state say why).
    :raises KeyfobError: E_DISK, E_KEYCHAIN_* other than locked.
    """
    notify(RestoreStarted())
    signed_out = is_signed_out(deps, account, tell_later=True)
    state = deps.states.load(account)
    if signed_out or state.account_id is None:
        notify(NothingStored())
        return None
    try:
        record = _read(deps, account, state.account_id, attended)
    except KeyfobError as trouble:
        if trouble.code is Code.E_NOT_SIGNED_IN and deps.is_elsewhere(state):
            # It lived in a process that has ended.
            amend(deps, account, outcome.signed_out)
            notify(NothingStored())
            return None
        if trouble.code is Code.E_KEYCHAIN_LOCKED:
            if not deps.is_elsewhere(state):
                _keep(deps, account, trouble)
            notify(KeychainLocked(trouble))
            return None
        if trouble.code in (Code.E_REAUTH, Code.E_NOT_SIGNED_IN):
            _keep(deps, account, trouble)
            notify(LoginNeeded(trouble))
            return None
        raise
    tokens = places.usable_tokens(deps.files, record, account, deps.clock.now())
    session = None if tokens is None else Session(record, tokens, deps.saved)
    found = deps.saved
    amend(deps, account, lambda known: _readable(replace(known, saved=found), account, session, deps.clock.now()))
    notify(Restored(session))
    if state.state == "needs_login" and state.error is not None:
        notify(LoginNeeded(outcome.raised(state.error)))
    return session


def _read(deps: Deps, account: Account, account_id: str, attended: bool) -> Record:
    loaded = RecordStore(deps.keychain).load(account_id, prompt=attended, timeout=keychain_patience(attended))
    if loaded.record is None:
        raise outcome.no_record(loaded.trouble)
    if loaded.record.issuer != account.issuer or loaded.record.client_id != account.client_id:
        raise KeyfobError(Code.E_REAUTH, "session.other_issuer")
    return loaded.record


def _keep(deps: Deps, account: Account, trouble: KeyfobError) -> None:
    amend(deps, account, lambda known: outcome.troubled(known, trouble, now=deps.clock.now(), chance=0.0))


def _readable(state: StoredState, account: Account, session: Session | None, now: float) -> StoredState:
    """The state once the record was read: no longer locked; and where the account was pointed elsewhere and back, it
    is itself again."""
    if state.state != "needs_login" or state.error is not None:
        return outcome.unlocked(state, now=now)
    if session is None:
        return replace(state, state="offline")
    return outcome.signed_in(state, account, session.record, session.tokens, saved=session.saved, chance=0.0)
