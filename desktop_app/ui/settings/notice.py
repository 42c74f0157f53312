"""A line above every page that leads to the Settings: something in them cannot be used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import hairline, is_restyle, soft
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel


class SettingsNotice(QWidget):
    """Quiet: it takes no focus, waits for nothing, and can be closed."""

    wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_XS, theme.SPACE_S, theme.SPACE_XS + 1)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(IconSpot("warning", "warn", 16))
        self.words = WrapLabel("")
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.words)
        middle.addStretch(1)
        row.addLayout(middle, 1)
        self.show_button = Button(text("settings.notice_show"), "ghost", small=True)
        self.show_button.clicked.connect(self.wanted)
        self.close_button = IconButton("close", text("settings.notice_close"), usual=14)
        self.close_button.clicked.connect(self.closed)
        for button in (self.show_button, self.close_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, sentence: str) -> None:
        """Show *sentence*."""
        self.words.set_text(sentence)
        self.setAccessibleName(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the hairline below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), soft("warn-soft"))
        hairline(painter, QRectF(0, self.height() - 1, self.width(), 1))

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new colours."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()
