"""A check box with a name: painted, so that it is seen in both schemes and the name is cut where room ends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle, painter_for, rounded, set_tip
from desktop_app.ui.components.marks import tick_path

_GAP = 10


class Tick(QCheckBox):
    """The box and, beside it, *name*."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._ring = False
        set_tip(self, name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As the name needs."""
        metrics = theme.metrics("strong")
        wide = theme.icon_size(16) + _GAP + metrics.horizontalAdvance(self._name) + 8
        return QSize(wide, max(theme.TARGET, metrics.height() + 8))

    def minimumSizeHint(self) -> QSize:
        """A few letters: what does not fit is cut."""
        return QSize(80, self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        """The whole of it."""
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick and name."""
        painter = painter_for(self)
        side, mirrored = theme.icon_size(16), self.isRightToLeft()
        left = self.width() - side - 2 if mirrored else 2
        box = QRectF(left, (self.height() - side) / 2, side, side)
        if self.isChecked():
            rounded(painter, box, 4, theme.colour("accent-hover" if self.underMouse() else "accent"))
            painter.setPen(QPen(theme.colour("on"), side / 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(tick_path(box))
        else:
            edge = theme.colour("text" if theme.contrast() else "edge")
            fill = theme.colour("neutral-soft" if self.underMouse() else "card")
            rounded(painter, box, 4, fill, edge, 1.5)
        if self.hasFocus() and self._ring:
            focus_ring(painter, QRectF(self.rect()), 4)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text"))
        room = QRectF(self.rect()).adjusted(0 if mirrored else side + _GAP, 0, -(side + _GAP) if mirrored else 0, 0)
        shown = theme.metrics("strong").elidedText(self._name, Qt.TextElideMode.ElideRight, round(room.width()))
        at = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, at | Qt.AlignmentFlag.AlignVCenter, shown)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
