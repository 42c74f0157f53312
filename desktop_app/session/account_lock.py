"""The account's lock, as the use cases hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import KeychainTimeout, KeyfobError

if TYPE_CHECKING:
    from desktop_app.ports import Cancel, Held
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.stored import StoredState


@contextmanager
def account_lock(deps: Deps, account: Account, *, timeout: float, cancel: Cancel | None = None) -> Iterator[Held]:
    """Hold it for the block. A keychain call that passed its deadline goes on, and so does the lock until it is back.

    :param timeout: how long to wait for it, seconds.
    :raises KeyfobError: E_LOCK, E_CANCELLED, E_DISK.
    """
    with deps.locks.acquire(account.key, timeout=timeout, cancel=cancel) as held:
        try:
            yield held
        except KeychainTimeout as late:
            held.release_after(late.finished)
            raise


def amend(deps: Deps, account: Account, change: Callable[[StoredState], StoredState]) -> None:
    """Write down what somebody who works without the lock found out, unless somebody else is at work: they know better.

    A disk that does not take it costs a line of ``status``, so that is no error here.
    """
    try:
        with account_lock(deps, account, timeout=0.0):
            state = deps.states.load(account)
            changed = change(state)
            if changed != state:
                deps.states.save(account, changed)
    except KeyfobError:
        return  # E_LOCK or E_DISK: nothing else is asked here
