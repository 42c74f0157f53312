"""Stands behind the Doctor page: runs the doctor on a worker thread, and does what a person wants of what was found."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon
from shiboken6 import isValid

from desktop_app.app.doctor import ActionId, Check, Progress
from desktop_app.app.texts import text
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.doctor.model import Found
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.doctor.page import DoctorPage

#: What is told within so many milliseconds is shown at once.
_TOGETHER: Final = 40
_COPIED_FOR: Final = 3_000


class Behind(QObject):
    """Belongs to *page*. The first run begins when the page first comes into sight."""

    def __init__(self, desk: Desk, page: DoctorPage) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._runs = count(1)
        self._account: str | None = None
        self._cancel: threading.Event | None = None
        self._found: Found | None = None
        self._at = 0.0
        self._soon = self._timer(self._show)
        self._copied = self._timer(self._show)
        page.entered.connect(self._entered)
        page.run_wanted.connect(self.run)
        page.stop_wanted.connect(self.stop)
        page.copy_wanted.connect(self._copy)
        page.account_chosen.connect(self._choose)
        page.acted.connect(self._act)
        page.log_wanted.connect(lambda: desk.window.go("log"))
        desk.ended.connect(self._end)
        if page.isVisible():
            self._entered()

    def _timer(self, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        return timer

    # --- a run -------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Look at everything again; a run under way is stopped."""
        if self._desk.ending:
            return
        self._end()
        names = self._names()
        chosen = tuple(name for name in names if self._account in ("", None, name))
        cancel = self._cancel = threading.Event()
        found = self._found = Found(many=len(chosen) > 1)
        engine, tasks, tray = self._desk.engine, self._desk.tasks, QSystemTrayIcon.isSystemTrayAvailable()
        self._at = self._desk.clock.now()

        def heard(word: Progress) -> None:
            tasks.post(lambda: self._hear(found, word))

        def work() -> list[Check]:
            return engine.doctor(chosen, progress=heard, cancel=cancel, tray=tray)

        tasks.run(f"doctor-{next(self._runs)}", work, lambda done: self._finished(found, done))
        self._show()

    def stop(self) -> None:
        """Stop; what is done stays."""
        found = self._found
        self._end()
        if found is not None and found.running:
            found.running = False
            self._desk.window.announce(text("doctor.page_announced_stopped"))
            self._show()

    def _end(self) -> None:
        if self._cancel is not None:
            self._cancel.set()
            self._cancel = None

    def _hear(self, found: Found, word: Progress) -> None:
        # What comes after Stop is dropped: the page would change under the reader. So is what comes after its end
        # (another language makes every page anew).
        if isValid(self) and found is self._found and found.running:
            found.hear(word)
            if not self._soon.isActive():
                self._soon.start(_TOGETHER)

    def _finished(self, found: Found, done: Done[list[Check]]) -> None:
        if not isValid(self) or found is not self._found or not found.running:
            return
        found.running = False
        self._cancel = None
        problems = found.count("fail")
        self._desk.window.set_doctor_count(problems)
        words = text("doctor.page_announced", problems=problems, warnings=found.count("warn"))
        self._desk.window.announce(words)
        self._show()
        if done.error is not None:
            self._desk.say(done.error)

    # --- what is shown -----------------------------------------------------------------------------------------------

    def _names(self) -> tuple[str, ...]:
        return tuple(self._desk.engine.config.names)

    def _entered(self) -> None:
        if self._account is None:
            names = self._names()
            self._account = self._desk.current if self._desk.current in names and len(names) > 1 else ""
        if self._found is None:
            self.run()
        else:
            self._show()

    def _show(self) -> None:
        self._soon.stop()
        if self._found is None or self._desk.ending:
            return
        names = self._names()
        choices: tuple[Choice, ...] = ()
        if len(names) > 1:
            every = Choice("", text("doctor.page_all"), not self._account)
            choices = (every, *(Choice(name, name, name == self._account) for name in names))
        can: tuple[ActionId, ...] = ("settings", *(("unlock", "sign_in") if self._desk.controller.lives else ()))
        self._page.render_view(self._found.view(choices, copied=self._copied.isActive(), can_act=can))

    # --- what a person wants -----------------------------------------------------------------------------------------

    def _choose(self, name: str) -> None:
        if name != self._account:
            self._account = name
            self.run()

    def _copy(self) -> None:
        if self._found is None:
            return
        engine, checks, at = self._desk.engine, self._found.checks, self._at
        self._desk.tasks.run("doctor-report", lambda: engine.doctor_report(checks, at), self._take_report)

    def _take_report(self, done: Done[str]) -> None:
        if not isValid(self):
            return
        if done.value is not None:
            copy_words(done.value)
            self._copied.start(_COPIED_FOR)
            self._desk.window.announce(text("doctor.page_announced_copied"))
            self._show()
        elif done.error is not None:
            self._desk.say(done.error)

    def _act(self, action: str, account: str) -> None:
        desk = self._desk
        if action == "settings":
            desk.window.go("settings")
            return
        name = account or desk.current
        if name not in desk.controller.lives:
            return
        desk.choose(name)
        desk.window.go("account")
        if action == "sign_in":
            desk.controller.sign_ins.begin(name)
        elif action == "unlock":
            desk.controller.restore(name, attended=True)
