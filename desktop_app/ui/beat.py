"""Repaints what counts down: once a second below an hour, once a minute above, not at all out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from desktop_app.ui.life import counts_seconds

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk

SECOND: Final = 1000
MINUTE: Final = 60_000


class Beat(QObject):
    """The desk's one repeating repaint."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)

    @property
    def going(self) -> bool:
        """Whether something will be repainted."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Show everything as it is now, and again when the next number changes."""
        if self._in_sight():
            self._desk.show_now()
            self.arm()

    def soon(self) -> None:
        """Tick when the event loop is idle."""
        self._timer.start(0)

    def arm(self) -> None:
        """See to it that the next number is shown in time."""
        if not self._in_sight():
            self._timer.stop()
            return
        desk = self._desk
        now = desk.clock.now()
        soon = any(counts_seconds(life, now, name == desk.current) for name, life in desk.controller.lives.items())
        wanted = SECOND if soon else MINUTE
        if not self._timer.isActive() or self._timer.remainingTime() > wanted:
            self._timer.start(wanted)

    def stop(self) -> None:
        """Nothing is shown any more."""
        self._timer.stop()

    def _in_sight(self) -> bool:
        return self._desk.window.isVisible() and not self._desk.window.isMinimized()
