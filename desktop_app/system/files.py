"""Small private files: replaced as a whole, readable by nobody else."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from desktop_app.system import disk

_PART: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_MAX_DEPTH: Final = 4
#: Temporary files begin so; no file of ours can (a name's part does not begin with a dot).
_TEMPORARY: Final = ".new-"
#: A temporary file this old was left by a crash, seconds.
_STRAY_AGE: Final = 3600.0


class PrivateFiles:
    """A :class:`desktop_app.ports.Files` below *root*. Nothing is made before the first write."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._root = os.path.abspath(root)
        self._tidied: set[str] = set()

    def read(self, name: str, limit: int = 4_000_000) -> bytes | None:
        """The content; None if there is no such plain file, or it is over *limit* bytes."""
        path = self._path(name)
        try:
            if not self._is_ours(os.path.dirname(path)) or _is_no_file(path):
                return None
            flags = os.O_RDONLY | disk.NO_FOLLOW | disk.NO_WAIT | disk.CLOSE_ON_EXEC | disk.BINARY
            descriptor = disk.patiently(lambda: os.open(path, flags))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk.trouble(error, path) from None
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
                return None
            content = _read_all(descriptor, limit + 1)
        except OSError as error:
            raise disk.trouble(error, path) from None
        finally:
            os.close(descriptor)
        return content if len(content) <= limit else None

    def write(self, name: str, content: bytes, *, durable: bool = False) -> None:
        """Replace atomically; *durable*: the file and its name are on the disk itself before this returns."""
        path = self._path(name)
        try:
            made = disk.make_private(os.path.dirname(path), self._root)
            self._tidy(os.path.dirname(path))
            if os.path.lexists(path) and _is_no_file(path):
                raise disk.odd(path)
            _replace(path, content, durable)
            if durable:
                disk.sync_folder(os.path.dirname(path))
                folder = path
                while made and folder != self._root:
                    folder = os.path.dirname(folder)
                    disk.sync_folder(os.path.dirname(folder))
        except OSError as error:
            raise disk.trouble(error, path) from None

    def remove(self, name: str) -> None:
        """Remove; a missing one is fine."""
        path = self._path(name)
        try:
            if self._is_ours(os.path.dirname(path)):
                os.unlink(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise disk.trouble(error, path) from None

    def names(self, folder: str) -> Sequence[str]:
        """Names of the plain files in *folder*, sorted."""
        path = self._path(folder)
        try:
            if not self._is_ours(path):
                return ()
            with os.scandir(path) as entries:
                return sorted(
                    entry.name
                    for entry in entries
                    if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
                )
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise disk.trouble(error, path) from None

    def _path(self, name: str) -> str:
        """:raises ValueError: *name* is none of ours (a fault of ours: names are never taken from outside)."""
        parts = name.split("/")
        if len(parts) > _MAX_DEPTH or not all(_PART.fullmatch(part) for part in parts):
            raise ValueError("a file's name is made of [A-Za-z0-9._-]")
        return os.path.join(self._root, *parts)

    def _is_ours(self, folder: str) -> bool:
        """Whether *folder* and those above it, up to the root, are folders and no links."""
        while stat.S_ISDIR(os.lstat(folder).st_mode):
            if folder == self._root:
                return True
            folder = os.path.dirname(folder)
        return False

    def _tidy(self, folder: str) -> None:
        """Remove what crashes left behind; once a folder, and never in the way of a write."""
        if folder in self._tidied:
            return
        self._tidied.add(folder)
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(_TEMPORARY):
                    age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                    if not 0 <= age <= _STRAY_AGE:
                        os.unlink(entry.path)


def _is_no_file(path: str) -> bool:
    try:
        return not stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _read_all(descriptor: int, most: int) -> bytes:
    parts = []
    while most > 0:
        part = os.read(descriptor, min(most, 1_000_000))
        if not part:
            break
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _replace(path: str, content: bytes, durable: bool) -> None:
    temporary = os.path.join(os.path.dirname(path), f"{_TEMPORARY}{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | disk.NO_FOLLOW | disk.CLOSE_ON_EXEC | disk.BINARY
    descriptor = os.open(temporary, flags, disk.FILE_MODE)
    try:
        try:
            disk.narrow(descriptor)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        disk.patiently(lambda: os.replace(temporary, path))
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
