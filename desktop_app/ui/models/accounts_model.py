"""The list of accounts as a model; rows that did not change are left alone (a countdown touches one row)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.app.texts import text
from desktop_app.ui.models.row_state import AccountRow

RowRole = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class AccountsModel(QAbstractListModel):
    """Accounts in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[AccountRow] = []

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many; a list has no children."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Name, the sentence for screen readers, the whole row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # A line that begins with the state says it once.
            if row.line.startswith(row.state_word):
                return f"{row.name}, {row.line}"
            return text("window.account_is", name=row.name, state=row.state_word, line=row.line)
        return None

    def row(self, number: int) -> AccountRow | None:
        """The row *number*, None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place_of(self, key: str) -> int:
        """Where the account *key* stands; -1 where it does not."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def set_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show *rows*. With the same accounts in the same order only changed rows are told to be painted again."""
        if [row.key for row in rows] != [row.key for row in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        for number, row in enumerate(rows):
            if row != self._rows[number]:
                self._rows[number] = row
                place = self.index(number)
                self.dataChanged.emit(place, place)
