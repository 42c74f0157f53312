"""A tool's row in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle, painter_for, rounded, set_tip, soft


class NavButton(QPushButton):
    """A tool's row: icon, word, a count where something waits."""

    def __init__(self, icon_name: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._word = word
        self._count = 0
        self._ring = False
        self.rail = False
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(word)

    def set_count(self, count: int, name: str) -> None:
        """Show *count* (0: none); *name* says it in words."""
        self._count = count
        self.setAccessibleName(name)
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone."""
        self.rail = rail
        set_tip(self, self._word if rail else "")
        self.update()

    def sizeHint(self) -> QSize:
        """A navigation row."""
        return QSize(theme.RAIL, theme.navigation_height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = painter_for(self)
        rect = QRectF(self.rect()).adjusted(8, 1, -8, -1)
        current = self.isChecked()
        if current or self.underMouse() or self.isDown():
            fill = "side-selected" if current else "neutral-soft"
            rounded(painter, rect, theme.RADIUS_ROW, theme.colour(fill))
        if self.hasFocus() and self._ring:
            focus_ring(painter, rect, theme.RADIUS_ROW)
        ink = theme.colour("on" if current and theme.contrast() else "text" if current else "text-2")
        size = theme.icon_size(18)
        mirrored = self.isRightToLeft()
        x = (self.width() - size) / 2 if self.rail else self.width() - 25 - size if mirrored else 25
        icons.paint(painter, self._icon_name, QRectF(round(x), round((self.height() - size) / 2), size, size), ink)
        if self.rail:
            if self._count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("warn"))
                painter.drawEllipse(QRectF(x + size - 3, (self.height() - size) / 2 - 3, 8, 8))
            return
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        room = QRectF(62, 0, self.width() - 62 - 18, self.height())
        if mirrored:
            room.moveLeft(18)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if self._count:
            self._paint_count(painter, mirrored)
            room.adjust(28 if mirrored else 0, 0, 0 if mirrored else -28, 0)
        painter.setFont(theme.font("strong" if current else "body"))
        painter.setPen(theme.colour("on" if current and theme.contrast() else "text"))
        shown = painter.fontMetrics().elidedText(self._word, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, side, shown)

    def _paint_count(self, painter: QPainter, mirrored: bool) -> None:
        words = str(self._count)
        metrics = theme.metrics("caption")
        wide, high = max(20, metrics.horizontalAdvance(words) + 12), metrics.height() + 4
        x = 18 if mirrored else self.width() - 18 - wide
        pill = QRectF(x, (self.height() - high) / 2, wide, high)
        rounded(painter, pill, high / 2, soft("warn-soft"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("warn"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
