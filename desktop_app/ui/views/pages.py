"""The window's pages, made when they are first visited (their modules are imported only then) and wired to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, assert_never, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.ui import theme
from desktop_app.ui.models.view_state import (
    AccountPage,
    ActivityView,
    LockedView,
    NeedsLoginView,
    RestoringView,
    SessionView,
    SignedOutView,
    SigningInView,
    SigningOutView,
)

if TYPE_CHECKING:
    from desktop_app.ui.views.activity import ActivityPage
    from desktop_app.ui.views.add_provider import AddProviderPage
    from desktop_app.ui.views.first_run import FirstRunPage
    from desktop_app.ui.views.main_window import MainWindow
    from desktop_app.ui.views.notices import NoticePage
    from desktop_app.ui.views.overview import OverviewPage
    from desktop_app.ui.views.signing_in import SigningInPage

#: between one page and the next, ms
_WARM_UP_PAUSE = 100

PageT = TypeVar("PageT", bound=QWidget)


class Pages(QObject):
    """The pages in the window's stack.

    :param factories: pages made elsewhere, by name: a tool (``inspect``) or an account's tab (``tab:tokens``).
    """

    def __init__(self, window: MainWindow, stack: QStackedWidget, factories: dict[str, Callable[[], QWidget]]) -> None:
        super().__init__(window)
        self._window = window
        self._stack = stack
        self._factories = factories
        self._built: dict[str, QWidget] = {}
        self._fresh = False
        self._margin = theme.SPACE_XXL

    def register(self, name: str, factory: Callable[[], QWidget]) -> None:
        """Let *factory* make the page *name* when it is first visited."""
        self._factories[name] = factory

    def has_tool(self, name: str) -> bool:
        """Whether there is a page for the tool *name*."""
        return name in self._factories

    def is_built(self, name: str) -> bool:
        """Whether the page *name* was visited."""
        return name in self._built

    def built(self, name: str) -> QWidget:
        """The page *name*, made now if it must be.

        :raises KeyError: nobody makes such a page.
        """
        return self._get(name, self._factories[name])

    def set_margin(self, margin: int) -> None:
        """Left and right margin of every page."""
        if margin != self._margin:
            self._margin = margin
            for page in self._built.values():
                self._apply_margin(page)

    def show(self, name: str) -> None:
        """Bring the page *name* to the front."""
        page = self._built[name]
        if self._stack.currentWidget() is not page:
            remembered = page.focusWidget()
            if remembered is not None and not remembered.isVisibleTo(page):
                remembered.clearFocus()  # it went while another page was shown: Qt would give it the keyboard again
            self._stack.setCurrentWidget(page)

    def show_tool(self, name: str) -> None:
        """Bring the tool *name* to the front."""
        self.built(name)
        self.show(name)

    def show_account(self, view: AccountPage, tab: str, activity: ActivityView | None) -> None:
        """Show the account's *tab*."""
        if tab == "activity":
            page = self.activity()
            if activity is not None:
                page.render_page(activity)
            self.show("activity")
            return
        if tab != "overview" and f"tab:{tab}" in self._factories:
            self.show_tool(f"tab:{tab}")
            told = getattr(self._built[f"tab:{tab}"], "account_shown", None)
            if callable(told):
                told(view.key)
            return
        match view:
            case SessionView():
                self.overview().render_page(view)
                self.show("overview")
            case SigningInView():
                self.signing_in().render_page(view)
                self.show("signing_in")
            case SignedOutView() | RestoringView() | NeedsLoginView() | LockedView() | SigningOutView():
                self.notice().render_page(view)
                self.show("notice")
            case _:
                assert_never(view)
        if self.is_built("signing_in") and not isinstance(view, SigningInView):
            self.signing_in().forget()

    def warm_up(self) -> None:
        """Make the pages that a sign-in will need, one at a time while nothing else happens: none is slow to come."""
        for name, make in (("signing_in", self.signing_in), ("overview", self.overview), ("notice", self.notice)):
            if name not in self._built:
                make()
                QTimer.singleShot(_WARM_UP_PAUSE, self, self.warm_up)
                return

    # --- the pages of the window itself ------------------------------------------------------------------------------

    def overview(self) -> OverviewPage:
        """The session's page."""
        from desktop_app.ui.views.overview import OverviewPage

        page = self._get("overview", OverviewPage)
        if self._fresh:
            tell = self._window.tell
            page.refresh_requested.connect(lambda: tell("refresh"))
            page.copy_token_requested.connect(lambda: tell("copy_token"))
            page.sign_out_requested.connect(lambda kind: tell("forget") if kind == "forget" else tell("sign_out", kind))
            page.asked.connect(tell)
            page.banner_action.connect(lambda id_: tell("banner", id_))
            page.fact_copied.connect(lambda id_: tell("fact_copied", id_))
            page.entry_detail.connect(lambda id_: tell("entry_detail", id_))
            page.show_all_requested.connect(lambda: self._window.open_tab("activity"))
        return page

    def signing_in(self) -> SigningInPage:
        """The page of a sign-in under way."""
        from desktop_app.ui.views.signing_in import SigningInPage

        page = self._get("signing_in", SigningInPage)
        if self._fresh:
            tell = self._window.tell
            page.open_again_requested.connect(lambda: tell("open_again"))
            page.copy_link_requested.connect(lambda: tell("copy_link"))
            page.paste_submitted.connect(lambda words: tell("paste", words))
            page.cancel_requested.connect(lambda: tell("cancel"))
        return page

    def notice(self) -> NoticePage:
        """The page of states that are one sentence."""
        from desktop_app.ui.views.notices import NoticePage

        page = self._get("notice", NoticePage)
        if self._fresh:
            tell = self._window.tell
            page.sign_in_requested.connect(lambda: tell("sign_in"))
            page.why_requested.connect(lambda: tell("why"))
            page.retry_requested.connect(lambda: tell("retry"))
            page.unlock_requested.connect(lambda: tell("unlock"))
            page.cancel_requested.connect(lambda: tell("cancel"))
            page.page_requested.connect(lambda address: tell("open_page", address))
        return page

    def activity(self) -> ActivityPage:
        """The activity tab."""
        from desktop_app.ui.views.activity import ActivityPage

        page = self._get("activity", ActivityPage)
        if self._fresh:
            page.filter_chosen.connect(lambda id_: self._window.tell("filter", id_))
            page.entry_detail.connect(lambda id_: self._window.tell("entry_detail", id_))
        return page

    def first_run(self) -> FirstRunPage:
        """The first-run page."""
        from desktop_app.ui.views.first_run import FirstRunPage

        page = self._get("first_run", FirstRunPage)
        if self._fresh:
            window = self._window
            page.add_requested.connect(window.open_add_provider)
            page.demo_requested.connect(window.demo_requested)
            page.inspect_requested.connect(lambda: window.shell.go("inspect"))
            page.import_requested.connect(window.import_requested)
            page.sign_in_requested.connect(lambda key: window.account_intent.emit(key, "sign_in", None))
        return page

    def add_provider(self) -> AddProviderPage:
        """Add a provider."""
        from desktop_app.ui.views.add_provider import AddProviderPage

        page = self._get("add_provider", AddProviderPage)
        if self._fresh:
            window = self._window
            page.address_submitted.connect(window.address_submitted)
            page.save_requested.connect(window.provider_saved)
            page.copy_requested.connect(window.redirect_copy_requested)
            page.cancel_requested.connect(window.add_provider_cancelled)
            page.cancel_requested.connect(lambda: window.shell.back())
        return page

    def _get(self, name: str, make: Callable[[], PageT]) -> PageT:
        found = self._built.get(name)
        self._fresh = found is None
        if found is None:
            made = make()
            self._built[name] = made
            self._apply_margin(made)
            self._stack.addWidget(made)
            return made
        return cast("PageT", found)

    def _apply_margin(self, page: QWidget) -> None:
        set_margin = getattr(page, "set_margin", None)
        if callable(set_margin):
            set_margin(self._margin)
