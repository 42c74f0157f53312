"""A switch: on is filled with the knob at the far end, off is an outline with the knob at the near one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle, painter_for, rounded
from desktop_app.ui.components.shapes import fill_disc

_WIDE, _HIGH = 36, 20
_AROUND = 4


class Switch(QCheckBox):
    """For screen readers a check box called *name*; Space and Enter turn it, and so does a click anywhere on it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = False
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The track, with room for the ring around it."""
        scale = max(1.0, theme.scale())
        return QSize(
            round(_WIDE * scale) + 2 * _AROUND,
            max(theme.TARGET, round(_HIGH * scale) + 2 * _AROUND),
        )

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The whole of it."""
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter turns it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and knob."""
        painter = painter_for(self)
        track = QRectF(self.rect()).adjusted(_AROUND, 0, -_AROUND, 0)
        high = self.sizeHint().height() - 2 * _AROUND
        track = QRectF(track.left(), (self.height() - high) / 2, track.width(), high)
        on, live = self.isChecked(), self.isEnabled()
        if on:
            fill = theme.colour("disabled" if not live else "accent-hover" if self.underMouse() else "accent")
            rounded(painter, track, high / 2, fill, theme.colour("text") if theme.contrast() else None, theme.border())
        else:
            edge = theme.colour("disabled" if not live else "text" if theme.contrast() else "edge")
            over = theme.colour("neutral-soft") if self.underMouse() and live else None
            rounded(painter, track, high / 2, over, edge, 1.5 if not theme.contrast() else 2)
        size = high * (0.7 if on else 0.56)
        gap = (high - size) / 2
        far = on != self.isRightToLeft()
        left = track.right() - gap - size if far else track.left() + gap
        knob = "on" if on else "edge" if live else "disabled"
        fill_disc(painter, QRectF(left, track.top() + gap, size, size), theme.colour(knob))
        if self.hasFocus() and self._ring:
            around = QRectF(self.rect())
            focus_ring(painter, around, around.height() / 2)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font, colours the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
