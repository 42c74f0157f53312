"""The page: what it is, what is asked for, the lines, and the bar below with what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import ActionBar
from desktop_app.ui.inspect.choosing import MenuButton
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.log.list import LineList
from desktop_app.ui.log.model import LogModel, Wanted
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.models.view_state import Action, BannerView
from desktop_app.ui.views.page import Page

_LEVELS: Final = (("", "level_all"), ("warning", "level_warning"), ("error", "level_error"))
#: Above this, the explanation under the title is left out for room, px of height at the usual text size.
_LOW: Final = 470
_COPIED_FOR: Final = 3000
#: Between the last letter and the filter, milliseconds.
_TYPING: Final = 120
_MOST_ACCOUNTS: Final = 40


@dataclass(frozen=True, slots=True)
class LogState:
    """What the page says besides the lines. :param trouble: why nothing is written (a word of the log)."""

    reading: bool = False
    trouble: str = ""


class LogPage(QWidget):
    """Shows :attr:`model`. ``copy_wanted`` carries the rows (none: all shown), ``entered`` and ``left``: it came into
    sight or went."""

    copy_wanted = Signal(object)
    detail_wanted = Signal(int)
    folder_wanted = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LogModel(self)
        self.state = LogState()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.page = Page(0, parent=self)
        column = self.page.column
        column.setSpacing(theme.SPACE_M)
        outer.addWidget(self.page, 1)
        self.title = WrapLabel(text("log.title"), "title")
        self.intro = WrapLabel(text("log.intro"), "body", "text-2")
        self.banner = Banner()
        self.banner.hide()
        self._tools = self._make_tools()
        self.list = LineList(self.model)
        self.notice = Notice()
        self.notice.action.connect(lambda _id: self.show_all())
        for part in (self.title, self.intro, self.banner, self._tools):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.notice, 1)
        self._make_bar()
        outer.addWidget(self.bar)
        self.list.chosen.connect(self._show_copy)
        self.list.copy_wanted.connect(self._copy)
        self.list.detail_wanted.connect(self.detail_wanted)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(lambda: self.field.line.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self._typing = self._timer(self._filter)
        self._copied = self._timer(self._show_copy)
        self.refresh()

    def _make_tools(self) -> Wrapped:
        self.field = _Find()
        self.field.line.textChanged.connect(lambda: self._typing.start(_TYPING))
        self.field.line.returnPressed.connect(self._filter)
        self.level = MenuButton(text("log.levels"))
        self.level.chosen.connect(self._choose_level)
        self.account = MenuButton(text("log.accounts"))
        self.account.chosen.connect(self._choose_account)
        self.count = Label("", "body", "text-2")
        return Wrapped([self.field, self.level, self.account, self.count], far=1)

    def _make_bar(self) -> None:
        self.bar = ActionBar()
        self.details = Button(text("log.details"))
        self.details.clicked.connect(self._details)
        self.copy = Button(text("log.copy_shown"), icon_name="copy")
        self.copy.clicked.connect(self._copy)
        self.folder = Button(text("log.folder"), icon_name="external")
        self.folder.clicked.connect(self.folder_wanted)
        self._actions = Wrapped([self.copy, self.details, self.folder], far=1)
        self.bar.row.addWidget(self._actions)

    def _timer(self, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        return timer

    # --- what is shown -----------------------------------------------------------------------------------------------

    def render_state(self, state: LogState) -> None:
        """Show *state*."""
        self.state = state
        self.refresh()

    def refresh(self) -> None:
        """The lines have changed: choices, counts, the sentence in their place."""
        wanted, rows, total = self.model.wanted, self.model.rowCount(), self.model.total
        self.level.show_choices(tuple(Choice(id_, text(f"log.{word}"), id_ == wanted.level) for id_, word in _LEVELS))
        names = self.model.accounts()[:_MOST_ACCOUNTS]
        choices = [Choice("", text("log.all_accounts"), not wanted.account)]
        choices += [Choice(name, name, name == wanted.account) for name in names]
        self.account.show_choices(tuple(choices))
        self.account.setMaximumWidth(round(220 * max(1.0, theme.scale())))
        self.account.setVisible(bool(names))
        same = rows == total
        self.count.set_text(text("log.count_all", all=total) if same else text("log.count", shown=rows, all=total))
        self.count.setVisible(bool(total))
        trouble = self.state.trouble
        if trouble:
            self.banner.render_banner(BannerView("warn", text(f"log.trouble_{trouble}"), icon="warning"))
        self.banner.setVisible(bool(trouble))
        self._say(rows, total)
        self._tools.setVisible(bool(total))
        self._tools.arrange()
        self._show_copy()

    def _say(self, rows: int, total: int) -> None:
        self.list.setVisible(bool(rows))
        self.notice.setVisible(not rows)
        if rows:
            return
        if self.state.reading and not total:
            self.notice.say("refresh", text("log.reading"), "", tone="text-2")
        elif total:
            every = (Action("all", text("log.show_all")),)
            self.notice.say("filter", text("log.none_title"), text("log.none_text"), every, tone="text-2")
        else:
            self.notice.say("log", text("log.empty_title"), text("log.empty_text"), tone="text-2")

    def _show_copy(self) -> None:
        chosen = len(self.list.rows())
        self.copy.set_words(text("log.copy_selected", count=chosen) if chosen else text("log.copy_shown"))
        self.copy.setEnabled(bool(self.model.rowCount()))
        self.details.setEnabled(chosen == 1)
        self._actions.arrange()

    def show_copied(self) -> None:
        """It is on the clipboard."""
        self.copy.set_words(text("log.copied"))
        self._actions.arrange()
        self._copied.start(_COPIED_FOR)

    # --- what a person wants -----------------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Ask for nothing."""
        self.field.line.clear()
        self._want(Wanted())

    def _want(self, wanted: Wanted) -> None:
        self._typing.stop()
        self.model.set_wanted(wanted)
        self.refresh()

    def _filter(self) -> None:
        wanted = self.model.wanted
        self._want(Wanted(wanted.level, wanted.account, self.field.text()))

    def _choose_level(self, level: str) -> None:
        self._want(Wanted(level, self.model.wanted.account, self.field.text()))

    def _choose_account(self, account: str) -> None:
        self._want(Wanted(self.model.wanted.level, account, self.field.text()))

    def _copy(self) -> None:
        self.copy_wanted.emit(self.list.rows())

    def _details(self) -> None:
        rows = self.list.rows()
        if rows:
            self.detail_wanted.emit(rows[0])

    # --- the widget --------------------------------------------------------------------------------------------------

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self.page.set_margin(margin)
        self.bar.set_margin(margin)

    def event(self, event: QEvent) -> bool:
        """Shown: whoever stands behind fills it. Low: the explanation gives its room to the lines."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Show:
            self.entered.emit()
        if event.type() == QEvent.Type.Resize and hasattr(self, "intro"):
            self.intro.setVisible(self.height() > _LOW * max(1.0, theme.scale()))
        return handled

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, or the window is gone."""
        super().hideEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_actions"):
            self._tools.arrange()
            self._actions.arrange()


class _Find(Field):
    """As wide as the words that one looks for."""

    def __init__(self) -> None:
        words = text("log.filter")
        super().__init__(words, shown_label=False, placeholder=words, icon_name="search")
        self.line.setClearButtonEnabled(False)
