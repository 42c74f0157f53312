"""The lines as a model, newest first: those that fit what is asked for. Ten thousand are filtered in a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.app.locale_words import clock_time
from desktop_app.app.log_line import LogLine
from desktop_app.app.texts import text
from desktop_app.ui.log.reading import Row
from desktop_app.ui.projection.times import day_word, days_between

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
#: Lines that are held; the oldest go.
MOST: Final = 20_000
_SERIOUS: Final = {"": 0, "warning": 2, "error": 3}
_RANK: Final = {"debug": 0, "info": 1, "warning": 2, "error": 3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. :param level: ``""`` for all, ``warning``, ``error``. :param account: ``""`` for all."""

    level: str = ""
    account: str = ""
    words: str = ""

    def fits(self, row: Row) -> bool:
        """Whether *row* is among it."""
        line = row.line
        return (
            _RANK[line.level] >= _SERIOUS.get(self.level, 0)
            and (not self.account or line.account == self.account)
            and all(word in row.words for word in self.words.casefold().split())
        )


class LogModel(QAbstractListModel):
    """Holds all lines that were read, shows those that fit.

    :ivar now: the time that days are told from, wall-clock seconds.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Row] = []
        #: oldest first, as they come: the row 0 is the last of them
        self._shown: list[Row] = []
        self.wanted = Wanted()
        self.now = 0.0

    @property
    def total(self) -> int:
        """How many lines there are."""
        return len(self._all)

    def accounts(self) -> tuple[str, ...]:
        """The accounts that lines are about, by name."""
        return tuple(sorted({row.line.account for row in self._all} - {""}))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many are shown; a list has no children."""
        return 0 if parent.isValid() else len(self._shown)

    def line(self, row: int) -> LogLine | None:
        """The line shown in *row*, None where there is none."""
        return self._shown[len(self._shown) - 1 - row].line if 0 <= row < len(self._shown) else None

    def shown(self) -> list[LogLine]:
        """All that are shown, oldest first."""
        return [row.line for row in self._shown]

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text; a sentence for screen readers."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            level, when = text(f"log.word_{line.level}"), self.when(line)
            if line.account:
                return text("log.row_account", level=level, time=when, account=line.account, text=line.text)
            return text("log.row", level=level, time=when, text=line.text)
        return None

    def when(self, line: LogLine) -> str:
        """The time of *line*; with the day where that is not today."""
        if not line.at:
            return text("log.no_time")
        time = clock_time(line.at, seconds=True)
        return time if days_between(line.at, self.now) == 0 else f"{day_word(line.at, self.now)} {time}"

    def add_newer(self, rows: Sequence[Row]) -> None:
        """Lines that were written after all others."""
        self._all.extend(rows)
        fit = [row for row in rows if self.wanted.fits(row)]
        if fit:
            self.beginInsertRows(_NOWHERE, 0, len(fit) - 1)
            self._shown.extend(fit)
            self.endInsertRows()
        self._trim()

    def add_older(self, rows: Sequence[Row]) -> None:
        """Lines that were written before all others; as many as there is room for."""
        room = MOST - len(self._all)
        kept = list(rows)[-room:] if room > 0 else []
        self._all[:0] = kept
        fit = [row for row in kept if self.wanted.fits(row)]
        if fit:
            first = len(self._shown)
            self.beginInsertRows(_NOWHERE, first, first + len(fit) - 1)
            self._shown[:0] = fit
            self.endInsertRows()

    def set_wanted(self, wanted: Wanted) -> None:
        """Show what fits *wanted*."""
        if wanted == self.wanted:
            return
        self.wanted = wanted
        self.beginResetModel()
        self._shown = [row for row in self._all if wanted.fits(row)]
        self.endResetModel()

    def clear(self) -> None:
        """Hold nothing."""
        self.beginResetModel()
        self._all, self._shown = [], []
        self.endResetModel()

    def _trim(self) -> None:
        over = len(self._all) - MOST
        if over <= 0:
            return
        gone = sum(1 for row in self._all[:over] if self.wanted.fits(row))
        del self._all[:over]
        if gone:
            last = len(self._shown) - 1
            self.beginRemoveRows(_NOWHERE, last - gone + 1, last)
            del self._shown[:gone]
            self.endRemoveRows()
