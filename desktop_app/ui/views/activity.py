"""What happened and when: a strip of the last day, filters, and the entries by day."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.chips import Chip, Flow
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.rows import EntryRow, MarkSpot
from desktop_app.ui.components.strip import Strip
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.view_state import ActivityView, DayView, FilterChip, Mark
from desktop_app.ui.views.page import Page

#: the entries shown at most; the file on disk is bounded anyway
_MOST = 200


class ActivityPage(Page):
    """The activity of an account. ``filter_chosen`` and ``entry_detail`` carry ids of the view."""

    filter_chosen = Signal(str)
    entry_detail = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(900, parent=parent)
        self._view: ActivityView | None = None
        self._card = Card()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._title = Label("", "heading")
        self._totals = Label("", "body", "text-2")
        self._top.addWidget(self._title, 1)
        self._top.addWidget(self._totals)
        self._card.column.addLayout(self._top)
        self._strip = Strip()
        self._card.column.addWidget(self._strip)
        self._card.column.addLayout(_legend())
        self.column.addWidget(self._card)
        self._chips = Flow()
        self._chips.setAccessibleName(text("window.filters"))
        self.column.addWidget(self._chips)
        self.filters: dict[str, Chip] = {}
        self._filter_shape: tuple[FilterChip, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_L)
        self.column.addLayout(self._list)
        self._empty = Notice()
        self._empty.say("activity", text("window.activity_empty"), text("window.activity_empty_text"), tone="text-2")
        self.column.addWidget(self._empty, 1)
        self.column.addStretch(1)
        self._days: tuple[DayView, ...] = ()

    def render_page(self, view: ActivityView) -> None:
        """Show *view*."""
        if view == self._view:
            return
        self._view = view
        self._title.set_text(view.title)
        self._title.setVisible(bool(view.title))
        self._totals.set_text(view.totals)
        self._card.setVisible(view.strip is not None)
        if view.strip is not None:
            self._strip.render_strip(view.strip)
        if view.filters != self._filter_shape:
            self._make_filters(view.filters)
        if view.days != self._days:
            self._make_days(view.days)
        self._empty.setVisible(not view.days)

    def arrange(self, width: int) -> None:
        """The totals below the title where it is narrow."""
        narrow = width < 520 * max(1.0, theme.scale())
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _make_filters(self, filters: tuple[FilterChip, ...]) -> None:
        self._filter_shape = filters
        self.filters = {}
        for item in filters:
            word = text("window.filter_count", word=item.word, count=item.count) if item.count else item.word
            chip = Chip(word, filters=True, parent=self.content)
            chip.setChecked(item.on)
            chip.clicked.connect(lambda _=False, id_=item.id: self.filter_chosen.emit(id_))
            self.filters[item.id] = chip
        self._chips.show_chips(list(self.filters.values()))

    def _make_days(self, days: tuple[DayView, ...]) -> None:
        self._days = days
        _clear(self._list)
        left = _MOST
        for day in days:
            if left <= 0:
                break
            self._list.addWidget(WrapLabel(day.title, "strong", parent=self.content))
            for entry in day.entries[:left]:
                row = EntryRow(time_first=True, parent=self.content)
                row.render_entry(entry)
                row.detail.connect(self.entry_detail)
                self._list.addWidget(row)
                row.show()
            left -= len(day.entries)


def _legend() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    marks: tuple[tuple[Mark, str], ...] = (("ok", "signed_in"), ("offline", "offline"), ("trouble", "refused"))
    for mark, word in marks:
        row.addWidget(MarkSpot(mark))
        row.addWidget(Label(text(f"window.legend_{word}"), "caption", "text-2"))
        row.addSpacing(theme.SPACE_M)
    row.addStretch(1)
    return row


def _clear(layout: QBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
