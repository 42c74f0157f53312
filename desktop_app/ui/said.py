"""UserInfo and introspection, asked now and shown as the provider said them: plain text, escaped, to be copied."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.models.row_state import shown
from desktop_app.ui.projection.account import host
from desktop_app.ui.projection.devices import trouble
from desktop_app.ui.projection.times import clock_time
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk

What = Literal["userinfo", "introspect"]
#: More characters are not shown, nor laid out.
_MOST: Final = 60_000
_COPIED_FOR: Final = 3000


def as_text(said: Mapping[str, object]) -> tuple[str, int]:
    """*said* as lines of JSON in which nothing is invisible; and how many characters were cut. On a worker thread."""
    whole = json.dumps(dict(said), indent=2, ensure_ascii=False)
    lines = "\n".join(escape(line) for line in whole[: _MOST + 1].split("\n"))
    return lines[:_MOST], max(0, len(whole) - _MOST)


class SaidDialog(QDialog):
    """Shows that it is being asked, then the answer or why there is none."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text(f"devices.{what}"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(theme.SPACE_S)
        self.title = Label(text(f"devices.asking_{what}"), "heading")
        self.words = WrapLabel(text("devices.loading"), "body", "text-2")
        column.addWidget(self.title)
        column.addWidget(self.words)
        self._card = Card("sunken")
        self._card.column.setContentsMargins(10, 8, 6, 8)
        self.answer = SafeText(text("devices.said_name"), read_only=True)
        self.answer.copied.connect(copy_words)
        self._card.column.addWidget(self.answer)
        self._card.hide()
        column.addWidget(self._card, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.copy = Button(text("devices.copy"))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        self.done_button = Button(text("devices.cancel"))
        self.done_button.clicked.connect(self.reject)
        row.addWidget(self.copy)
        row.addWidget(self.done_button)
        column.addLayout(row)
        scale = max(1.0, min(theme.scale(), 1.5))
        self.setMinimumWidth(round(420 * scale))
        self.resize(round(520 * scale), round(180 * scale))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.copy.set_words(text("devices.copy")))

    def show_answer(self, title: str, words: str, answer: str) -> None:
        """Show what was said."""
        self.title.set_text(title)
        self.words.set_text(words)
        self.answer.setPlainText(answer)
        self._card.show()
        self.copy.show()
        self.done_button.set_words(text("devices.close"))
        self.resize(self.width(), round(440 * max(1.0, min(theme.scale(), 1.5))))

    def show_trouble(self, message: str, hint: str) -> None:
        """Show why there is no answer."""
        self.words.set_tone("text")
        self.words.set_text(f"{message} {hint}".strip())
        self.done_button.set_words(text("devices.close"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))

    def _copy(self) -> None:
        copy_words(self.answer.toPlainText())
        self.copy.set_words(text("devices.copied"))
        self._timer.start(_COPIED_FOR)


def ask_provider(desk: Desk, key: str, what: What) -> None:
    """Ask now, and show it in a dialog that waits for nobody."""
    life = desk.controller.lives[key]
    account, engine, controller = life.account, desk.engine, desk.controller
    where = host(life)
    stop = threading.Event()
    dialog: SaidDialog | None = SaidDialog(what, desk.window)
    assert dialog is not None  # noqa: S101 - made just now

    def gone(_result: int) -> None:
        nonlocal dialog
        stop.set()
        dialog = None

    def work() -> tuple[str, int]:
        ask = engine.userinfo if what == "userinfo" else engine.introspect
        try:
            return as_text(ask(account, cancel=stop, notify=controller.notifier(key)))
        finally:
            controller.tell_stored(account)

    def told(done: Done[tuple[str, int]]) -> None:
        held = desk.life(key)
        if held is not None and not held.busy:
            controller.schedule(key)
        if dialog is None:
            return
        if done.value is None:
            if done.error is not None:
                dialog.show_trouble(*trouble(done.error))
            return
        answer, cut = done.value
        words = text("devices.said_text", host=shown(where))
        if cut:
            words += " " + text("devices.said_cut", count=cut)
        title = text(f"devices.said_{what}", time=clock_time(desk.clock.now(), seconds=True))
        dialog.show_answer(title, words, answer)

    dialog.finished.connect(gone)
    desk.tasks.run(f"ask-{id(stop)}", work, told)
    dialog.open()
