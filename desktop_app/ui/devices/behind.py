"""Stands behind the Devices tab: reads lists on worker threads, and does what a person wants of them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.devices.ending import Endings
from desktop_app.ui.devices.keys import Keys
from desktop_app.ui.devices.model import Prepared, prepare
from desktop_app.ui.devices.state import Tab, signed_in, view_of, was_stopped
from desktop_app.ui.models.devices_state import SCOPES, Scope
from desktop_app.ui.projection import devices as project
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.session.list_sessions import SessionList
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.devices.page import DevicesPage
    from desktop_app.ui.life import Life

#: Words of time are made anew so often, seconds.
_WORDS_LAST: Final = 20.0


@contextmanager
def _no_garbage() -> Iterator[None]:
    """A long list makes tens of thousands of objects and no garbage: looking for some meanwhile would hold up every
    thread, the window's among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Behind(QObject):
    """One page for all accounts; what is known of each is kept as long as its session goes on."""

    def __init__(self, desk: Desk, page: DevicesPage) -> None:
        super().__init__(page)
        self.desk = desk
        self.page = page
        self._tabs: dict[str, Tab] = {}
        self._shown: tuple[str, object] = ("", None)
        self._runs = count(1)
        self.endings = Endings(self)
        self.keys = Keys(self)
        page.action.connect(self._act)
        page.end_wanted.connect(self.endings.wanted)
        page.stop_wanted.connect(self.endings.stop)
        page.reload_wanted.connect(self.reload)
        page.sign_out_wanted.connect(lambda: desk.window.tell("sign_out", "here"))
        page.scope_chosen.connect(self._choose_scope)
        page.asked.connect(self._ask)
        page.key_given.connect(self.keys.given)
        page.key_closed.connect(self.keys.close)
        page.selection_changed.connect(self._tell_consequence)
        page.entered.connect(self._entered)
        page.account_came.connect(self._account_came)
        desk.controller.changed.connect(self._changed)
        desk.ended.connect(self._close)

    # --- the account that is shown -----------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The account's name."""
        return self.desk.window.account_key

    @property
    def life(self) -> Life | None:
        """What is known of it; None where it is gone."""
        return self.desk.life(self.name)

    def tab(self, name: str) -> Tab:
        """What the tab holds of an account."""
        return self._tabs.setdefault(name, Tab())

    def next_lane(self) -> str:
        """A lane of its own: what hangs holds nothing else up."""
        return f"devices-{next(self._runs)}"

    def show(self) -> None:
        """Show what is known of the account that is current."""
        life = self.life
        if life is None:
            return
        tab, now = self.tab(self.name), self.desk.clock.now()
        shown = (self.name, tab.prepared)
        if shown[0] != self._shown[0] or shown[1] is not self._shown[1]:
            other, self._shown = shown[0] != self._shown[0], shown
            if other:
                self.page.forget()
            self.page.show_list(tab.prepared, now)
        self.page.render_view(view_of(life, tab))
        self._tell_consequence()

    def _entered(self) -> None:
        """The tab came into sight: what is there may have changed."""
        self._look_at_roles(self.name)
        self.show()
        self.reload()

    def _account_came(self, key: str) -> None:
        """The page was brought to the front, or the time moved, for the account *key*."""
        if key != self._shown[0]:
            self._entered()
        elif self.desk.clock.now() - self.page.model.now > _WORDS_LAST:
            self.page.set_now(self.desk.clock.now())

    def _changed(self, name: str) -> None:
        life = self.desk.life(name)
        tab = self._tabs.get(name)
        if tab is None:
            return
        session = None if life is None else signed_in(life)
        if life is None or session is None or (tab.subject and tab.subject != session.tokens.subject):
            came_back = session is not None
            self._tabs[name] = Tab(subject=session.tokens.subject if session is not None else "")
            tab.forget()
            if name == self.name and self.page.isVisible():
                self._look_at_roles(name)
                self.show()
                if came_back:
                    self.reload()
            return
        first = not tab.subject
        tab.subject = session.tokens.subject
        self._look_at_roles(name)
        if name == self.name and self.page.isVisible():
            self.show()
            if first and tab.listed is None and tab.reading is None:
                self.reload()

    def _look_at_roles(self, name: str) -> None:
        """A role that is gone takes other people's sessions away at once, with a word."""
        life = self.desk.life(name)
        tab = self.tab(name)
        lost = None if life is None else tab.look_at_roles(life, self.desk.clock.now())
        if lost is not None:
            self.take_away(name, lost)

    def take_away(self, name: str, role: str) -> None:
        """Other people's sessions are not for this person any more. :param role: the one that was lost."""
        tab = self.tab(name)
        tab.may_others = False
        tab.banner = project.role_lost(role)
        if tab.scope != "own":
            tab.forget()
            tab.scope, tab.words = "own", ""
            self.page.whose.forget()
        self.desk.window.announce(tab.banner.title)
        if name == self.name and self.page.isVisible():
            self.show()
            self.reload()

    # --- reading -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again."""
        name, life = self.name, self.life
        tab = self.tab(name)
        session = None if life is None else signed_in(life)
        whom = tab.whom
        if life is None or session is None or whom is None or tab.ending is not None or self.desk.ending:
            return
        if not whom.is_own and not tab.may_others:
            return
        if tab.reading is not None:
            tab.reading.set()
        stop = tab.reading = threading.Event()
        tab.subject, tab.trouble = session.tokens.subject, None
        account, engine, controller = life.account, self.desk.engine, self.desk.controller
        order = self.page.model.order

        def work() -> tuple[SessionList, Prepared]:
            try:
                with _no_garbage():
                    listed = engine.list_sessions(account, whom, cancel=stop, notify=controller.notifier(name))
                    return listed, prepare(listed.sessions, account.client_id, order)
            finally:
                controller.tell_stored(account)

        self.desk.tasks.run(self.next_lane(), work, lambda done: self._read(name, stop, done))
        self.show()

    def _read(self, name: str, stop: threading.Event, done: Done[tuple[SessionList, Prepared]]) -> None:
        if not isValid(self):  # another language made the page anew
            return
        tab = self._tabs.get(name)
        self.settled(name)
        if tab is None or tab.reading is not stop:
            return
        tab.reading = None
        if done.value is not None:
            tab.listed, tab.prepared = done.value
            tab.trouble = None
        elif done.error is not None:
            if self._is_denied(done.error) and tab.scope != "own":
                self.take_away(name, tab.granted_by[0] if tab.granted_by else "")
                return
            if not was_stopped(done.error) or not stop.is_set():
                tab.listed, tab.prepared, tab.trouble = None, Prepared(), done.error
        if name == self.name:
            self.show()

    def settled(self, name: str) -> None:
        """Work is over that may have refreshed the session: the next refresh is planned anew."""
        life = self.desk.life(name)
        if life is not None and not life.busy and not self.desk.ending:
            self.desk.controller.schedule(name)

    def _is_denied(self, error: KeyfobError) -> bool:
        return error.code is Code.E_DENIED and error.reason == "role"

    # --- what a person wants -----------------------------------------------------------------------------------------

    def _act(self, id_: str) -> None:
        tab = self.tab(self.name)
        match id_:
            case "reload":
                self.reload()
            case "cancel":
                if tab.reading is not None:
                    tab.reading.set()
                    tab.reading = None
                    self.show()
            case "dismiss":
                tab.banner = None
                self.show()
            case "sign_in":
                self.desk.window.tell("sign_in")
            case "everywhere":
                self.desk.window.tell("sign_out", "everywhere")
            case "page" if tab.listed is not None and tab.listed.page is not None:
                self.desk.window.tell("open_page", tab.listed.page)
            case "end_all":
                self.endings.all_of_application()
            case "key" | "forget_key":
                self.keys.act(id_)
            case _:
                return

    def _choose_scope(self, scope: str) -> None:
        tab = self.tab(self.name)
        chosen: Scope | None = next((one for one in SCOPES if one == scope), None)
        if chosen is None or chosen == tab.scope or tab.ending is not None:
            self.show()
            return
        tab.forget()
        tab.scope, tab.words, tab.banner, tab.key = chosen, "", None, None
        self.page.tools.clear()
        self.show()
        self.reload()

    def _ask(self, scope: str, words: str) -> None:
        tab = self.tab(self.name)
        if scope != tab.scope or tab.ending is not None:
            return
        tab.forget()
        tab.words, tab.banner = words, None
        self.show()
        self.reload()

    def _tell_consequence(self) -> None:
        model, life = self.page.model, self.life
        chosen = model.chosen()
        if chosen and life is not None:
            self.page.set_consequence(self.consequence())

    def consequence(self) -> str:
        """What ending the chosen sessions means."""
        life = self.life
        lifetime = None if life is None else life.stored.lifetime
        return project.consequence(self.page.model.chosen(), self.page.model.current, lifetime)

    def _close(self) -> None:
        for tab in self._tabs.values():
            tab.forget()
