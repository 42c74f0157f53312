"""One line of the log, whole: level, time, words, traceback; to be copied."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop_app.app.log_line import LogLine
from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.inspect.wrapped import Wrapped

_COPIED_FOR: Final = 3000


class LineDialog(QDialog):
    """Shows *line*. :param when: its time, in words. :param copied: what Copy copies."""

    def __init__(self, line: LogLine, when: str, copied: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("log.line_title"))
        self._copied = copied
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(theme.SPACE_S)
        head = " · ".join(part for part in (text(f"log.word_{line.level}"), when, line.account) if part)
        column.addWidget(WrapLabel(head, "heading"))
        source = text("log.line_source", source=line.source, pid=line.pid) if line.source else text("log.foreign")
        column.addWidget(WrapLabel(source, "body", "text-2"))
        card = Card("sunken")
        card.column.setContentsMargins(10, 8, 6, 8)
        self.words = SafeText(text("log.line_name"), read_only=True)
        self.words.copied.connect(copy_words)
        self.words.setPlainText(f"{line.text}\n{line.trace}" if line.trace else line.text)
        card.column.addWidget(self.words)
        column.addWidget(card, 1)
        self.copy = Button(text("log.copy"))
        self.copy.clicked.connect(self._copy)
        self.done_button = Button(text("log.close"))
        self.done_button.clicked.connect(self.reject)
        column.addWidget(Wrapped([self.copy, self.done_button], far=1))
        self.done_button.setDefault(True)
        self.done_button.setFocus()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.copy.set_words(text("log.copy")))
        scale = max(1.0, min(theme.scale(), 1.5))
        room = parent.size() if parent is not None else self.size()
        self.setMinimumWidth(min(round(400 * scale), max(320, room.width() - 24)))
        self.resize(min(round(640 * scale), room.width() - 24), min(round(400 * scale), max(280, room.height() - 24)))

    def _copy(self) -> None:
        copy_words(self._copied)
        self.copy.set_words(text("log.copied"))
        self._timer.start(_COPIED_FOR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))
