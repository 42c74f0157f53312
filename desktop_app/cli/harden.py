"""Keeps secrets in memory from landing in a file: no core dumps."""

from __future__ import annotations

import contextlib
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def no_core_files() -> None:
    """Allow no core file for this process (costs nothing worth measuring; Windows writes none by itself)."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def not_dumpable() -> None:
    """Linux: nobody may look into this process, and crash handlers that get cores by a pipe get none (prctl(2)).

    For commands alone: a desktop's portals look into /proc/PID/root of programs with a window, and this would stop
    them.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
