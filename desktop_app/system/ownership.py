"""Whether a file can have been written by an administrator alone."""

from __future__ import annotations

import os
import stat
import sys


def machine_trusted(path: str) -> bool:
    """True where root (Windows: Administrators, SYSTEM or TrustedInstaller) owns *path* and nobody else can write it.

    Elsewhere than on Windows this holds for every directory on the way, too: who can rename a directory can put another
    file in its place (a sticky directory like ``/tmp`` does not allow that). What cannot be read is not trusted.
    """
    if sys.platform == "win32":
        from desktop_app.system.ownership_windows import machine_trusted as on_windows

        return on_windows(path)
    try:
        real = os.path.realpath(path, strict=True)
        if not _is_roots(real):
            return False
        here = real
        while (parent := os.path.dirname(here)) != here:
            if not _is_roots(parent, directory=True):
                return False
            here = parent
    except OSError:
        return False
    return True


def _is_roots(path: str, *, directory: bool = False) -> bool:
    found = os.stat(path, follow_symlinks=False)
    others_write = bool(found.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return found.st_uid == 0 and (not others_write or (directory and bool(found.st_mode & stat.S_ISVTX)))
