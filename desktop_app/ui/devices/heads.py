"""The table's heads: the columns' names, which sort."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.session.session_filter import SortKey
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, hairline, is_restyle, painter_for
from desktop_app.ui.devices.columns import Columns

SORTS: Final[tuple[SortKey, ...]] = ("device", "application", "address", "last_used", "started", "expires")


class Head(QPushButton):
    """A column's name; pressing it sorts."""

    def __init__(self, key: SortKey, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._word = text(f"devices.column_{key}")
        self._sorted: bool | None = None
        self._ring = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_sorted(None)

    def show_sorted(self, descending: bool | None) -> None:
        """Show how it is sorted by this. :param descending: None where it is sorted by another."""
        self._sorted = descending
        if descending is None:
            self.setAccessibleName(text("devices.sort_by", column=self._word))
        else:
            way = text("devices.descending" if descending else "devices.ascending")
            self.setAccessibleName(text("devices.sorted_by", column=self._word, direction=way))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Word, and a chevron where it is sorted by it."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        if self.hasFocus() and self._ring:
            focus_ring(painter, rect.adjusted(0, 2, 0, -3), theme.RADIUS_CONTROL)
        strong = self._sorted is not None or self.underMouse()
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text" if strong else "text-2"))
        room = rect.adjusted(2, 0, -2, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        word = painter.fontMetrics().elidedText(self._word, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, flags, word)
        if self._sorted is None:
            return
        size, wide = theme.icon_size(14), painter.fontMetrics().horizontalAdvance(word) + 6
        x = room.right() - wide - size if self.isRightToLeft() else room.left() + wide
        place = QRectF(x, (rect.height() - size) / 2, size, size)
        if not self._sorted:  # upwards: the same picture, turned
            painter.translate(place.center())
            painter.rotate(180)
            painter.translate(-place.center())
        icons.paint(painter, "chevron-down", place, theme.colour("text"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)


class Heads(QWidget):
    """The columns' names. ``sort_wanted`` carries one."""

    sort_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = {key: Head(key, self) for key in SORTS}
        for key, head in self.heads.items():
            head.clicked.connect(lambda _=False, key=key: self.sort_wanted.emit(key))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def arrange(self, columns: Columns) -> None:
        """Put each above its column; those that were dropped are hidden."""
        row = QRectF(self.rect())
        for key, head in self.heads.items():
            place = columns.rect(key, row, mirrored=self.isRightToLeft())  # type: ignore[arg-type]  # the same names
            head.setVisible(place is not None)
            if place is not None:
                head.setGeometry(place.adjusted(-2, 0, 0, 0).toRect())

    def show_sorted(self, key: SortKey, *, descending: bool) -> None:
        """Mark the column it is sorted by."""
        for each, head in self.heads.items():
            head.show_sorted(descending if each == key else None)

    def _fit(self) -> None:
        self.setFixedHeight(max(theme.TARGET, theme.metrics("caption").height() + 17))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline below."""
        hairline(painter_for(self), QRectF(0, self.height() - 1, self.width(), 1))

    def changeEvent(self, event: QEvent) -> None:
        """Height follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self._fit()
