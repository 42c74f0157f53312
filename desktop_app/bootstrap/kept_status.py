"""The last answer to `keyfob status --json`, given again while nothing it was made from has changed.

The command is made for shell prompts. What its answer depends on is files and locks: settings, state files, tombstones,
and whether somebody holds an account's lock. The answer is kept together with the stamps of all of those (time, size,
inode and change time; for a directory they change with every file that is put in it or taken out), and is given again
only where each of them is the same and no lock is held. A file that changed a moment ago could change once more within
the same tick of the file system's clock, so such an answer is not kept. Loads nothing but ``os``.
"""

from __future__ import annotations

import os
import sys

from desktop_app import __version__
from desktop_app.system import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from desktop_app.bootstrap.engine import Engine

#: The command line that this is about.
WORDS: Final = ["status", "--json"]
NAME: Final = "window/status.txt"
_VERSION: Final = f"keyfob-status 1 {__version__}"
_LARGEST: Final = 1_000_000
#: What changed less than so long ago may change again unseen, seconds.
_TICK: Final = 2.0
_LANGUAGE: Final = ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG")


class KeptStatus:
    """Takes the stamps when it is made: before anything is read that an answer would be made from."""

    __slots__ = ("_newest", "_stamps", "_state")

    def __init__(self) -> None:
        self._state = paths.state_dir()
        self._newest = 0.0
        user, machine = paths.user_config_file(), paths.machine_config_file()
        watched = [user, os.path.dirname(user), machine, os.path.dirname(machine)]
        watched += [os.path.dirname(watched[-1]), paths.company_config_file()]
        watched += [os.path.join(self._state, name) for name in ("accounts", "tombstones", "locks")]
        lines = [f"{self._stamp(path)} {path}" for path in watched]
        words = " ".join(os.environ.get(name, "-") for name in _LANGUAGE)
        self._stamps = "\n".join([_VERSION, ascii(words), *map(ascii, lines)])

    def answer(self) -> bool:
        """Give the kept answer to stdout. Returns whether there was one that holds."""
        if sys.platform == "win32" or sys.stdout is None:
            return False
        try:
            kept = _read(os.path.join(self._state, NAME))
            stamps, locks, answer = kept.split("\n\n")
            if stamps != self._stamps or any(map(self._is_held, locks.split())):
                return False
            _write(sys.stdout.fileno(), answer.encode("ascii"))
        except (OSError, ValueError):  # the command itself finds out what is wrong
            return False
        return True

    def take(self, engine: Engine, found: Mapping[str, object]) -> None:
        """Keep the answer *found* for the next time, if it is one that says nothing beside it and nobody is at work."""
        if sys.platform == "win32" or engine.config.errors or engine.config.notices or not os.path.isdir(self._state):
            return
        import json

        from desktop_app.app.status import account_key
        from desktop_app.errors import KeyfobError

        keys = map(account_key, engine.config.names)
        locks = [name for key in keys for name in (f"{key}-login.lock", f"{key}.lock")]
        content = f"{self._stamps}\n\n{' '.join(locks)}\n\n{json.dumps(found, allow_nan=False)}\n".encode("ascii")
        try:
            if len(content) <= _LARGEST and not self._is_fresh() and not any(map(self._is_held, locks)):
                engine.files.write(NAME, content)
        except (OSError, KeyfobError):  # a disk that takes nothing costs the next command some milliseconds
            return

    def _is_fresh(self) -> bool:
        import time

        return abs(time.time() - self._newest) < _TICK

    def _stamp(self, path: str) -> str:
        try:
            found = os.stat(path)
        except OSError:
            return "-"
        self._newest = max(self._newest, found.st_mtime, found.st_ctime)
        return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}:{found.st_ctime_ns}"

    def _is_held(self, lock: str) -> bool:
        import fcntl

        try:
            descriptor = os.open(os.path.join(self._state, "locks", lock), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def _read(path: str) -> str:
    """:raises OSError: it cannot be read. :raises ValueError: it is none of ours."""
    folder = os.lstat(os.path.dirname(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        private = found.st_uid == folder.st_uid == os.getuid() and not (found.st_mode | folder.st_mode) & 0o077
        if not private or found.st_mode & 0o170000 != 0o100000 or found.st_size > _LARGEST:
            raise ValueError("not ours")
        content = os.read(descriptor, found.st_size + 1)
    finally:
        os.close(descriptor)
    if len(content) != found.st_size:
        raise ValueError("cut off")
    return content.decode("ascii")


def _write(descriptor: int, content: bytes) -> None:
    """:raises OSError: nothing was written."""
    done = os.write(descriptor, content)
    while done < len(content):
        try:
            done += os.write(descriptor, content[done:])
        except OSError:  # the reader left in the middle
            return
