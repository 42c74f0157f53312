"""How the window goes: closed, or quit; where a session would be lost, the person is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.texts import text
from desktop_app.ui.models.view_state import ConfirmView

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from desktop_app.ui.desk import Desk


class Leaving:
    """Stands between the wish to leave and :meth:`Desk.end`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asks = False

    def closing(self, event: QCloseEvent) -> None:
        """The window is being closed."""
        if self._desk.ending:
            return
        if self._desk.controller.unsaved():
            event.ignore()
            self.quit()
        else:
            self._desk.end()

    def quit(self) -> None:
        """Quit; where a session is in memory alone, ask first."""
        unsaved = self._desk.controller.unsaved()
        if not unsaved:
            self._desk.end()
            return
        if self._asks:
            return
        self._asks = True
        view = ConfirmView(
            text("life.quit_question"),
            text("life.quit_text", names=", ".join(unsaved)),
            text("life.quit_verb"),
            dangerous=True,
        )
        self._desk.window.ask(view, self._answered)

    def _answered(self, yes: bool) -> None:
        self._asks = False
        if yes:
            self._desk.end()
