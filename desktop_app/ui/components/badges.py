"""The state badge, and the status pill."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded, soft
from desktop_app.ui.components.marks import TONES, mark_colour, paint_mark
from desktop_app.ui.models.row_state import Badge, Mark


class StateBadge(QLabel):
    """The state as shape and word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._mark: Mark = "none"

    def render_badge(self, badge: Badge) -> None:
        """Show *badge*."""
        if badge.word != self.text() or badge.mark != self._mark:
            self._mark = badge.mark
            self.setText(badge.word)
            self.setAccessibleName(text("window.state_is", state=badge.word))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Mark, gap, word, padding."""
        metrics = theme.metrics()
        return QSize(metrics.horizontalAdvance(self.text()) + theme.icon_size(14) + 28, metrics.height() + 11)

    def minimumSizeHint(self) -> QSize:
        """The same: the state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill, mark, word."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        fill = soft(TONES[self._mark][1])
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter, rect, rect.height() / 2, fill, line, 2)
        size = theme.icon_size(14)
        mirrored = self.isRightToLeft()
        x = rect.right() - 10 - size if mirrored else 10
        paint_mark(painter, QRectF(x, (rect.height() - size) / 2, size, size), self._mark, fill)
        painter.setFont(theme.font("body"))
        painter.setPen(mark_colour(self._mark))
        words = rect.adjusted(10, 0, -(size + 16), 0) if mirrored else rect.adjusted(size + 16, 0, -8, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()


class Pill(QLabel):
    """A small status: icon and word on a soft ground ("Recognised", "Demo")."""

    def __init__(self, word: str, tone: str = "ok", icon_name: str = "ok", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone, self._icon_name = tone, icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(word)

    def set_word(self, word: str, tone: str, icon_name: str) -> None:
        """Show another status."""
        self._tone, self._icon_name = tone, icon_name
        self.setText(word)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Icon, gap, word, padding."""
        metrics = theme.metrics("caption")
        icon = theme.icon_size(14) + 5 if self._icon_name else 0
        return QSize(metrics.horizontalAdvance(self.text()) + icon + 20, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        neutral = self._tone == "neutral"
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter, rect, rect.height() / 2, soft(f"{self._tone}-soft"), line, 2)
        ink = theme.colour("text-2" if neutral else "accent-text" if self._tone == "accent" else self._tone)
        room = rect.adjusted(10, 0, -8, 0)
        if self._icon_name:
            size = theme.icon_size(14)
            icons.paint(painter, self._icon_name, QRectF(8, (rect.height() - size) / 2, size, size), ink)
            room.setLeft(8 + size + 5)
        painter.setFont(theme.font("caption"))
        painter.setPen(ink)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
