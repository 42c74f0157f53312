"""The list of lines: rows of one height, so that ten thousand scroll as ten do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop_app.app.texts import text
from desktop_app.ui.components.base import by_keyboard, is_restyle
from desktop_app.ui.log.model import LogModel
from desktop_app.ui.log.paint import LineDelegate
from desktop_app.ui.views.page import SlimBar


class LineList(QListView):
    """``copy_wanted`` by Ctrl+C, ``detail_wanted`` (a row) by Return or a double click, ``chosen`` at each change of
    the selection."""

    copy_wanted = Signal()
    detail_wanted = Signal(int)
    chosen = Signal()

    def __init__(self, model: LogModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.lines = LineDelegate(self, model)
        self.setItemDelegate(self.lines)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(text("log.list"))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        model.modelReset.connect(self.chosen)
        self.doubleClicked.connect(lambda index: self.detail_wanted.emit(index.row()))
        self._clear_ground()

    def rows(self) -> list[int]:
        """The rows that are selected, from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, and the whole line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.detail_wanted.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape is for the selection, as long as there is one."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        is_escape = event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape
        if is_escape and self.selectionModel().hasSelection():
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone; the first line is current where none was."""
        self.lines.keyboard = by_keyboard(event.reason(), self.lines.keyboard)
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            no_selection = self.selectionModel().SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self.model().index(0, 0), no_selection)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines are one row of words or two."""
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """Some lines; where there is more room it takes it."""
        return QSize(400, 3 * self.lines.height())

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(160, 2 * self.lines.height())

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "lines"):
            self._clear_ground()
            self.scheduleDelayedItemsLayout()

    def _clear_ground(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        if palette != self.palette():
            self.setPalette(palette)
