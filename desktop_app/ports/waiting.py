"""Time, and people who change their minds."""

from __future__ import annotations

from typing import Protocol


class Cancel(Protocol):
    """Set by a person who changed their mind; a :class:`threading.Event` is one."""

    def is_set(self) -> bool:
        """Whether the work should stop."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most *timeout* seconds; True when it was set."""
        ...


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Wall clock, seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """A clock that never goes back."""
        ...

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        """Wait; True when *cancel* was set meanwhile."""
        ...
