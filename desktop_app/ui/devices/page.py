"""The page: tools, notes, table or a sentence in its place; the action bar below stays."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.devices.columns import INSET
from desktop_app.ui.devices.model import DevicesModel, Prepared
from desktop_app.ui.devices.parts import EndBar, KeyCard, Notes
from desktop_app.ui.devices.table import DeviceTable
from desktop_app.ui.devices.tools import Tools, Whose
from desktop_app.ui.models.devices_state import DevicesView
from desktop_app.ui.models.view_state import Action
from desktop_app.ui.views.page import Page

_ICONS = {"loading": "refresh", "hint": "person", "trouble": "error", "unlisted": "info", "signed_out": "sign-in"}


class DevicesPage(QWidget):
    """Shows a :class:`DevicesView` and the sessions of :attr:`model`; tells what a person wants.

    ``action`` carries an id of the view, ``end_wanted`` nothing: the chosen ones are the model's. ``asked`` carries a
    scope and words, ``key_given`` a :class:`desktop_app.secret.Secret`. ``entered`` and ``left``: it came into sight
    or went out of it. ``account_came``: it is shown for the account of that key (told again as the time moves).
    """

    action = Signal(str)
    end_wanted = Signal()
    stop_wanted = Signal()
    reload_wanted = Signal()
    sign_out_wanted = Signal()
    scope_chosen = Signal(str)
    asked = Signal(str, str)
    key_given = Signal(object)
    key_closed = Signal()
    selection_changed = Signal()
    entered = Signal()
    left = Signal()
    account_came = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = DevicesView()
        self.model = DevicesModel(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.page = _Body(self)
        outer.addWidget(self.page, 1)
        self.bar = EndBar()
        self.bar.hide()
        outer.addWidget(self.bar)
        self.whose, self.tools, self.notes = Whose(), Tools(), Notes()
        self.banner, self.key = Banner(), KeyCard()
        self.table = DeviceTable(self.model)
        self.notice, self._nothing = Notice(), Notice()
        column = self.page.column
        column.setSpacing(theme.SPACE_M)
        for part in (self.banner, self.whose, self.key, self.notes, self.tools):
            column.addLayout(_inset(part))
        for filling in (self.table, self._nothing, self.notice):
            column.addWidget(filling, 1)
        self._connect()
        self.render_view(DevicesView())

    def _connect(self) -> None:
        self.banner.action.connect(self.action)
        self.notes.action.connect(self.action)
        self.notice.action.connect(self.action)
        self._nothing.action.connect(lambda _id: self.tools.clear())
        self.whose.scope_chosen.connect(self.scope_chosen)
        self.whose.asked.connect(self.asked)
        self.key.given.connect(self.key_given)
        self.key.closed.connect(self.key_closed)
        self.tools.filter_changed.connect(self._filter)
        self.tools.sort_chosen.connect(self._sort)
        self.tools.but_this_wanted.connect(self.select_all_but_this)
        self.tools.reload_wanted.connect(self.reload_wanted)
        rows = self.table.list
        rows.end_wanted.connect(self._end)
        rows.sign_out_wanted.connect(self.sign_out_wanted)
        rows.escaped.connect(self.model.clear)
        self.table.arranged.connect(self.tools.set_narrow)
        self.table.heads.sort_wanted.connect(lambda _key: self._sorted())
        self._sorted()
        self.bar.end_wanted.connect(self._end)
        self.bar.clear_wanted.connect(self.model.clear)
        self.bar.stop_wanted.connect(self.stop_wanted)
        self.model.ticks_changed.connect(self._ticks_changed)
        self.page.arranged.connect(self._arranged)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.find_devices)

    # --- values ------------------------------------------------------------------------------------------------------

    def render_view(self, view: DevicesView) -> None:
        """Show *view*."""
        before, self.view = self.view, view
        self.banner.setVisible(view.banner is not None)
        if view.banner is not None:
            self.banner.render_banner(view.banner)
        self.whose.setVisible(view.may_others)
        self.whose.show_scope(view.scope)
        self.key.setVisible(view.key is not None)
        if view.key is not None:
            self.key.render_key(view.key)
            if before.key is None:
                self.key.field.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif before.key is not None:
            self.key.forget()
        self.notes.show_notes(view.notes)
        self.model.this_known = view.this_known
        self.tools.set_but_this(view.this_known)
        self.bar.asks_one = not view.this_known
        self.tools.set_loading(view.loading or view.kind == "loading")
        self.table.list.set_busy(view.ending is not None)
        if view.kind != "list":
            tone = "bad" if view.kind == "trouble" else "accent-text" if view.kind == "signed_out" else "text-2"
            self.notice.say(_ICONS[view.kind], view.title, view.text, view.actions, tone=tone, hint=view.hint)
        self._show_parts()

    def show_list(self, prepared: Prepared, now: float) -> None:
        """Show other sessions."""
        self.model.show_list(prepared, now)
        self.tools.show_applications(prepared.applications, prepared.own)
        self._show_parts()

    def account_shown(self, key: str) -> None:
        """The window shows the page for the account *key*."""
        self.account_came.emit(key)

    def forget(self) -> None:
        """Another account: its filter, ticks and typed words are its own."""
        self.model.clear()
        self.tools.clear()
        self.whose.forget()
        self.key.forget()

    def set_now(self, now: float) -> None:
        """The time moved."""
        self.model.set_now(now)
        self.table.list.viewport().update()

    def set_consequence(self, words: str) -> None:
        """What ending the chosen ones means."""
        if self.view.ending is None:
            self.bar.show_selected(len(self.model.chosen()), self.model.total, words)

    # --- what a person does ------------------------------------------------------------------------------------------

    def select_all_but_this(self) -> None:
        """Tick all that are shown; this program's own cannot be."""
        self.model.tick_all()
        self.table.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_devices(self) -> None:
        """Into the filter."""
        if self.tools.isVisible():
            self.tools.field.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.tools.field.line.selectAll()

    def _filter(self, wanted: object) -> None:
        self.model.set_filter(wanted)  # type: ignore[arg-type]  # the tools' own
        self._show_parts()

    def _sort(self, key: str) -> None:
        self.table.sort_by(key)  # type: ignore[arg-type]  # one of the tools' choices
        self._sorted()

    def _sorted(self) -> None:
        self.tools.show_sort(self.model.sort_key, descending=self.model.descending)

    def _end(self) -> None:
        if self.model.chosen() and self.view.ending is None:
            self.end_wanted.emit()

    def _ticks_changed(self) -> None:
        if self.view.ending is None:
            self.selection_changed.emit()
        self._show_bar()

    # --- layout ------------------------------------------------------------------------------------------------------

    def _show_parts(self) -> None:
        is_list = self.view.kind == "list"
        some, shown = self.model.total > 0, self.model.rowCount() > 0
        self.tools.setVisible(is_list and self.view.can_select and some)
        self.table.setVisible(is_list and shown)
        self._nothing.setVisible(is_list and not shown)
        self.notice.setVisible(not is_list)
        if is_list and not shown:
            self._say_nothing(some)
        self._show_bar()

    def _say_nothing(self, some: bool) -> None:
        if some:
            clear = (Action("clear", text("devices.clear_filter")),)
            count = text("devices.filtered_text", count=self.model.total)
            self._nothing.say("filter", text("devices.filtered_title"), count, clear, tone="text-2")
        else:
            self._nothing.say("browser", text("devices.empty_title"), text("devices.empty_text"), tone="text-2")

    def _show_bar(self) -> None:
        ending = self.view.ending
        if ending is not None:
            self.bar.show_ending(ending)
        self.bar.setVisible(ending is not None or (self.view.kind == "list" and bool(self.model.chosen())))

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows; a row's ground stands out by a little."""
        self.page.set_margin(max(0, margin - INSET))
        self.bar.set_margin(margin)

    def _arranged(self, width: int) -> None:
        self.bar.arrange(width)
        self.key.arrange(width - 2 * INSET)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page: what was typed of a key is gone."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.key.forget()
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Shown: whoever stands behind fills it."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            self.entered.emit()
        return handled

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "bar"):
            self._arranged(self.page.content_width())


class _Body(Page):
    """What scrolls, where the window is too low. ``arranged`` carries the width of the content."""

    arranged = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, parent=parent)

    def arrange(self, width: int) -> None:
        """Tell the width."""
        self.arranged.emit(width)


def _inset(part: QWidget) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setContentsMargins(INSET, 0, INSET, 0)
    box.addWidget(part)
    return box
