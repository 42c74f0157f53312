"""How the window goes: put away while the program stays, or quit; where a session would be lost, the person is asked.

Closing the window puts it away (into the tray, minimised where there is none) unless the settings say otherwise.
Quitting is explicit: Ctrl+Q, the menus, a signal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.app.locale_words import together
from desktop_app.app.texts import text
from desktop_app.ui.models.view_state import ConfirmView

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from desktop_app.ui.desk import Desk


class Leaving:
    """Stands between the wish to leave and :meth:`Desk.end`.

    :ivar put_away: takes the window out of sight; the tray replaces it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asks = False
        self.put_away: Callable[[], None] = desk.window.showMinimized

    def closing(self, event: QCloseEvent) -> None:
        """The window is being closed."""
        if self._desk.ending:
            return
        if self._desk.engine.settings.close_to_tray:
            event.ignore()
            self.put_away()
        elif self._desk.controller.unsaved():
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
        from desktop_app.ui.presence import bring_forward

        bring_forward(self._desk.window)  # the question belongs to it, and the tray asks for the end as well
        if self._asks:
            return
        self._asks = True
        view = ConfirmView(
            text("life.quit_question"),
            text("life.quit_text", names=together(unsaved)),
            text("life.quit_verb"),
            dangerous=True,
        )
        self._desk.window.ask(view, self._answered)

    def _answered(self, yes: bool) -> None:
        self._asks = False
        if yes:
            self._desk.end()
