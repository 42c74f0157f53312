"""The table: heads that sort, and below them the list with its ticks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.session.session_filter import SortKey
from desktop_app.ui.components.base import by_keyboard, is_restyle
from desktop_app.ui.devices.columns import row_height
from desktop_app.ui.devices.heads import Heads
from desktop_app.ui.devices.model import DevicesModel, key_of
from desktop_app.ui.devices.paint import DeviceDelegate, sign_out_rect
from desktop_app.ui.views.page import SlimBar

#: What is sorted from the latest on at first.
NEWEST_FIRST: Final = frozenset({"last_used", "started", "expires"})


class DeviceList(QTableView):
    """The rows. Space ticks, Ctrl+A ticks all, Del ends, Return signs out where this device's row is current."""

    end_wanted = Signal()
    sign_out_wanted = Signal()
    escaped = Signal()
    resized = Signal()

    def __init__(self, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.devices = model
        self.setModel(model)
        self.cells = DeviceDelegate(self, model)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setAccessibleName(text("devices.list"))
        self._anchor = -1
        self._clear_ground()
        self._fit()

    def set_busy(self, busy: bool) -> None:
        """Nothing can be ticked while sessions are being ended."""
        self.cells.busy = busy
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ticks the row (with Shift, all from the last one); on this device's button it signs out."""
        super().mouseReleaseEvent(event)
        place = self.indexAt(event.position().toPoint())
        one = self.devices.session(place.row()) if place.isValid() else None
        if one is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if one.current:
            if self.button_at(event.position().toPoint()):
                self.sign_out_wanted.emit()
            return
        if self.cells.busy:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._anchor >= 0:
            low, high = sorted((self._anchor, place.row()))
            self.devices.toggle(range(low, high + 1), True)
        else:
            self._anchor = place.row()
            self.devices.toggle([place.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """This device's button shows that it can be pressed."""
        super().mouseMoveEvent(event)
        over = self.button_at(event.position().toPoint())
        if over != self.cells.over_sign_out:
            self.cells.over_sign_out = over
            self.viewport().update()

    def button_at(self, at: QPoint) -> bool:
        """Whether this device's Sign out is at *at*."""
        place = self.indexAt(at)
        one = self.devices.session(place.row()) if place.isValid() else None
        if one is None or not one.current:
            return False
        row = QRectF(self.visualRect(place))
        button = sign_out_rect(row, self.cells.columns(round(row.width())), mirrored=self.isRightToLeft())
        return button.contains(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The table's keys."""
        row = self.currentIndex().row()
        one = self.devices.session(row)
        select_all = event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if select_all:
            if not self.cells.busy:
                self.devices.tick_all()
        elif event.key() == Qt.Key.Key_Space:
            if not self.cells.busy:
                self._anchor = row
                self.devices.toggle([row])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.end_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and one is not None and one.current:
            self.sign_out_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.devices.chosen():
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape is for the ticks, as long as there are any."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape and self.devices.chosen():
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone; the first row is current where none was."""
        self.cells.keyboard = by_keyboard(event.reason(), self.cells.keyboard)
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.devices.rowCount():
            self.setCurrentIndex(self.devices.index(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The heads stand above the columns."""
        super().resizeEvent(event)
        self.resized.emit()

    def sizeHint(self) -> QSize:
        """Some rows."""
        return QSize(400, 6 * row_height())

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(160, 2 * row_height())

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "cells"):
            self._clear_ground()
            self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(row_height())

    def _clear_ground(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        if palette != self.palette():
            self.setPalette(palette)


class DeviceTable(QWidget):
    """Heads and list. ``arranged`` carries whether it is narrow (no columns)."""

    arranged = Signal(bool)

    def __init__(self, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.heads = Heads()
        self.heads.sort_wanted.connect(self.sort_by)
        self.list = DeviceList(model)
        self.list.resized.connect(self.arrange)
        self.model = model
        column.addWidget(self.heads)
        column.addWidget(self.list, 1)
        self.heads.show_sorted(model.sort_key, descending=model.descending)
        self._kept: tuple[str, str] | None = None
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._put_back)

    def sort_by(self, key: SortKey) -> None:
        """Sort by *key*; once more the other way round."""
        descending = not self.model.descending if key == self.model.sort_key else key in NEWEST_FIRST
        self.model.set_sort(key, descending=descending)
        self.heads.show_sorted(key, descending=descending)

    def _keep(self) -> None:
        one = self.model.session(self.list.currentIndex().row())
        self._kept = None if one is None else key_of(one)

    def _put_back(self) -> None:
        """The row that was current stays so, where it is still shown."""
        row = -1 if self._kept is None else self.model.row_of(self._kept)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def arrange(self) -> None:
        """Columns for the list's width."""
        columns = self.list.cells.columns(self.list.viewport().width())
        self.heads.setVisible(not columns.narrow)
        self.heads.arrange(columns)
        self.arranged.emit(columns.narrow)

    def changeEvent(self, event: QEvent) -> None:
        """Columns follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "heads"):
            self.arrange()
