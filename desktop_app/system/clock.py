"""Time, as the machine has it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ports import Cancel


class SystemClock:
    """A :class:`desktop_app.ports.Clock`."""

    def now(self) -> float:
        """Wall clock, seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """A clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        """Wait; True when *cancel* was set meanwhile (or before)."""
        import threading  # not for `keyfob status`

        seconds = min(max(seconds, 0.0), threading.TIMEOUT_MAX)
        if cancel is not None:
            return cancel.wait(seconds)
        time.sleep(seconds)
        return False
