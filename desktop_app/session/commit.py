"""Stores a new record: before anything else where its refresh token replaces a dead one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import KeychainTimeout, KeyfobError
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
    patience: float | None,
    cancel: Cancel | None,
    given_up: Callable[[], bool],
) -> KeyfobError | None:
    """Go on until the record is saved. The account's lock is held meanwhile: nobody sends the dead token.

    No prompt is raised: whoever dismissed one is not asked every three seconds.

    :param patience: seconds to go on for; None = until *cancel*.
    :param given_up: asked before every try; True ends it (a sign-out came between).
    :returns: None where it is saved, else the last trouble.
    """
    started = deps.clock.monotonic()
    while not given_up():
        if patience is not None and deps.clock.monotonic() - started + RETRY_EVERY > patience:
            return trouble
        if deps.clock.sleep(RETRY_EVERY, cancel):
            return trouble
        if is_under_way(trouble):
            continue
        again = save(deps, record, attended=False)
        if again is None:
            return None
        trouble = again
    return trouble


def is_under_way(trouble: KeyfobError | None) -> bool:
    """Whether a keychain call passed its deadline and has not come back yet: it may still take effect."""
    return isinstance(trouble, KeychainTimeout) and not trouble.finished.is_set()


def lost(trouble: KeyfobError) -> KeyfobError:
    """What it means that a rotated token could not be saved."""
    return KeyfobError(trouble.code, "session.unsaved", cause=trouble.code.value)
