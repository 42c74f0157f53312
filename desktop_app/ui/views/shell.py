"""The live parts of the window: sidebar, header, pages; and going from one page to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.models import words
from desktop_app.ui.models.row_state import AccountRow, HeaderView
from desktop_app.ui.models.view_state import FirstRunView, SessionView, SigningInView
from desktop_app.ui.views.first_frame import is_rail, margin_of
from desktop_app.ui.views.header import Header
from desktop_app.ui.views.pages import Pages
from desktop_app.ui.views.sidebar import Sidebar

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

_NO_TOOL = frozenset({"", "account", "first_run", "add_provider"})


class Shell(QWidget):
    """Made once, after the first frame. The values are the window's."""

    def __init__(self, window: MainWindow, factories: dict[str, Callable[[], QWidget]]) -> None:
        super().__init__(window)
        self._window = window
        self.place = ""
        self.sidebar = Sidebar(window.tools)
        self.sidebar.account_chosen.connect(self._account_chosen)
        self.sidebar.tool_chosen.connect(self.go)
        self.sidebar.add_chosen.connect(self.open_add_provider)
        self.sidebar.menu_wanted.connect(self.open_menu)
        self.header = Header()
        self.header.tab_chosen.connect(self._tab_chosen)
        self.header.menu_wanted.connect(lambda at: window.tell("menu", at))
        self.header.hide()
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.stack = QStackedWidget()
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        self.pages = Pages(window, self.stack, factories)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(self._right)
        self._splitter.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)
        self._is_fit = False
        self._left: float | None = None

    def begin(self) -> None:
        """Show what the window holds."""
        window = self._window
        self.fit()
        self.sidebar.set_rows(window.rows)
        self.sidebar.set_doctor_count(window.doctor_count)
        if window.header_view is not None and window.rows:
            self.header.render_header(window.header_view)
            self.go("account")
        else:
            self.go("first_run")

    def put_above(self, notice: QWidget) -> None:
        """Put *notice* above every page."""
        column = self._right.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - made with it
        column.insertWidget(0, notice)

    # --- values ------------------------------------------------------------------------------------------------------

    def set_accounts(self, rows: Sequence[AccountRow]) -> None:
        """Show *rows*; without any, first run takes the account's place."""
        self.sidebar.set_rows(rows)
        if not rows and self.place == "account":
            self.go("first_run")

    def show_account(self, before: HeaderView | None) -> None:
        """Show the window's header and page; *before* is the header that was shown."""
        header = self._window.header_view
        if header is None:
            return
        self.header.render_header(header)
        if before is not None and before.key == header.key and before.badge.word != header.badge.word:
            self._window.announce(text("window.now_state", name=header.name, state=header.badge.word))
        self._announce_time()
        first = self._window.first_run_view
        if self.place == "first_run" and self._window.rows and not (first is not None and first.company):
            self.go("account")
        elif self.place == "account":
            self.sidebar.select(header.key)
            self.show_current()

    def _announce_time(self) -> None:
        """Countdowns are said at 60 and at 10 seconds alone, once each."""
        view, before = self._window.page_view, self._left
        left = view.left if isinstance(view, SigningInView) else None
        if isinstance(view, SessionView) and view.state == "offline" and view.ring.total > 0:
            # A token that will be refreshed is no news; one that will not is.
            left = view.ring.left
        self._left = left
        if left is not None and before is not None and any(left <= mark < before for mark in (60, 10)):
            self._window.announce(text("window.ring_sentence", time=words.spoken(left)))

    def show_activity(self) -> None:
        """The activity changed."""
        if self.place == "account" and self.header.current_tab() == "activity":
            self.show_current()

    def show_first_run(self) -> None:
        """What first run offers changed."""
        if self.place == "first_run":
            self.show_current()

    # --- going from page to page -------------------------------------------------------------------------------------

    @property
    def signing_in(self) -> bool:
        """Whether the account that is shown waits for the browser."""
        return isinstance(self._window.page_view, SigningInView)

    def go(self, place: str) -> None:
        """Go to *place*; a tool that no page is registered for is only told."""
        tool = place not in _NO_TOOL
        if tool and not self.pages.has_tool(place):
            self.sidebar.show_tool(self.place)
            self._window.place_changed.emit(place)
            return
        changed = place != self.place
        self.place = place
        self.sidebar.show_tool(place if tool else "")
        self.sidebar.select(self._window.account_key if place == "account" else None)
        self.header.setVisible(place == "account")
        self.show_current()
        if changed:
            self._window.place_changed.emit(place)

    def open_tab(self, name: str) -> None:
        """Go to the tab *name* of the account."""
        if self.place == "account":
            self.header.show_tab(name)

    def open_add_provider(self) -> None:
        """Open Add a provider with empty fields."""
        page = self.pages.add_provider()
        self.go("add_provider")
        page.begin()
        self._window.add_provider_opened.emit()

    def open_menu(self, at: QPoint) -> None:
        """The menu behind the ≡ button and F10."""
        from desktop_app.ui.views.menus import main_menu

        main_menu(self._window).popup(at)

    def back(self) -> None:
        """Leave Add a provider or a tool: to the account, or to first run."""
        self.go("account" if self._window.header_view is not None and self._window.rows else "first_run")

    def show_current(self) -> None:
        """Show the page of the place where the window is."""
        window = self._window
        if self.place == "account":
            if window.page_view is not None:
                self.pages.show_account(window.page_view, self.header.current_tab(), window.activity_view)
        elif self.place == "first_run":
            self.pages.first_run().render_page(window.first_run_view or FirstRunView())
            self.pages.show("first_run")
        elif self.place == "add_provider":
            self.pages.show("add_provider")
        elif self.place:
            self.pages.show_tool(self.place)

    def _account_chosen(self, key: str) -> None:
        if key != self._window.account_key:
            self._window.account_selected.emit(key)
        if self.place != "account" and self._window.header_view is not None:
            self.go("account")

    def _tab_chosen(self, name: str) -> None:
        self.show_current()
        self._window.tab_selected.emit(self._window.account_key, name)

    def hand_over(self, new: Shell) -> None:
        """*new* takes this one's place in the window: it shows the same page, tab and widths; this one goes."""
        place, tab = self.place, self.header.current_tab()
        self.hide()
        self.pages.deleteLater()
        self.deleteLater()
        new.fit()
        new._splitter.restoreState(self._splitter.saveState())
        if tab != "overview":
            new.header.show_tab(tab)
        if place == "add_provider":
            new.open_add_provider()
        elif place in _NO_TOOL or self.pages.has_tool(place):
            new.go(place)
        new.show()

    # --- layout ------------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Sidebar or rail, and the margins, for the window's width."""
        width = self._window.width()
        rail = is_rail(width)
        if rail != self.sidebar.rail or not self._is_fit:
            self._is_fit = True
            self.sidebar.set_rail(rail)
            low, high = (theme.RAIL, theme.RAIL) if rail else (theme.SIDEBAR_MIN, theme.SIDEBAR_MAX)
            self.sidebar.setMinimumWidth(low)
            self.sidebar.setMaximumWidth(high)
            first = theme.RAIL if rail else theme.SIDEBAR
            self._splitter.setSizes([first, max(1, width - first)])
        margin = margin_of(width)
        self.header.set_margin(margin, margin == theme.SPACE_XXL)
        self.pages.set_margin(margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Colours changed: old tints are of no use; sizes changed: fit anew."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_is_fit"):
            icons.forget()
            self.fit()
