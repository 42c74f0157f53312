"""The trial write before a sign-in. Its item is noted first: if we are killed meanwhile, the next sign-in takes it
away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.session import places
from desktop_app.session.deps import keychain_patience
from desktop_app.vault.store import RecordStore
from desktop_app.vault.tombstone import Tombstone

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps


def try_out(deps: Deps, account: Account, new_id: str) -> None:
    """Store something that is no secret, read it back, remove it. The account's login lock is held by the caller.

    :param new_id: a random name for the item; one that an earlier process left behind is used again instead.
    :raises KeyfobError: E_KEYCHAIN_*, E_DISK.
    """
    left = places.read_trial(deps.files, account)
    mark = left or Tombstone(new_id, 0, deps.clock.now())
    places.write_trial(deps.files, account, mark)
    RecordStore(deps.keychain).trial(mark.account_id, prompt=True, timeout=keychain_patience(True))
    places.clear_trial(deps.files, account)


def discard(deps: Deps, account: Account) -> None:
    """Remove what a killed sign-in left of its trial, if anything. Raises E_KEYCHAIN_*, E_DISK."""
    mark = places.read_trial(deps.files, account)
    if mark is not None:
        RecordStore(deps.keychain).remove_trial(mark.account_id, prompt=True, timeout=keychain_patience(True))
        places.clear_trial(deps.files, account)
