"""Stores a new record: before anything else where its refresh token replaces a dead one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.session.deps import keychain_patience
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ports import Cancel
    from desktop_app.session.deps import Deps
    from desktop_app.vault.record import Record

#: Between two tries to save, seconds.
RETRY_EVERY = 3.0


def save(deps: Deps, record: Record, *, attended: bool) -> KeyfobError | None:
    """Write the record and read it back. The trouble is a value: the caller holds the only living refresh token."""
    try:
        RecordStore(deps.keychain).save(record, prompt=attended, timeout=keychain_patience(attended))
    except KeyfobError as trouble:
        return trouble
    return None


def keep_trying(
    deps: Deps,
    record: Record,
    trouble: KeyfobError,
    *,
    attended: bool,
    patience: float | None,
    cancel: Cancel | None,
    given_up: Callable[[], bool],
) -> None:
    """Go on until the record is saved. The account's lock is held meanwhile: nobody sends the dead token.

    :param patience: seconds to go on for; None = until *cancel*.
    :param given_up: asked before every try; True ends it (a sign-out came between).
    :raises KeyfobError: the keychain's trouble, worded as what is lost, when patience or the process ends.
    """
    started = deps.clock.monotonic()
    while not given_up():
        if patience is not None and deps.clock.monotonic() - started + RETRY_EVERY > patience:
            raise lost(trouble)
        if deps.clock.sleep(RETRY_EVERY, cancel):
            raise lost(trouble)
        if isinstance(trouble, KeychainTimeout) and not trouble.finished.is_set():
            continue
        again = save(deps, record, attended=attended)
        if again is None:
            return
        trouble = again


def lost(trouble: KeyfobError) -> KeyfobError:
    """What it means that a rotated token could not be saved."""
    if trouble.code is Code.E_DISK:
        return trouble
    return KeyfobError(trouble.code, "session.unsaved", cause=trouble.code.value)
