"""The tree of header and claims: painted rows, chips behind values, the chosen row marked at its edge."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, hairline, is_restyle, painter_for, rounded, soft
from desktop_app.ui.inspect.claims_model import ClaimsModel
from desktop_app.ui.models.inspector_state import ClaimNode
from desktop_app.ui.views.page import SlimBar

_Index = QModelIndex | QPersistentModelIndex
_TONES: Final = {"header": "part-header", "payload": "part-payload", "other": "part-signature"}
_LEFT: Final = 8
#: Sections stand open below this many rows; a huge one is opened by whoever wants it.
_OPEN_BELOW: Final = 20_000


def row_height() -> int:
    """28 px at 10 pt."""
    return max(theme.TARGET, theme.metrics("mono").height() + 13)


class ClaimDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, view: QAbstractItemView, model: ClaimsModel) -> None:
        super().__init__(view)
        self._model = model
        self.keyboard = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Height from the font."""
        return QSize(80, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint it."""
        node = self._model.node(index)
        if node is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if index.column():
            self._paint_value(painter, rect, node, chosen)
        else:
            self._paint_name(painter, rect, node, chosen)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRectF, node: ClaimNode, chosen: bool) -> None:
        heading = node.kind != "claim"
        painter.setFont(theme.font("strong" if heading else "mono"))
        painter.setPen(_ink(_TONES[node.kind] if heading else "text", chosen))
        room = rect.adjusted(_LEFT if heading else 2, 0, -6, 0)
        _words(painter, room, node.name)

    def _paint_value(self, painter: QPainter, rect: QRectF, node: ClaimNode, chosen: bool) -> None:
        heading = node.kind != "claim"
        room = rect.adjusted(2, 0, -6, 0)
        chip, tone = self._model.chip_of(node)
        metrics = theme.metrics("body" if heading else "mono")
        wide = theme.metrics("caption").horizontalAdvance(chip) + 18 if chip else 0
        shown = room.width() - (wide + 8 if chip else 0)
        if chip and shown < 40:
            chip, shown = "", room.width()
        painter.setFont(theme.font("body" if heading else "mono"))
        painter.setPen(_ink("text-2" if heading else "text", chosen))
        cut = metrics.elidedText(node.value, Qt.TextElideMode.ElideRight, round(shown))
        _words(painter, room, cut)
        if chip:
            high = theme.metrics("caption").height() + 4
            x = room.left() + metrics.horizontalAdvance(cut) + 8
            pill = QRectF(x, rect.center().y() - high / 2, wide, high)
            rounded(painter, pill, high / 2, soft(f"{tone}-soft"), theme.colour("text") if theme.contrast() else None)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour({"accent": "accent-text", "neutral": "text-2"}.get(tone, tone)))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, chip)


class ClaimsTree(QTreeView):
    """The tree. ``chosen`` carries the key of the row that became current, ``copied`` the key of one to copy."""

    chosen = Signal(str)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.claims = ClaimsModel(self)
        self.setModel(self.claims)
        self.cells = ClaimDelegate(self, self.claims)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(18)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(True)
        self.setExpandsOnDoubleClick(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(text("inspect_pane.tree"))
        heads = Heads(self)
        self.setHeader(heads)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        heads.setMinimumSectionSize(60)
        heads.resizeSection(0, 150)
        self._share = 0.35
        self._clear_ground()

    def show_nodes(self, nodes: tuple[ClaimNode, ...], now: float) -> None:
        """Show *nodes*; the row that was chosen stays, else the first claim is."""
        kept = self.current_key()
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        self.claims.show_nodes(nodes, now)
        if sum(len(node.children) for node in nodes) < _OPEN_BELOW:
            for row in range(len(nodes)):
                self.expand(self.claims.index(row, 0))
        place = self.claims.index_of(kept) if kept else QModelIndex()
        if not place.isValid() and nodes:
            last = self.claims.index(len(nodes) - 1, 0)
            place = self.claims.index(0, 0, last) if self.claims.rowCount(last) else last
        selection.blockSignals(blocked)
        if place.isValid():
            self.setCurrentIndex(place)
            if not kept:
                self.scrollToTop()
        self.viewport().update()

    def current_key(self) -> str:
        """The key of the row that is current."""
        node = self.claims.node(self.currentIndex())
        return node.key if node is not None else ""

    def choose(self, key: str) -> None:
        """Make the row *key* current."""
        place = self.claims.index_of(key)
        if place.isValid():
            self.setCurrentIndex(place)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which one."""
        super().currentChanged(current, previous)
        node = self.claims.node(current)
        if node is not None:
            self.chosen.emit(node.key)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The chosen row's ground, over the whole width, with a bar at its edge."""
        if self.claims.node(index) is self.claims.node(self.currentIndex()):
            rect = QRectF(option.rect)
            painter.fillRect(rect, theme.colour("side-selected") if theme.contrast() else theme.colour("accent-soft"))
            painter.fillRect(QRectF(0, rect.top(), 3, rect.height()), theme.colour("draw"))
            if self.hasFocus() and self.cells.keyboard:
                focus_ring(painter, rect, 0)
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """A chevron where there is more below; Qt would paint its own selection here."""
        if self.claims.rowCount(index) and index.parent().isValid():
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            size = theme.icon_size(14)
            place = QRectF(rect.right() - size - 1, rect.center().y() - size / 2 + 1, size, size)
            icons.paint(painter, name, place, theme.colour("text-2"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy copies the value."""
        if event.matches(QKeySequence.StandardKey.Copy):
            if self.current_key():
                self.copied.emit(self.current_key())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self.cells.keyboard = by_keyboard(event.reason(), self.cells.keyboard)
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name has its share of the width."""
        super().resizeEvent(event)
        self.header().resizeSection(0, max(90, round(self.viewport().width() * self._share)))

    def sizeHint(self) -> QSize:
        """All rows of a usual token."""
        return QSize(400, 12 * row_height())

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(160, 6 * row_height())

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "claims"):
            self._clear_ground()
            self.header().updateGeometry()
            self.scheduleDelayedItemsLayout()

    def _clear_ground(self) -> None:
        palette = QPalette(self.palette())
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Highlight):
            palette.setColor(role, Qt.GlobalColor.transparent)
        if palette != self.palette():
            self.setPalette(palette)


class Heads(QHeaderView):
    """Words and a hairline."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def _lead(self, number: int) -> int:
        """Room before the words of column *number*."""
        return 2 if number else _LEFT

    def sizeHint(self) -> QSize:
        """As a row."""
        return QSize(100, row_height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = painter_for(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("page"))
        hairline(painter, QRectF(0, self.height() - 1, self.viewport().width(), 1))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text-2"))
        for number in range(self.count()):
            left = self.sectionViewportPosition(number)
            room = QRectF(left + self._lead(number), 0, self.sectionSize(number) - 8, self.height() - 2)
            _words(painter, room, str(self.model().headerData(number, Qt.Orientation.Horizontal)))


def _ink(tone: str, chosen: bool) -> QColor:
    return theme.colour("on" if chosen and theme.contrast() else tone)


def _words(painter: QPainter, room: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
