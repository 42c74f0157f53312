"""Locks, files and processes of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from types import TracebackType

    from desktop_app.ports.waiting import Cancel


class Held(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let it go; twice is fine."""
        ...

    def release_after(self, finished: threading.Event) -> None:
        """When it is let go: not before *finished* is set (a keychain call that passed its deadline)."""
        ...

    def __enter__(self) -> Held: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Locks(Protocol):
    """Operating-system locks on files, freed by process death alone, never broken. Not re-entrant; they exclude
    threads of one process as well."""

    def acquire(self, name: str, *, timeout: float, cancel: Cancel | None = None) -> Held:
        """Wait at most *timeout* seconds. Raises E_LOCK, E_CANCELLED, E_DISK."""
        ...

    def is_held(self, name: str) -> bool:
        """Whether somebody holds it now. Takes nothing, waits for nothing."""
        ...


class Files(Protocol):
    """Small files of ours below one private directory (0700, files 0600, whatever the umask). Names are relative,
    parts made of ``[A-Za-z0-9._-]``. Raises E_DISK."""

    def read(self, name: str, limit: int = 4_000_000) -> bytes | None:
        """The content; None if there is no such file (or it is no plain file, or over *limit* bytes)."""
        ...

    def write(self, name: str, content: bytes, *, durable: bool = False) -> None:
        """Replace atomically; *durable*: synced to disk, directory included, before returning."""
        ...

    def remove(self, name: str) -> None:
        """Remove; a missing one is fine."""
        ...

    def names(self, folder: str) -> Sequence[str]:
        """Names of the files in *folder*, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """Names a process beyond its number, which the system uses again: pid and start time (an opaque word)."""

    pid: int
    started: str


class Processes(Protocol):
    """Who we are, and whether another process still lives."""

    def me(self) -> ProcessMark:
        """This process."""
        ...

    def is_alive(self, mark: ProcessMark) -> bool:
        """Whether exactly that process still lives. Unsure counts as alive."""
        ...


class Autostart(Protocol):
    """Whether the program starts, hidden, when the person logs in. Off until somebody switches it on."""

    def is_on(self) -> bool:
        """Whether the system will start it. Raises E_DISK."""
        ...

    def is_known(self) -> bool:
        """Whether the system has an entry at all: the person may have switched it off by the system's own means.
        Raises E_DISK."""
        ...

    def switch(self, on: bool) -> None:
        """Make the entry, or remove it; a missing one is fine. Raises E_DISK."""
        ...
