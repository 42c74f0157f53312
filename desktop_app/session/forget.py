"""Forgets an account: its record, tokens, journal, state, tombstone and API key, without telling the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.session import api_key, places, trial
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, Deps
from desktop_app.session.finish import discard_unfinished, finish_sign_out
from desktop_app.vault.tombstone import Tombstone

if TYPE_CHECKING:
    from desktop_app.session.account import Account


def forget(deps: Deps, account: Account) -> None:
    """Delete all that is stored of *account*. Raises E_KEYCHAIN_*, E_LOCK, E_DISK; then the rest is kept too."""
    state = deps.states.load(account)
    if state.account_id is not None:
        mark = Tombstone(state.account_id, state.generation, deps.clock.now())
        places.write_tombstone(deps.files, account, mark)
    with account_lock(deps, account, timeout=LOCK_WAIT):
        discard_unfinished(deps, account)
        trial.discard(deps, account)
        if places.read_tombstone(deps.files, account) is not None:
            finish_sign_out(deps, account, attended=True)
        api_key.discard(deps, account)
        deps.states.remove(account)
