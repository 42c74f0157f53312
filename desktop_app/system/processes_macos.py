"""A process's start, from libproc (Apple, ``sys/proc_info.h``: ``proc_pidinfo`` with ``PROC_PIDTBSDINFO``)."""

from __future__ import annotations

import ctypes
import errno
import os

_PROC_PIDTBSDINFO = 3
_ZOMBIE = 5  # SZOMB


class _BsdInfo(ctypes.Structure):
    """``struct proc_bsdinfo``, 136 bytes."""

    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("status", ctypes.c_uint32),
        ("others", ctypes.c_uint32 * 10),
        ("comm", ctypes.c_char * 16),
        ("name", ctypes.c_char * 32),
        ("more", ctypes.c_uint32 * 6),
        ("start_seconds", ctypes.c_uint64),
        ("start_microseconds", ctypes.c_uint64),
    )


def started(pid: int) -> str:
    """An opaque word for when *pid* started (wall clock, microseconds).

    :raises ProcessLookupError: there is no such process.
    :raises OSError: it cannot be told.
    """
    if pid <= 0:
        raise ProcessLookupError(pid)
    library = ctypes.CDLL("/usr/lib/libproc.dylib", use_errno=True)
    info = _BsdInfo()
    size = library.proc_pidinfo(
        ctypes.c_int(pid),
        ctypes.c_int(_PROC_PIDTBSDINFO),
        ctypes.c_uint64(0),
        ctypes.byref(info),
        ctypes.c_int(ctypes.sizeof(info)),
    )
    if size != ctypes.sizeof(info):
        number = ctypes.get_errno()
        if number == errno.ESRCH:
            raise ProcessLookupError(pid)
        raise OSError(number, os.strerror(number))
    if info.status == _ZOMBIE:
        raise ProcessLookupError(pid)
    return f"{info.start_seconds:d}.{info.start_microseconds:06d}"
