"""Header and claims as a tree. Its rows are made when they are looked at: ten thousand claims cost no more than ten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.app.texts import text
from desktop_app.ui.components.base import plain_tooltip
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import ClaimNode, Tone

NodeRole: Final = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class _Item:
    """A node with its place."""

    __slots__ = ("children", "node", "number", "parent", "row")

    def __init__(self, node: ClaimNode, number: int, parent: int, row: int) -> None:
        self.node = node
        self.number = number
        self.parent = parent
        self.row = row
        self.children: list[int] | None = None


class ClaimsModel(QAbstractItemModel):
    """Two columns: name and value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[_Item] = []
        self._roots: list[int] = []
        self._moving: list[int] = []
        self._now = 0.0

    def show_nodes(self, nodes: tuple[ClaimNode, ...], now: float) -> None:
        """Show *nodes*, times in words for *now*."""
        self.beginResetModel()
        self._items = []
        self._now = now
        self._moving = []
        self._roots = [self._add(node, -1, row) for row, node in enumerate(nodes)]
        self.endResetModel()

    def set_now(self, now: float) -> None:
        """The time moved: rows whose words changed are told of."""
        before, self._now = self._now, now
        for number in self._moving:
            at = self._items[number].node.at
            if at is not None and moments.relative(at, before) != moments.relative(at, now):
                place = self._index(number, 1)
                self.dataChanged.emit(place, place)

    def chip_of(self, node: ClaimNode) -> tuple[str, Tone]:
        """The chip behind a value: how far away a time is, or a remark."""
        if node.at is None:
            return node.chip, node.chip_tone
        ahead = node.at > self._now
        return moments.relative(node.at, self._now), "accent" if ahead else "neutral"

    def node(self, index: _Index) -> ClaimNode | None:
        """The node at *index*."""
        return self._items[index.internalId()].node if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """Where the node *key* stands (names on the first column); nowhere if it is not there."""
        for number in self._walk(self._roots):
            if self._items[number].node.key == key:
                return self._index(number, 0)
        return QModelIndex()

    def _walk(self, numbers: list[int]) -> Iterator[int]:
        for number in numbers:
            yield number
            yield from self._walk(self._children(number))

    # --- what Qt asks ------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """The place of a row."""
        numbers = self._children(parent.internalId()) if parent.isValid() else self._roots
        if 0 <= row < len(numbers) and 0 <= column < 2:
            return self.createIndex(row, column, numbers[row])
        return QModelIndex()

    def parent(self, index: _Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # QObject.parent() is another
        """The row above."""
        if not index.isValid():
            return QModelIndex()
        above = self._items[index.internalId()].parent
        return self._index(above, 0) if above >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows."""
        if not parent.isValid():
            return len(self._roots)
        return 0 if parent.column() else len(self._items[parent.internalId()].node.children)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Name and value."""
        return 2

    def hasChildren(self, parent: _Index = _NOWHERE) -> bool:
        """Whether there are rows below."""
        return self.rowCount(parent) > 0

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Words, plain tooltips, and a sentence for screen readers."""
        node = self.node(index)
        if node is None:
            return None
        if role == NodeRole:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return node.value if index.column() else node.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(node.value if index.column() else node.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column():
                return " ".join(part for part in (node.value, self.chip_of(node)[0]) if part)
            return text("inspect_pane.claim_is", name=node.name, value=node.value, remark=self.chip_of(node)[0])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Name, Value."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return text("inspect_pane.column_value" if section else "inspect_pane.column_name")
        return None

    # --- rows --------------------------------------------------------------------------------------------------------

    def _index(self, number: int, column: int) -> QModelIndex:
        return self.createIndex(self._items[number].row, column, number)

    def _children(self, number: int) -> list[int]:
        item = self._items[number]
        if item.children is None:
            item.children = [self._add(child, number, row) for row, child in enumerate(item.node.children)]
        return item.children

    def _add(self, node: ClaimNode, parent: int, row: int) -> int:
        number = len(self._items)
        self._items.append(_Item(node, number, parent, row))
        if node.at is not None:
            self._moving.append(number)
        return number
