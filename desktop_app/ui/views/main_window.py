"""The window, light enough for the first paint: it keeps values, paints the first frame, then makes the live parts.

The controller gives it values (``set_accounts``, ``render_…``) and hears signals; the window itself only goes from page
to page. Whose page it is stands in the signal: the key of the account that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.views.first_frame import TOOLS, paint_first_frame

if TYPE_CHECKING:
    from desktop_app.ui.models.row_state import AccountRow, HeaderView
    from desktop_app.ui.models.view_state import (
        AccountPage,
        ActivityView,
        AddProviderView,
        ConfirmView,
        FirstRunView,
    )
    from desktop_app.ui.views.shell import Shell

DEFAULT_SIZE = (1040, 720)
SMALLEST = (480, 400)


class MainWindow(QMainWindow):
    """The window.

    ``place`` is ``account``, ``first_run``, ``add_provider``, or a tool's name (``inspect``, ``doctor``, ``settings``).

    :param pages: pages made elsewhere, by name: a tool (``inspect``) or an account's tab (``tab:tokens``). Each is made
        when it is first visited; one with a ``set_margin(int)`` is told the pages' margin.
    """

    account_selected = Signal(str)
    account_intent = Signal(str, str, object)
    """(key, intent, detail). Intents: sign_in, cancel, copy_link, open_again, paste (the address), refresh, reload,
    copy_token, sign_out (``here``/``everywhere``/``local``), forget, userinfo, introspect, open_page (address), banner
    (action id), why, retry, unlock, fact_copied (id),
    entry_detail (id), filter (id), menu (QPoint)."""
    tab_selected = Signal(str, str)
    place_changed = Signal(str)
    add_provider_opened = Signal()
    address_submitted = Signal(str)
    provider_saved = Signal(object, bool)
    """(:class:`ProviderDraft`, whether to sign in right after)"""
    add_provider_cancelled = Signal()
    redirect_copy_requested = Signal()
    demo_requested = Signal()
    import_requested = Signal()
    quit_requested = Signal()
    first_painted = Signal()
    """The first frame is on the screen and the live parts are made: time for everything that costs."""
    closing = Signal(object)
    """A QCloseEvent, which may be ignored (tray, a keychain write under way)."""

    def __init__(self, pages: dict[str, Callable[[], QWidget]] | None = None, tools: tuple[str, ...] = TOOLS) -> None:
        super().__init__()
        self.tools = tools
        self.setWindowTitle(text("window.app"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*DEFAULT_SIZE)
        self._pages = pages or {}
        self._shell: Shell | None = None
        self._asked = False
        self.rows: tuple[AccountRow, ...] = ()
        self.header_view: HeaderView | None = None
        self.page_view: AccountPage | None = None
        self.activity_view: ActivityView | None = None
        self.first_run_view: FirstRunView | None = None
        self.doctor_count = 0

    # --- values from the controller ----------------------------------------------------------------------------------

    def set_accounts(self, rows: Sequence[AccountRow]) -> None:
        """Show *rows* in the sidebar. Without accounts the first-run page takes the account's place."""
        self.rows = tuple(rows)
        if self._shell is not None:
            self._shell.set_accounts(self.rows)
        else:
            self.update()

    def render_header(self, header: HeaderView) -> None:
        """Show the header of an account, ahead of its page (all that the first frame needs)."""
        self.header_view = header
        if self._shell is None:
            self.update()

    def render_account(self, header: HeaderView, page: AccountPage) -> None:
        """Show an account: header at once, the page after the first paint. Does not leave a tool or Add a provider."""
        before, self.header_view, self.page_view = self.header_view, header, page
        if self._shell is not None:
            self._shell.show_account(before)
        else:
            self.update()

    def render_activity(self, view: ActivityView) -> None:
        """Show *view* in the Activity tab."""
        self.activity_view = view
        if self._shell is not None:
            self._shell.show_activity()

    def render_first_run(self, view: FirstRunView) -> None:
        """What the first-run page offers."""
        self.first_run_view = view
        if self._shell is not None:
            self._shell.show_first_run()

    def render_add_provider(self, view: AddProviderView) -> None:
        """Show *view* in Add a provider (which the person opened)."""
        self.shell.pages.add_provider().render_page(view)

    def set_doctor_count(self, count: int) -> None:
        """How many things the doctor wants looked at."""
        self.doctor_count = count
        if self._shell is not None:
            self._shell.sidebar.set_doctor_count(count)

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

    # --- where it is -------------------------------------------------------------------------------------------------

    @property
    def account_key(self) -> str:
        """The key of the account that is shown, or was last; empty before any."""
        return self.header_view.key if self.header_view is not None else ""

    @property
    def place(self) -> str:
        """Where the window is."""
        if self._shell is not None:
            return self._shell.place
        return "account" if self.header_view is not None else "first_run"

    def current_tab(self) -> str:
        """The account's tab that is current."""
        return self._shell.header.current_tab() if self._shell is not None else "overview"

    def go(self, place: str) -> None:
        """Go to *place*; a tool that no page is registered for is only told (``place_changed``)."""
        self.shell.go(place)

    def open_tab(self, name: str) -> None:
        """Go to the tab *name* of the account."""
        self.shell.open_tab(name)

    def open_add_provider(self) -> None:
        """Open Add a provider with empty fields."""
        self.shell.open_add_provider()

    def tell(self, intent: str, detail: object = None) -> None:
        """Tell the controller what the person wants of the account that is shown."""
        self.account_intent.emit(self.account_key, intent, detail)

    def register(self, name: str, factory: Callable[[], QWidget]) -> None:
        """Let *factory* make the page *name* when it is first visited."""
        self._pages[name] = factory

    # --- the live parts ----------------------------------------------------------------------------------------------

    @property
    def shell(self) -> Shell:
        """The live parts; made now where the first paint has not been yet."""
        if self._shell is None:
            from desktop_app.ui.views.shell import Shell

            # Styles and menus take the application's palette, which the first frame did without.
            theme.apply_if_due()
            self._shell = Shell(self, self._pages)
            self.setCentralWidget(self._shell)
            self._shell.begin()
        return self._shell

    def remake(self) -> None:
        """Make the live parts anew, at the same place: every word is another (the language changed)."""
        if self._shell is None:
            self.update()
            return
        old, self._shell = self._shell, None
        old.hand_over(self.shell)

    def build_now(self) -> None:
        """Make the live parts at once instead of after the first paint."""
        self.shell.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first frame; the live parts follow when it is on the screen."""
        if self._shell is not None:
            super().paintEvent(event)
            return
        paint_first_frame(self, self.rows, self.header_view, mirrored=self.isRightToLeft(), tools=self.tools)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        from desktop_app.ui.views.menus import add_shortcuts

        self.build_now()
        add_shortcuts(self)
        self.first_painted.emit()
        self.shell.pages.warm_up()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever listens may ignore the event."""
        self.closing.emit(event)
