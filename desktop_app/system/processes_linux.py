"""A process's start, from /proc (proc(5)); where there is none (a BSD without it), only whether it lives is known."""

from __future__ import annotations

import os

#: Field 22 of /proc/PID/stat, counted after the command's closing bracket, which ends field 2.
_STATE, _START_TIME = 3 - 3, 22 - 3


def started(pid: int) -> str:
    """An opaque word for when *pid* started: the boot, and clock ticks since; ``""`` where it cannot be told.

    :raises ProcessLookupError: there is no such process (one that ended and is not yet waited for counts as none).
    """
    if pid <= 0:
        raise ProcessLookupError(pid)
    try:
        stat = _content(f"/proc/{pid:d}/stat")
    except FileNotFoundError:
        if os.path.exists("/proc/self/stat"):
            raise ProcessLookupError(pid) from None
        os.kill(pid, 0)
        return ""
    fields = stat[stat.rindex(b")") + 2 :].split()
    if fields[_STATE] in (b"Z", b"X"):
        raise ProcessLookupError(pid)
    return f"{_boot()}-{int(fields[_START_TIME]):d}"


def _boot() -> str:
    """Ticks begin anew at every boot, so a mark of an earlier boot must look different."""
    try:
        return _content("/proc/sys/kernel/random/boot_id").decode("ascii", "replace").strip()[:8]
    except OSError:
        return ""


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(10_000)
