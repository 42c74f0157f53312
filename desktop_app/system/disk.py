"""Private directories, plain files, and words for a disk's troubles."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from desktop_app.errors import Code, KeyfobError

T = TypeVar("T")

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
#: Flags that POSIX systems have and Windows has not.
CLOSE_ON_EXEC: Final[int] = getattr(os, "O_CLOEXEC", 0)
NO_FOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT: Final[int] = getattr(os, "O_NONBLOCK", 0)
BINARY: Final[int] = getattr(os, "O_BINARY", 0)

_TEXTS: Final = {
    errno.ENOSPC: "disk.full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "disk.full",
    errno.EROFS: "disk.read_only",
    errno.EACCES: "disk.denied",
    errno.EPERM: "disk.denied",
    errno.ELOOP: "disk.odd",
    errno.ENOTDIR: "disk.odd",
    errno.EISDIR: "disk.odd",
}


def trouble(error: OSError, path: str) -> KeyfobError:
    """E_DISK in the words for *error*."""
    text = _TEXTS.get(error.errno or 0, "disk.failed")
    return KeyfobError(Code.E_DISK, text, path=path, words=error.strerror or type(error).__name__)


def odd(path: str) -> KeyfobError:
    """E_DISK: a link, or something else that is not ours, lies where a file or folder of ours belongs."""
    return KeyfobError(Code.E_DISK, "disk.odd", path=path, words="not a plain file or folder")


def narrow(descriptor: int) -> None:
    """Mode 0600, whatever the umask took away or an old file had."""
    if sys.platform != "win32" and stat.S_IMODE(os.fstat(descriptor).st_mode) != FILE_MODE:
        os.fchmod(descriptor, FILE_MODE)


def patiently(work: Callable[[], T]) -> T:
    """Do *work*; on Windows again for a moment, while another process has the file open."""
    if sys.platform == "win32":
        for _ in range(25):
            try:
                return work()
            except PermissionError:
                time.sleep(0.02)
    return work()


def make_private(folder: str, root: str) -> bool:
    """Make *root* and everything down to *folder* (*root* itself, or in it), with mode 0700; whether any was missing.

    :raises OSError: it cannot be made, or its mode cannot be narrowed.
    :raises KeyfobError: E_DISK, a link or a file lies there.
    """
    places = [folder]
    while places[-1] != root:
        places.append(os.path.dirname(places[-1]))
    made = [_make_private(place) for place in reversed(places)]
    return any(made)


def _make_private(folder: str) -> bool:
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, FOLDER_MODE)
            os.chmod(folder, FOLDER_MODE)
            return True
        found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode):
        raise odd(folder)
    if sys.platform != "win32" and stat.S_IMODE(found.st_mode) != FOLDER_MODE:
        os.chmod(folder, FOLDER_MODE)
    return False


def sync_folder(folder: str) -> None:
    """Have the names in *folder* on the disk itself (Windows has no such call, and needs none on NTFS)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | CLOSE_ON_EXEC | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
