"""Two tokens beside each other: what was added, removed, changed; in claims and header."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.base import hairline, is_restyle, plain_tooltip, soft
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.claims_tree import Heads, row_height
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.inspector_state import CompareRow, CompareSide, CompareView
from desktop_app.ui.models.view_state import BannerView
from desktop_app.ui.views.page import SlimBar

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_TONES: Final = {"removed": "bad", "added": "ok", "changed": "warn"}
_SIGNS: Final = {"removed": "−", "added": "+", "changed": "≠"}


class CompareModel(QAbstractTableModel):
    """Change, name, A, B."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[CompareRow, ...] = ()

    def show_rows(self, rows: tuple[CompareRow, ...]) -> None:
        """Show *rows*."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Change, name, A, B."""
        return 0 if parent.isValid() else 4

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Words, plain tooltips, sentences for screen readers."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        change = text(f"inspect_pane.change_{row.kind}") if row.kind in _TONES else ""
        words = (change, row.name, row.a, row.b)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words or text("inspect_pane.nothing_there")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Change, Name, A, B."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (text("inspect_pane.column_change"), text("inspect_pane.column_name"), "A", "B")[section]
        return None


class _Cells(QStyledItemDelegate):
    """Paints a cell: the side that changed on a soft ground."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As a row."""
        return QSize(80, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint it."""
        model = index.model()
        assert isinstance(model, CompareModel)  # noqa: S101 - the table's own
        row = model.rows[index.row()]
        column = index.column()
        rect = QRectF(option.rect)
        painter.save()
        tone = _TONES.get(row.kind, "text-2" if row.kind == "same" else "text")
        marked = (column == 2 and row.kind in ("removed", "changed")) or (
            column == 3 and row.kind in ("added", "changed")
        )
        if marked:
            painter.fillRect(rect, soft(f"{tone}-soft"))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, soft("accent-soft"))
        hairline(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1))
        prose = column == 0 or row.kind == "section"
        painter.setFont(theme.font("strong" if row.kind == "section" else "body" if prose else "mono"))
        ink = tone if column == 0 or (marked and row.kind != "changed") else "text"
        painter.setPen(theme.colour("text-2" if row.kind == "same" else ink))
        words = str(index.data() or "")
        if column == 0 and row.kind in _SIGNS:
            words = f"{_SIGNS[row.kind]}  {words}"
        if column > 1 and not words and row.kind != "section":
            words = "–"
        room = rect.adjusted(10, 0, -8, 0)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class _Heads(Heads):
    def _lead(self, number: int) -> int:
        return 10


class CompareTable(QTableView):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.compared = CompareModel()
        self.setModel(self.compared)
        self.setItemDelegate(_Cells(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = _Heads(self)
        self.setHorizontalHeader(heads)
        for column in range(4):
            mode = QHeaderView.ResizeMode.Stretch if column > 1 else QHeaderView.ResizeMode.Interactive
            heads.setSectionResizeMode(column, mode)
        self.setAccessibleName(text("inspect_pane.compare_table"))
        self._restyle()

    def _restyle(self) -> None:
        palette = QPalette()
        # Qt fills the corner beside the heads with it: transparent would come out black.
        palette.setColor(QPalette.ColorRole.Base, theme.colour("page"))
        self.setPalette(palette)
        self.horizontalHeader().updateGeometry()
        self.verticalHeader().setDefaultSectionSize(row_height())
        small = self.width() < 560 * max(1.0, theme.scale())
        self.setColumnWidth(0, theme.metrics().horizontalAdvance("−  " + text("inspect_pane.change_removed")) + 24)
        self.setColumnWidth(1, round((90 if small else 130) * max(1.0, min(theme.scale(), 1.6))))

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "compared") and not getattr(self, "_restyling", False):
            self._restyling = True
            self._restyle()
            self._restyling = False

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(200, 7 * row_height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where the focus is shows: a row is current from the first."""
        super().focusInEvent(event)
        if self.compared.rows and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))


class SideCard(Card):
    """A or B: what it is, and Change…"""

    change_wanted = Signal()

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setContentsMargins(14, 9, 8, 9)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_M)
        row.addWidget(Label(letter, "heading", "accent-text"))
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = Label("", "strong")
        self._line = Label("", "caption", "text-2")
        words.addWidget(self._title)
        words.addWidget(self._line)
        row.addLayout(words, 1)
        self.change = Button(text("inspect_pane.change"), "ghost")
        self.change.setAccessibleName(text("inspect_pane.change_side", side=letter))
        self.change.clicked.connect(self.change_wanted)
        row.addWidget(self.change)
        self.column.addLayout(row)

    def render_side(self, side: CompareSide) -> None:
        """Show *side*."""
        self._title.set_text(side.title or text("inspect_pane.nothing_chosen"))
        self._title.set_tone("text" if side.title else "text-2")
        self._line.set_text(side.line)


class CompareBody(QWidget):
    """The page. ``change_wanted`` carries ``a`` or ``b``."""

    change_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = CompareView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        self.sides = {"a": SideCard("A"), "b": SideCard("B")}
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.SPACE_M)
        for name, card in self.sides.items():
            card.change_wanted.connect(lambda name=name: self.change_wanted.emit(name))
            self._box.addWidget(card, 1)
        column.addLayout(self._box)
        self._banner = Banner()
        column.addWidget(self._banner)
        self._hint = WrapLabel("", "body", "text-2")
        column.addWidget(self._hint)
        self._pills = {kind: Pill("", "neutral", "") for kind in ("changed", "added", "removed")}
        self._same = Label("", "caption", "text-2")
        self.only = QCheckBox(text("inspect_pane.only_differences"))
        self.only.setMinimumHeight(theme.TARGET)
        self.only.toggled.connect(lambda _on: self._show_rows())
        self._counts = Wrapped([*self._pills.values(), self._same, self.only], far=1)
        column.addWidget(self._counts)
        self.table = CompareTable()
        column.addWidget(self.table, 1)
        self._end = QWidget()
        column.addWidget(self._end, 0)

    def render_compare(self, view: CompareView) -> None:
        """Show *view*."""
        self._view = view
        self.sides["a"].render_side(view.a)
        self.sides["b"].render_side(view.b)
        self._banner.setVisible(bool(view.headline))
        if view.headline:
            self._banner.render_banner(BannerView("info", view.headline, view.text))
        self._hint.set_text(view.hint)
        self._hint.setVisible(bool(view.hint))
        there = bool(view.rows)
        for kind, count in (("changed", view.changed), ("added", view.added), ("removed", view.removed)):
            pill = self._pills[kind]
            word = text(f"inspect_pane.count_{kind}", count=count)
            pill.set_word(word, _TONES[kind] if count else "neutral", "")
            pill.setAccessibleName(word)
            pill.setVisible(there)
        self._same.set_text(text("inspect_pane.count_same", count=view.same))
        self._same.setVisible(there)
        self.only.setVisible(there)
        self._counts.setVisible(there)
        self._counts.arrange()
        self.table.setVisible(there)
        self._end.setVisible(not there)
        self._show_rows()

    def set_width(self, width: int) -> None:
        """One card below the other where it is narrow."""
        narrow = width < 560 * max(1.0, theme.scale())
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def forget(self) -> None:
        """Keep nothing."""
        self.render_compare(CompareView())

    def _show_rows(self) -> None:
        rows = self._view.rows
        if self.only.isChecked():
            rows = tuple(row for row in rows if row.kind != "same")
        self.table.compared.show_rows(rows)
