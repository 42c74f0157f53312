"""How long the event loop of a window was held up."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

#: Between two beats, seconds.
EVERY = 0.005


class Heartbeat(QObject):
    """Beats every 5 ms while the event loop is free.

    :ivar longest: the longest time past a beat that was due, seconds.
    :ivar beats: how many there were.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self.beats = 0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Count from now on."""
        self.longest, self.beats, self._last = 0.0, 0, time.perf_counter()
        self._timer.start(round(EVERY * 1000))

    def stop(self) -> float:
        """The longest stall since the start, seconds."""
        self._beat()
        self._timer.stop()
        return self.longest

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - EVERY)
        self._last = now
        self.beats += 1
