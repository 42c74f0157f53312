"""What the tests of the Devices tab share: the window with the tab open, on an engine double that keeps sessions."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.session import events as e
from desktop_app.session.session import Session
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.dialog import ConfirmDialog
from desktop_app.ui.desk import Desk
from desktop_app.ui.devices.page import DevicesPage
from tests.support.engine_double import session

if TYPE_CHECKING:
    from tests.support.sessions_double import SessionsDouble

#: Where pictures of what the tests show are put, to be looked at; nowhere by default.
PICTURES = os.environ.get("KEYFOB_PICTURES", "")


class Devices:
    """The window with the tab open."""

    def __init__(self, qtbot: QtBot, desk: Desk, engine: SessionsDouble) -> None:
        # The last test's window must not be collected on a worker thread: timers are stopped on their own.
        gc.collect()
        self.qtbot = qtbot
        self.desk = desk
        self.engine = engine
        desk.window.build_now()
        desk.window.open_tab("devices")
        self.settle()

    @property
    def page(self) -> DevicesPage:
        """The tab."""
        found = self.desk.window.shell.pages.built("tab:devices")
        assert isinstance(found, DevicesPage)
        return found

    def settle(self) -> None:
        """Until nothing is under way and everything is laid out."""
        self.qtbot.waitUntil(lambda: self.desk.tasks.busy() == 0)
        for _ in range(6):
            QApplication.processEvents()
        self.qtbot.waitUntil(lambda: self.desk.tasks.busy() == 0)

    def rows(self) -> list[str]:
        """Ids of the sessions shown, in order."""
        model = self.page.model
        return [one.id for row in range(model.rowCount()) if (one := model.session(row)) is not None]

    def tick(self, *ids: str) -> None:
        """Tick the sessions with these ids."""
        rows = self.rows()
        self.page.model.toggle([rows.index(id_) for id_ in ids])

    def ticked(self) -> list[str]:
        """Ids of those that are chosen."""
        return [one.id for one in self.page.model.chosen()]

    def said(self) -> str:
        """All words in sight on the page."""
        return words_of(self.page)

    def press(self, words: str) -> None:
        """Press the button with these words, in sight on the page."""
        found = [
            button
            for button in self.page.findChildren(Button)
            if button.isVisible() and button.words() == words and button.isEnabled()
        ]
        assert found, f"no button {words}: {self.said()}"
        found[0].click()

    def dialogs(self) -> list[ConfirmDialog]:
        """Questions in sight."""
        return [dialog for dialog in self.desk.window.findChildren(ConfirmDialog) if dialog.isVisible()]

    def answer(self, yes: bool) -> None:
        """Answer the question."""
        self.qtbot.waitUntil(lambda: bool(self.dialogs()))
        (dialog,) = self.dialogs()
        (dialog.verb if yes else dialog.cancel).click()
        self.qtbot.waitUntil(lambda: not self.dialogs())

    def roles(self, *roles: str) -> None:
        """A refresh brings these roles."""
        self.refreshed(session(roles=roles))

    def refreshed(self, newer: Session) -> None:
        """The account was refreshed."""
        known = self.engine.known
        assert known is not None
        tokens = replace(newer.tokens, generation=known.tokens.generation + 1)
        self.engine.known = replace(newer, tokens=tokens)
        self.desk.controller.apply("work", e.Refreshed(self.engine.known))
        self.settle()

    def picture(self, name: str) -> None:
        """Keep a picture, where somebody wants to look."""
        if PICTURES:
            self.desk.window.grab().save(os.path.join(PICTURES, f"{name}.png"))


def words_of(widget: QWidget) -> str:
    """All words in sight in *widget*, and what is told to screen readers."""
    found: list[str] = []
    for each in widget.findChildren(QWidget):
        if not each.isVisible():
            continue
        found.append(each.accessibleName())
        if isinstance(each, QLabel | QAbstractButton | QLineEdit):
            found.append(each.text())
        elif isinstance(each, QPlainTextEdit):
            found.append(each.toPlainText())
    return "\n".join(dict.fromkeys(word for word in found if word))
