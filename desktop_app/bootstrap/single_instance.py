"""One window a person: a second start shows the first one. Decided before the window is made, by an operating-system
lock that goes with the process, so that a crash leaves nothing behind that could be taken for a window."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.system import paths
from desktop_app.system.lock import FileLocks

if TYPE_CHECKING:
    from desktop_app.ports import Held

#: The lock that the window holds for as long as it lives.
LOCK: Final = "window"
#: The file with the address that the window listens at.
DOOR: Final = "window/door.txt"
#: How long a window that has just begun, or is ending, is waited for, seconds.
PATIENCE: Final = 10.0
_LONGEST: Final = 400
_PAUSE: Final = 0.1


def first_window(*, demo: bool, hidden: bool) -> Held | None:
    """Be the window, or show the one there is.

    :returns: what the window holds until it ends; None where another one was shown.
    :raises KeyfobError: E_LOCK, another one lives and does not answer.
    """
    state = paths.state_dir()
    locks = FileLocks(os.path.join(state, "locks"))
    try:
        return locks.acquire(LOCK, timeout=0.0)
    except KeyfobError as taken:
        if taken.code is not Code.E_LOCK:
            return _Nothing()  # a disk that takes no lock: the window itself says what is wrong with it
    if hidden:
        return None  # it runs already, which is all that was asked for
    words = _words(demo)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if _shown(state, words):
            return None
        try:
            return locks.acquire(LOCK, timeout=_PAUSE)
        except KeyfobError:
            continue
    raise KeyfobError(Code.E_LOCK, "tray.no_answer", seconds=round(PATIENCE))


def _shown(state: str, words: bytes) -> bool:
    from desktop_app.system.door import knock
    from desktop_app.system.files import PrivateFiles

    try:
        address = PrivateFiles(state).read(DOOR, _LONGEST)
    except KeyfobError:
        return False
    return address is not None and knock(os.fsdecode(address).strip(), words, PATIENCE / 2)


def _words(demo: bool) -> bytes:
    """What is said at the door: show yourself, and the desktop's leave to come to the front where there is one (XDG
    activation, or the start-up notification of X11). What it does not understand, the window drops."""
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""
    allowed = 0 < len(token) <= 200 and token.isascii() and token.isprintable() and " " not in token
    return f"show{' demo' if demo else ''}{f' token={token}' if allowed else ''}\n".encode("ascii")


class _Nothing:
    """Held where nothing can be held."""

    def release(self) -> None:
        """Nothing to let go."""

    def release_after(self, finished: object) -> None:
        """Nothing to keep."""

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_error: object) -> None:
        return
