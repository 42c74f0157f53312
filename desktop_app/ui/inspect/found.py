"""Several tokens were found: the list to choose from."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, hairline, is_restyle, rounded, soft
from desktop_app.ui.models.inspector_state import FoundRow
from desktop_app.ui.views.page import SlimBar

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class FoundModel(QAbstractListModel):
    """Tokens in the order they were found."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[FoundRow, ...] = ()

    def show_rows(self, rows: tuple[FoundRow, ...]) -> None:
        """Show *rows*."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Title; a sentence for screen readers."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text("inspect_pane.found_is", title=row.title, line=row.line, chip=row.chip)
        return None


class _Rows(QStyledItemDelegate):
    """Paints a row of two lines."""

    keyboard = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """52 px at 10 pt."""
        return QSize(100, theme.metrics().height() + theme.metrics("caption").height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint it."""
        model = index.model()
        assert isinstance(model, FoundModel)  # noqa: S101 - the list's own
        row = model.rows[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            rounded(painter, rect, theme.RADIUS_ROW, soft("accent-soft" if chosen else "neutral-soft"))
        hairline(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1))
        size = theme.icon_size(18)
        icons.paint(
            painter, "token", QRectF(rect.left() + 12, rect.center().y() - size / 2, size, size), theme.colour("text-2")
        )
        room = rect.adjusted(12 + size + 12, 9, -12, -9)
        if row.chip:
            room.setRight(self._paint_chip(painter, rect, row) - 10)
        for words, role, ink, top in (
            (row.title, "strong", "text", room.top()),
            (row.line, "caption", "text-2", room.top() + theme.metrics().height() + 3),
        ):
            painter.setFont(theme.font(role))  # type: ignore[arg-type]  # names of the table above
            painter.setPen(theme.colour(ink))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(
                QRectF(room.left(), top, room.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, shown
            )
        if self.keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, theme.RADIUS_ROW)
        painter.restore()

    def _paint_chip(self, painter: QPainter, rect: QRectF, row: FoundRow) -> float:
        metrics = theme.metrics("caption")
        wide, high = metrics.horizontalAdvance(row.chip) + 20, metrics.height() + 6
        pill = QRectF(rect.right() - 12 - wide, rect.center().y() - high / 2, wide, high)
        rounded(
            painter, pill, high / 2, soft(f"{row.chip_tone}-soft"), theme.colour("text") if theme.contrast() else None
        )
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour({"accent": "accent-text", "neutral": "text-2"}.get(row.chip_tone, row.chip_tone)))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, row.chip)
        return pill.left()


class FoundList(QListView):
    """The list. ``taken`` carries the key of the token to open: a click or Return."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FoundModel()
        self.setModel(self.found)
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setAccessibleName(text("inspect_pane.found_list"))
        self.clicked.connect(self._take)
        self._clear_ground()

    def show_rows(self, rows: tuple[FoundRow, ...]) -> None:
        """Show *rows*; the first is current."""
        self.found.show_rows(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.found.index(0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.taken.emit(self.found.rows[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._rows.keyboard = by_keyboard(event.reason(), self._rows.keyboard)
        super().focusInEvent(event)

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(160, 3 * (theme.metrics().height() + theme.metrics("caption").height() + 22))

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_rows"):
            self._clear_ground()
            self.scheduleDelayedItemsLayout()

    def _clear_ground(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        if palette != self.palette():
            self.setPalette(palette)
