"""One coarse timer for all accounts: wall-clock deadlines, looked at often enough to notice a sleep.

A QTimer stands still while the computer sleeps (on Linux), counts its own time when the clock is set, and cannot hold
30 days. So deadlines are wall-clock times, and one tick compares them; waking, network changes and focus look at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_app.ports import Clock

#: A step back of the wall clock that counts as "the clock was set", seconds.
JUMP: Final = 20.0
#: Between two looks, seconds: at most 30, so that a refresh that fell due in a sleep starts within half a minute.
MAX_TICK: Final = 30.0
MIN_TICK: Final = 1.0


class RefreshTimer(QObject):
    """Calls *due* with every name whose deadline has come. Each deadline is told once."""

    def __init__(self, clock: Clock, due: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._due = due
        self._deadlines: dict[str, float] = {}
        self._offset = clock.now() - clock.monotonic()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)

    def set_deadline(self, name: str, at: float | None) -> None:
        """The wall-clock time to wake *name* at, None for never."""
        if at is None:
            self._deadlines.pop(name, None)
        else:
            self._deadlines[name] = at
            # It may be of a clock that was set on since the last look, and will be set back before the next.
            self._offset = max(self._offset, self._clock.now() - self._clock.monotonic())
        self._arm()

    def deadline(self, name: str) -> float | None:
        """The deadline of *name*."""
        return self._deadlines.get(name)

    def look(self) -> None:
        """Compare all deadlines with the clock now."""
        now = self._clock.now()
        offset = now - self._clock.monotonic()
        # Set back: what was due at a time of the old clock may be long due by the new one.
        set_back = self._offset - offset > JUMP
        self._offset = offset
        for name in [name for name, at in self._deadlines.items() if at <= now or set_back]:
            del self._deadlines[name]
            self._due(name)
        self._arm()

    def stop(self) -> None:
        """No more ticks."""
        self._deadlines.clear()
        self._timer.stop()

    def _arm(self) -> None:
        if not self._deadlines:
            self._timer.stop()
            return
        wait = min(self._deadlines.values()) - self._clock.now()
        self._timer.start(round(min(max(wait, MIN_TICK), MAX_TICK) * 1000))
