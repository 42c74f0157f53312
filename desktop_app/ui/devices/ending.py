"""Ending the chosen sessions: asked where it is more than one, counted while it goes on, told when it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from shiboken6 import isValid

from desktop_app.app.texts import text
from desktop_app.session.list_sessions import Whom
from desktop_app.ui.models.devices_state import EndingView
from desktop_app.ui.models.view_state import Action, BannerView, ConfirmView
from desktop_app.ui.projection import devices as project
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ports import ListedSession
    from desktop_app.session.account import Account
    from desktop_app.session.end_pool import Progress
    from desktop_app.session.end_sessions import EndResult
    from desktop_app.session.events import Event
    from desktop_app.ui.devices.behind import Behind
    from desktop_app.ui.devices.state import Tab

#: So many devices are named in the question.
_NAMED: Final = 4

Work = Callable[[threading.Event, Callable[["Progress"], None]], "EndResult"]


class Endings:
    """A part of :class:`Behind`."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def wanted(self) -> None:
        """End what is chosen; more than one is asked about, and one that may be this device's."""
        behind = self._behind
        chosen = list(behind.page.model.chosen())
        name, tab = behind.name, behind.tab(behind.name)
        if not chosen or tab.ending is not None:
            return
        whom = tab.whom
        one = len(chosen) == 1
        if one and tab.this_known:
            self._end(name, tab, whom, chosen)
            return
        words = behind.consequence()
        if not tab.this_known:
            words = text("devices.maybe_this_one" if one else "devices.maybe_among_these", consequence=words)
        if tab.scope != "own":
            words = text("devices.end_others_text", consequence=words)
        named = [project.device(one) for one in chosen[:_NAMED]]
        if len(chosen) > _NAMED:
            named.append(text("devices.end_rest", count=len(chosen) - _NAMED))
        question = text("devices.end_one_question") if one else text("devices.end_question", count=len(chosen))
        verb = project.end_verb(len(chosen), asks=False)
        view = ConfirmView(question, words, verb, dangerous=True, details=tuple(named))
        behind.desk.window.ask(view, lambda yes: self._end(name, tab, whom, chosen) if yes else None)

    def all_of_application(self) -> None:
        """End all sessions of an application that the provider cannot list."""
        behind = self._behind
        name, tab = behind.name, behind.tab(behind.name)
        application = tab.words
        if tab.scope != "application" or not application or tab.ending is not None:
            return
        account, engine, notify = self._parts(name)
        whom = Whom(application=application)

        def work(cancel: threading.Event, progress: Callable[[Progress], None]) -> EndResult:
            return engine.end_all_sessions(account, whom, cancel=cancel, progress=progress, notify=notify)

        question = text("devices.end_all_question", application=application)
        view = ConfirmView(question, text("devices.end_all_text"), text("devices.end_all_verb"), dangerous=True)
        behind.desk.window.ask(view, lambda yes: self._run(name, tab, whom, 1, work) if yes else None)

    def stop(self) -> None:
        """Those under way are waited for; the rest go on living."""
        tab = self._behind.tab(self._behind.name)
        if tab.cancel is not None and tab.ending is not None:
            tab.cancel.set()
            tab.ending = EndingView(tab.ending.done, tab.ending.total, tab.ending.failed, stopping=True)
            self._behind.show()

    def _end(self, name: str, tab: Tab, whom: Whom | None, chosen: list[ListedSession]) -> None:
        if self._behind.desk.life(name) is None:
            return
        account, engine, notify = self._parts(name)

        def work(cancel: threading.Event, progress: Callable[[Progress], None]) -> EndResult:
            return engine.end_sessions(account, chosen, cancel=cancel, progress=progress, notify=notify)

        self._run(name, tab, whom, len(chosen), work)

    def _parts(self, name: str) -> tuple[Account, Engine, Callable[[Event], None]]:
        desk = self._behind.desk
        return desk.controller.lives[name].account, desk.engine, desk.controller.notifier(name)

    def _run(self, name: str, tab: Tab, whom: Whom | None, total: int, work: Work) -> None:
        behind = self._behind
        # Between question and answer the role, the session or the account may have gone.
        if behind.tab(name) is not tab or tab.ending is not None or whom is None or tab.whom != whom:
            return
        if not whom.is_own and not tab.may_others:
            return
        cancel = tab.cancel = threading.Event()
        tab.ending, tab.banner = EndingView(0, total), None
        controller = behind.desk.controller
        account = controller.lives[name].account
        latest = _Latest(partial(self._progress, tab, cancel), behind.desk.tasks.post)

        def job() -> EndResult:
            try:
                return work(cancel, latest.note)
            finally:
                controller.tell_stored(account)

        behind.desk.tasks.run(behind.next_lane(), job, partial(self._ended, name, tab, whom, cancel))
        behind.show()

    def _progress(self, tab: Tab, cancel: threading.Event, so_far: Progress) -> None:
        if isValid(self._behind) and tab.cancel is cancel and tab.ending is not None:
            tab.ending = EndingView(so_far.done, so_far.total, so_far.failed, stopping=cancel.is_set())
            self._behind.show()

    def _ended(self, name: str, tab: Tab, whom: Whom, cancel: threading.Event, done: Done[EndResult]) -> None:
        behind = self._behind
        if not isValid(behind):  # another language made the page anew
            return
        behind.settled(name)
        if tab.cancel is not cancel:
            return
        tab.ending = tab.cancel = None
        if behind.tab(name) is not tab:  # the session ended meanwhile
            return
        outcome = _outcome(done)
        ours = done.value is not None and (done.value.current_ended or (not tab.this_known and bool(done.value.ended)))
        if tab.whom != whom and tab.banner is not None:
            # The role was lost meanwhile: that is said first.
            tab.banner = replace(tab.banner, text=f"{tab.banner.text} {outcome.title} {outcome.text}".strip())
        else:
            tab.banner = outcome
        behind.desk.window.announce(f"{tab.banner.title} {tab.banner.text}".strip())
        if name == behind.name:
            behind.page.model.clear()
            behind.show()
            behind.reload()
        if ours:  # or it may be: then this tells
            behind.desk.controller.refresh(name)


def _outcome(done: Done[EndResult]) -> BannerView:
    if done.value is not None:
        return project.outcome(done.value)
    close = (Action("dismiss", text("devices.dismiss")),)
    words = "" if done.error is None else " ".join(project.trouble(done.error)).strip()
    return BannerView("bad", text("devices.ended_none"), words, close)


class _Latest:
    """Hands the latest progress over, not each: five hundred endings are no five hundred paintings."""

    def __init__(self, take: Callable[[Progress], None], post: Callable[[Callable[[], None]], None]) -> None:
        self._take = take
        self._post = post
        self._guard = threading.Lock()
        self._latest: Progress | None = None

    def note(self, so_far: Progress) -> None:
        """On a worker thread."""
        with self._guard:
            waiting, self._latest = self._latest is not None, so_far
        if not waiting:
            self._post(self._deliver)

    def _deliver(self) -> None:
        with self._guard:
            latest, self._latest = self._latest, None
        if latest is not None:
            self._take(latest)
