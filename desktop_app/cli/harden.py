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


def no_memory_in_cores() -> None:
    """Linux: a core of this process, should somebody insist on one, holds none of its memory (core(5),
    ``coredump_filter``).

    For the window: crash handlers that get cores by a pipe need not care for the limit of :func:`no_core_files`, and
    :func:`not_dumpable` is not for it.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError), open("/proc/self/coredump_filter", "w", encoding="ascii") as file:
        file.write("0")


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
