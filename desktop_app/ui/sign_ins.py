"""The sign-ins of the window: begun, cancelled, helped along by a pasted address, ended."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session.states import SignedOut, SigningIn
from desktop_app.ui.life import SignInRun, sentence
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.session.sign_in import TakeAddress
    from desktop_app.ui.session_controller import SessionController

TIMEOUT: Final = 300.0


class SignIns:
    """Belongs to the controller. Without a system keychain a session is kept in memory, and the page says so."""

    def __init__(self, accounts: SessionController) -> None:
        self._accounts = accounts

    def begin(self, name: str) -> None:
        """Begin a sign-in; one that is under way goes on."""
        life = self._accounts.lives[name]
        if life.sign_in is not None:
            return
        run = SignInRun(uuid4().hex, TIMEOUT)
        life.sign_in = run
        life.sign_out_note = ""
        life.signed_out = None
        self._start(name, run)

    def cancel(self, name: str) -> None:
        """The person changed their mind."""
        run = self._accounts.lives[name].sign_in
        if run is not None:
            run.cancel.set()

    def submit_address(self, name: str, address: str) -> None:
        """An address copied from the browser. What is wrong with it stands at its field."""
        run = self._accounts.lives[name].sign_in
        if run is None or run.take is None:
            return
        trouble = run.take(address)
        run.paste_error = "" if trouble is None else sentence(trouble)
        self._accounts.changed.emit(name)

    def open_again(self, name: str) -> None:
        """Open the browser once more with the same address."""
        life = self._accounts.lives[name]
        state = life.state
        if not isinstance(state, SigningIn) or state.url is None:
            return
        url = state.url
        self._accounts.tasks.run(
            f"{name}-browser", lambda: self._accounts.engine.browser.open(url), partial(self._browser_tried, name)
        )

    def _start(self, name: str, run: SignInRun) -> None:
        from desktop_app.session.sign_in import SignInRequest

        account = self._accounts.lives[name].account
        engine, notify = self._accounts.engine, self._accounts.notifier(name)
        request = SignInRequest(
            attempt=run.attempt,
            timeout=run.total,
            confirm_subject=partial(self._confirm, name, run),
            offer_paste=lambda take: self._accounts.tasks.post(partial(self._take_paste, name, run, take)),
            browser_failed=lambda _error: self._accounts.tasks.post(partial(self._browser_failed, name, run)),
        )

        def work() -> object:
            try:
                return engine.sign_in(account, request, cancel=run.cancel, notify=notify)
            except KeyfobError as trouble:
                if trouble.code is not Code.E_KEYCHAIN_MISSING:
                    raise
            engine.keep_in_memory(account)
            return engine.sign_in(account, request, cancel=run.cancel, notify=notify)

        def job() -> object:
            try:
                return work()
            finally:
                self._accounts.tell_stored(account)

        self._accounts.tasks.run(f"{account.key}-login", job, partial(self._ended, name, run))
        self._accounts.changed.emit(name)

    def _ended(self, name: str, run: SignInRun, done: Done[object]) -> None:
        life = self._accounts.lives.get(name)
        if life is None or life.sign_in is not run:
            return
        life.sign_in = None
        if isinstance(life.state, SigningIn) and life.state.attempt == run.attempt:
            self._accounts.apply(name, e.SignInEnded(run.attempt, done.error))
        elif done.error is not None and isinstance(life.state, SignedOut):
            life.state = SignedOut(done.error)
        if done.error is None:
            life.role_lost = ""
            self._accounts.signed_in.emit(name)
        self._accounts.schedule(name)
        self._accounts.changed.emit(name)

    def _take_paste(self, name: str, run: SignInRun, take: TakeAddress) -> None:
        run.take = take
        self._accounts.changed.emit(name)

    def _browser_failed(self, name: str, run: SignInRun) -> None:
        run.opened = False
        self._accounts.changed.emit(name)

    def _browser_tried(self, name: str, done: Done[None]) -> None:
        run = self._accounts.lives[name].sign_in
        if run is not None:
            run.opened = done.error is None
            self._accounts.changed.emit(name)

    def _confirm(self, name: str, run: SignInRun, known: str | None, new: str | None) -> bool:
        """On a worker thread: ask the person, and wait for the answer or Cancel."""
        answered = threading.Event()
        answers: list[bool] = []

        def answer(yes: bool) -> None:
            answers.append(yes)
            answered.set()

        self._accounts.tasks.post(lambda: self._accounts.question.emit(name, known or "", new or "", answer))
        while not answered.wait(0.1):
            if run.cancel.is_set():
                return False
        return answers[0]
