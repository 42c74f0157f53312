"""Who listens on a port: told by /proc on Linux, and by nobody elsewhere."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Final

from desktop_app.ports import PortHolder

#: The state of a listening socket in /proc/net/tcp (``TCP_LISTEN``).
_LISTENS: Final = "0A"
_TABLES: Final = ("tcp", "tcp6")
_MOST_BYTES: Final = 8_000_000
_LONGEST_NAME: Final = 64


def holder(port: int, proc: str = "/proc") -> PortHolder | None:
    """The process that listens on *port*; None where there is none that we may see.

    :param proc: where the process file system is.
    """
    sockets = {f"socket:[{number}]" for table in _TABLES for number in _listening(f"{proc}/net/{table}", port)}
    if not sockets:
        return None
    with suppress(OSError):
        for entry in os.listdir(proc):
            if entry.isdigit() and _has_one(f"{proc}/{entry}/fd", sockets):
                return PortHolder(int(entry), _name(f"{proc}/{entry}/comm"), int(entry) == os.getpid())
    return None


def _listening(table: str, port: int) -> list[str]:
    """The inodes of the sockets that listen on *port*, of the addresses that a loopback listener meets."""
    try:
        with open(table, encoding="ascii", errors="replace") as file:
            lines = file.read(_MOST_BYTES).splitlines()[1:]
    except OSError:
        return []
    rows = (line.split() for line in lines)
    return [
        row[9]
        for row in rows
        if len(row) > 9 and row[3] == _LISTENS and row[1].rpartition(":")[2] == f"{port:04X}" and row[9].isdigit()
    ]


def _has_one(folder: str, sockets: set[str]) -> bool:
    with suppress(OSError):
        for entry in os.listdir(folder):
            with suppress(OSError):
                if os.readlink(f"{folder}/{entry}") in sockets:
                    return True
    return False


def _name(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST_NAME).strip()
    except OSError:
        return ""
