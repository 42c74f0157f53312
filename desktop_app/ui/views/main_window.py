"""The window: sidebar and header paint first, the page just after, other pages when they are visited.

The controller gives it values (``set_accounts``, ``render_…``) and hears signals; the window itself only goes from page
to page. Whose page it is stands in the signal: the key of the account that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QTimer, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.models.view_state import (
    AccountPage,
    AccountRow,
    ActivityView,
    AddProviderView,
    ConfirmView,
    FirstRunView,
    HeaderView,
)
from desktop_app.ui.views.header import Header
from desktop_app.ui.views.pages import Pages
from desktop_app.ui.views.sidebar import Sidebar

DEFAULT_SIZE = (1040, 720)
SMALLEST = (480, 400)
_RAIL_BELOW = 640


class MainWindow(QMainWindow):
    """The shell.

    Every signal that begins with ``account`` carries the account's key first. ``place`` is ``account``, ``first_run``,
    ``add_provider``, or a tool's name (``inspect``, ``doctor``, ``settings``).
    """

    account_selected = Signal(str)
    account_intent = Signal(str, str, object)
    """(key, intent, detail). Intents: sign_in, cancel, copy_link, open_again, paste (the address), refresh, copy_token,
    sign_out (``everywhere``/``here``), banner (action id), why, retry, unlock, fact_copied (id), entry_detail (id),
    filter (id), menu (QPoint)."""
    tab_selected = Signal(str, str)
    place_changed = Signal(str)
    add_provider_opened = Signal()
    address_submitted = Signal(str)
    provider_saved = Signal(object, bool)
    add_provider_cancelled = Signal()
    redirect_copy_requested = Signal()
    demo_requested = Signal()
    import_requested = Signal()
    quit_requested = Signal()
    first_painted = Signal()
    closing = Signal(QCloseEvent)

    def __init__(self, pages: dict[str, Callable[[], QWidget]] | None = None) -> None:
        super().__init__()
        self.setWindowTitle(text("window.app"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*DEFAULT_SIZE)
        self.place = ""
        self._header_view: HeaderView | None = None
        self._page_view: AccountPage | None = None
        self._activity_view: ActivityView | None = None
        self._first_run = FirstRunView()
        self._painted = False
        self._tab_keys: dict[str, str] = {}
        self.sidebar = Sidebar()
        self.sidebar.account_chosen.connect(self._account_chosen)
        self.sidebar.tool_chosen.connect(self.go)
        self.sidebar.add_chosen.connect(self.open_add_provider)
        self.sidebar.menu_wanted.connect(self.open_menu)
        self.header = Header()
        self.header.tab_chosen.connect(self._tab_chosen)
        self.header.menu_wanted.connect(lambda at: self.tell("menu", at))
        self.header.hide()
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.stack = QStackedWidget()
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        self.pages = Pages(self, self.stack, pages or {})
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.SIDEBAR, DEFAULT_SIZE[0] - theme.SIDEBAR])
        self.setCentralWidget(self._splitter)
        self._fit()

    # --- values from the controller ----------------------------------------------------------------------------------

    def set_accounts(self, rows: Sequence[AccountRow]) -> None:
        """Show *rows* in the sidebar. Without accounts the first-run page takes the account's place."""
        self.sidebar.set_rows(rows)
        if not rows and self.place in {"", "account"}:
            self.go("first_run")
        elif rows and self.place == "first_run":
            self.place = ""

    def render_account(self, header: HeaderView, page: AccountPage) -> None:
        """Show an account: header at once, the page after the first paint. Does not leave a tool or Add a provider."""
        spoken = self._header_view is not None and self._header_view.key == header.key
        before = self._header_view
        self._header_view, self._page_view = header, page
        self.header.render_header(header)
        if spoken and before is not None and before.badge.word != header.badge.word:
            self.announce(text("window.now_state", name=header.name, state=header.badge.word))
        if self.place in {"", "first_run"}:
            self.place = ""
            self.go("account")
        elif self.place == "account":
            self.sidebar.select(header.key)
            self._show_current()

    def render_activity(self, view: ActivityView) -> None:
        """Show *view* in the Activity tab."""
        self._activity_view = view
        if self.place == "account" and self.header.current_tab() == "activity":
            self._show_current()

    def render_first_run(self, view: FirstRunView) -> None:
        """What the first-run page offers."""
        self._first_run = view
        if self.place == "first_run":
            self._show_current()

    def render_add_provider(self, view: AddProviderView) -> None:
        """Show *view* in Add a provider (which the person opened)."""
        if self._painted or self.pages.is_built("add_provider"):
            self.pages.add_provider().render_page(view)

    def set_doctor_count(self, count: int) -> None:
        """How many things the doctor wants looked at."""
        self.sidebar.set_doctor_count(count)

    def ask(self, view: ConfirmView, answered: Callable[[bool], None]) -> None:
        """Ask *view*; *answered* is called with what the person chose. Returns at once."""
        from desktop_app.ui.components.dialog import ConfirmDialog

        dialog = ConfirmDialog(view, self)
        dialog.accepted.connect(lambda: answered(True))
        dialog.rejected.connect(lambda: answered(False))
        dialog.open()

    def announce(self, sentence: str) -> None:
        """Say *sentence* once to a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    # --- going from page to page -------------------------------------------------------------------------------------

    @property
    def account_key(self) -> str:
        """The key of the account that is shown, or was last; empty before any."""
        return self._header_view.key if self._header_view is not None else ""

    def go(self, place: str) -> None:
        """Go to *place*; a tool that no page is registered for is only told (``place_changed``)."""
        tool = place not in {"account", "first_run", "add_provider"}
        if tool and not self.pages.has_tool(place):
            self.sidebar.show_tool(self.place)
            self.place_changed.emit(place)
            return
        changed = place != self.place
        self.place = place
        self.sidebar.show_tool(place if tool else "")
        self.sidebar.select(self.account_key if place == "account" else None)
        self.header.setVisible(place == "account")
        self._show_current()
        if changed:
            self.place_changed.emit(place)

    def open_tab(self, name: str) -> None:
        """Go to the tab *name* of the account."""
        if self.place == "account":
            self.header.show_tab(name)

    def open_add_provider(self) -> None:
        """Open Add a provider with empty fields."""
        self.build_now()
        self.pages.add_provider().begin()
        self.go("add_provider")
        self.add_provider_opened.emit()

    def open_menu(self, at: QPoint) -> None:
        """The menu behind the ≡ button and F10."""
        from desktop_app.ui.views.menus import main_menu

        main_menu(self).popup(at)

    def back(self) -> None:
        """Leave Add a provider or a tool: to the account, or to first run."""
        self.go("account" if self._header_view is not None and self.sidebar.model.rowCount() else "first_run")

    def tell(self, intent: str, detail: object = None) -> None:
        """Tell the controller what the person wants of the account that is shown."""
        self.account_intent.emit(self.account_key, intent, detail)

    def build_now(self) -> None:
        """Build the page at once instead of after the first paint."""
        if not self._painted:
            self._painted = True
            self._show_current()

    def _account_chosen(self, key: str) -> None:
        if key != self.account_key:
            self.account_selected.emit(key)
        if self.place != "account" and self._header_view is not None:
            self.go("account")

    def _tab_chosen(self, name: str) -> None:
        self._show_current()
        self.tab_selected.emit(self.account_key, name)

    def _show_current(self) -> None:
        if not self._painted:
            return
        if self.place == "account" and self._page_view is not None:
            self.pages.show_account(self._page_view, self.header.current_tab(), self._activity_view)
        elif self.place == "first_run":
            self.pages.first_run().render_page(self._first_run)
            self.pages.show("first_run")
        elif self.place == "add_provider":
            self.pages.show("add_provider")
        elif self.place:
            self.pages.show_tool(self.place)

    # --- layout and events -------------------------------------------------------------------------------------------

    def margin(self) -> int:
        """The pages' left and right margin for this width, px."""
        if self.sidebar.rail:
            return theme.SPACE_L
        return theme.SPACE_XL if self.width() < 800 else theme.SPACE_XXL

    def _fit(self) -> None:
        rail = self.width() < _RAIL_BELOW * max(1.0, theme.scale())
        if rail != self.sidebar.rail or not self.sidebar.maximumWidth() <= theme.SIDEBAR_MAX:
            self.sidebar.set_rail(rail)
            low, high = (theme.RAIL, theme.RAIL) if rail else (theme.SIDEBAR_MIN, theme.SIDEBAR_MAX)
            self.sidebar.setMinimumWidth(low)
            self.sidebar.setMaximumWidth(high)
            first = theme.RAIL if rail else theme.SIDEBAR
            self._splitter.setSizes([first, max(1, self.width() - first)])
        self.header.set_margin(self.margin(), not rail and self.width() >= 800)
        self.pages.set_margin(self.margin())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sidebar or rail, margins."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """After the first paint the page is built."""
        super().paintEvent(event)
        if not self._painted:
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not self._painted:
            self.build_now()
            from desktop_app.ui.views.menus import add_shortcuts

            add_shortcuts(self)
            self.first_painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Colours changed: old tints are of no use; sizes changed: lay out anew."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_splitter"):
            icons.forget()
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever listens may ignore the event (tray, a keychain write under way)."""
        self.closing.emit(event)


