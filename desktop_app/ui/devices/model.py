"""The sessions as a model: filtered and sorted here in milliseconds, read and prepared elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.ports import ListedSession
from desktop_app.session.session_filter import Filter, SortKey, applications, haystack, in_order, matching
from desktop_app.ui.projection import devices as project

SessionRole: Final = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
Key = tuple[str, str]
#: The column, and whether it is from the last one on.
Order = tuple[SortKey, bool]
NEWEST: Final[Order] = ("last_used", True)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list, made ready to be searched. Made on a worker thread.

    :param ordered: the sessions sorted by *order*, each with what is searched in it.
    :param own: the account's client id.
    """

    ordered: tuple[tuple[ListedSession, str], ...] = ()
    order: Order = NEWEST
    applications: tuple[str, ...] = ()
    own: str = ""


def prepare(sessions: Sequence[ListedSession], own: str, order: Order = NEWEST) -> Prepared:
    """Make *sessions* ready."""
    ordered = tuple((one, haystack(one)) for one in sorted_by(sessions, order))
    return Prepared(ordered, order, tuple(applications(sessions)), own)


def sorted_by(sessions: Sequence[ListedSession], order: Order) -> list[ListedSession]:
    """Sorted; this program's own session stands first all the same where it is sorted by time."""
    key, descending = order
    found = in_order(sessions, key, descending=descending)
    if key in ("last_used", "started"):
        return [one for one in found if one.current] + [one for one in found if not one.current]
    return found


def key_of(one: ListedSession) -> Key:
    """What tells one from the others: an offline session may have the id of the one it came from."""
    return one.id, one.kind


class DevicesModel(QAbstractListModel):
    """One row a session. ``ticks_changed``: others are chosen, or others are shown."""

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = Prepared()
        self._ordered: Sequence[tuple[ListedSession, str]] = ()
        self._shown: list[ListedSession] = []
        self._ticked: set[Key] = set()
        self._chosen: list[ListedSession] | None = None
        self.wanted = Filter()
        self.order = NEWEST
        self.now = 0.0
        self.this_known = True

    # --- values ------------------------------------------------------------------------------------------------------

    def show_list(self, prepared: Prepared, now: float) -> None:
        """Show another list; what was ticked and is still there stays ticked."""
        self._all, self.now = prepared, now
        if self._ticked:
            self._ticked &= {key_of(one) for one, _ in prepared.ordered}
        self._order()
        self._show()

    def set_filter(self, wanted: Filter) -> None:
        """Show those that meet *wanted*."""
        self.wanted = wanted
        self._show()

    def set_sort(self, key: SortKey, *, descending: bool) -> None:
        """Sort by *key*."""
        self.order = (key, descending)
        self._order()
        self._show()

    def set_now(self, now: float) -> None:
        """The time moved: words are made when they are painted."""
        self.now = now

    @property
    def applications(self) -> tuple[str, ...]:
        """The applications that occur."""
        return self._all.applications

    @property
    def own_application(self) -> str:
        """The account's client id."""
        return self._all.own

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self._all.ordered)

    @property
    def current(self) -> ListedSession | None:
        """The one this program holds."""
        return next((one for one, _ in self._all.ordered if one.current), None)

    def session(self, row: int) -> ListedSession | None:
        """The session in *row*."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, key: Key) -> int:
        """Where a session is shown; -1 where it is not."""
        return next((row for row, one in enumerate(self._shown) if key_of(one) == key), -1)

    # --- ticks -------------------------------------------------------------------------------------------------------

    def chosen(self) -> list[ListedSession]:
        """Those that are ticked and in view: what a filter hides is not chosen."""
        if self._chosen is None:
            ticked = self._ticked
            self._chosen = [one for one in self._shown if (one.id, one.kind) in ticked] if ticked else []
        return self._chosen

    def can_tick(self, one: ListedSession) -> bool:
        """Whether it can be chosen: this program's own cannot."""
        return not one.current

    def toggle(self, rows: Iterable[int], on: bool | None = None) -> None:
        """Tick or untick *rows*. :param on: None for the other way round."""
        first = last = -1
        for row in rows:
            one = self.session(row)
            if one is None or one.current:
                continue
            key = key_of(one)
            if key in self._ticked if on is None else not on:
                self._ticked.discard(key)
            else:
                self._ticked.add(key)
            first, last = (row if first < 0 else min(first, row)), max(last, row)
        if first >= 0:
            self._told(first, last)

    def tick_all(self) -> None:
        """Tick all that are shown, but this program's own; none, where nobody can say which one that is."""
        if not self.this_known:
            return
        self._ticked |= {key_of(one) for one in self._shown if not one.current}
        if self._shown:
            self._told(0, len(self._shown) - 1)

    def clear(self) -> None:
        """Tick none."""
        self._ticked.clear()
        if self._shown:
            self._told(0, len(self._shown) - 1)

    def is_ticked(self, one: ListedSession) -> bool:
        """Whether it is ticked."""
        return key_of(one) in self._ticked

    def _told(self, first: int, last: int) -> None:
        self._chosen = None
        self.dataChanged.emit(self.index(first), self.index(last), [int(Qt.ItemDataRole.CheckStateRole)])
        self.ticks_changed.emit()

    @property
    def sort_key(self) -> SortKey:
        """The column it is sorted by."""
        return self.order[0]

    @property
    def descending(self) -> bool:
        """Whether from the last one on."""
        return self.order[1]

    # --- order and filter --------------------------------------------------------------------------------------------

    def _order(self) -> None:
        """As it was prepared, unless another order was chosen since."""
        if self._all.order == self.order:
            self._ordered = self._all.ordered
            return
        text_of = {id(one): text for one, text in self._all.ordered}
        in_turn = sorted_by([one for one, _ in self._all.ordered], self.order)
        self._ordered = [(one, text_of[id(one)]) for one in in_turn]

    def _show(self) -> None:
        words = self.wanted.words.casefold().split()
        rest = replace(self.wanted, words="")
        self.beginResetModel()
        if not words:
            found = [one for one, _ in self._ordered]
        elif len(words) == 1:
            word = words[0]
            found = [one for one, text in self._ordered if word in text]
        else:
            found = [one for one, text in self._ordered if all(word in text for word in words)]
        self._shown = found if rest == Filter() else matching(found, rest, self.now)
        self._chosen = None
        self.endResetModel()
        self.ticks_changed.emit()

    # --- what Qt asks ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The session, its name, its tick, and the row in words."""
        one = self.session(index.row()) if index.isValid() else None
        if one is None:
            return None
        if role == SessionRole:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return project.device(one)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return project.sentence(one, self.now, self._all.own)
        if role == Qt.ItemDataRole.CheckStateRole and not one.current:
            return Qt.CheckState.Checked if self.is_ticked(one) else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Tick or untick, as screen readers do."""
        one = self.session(index.row()) if index.isValid() else None
        if one is None or one.current or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Each can be ticked but this program's own."""
        one = self.session(index.row()) if index.isValid() else None
        if one is None:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if one.current else usual | Qt.ItemFlag.ItemIsUserCheckable
