"""Locks between processes and threads: the operating system's own, on files that are never removed.

A lock goes with the process that holds it, however it ends; nothing here breaks one. ``flock`` belongs to the open
file, not to the process, so two threads exclude each other as two processes do.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.system import disk

if TYPE_CHECKING:
    import threading

    from desktop_app.ports import Cancel

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
#: Between two looks, seconds: the first and the longest pause.
_PAUSE: Final = (0.001, 0.05)
#: Even who does not want to wait looks again for this long, seconds: a probe may be in the way for a moment.
_AT_LEAST: Final = 0.02

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

    def _is_taken(descriptor: int) -> bool:
        if not _take(descriptor):
            return True
        _let_go(descriptor)
        return False

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        return _flock(descriptor, fcntl.LOCK_EX)

    def _let_go(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _is_taken(descriptor: int) -> bool:
        """A shared lock for a moment: probes do not see each other, and who wants the lock looks again."""
        if not _flock(descriptor, fcntl.LOCK_SH):
            return True
        _let_go(descriptor)
        return False

    def _flock(descriptor: int, kind: int) -> bool:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class FileLocks:
    """:class:`desktop_app.ports.Locks` on files in *folder* (``locks`` in the private state directory)."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = os.path.abspath(folder)

    def acquire(self, name: str, *, timeout: float, cancel: Cancel | None = None) -> FileLock:
        """Wait at most *timeout* seconds.

        :raises KeyfobError: E_LOCK, E_CANCELLED, E_DISK.
        """
        path = self._path(name)
        until = time.monotonic() + max(timeout, _AT_LEAST)
        with _troubles(path):
            disk.make_private(self._folder, os.path.dirname(self._folder))
            descriptor = _open(path, os.O_CREAT)
            try:
                if _wait(descriptor, until, cancel):
                    return FileLock(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
        if cancel is not None and cancel.is_set():
            raise KeyfobError(Code.E_CANCELLED, "disk.lock_cancelled")
        raise KeyfobError(Code.E_LOCK, "disk.lock", seconds=round(timeout))

    def is_held(self, name: str) -> bool:
        """Whether somebody holds it now. Waits for nothing; a lock that cannot be looked at counts as free."""
        path = self._path(name)
        try:
            descriptor = _open(path, 0)
        except (OSError, KeyfobError):
            return False
        try:
            return _is_taken(descriptor)
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def _path(self, name: str) -> str:
        """:raises ValueError: *name* is none of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("a lock's name is made of [A-Za-z0-9._-]")
        return os.path.join(self._folder, f"{name}.lock")


class FileLock:
    """A :class:`desktop_app.ports.Held`. Made by :meth:`FileLocks.acquire` alone."""

    def __init__(self, descriptor: int) -> None:
        import threading  # not for a probe, which `keyfob status` makes

        self._descriptor: int | None = descriptor
        self._guard = threading.Lock()
        self._awaited: list[threading.Event] = []
        self._waiter: threading.Thread | None = None

    def release(self) -> None:
        """Let it go, as soon as everything is finished that :meth:`release_after` was told of; twice is fine."""
        with self._guard:
            if self._waiter is not None or self._descriptor is None:
                return
            self._awaited = [event for event in self._awaited if not event.is_set()]
            if not self._awaited:
                self._close()
                return
            import threading

            self._waiter = threading.Thread(target=self._wait, name="lock", daemon=True)
            self._waiter.start()

    def release_after(self, finished: threading.Event) -> None:
        """Once :meth:`release` is called, keep it until *finished* is set."""
        with self._guard:
            self._awaited.append(finished)

    def _wait(self) -> None:
        while True:
            with self._guard:
                if not self._awaited:
                    self._close()
                    return
                finished = self._awaited.pop()
            finished.wait()

    def _close(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            try:
                _let_go(descriptor)
            finally:
                os.close(descriptor)

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _open(path: str, extra: int) -> int:
    descriptor = os.open(path, os.O_RDWR | extra | disk.NO_FOLLOW | disk.CLOSE_ON_EXEC | disk.NO_WAIT, disk.FILE_MODE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise disk.odd(path)
    disk.narrow(descriptor)
    return descriptor


def _wait(descriptor: int, until: float, cancel: Cancel | None) -> bool:
    pause, longest = _PAUSE
    while not _take(descriptor):
        left = until - time.monotonic()
        if left <= 0:
            return False
        if cancel is None:
            time.sleep(min(pause, left))
        elif cancel.wait(min(pause, left)):
            return False
        pause = min(pause * 2, longest)
    return True


@contextmanager
def _troubles(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk.trouble(error, path) from None
