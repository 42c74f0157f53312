"""The log's files: ``keyfob.jsonl`` and those before it, in a private folder.

Window and command line write at once: each line is one write to a file opened for appending, which the system keeps
whole. A file that is full, or of another day, gets a name of its own, under a lock; who has it open still writes its
line there. Nothing here raises: a log must cost nobody anything.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from desktop_app.errors import KeyfobError
from desktop_app.system import disk
from desktop_app.system.lock import FileLocks

CURRENT: Final = "keyfob.jsonl"
_OLD: Final = "keyfob-"
#: Bytes of a file, bytes of all, and how long a file is kept, seconds.
FILE_LIMIT: Final = 1_000_000
ALL_LIMIT: Final = 4_000_000
KEPT_FOR: Final = 7 * 86_400.0
_DAY: Final = 86_400
#: After trouble it is tried again so much later, seconds.
_REST: Final = 30.0
_MOST_FILES: Final = 64
_TROUBLES: Final = {
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ELOOP: "odd",
    errno.ENOTDIR: "odd",
    errno.EISDIR: "odd",
    errno.ENXIO: "odd",
}


class LogFile:
    """The log below *state_dir* (:class:`desktop_app.app.log_writer.LogStore`).

    :ivar trouble: why nothing is written: ``""``, ``full``, ``denied``, ``odd``, ``failed``.
    """

    def __init__(self, state_dir: str) -> None:
        self._root = os.path.abspath(state_dir)
        self.folder = os.path.join(self._root, "logs")
        self.trouble = ""
        self._locks = FileLocks(os.path.join(self._root, "locks"))
        self._rests_until = float("-inf")
        self._cut = False

    @property
    def path(self) -> str:
        """The file that is written now."""
        return os.path.join(self.folder, CURRENT)

    def append(self, lines: Sequence[bytes]) -> None:
        """Write *lines*. While the disk does not take them they are dropped, and :attr:`trouble` says why."""
        if not lines or time.monotonic() < self._rests_until:
            return
        try:
            self._append(lines)
        except OSError as error:
            self._rest(_TROUBLES.get(error.errno or 0, "failed"))
        except KeyfobError:
            self._rest("odd")
        else:
            self.trouble = ""

    def parts(self) -> Sequence[tuple[str, int, int]]:
        """The files, oldest first: name, number of the file itself, bytes."""
        found = []
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if not _is_ours(entry.name):
                    continue
                with suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        age = float("inf") if entry.name == CURRENT else about.st_mtime
                        found.append((age, entry.name, about.st_ino, about.st_size))
        return [(name, number, size) for _age, name, number, size in sorted(found)[-_MOST_FILES:]]

    def read(self, name: str, start: int, limit: int) -> bytes:
        """At most *limit* bytes of the file *name* from *start* on; nothing where it cannot be read."""
        if not _is_ours(name):
            return b""
        flags = os.O_RDONLY | disk.NO_FOLLOW | disk.NO_WAIT | disk.CLOSE_ON_EXEC | disk.BINARY
        try:
            descriptor = os.open(os.path.join(self.folder, name), flags)
        except OSError:
            return b""
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return b""
            os.lseek(descriptor, start, os.SEEK_SET)
            read = b""
            while len(read) < limit and (more := os.read(descriptor, limit - len(read))):
                read += more
            return read
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    # --- writing -----------------------------------------------------------------------------------------------------

    def _append(self, lines: Sequence[bytes]) -> None:
        disk.make_private(self.folder, self._root)
        descriptor = self._open()
        try:
            about = os.fstat(descriptor)
            if self._is_done(about) and self._turn(about):
                os.close(descriptor)
                descriptor = -1
                descriptor = self._open()
            for line in lines:
                # Behind what a full disk cut off a new line begins.
                whole = b"\n" + line if self._cut else line
                self._cut = os.write(descriptor, whole) < len(whole)
                if self._cut:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | disk.NO_FOLLOW | disk.NO_WAIT | disk.CLOSE_ON_EXEC
        descriptor = os.open(self.path, flags | disk.BINARY, disk.FILE_MODE)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise disk.odd(self.path)
            disk.narrow(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _is_done(self, about: os.stat_result) -> bool:
        """Whether the file is full, or was last written on another day."""
        return about.st_size > 0 and (
            about.st_size >= FILE_LIMIT or int(about.st_mtime) // _DAY != int(time.time()) // _DAY
        )

    def _turn(self, about: os.stat_result) -> bool:
        """Put the file away, if nobody else is at it or has done it; whether a new one is due."""
        try:
            with self._locks.acquire("log", timeout=0):
                if os.stat(self.path, follow_symlinks=False).st_ino != about.st_ino:
                    return True
                stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
                os.rename(self.path, os.path.join(self.folder, f"{_OLD}{stamp}-{os.urandom(3).hex()}.jsonl"))
                self._clear_out()
        except (OSError, KeyfobError):  # another does it, or Windows has it open: the next line tries again
            return False
        return True

    def _clear_out(self) -> None:
        """Old files go, and the oldest where they are too many bytes."""
        left, now = ALL_LIMIT - FILE_LIMIT, time.time()
        for name, _number, size in reversed(self.parts()):
            if name == CURRENT:
                continue
            left -= size
            path = os.path.join(self.folder, name)
            with suppress(OSError):
                if left < 0 or now - os.stat(path, follow_symlinks=False).st_mtime > KEPT_FOR:
                    os.unlink(path)

    def _rest(self, trouble: str) -> None:
        self.trouble = trouble
        self._rests_until = time.monotonic() + _REST


def _is_ours(name: str) -> bool:
    return name == CURRENT or (name.startswith(_OLD) and name.endswith(".jsonl") and os.path.basename(name) == name)
