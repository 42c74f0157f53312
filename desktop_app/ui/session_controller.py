"""Drives the accounts of the window: use cases on worker threads, their events folded into states on this one.

The controller decides nothing about tokens. It starts use cases when a person or the timer asks, folds what they say,
and tells the views that an account has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session.states import (
    Locked,
    NeedsLogin,
    Refreshing,
    Restoring,
    SignedOut,
    SigningIn,
    fold,
    is_unsaved,
    session_of,
)
from desktop_app.ui.life import Life, SignInRun
from desktop_app.ui.refresh_timer import RefreshTimer
from desktop_app.ui.tasks import Done, Tasks

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ports import Clock
    from desktop_app.session.account import Account
    from desktop_app.session.sign_in import TakeAddress

SIGN_IN_TIMEOUT: Final = 300.0
#: How often a locked keychain is looked at (without a prompt), seconds.
LOCKED_EVERY: Final = 20.0
#: A step of the wall clock against the monotonic one that counts as "the clock was set, or we slept", seconds.
JUMP: Final = 20.0


class SessionController(QObject):
    """The accounts' lives.

    ``changed`` carries the account's name; ``question`` (name, known person, new person, answer: callable of bool);
    ``told`` (name, sentence id) asks for a word to the person.
    """

    changed = Signal(str)
    question = Signal(str, str, str, object)
    signed_in = Signal(str)
    login_needed = Signal(str)

    def __init__(self, engine: Engine, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._tasks = tasks
        self._clock = clock
        self.lives: dict[str, Life] = {}
        self.timer = RefreshTimer(clock, self._due, self)

    # --- accounts ----------------------------------------------------------------------------------------------------

    def add(self, account: Account, *, demo: bool = False) -> None:
        """Take an account in and restore its session."""
        self.lives[account.name] = Life(account, demo=demo)
        self.restore(account.name)

    def remove(self, name: str) -> None:
        """Forget the account here; what is stored is somebody else's to delete."""
        life = self.lives.pop(name, None)
        if life is not None:
            life.stop.set()
            if life.sign_in is not None:
                life.sign_in.cancel.set()
        self.timer.set_deadline(name, None)

    def unsaved(self) -> Iterable[str]:
        """Accounts whose rotated token is in memory alone."""
        return [name for name, life in self.lives.items() if is_unsaved(life.state)]

    def close(self) -> None:
        """Quit: no more timers; sign-ins are cancelled, late results dropped."""
        self.timer.stop()
        for life in self.lives.values():
            life.stop.set()
            if life.sign_in is not None:
                life.sign_in.cancel.set()
        self._tasks.close()

    # --- intents -----------------------------------------------------------------------------------------------------

    def restore(self, name: str, *, attended: bool = False) -> None:
        """Read what is stored; *attended*: the person asked to unlock."""
        life = self.lives[name]
        life.unlocking = attended
        account = life.account
        self._run(name, lambda: self._engine.restore(account, attended=attended, notify=self._notifier(name)))

    def sign_in(self, name: str) -> None:
        """Begin a sign-in; one that is under way goes on."""
        life = self.lives[name]
        if life.sign_in is not None:
            return
        run = SignInRun(uuid4().hex, SIGN_IN_TIMEOUT)
        life.sign_in = run
        life.sign_out_note = ""
        self._start_sign_in(name, run, memory_allowed=True)

    def cancel_sign_in(self, name: str) -> None:
        """The person changed their mind."""
        run = self.lives[name].sign_in
        if run is not None:
            run.cancel.set()

    def submit_address(self, name: str, address: str) -> None:
        """An address copied from the browser. What is wrong with it stands at its field."""
        run = self.lives[name].sign_in
        if run is None or run.take is None:
            return
        trouble = run.take(address)
        run.paste_error = "" if trouble is None else _message(trouble)
        self.changed.emit(name)

    def open_again(self, name: str) -> None:
        """Open the browser once more with the same address."""
        life = self.lives[name]
        state = life.state
        if not isinstance(state, SigningIn) or state.url is None:
            return
        url = state.url
        self._tasks.run(f"{name}-browser", lambda: self._engine.browser.open(url), partial(self._browser_tried, name))

    def refresh(self, name: str) -> None:
        """Refresh now, as the person asked."""
        life = self.lives[name]
        if life.busy:
            return
        account = life.account
        self._run(name, lambda: self._engine.refresh(account, cancel=life.stop, notify=self._notifier(name)))

    def sign_out(self, name: str, *, local: bool) -> None:
        """Sign out, here or at the provider too."""
        life = self.lives[name]
        account = life.account
        life.stop.set()  # a refresh that cannot save any more gives way
        life.stop = threading.Event()
        self.timer.set_deadline(name, None)
        stop = life.stop

        def work() -> object:
            return self._engine.sign_out(account, local=local, timeout=30.0, cancel=stop, notify=self._notifier(name))

        self._run(name, work, self._signed_out)

    # --- the timer ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Waking, a network change, focus: compare the deadlines now."""
        self.timer.look()

    def network_changed(self) -> None:
        """The network is back (or another one): what waits for it is due."""
        now = self._clock.now()
        for name, life in self.lives.items():
            deadline = self.timer.deadline(name)
            if deadline is not None and life.stored.attempts and not _waits(life, now):
                self.timer.set_deadline(name, now)
        self.timer.look()

    def _due(self, name: str) -> None:
        life = self.lives.get(name)
        if life is None:
            return
        if life.busy:
            self.timer.set_deadline(name, self._clock.now() + 2.0)
            return
        settled = life.state.previous if isinstance(life.state, SigningIn) else life.state
        if isinstance(settled, Locked):
            self.restore(name)
            return
        if isinstance(settled, NeedsLogin | SignedOut):
            return
        account = life.account
        held = session_of(settled)
        better_than = None if held is None else held.tokens.expires_at
        if held is None:
            better_than = self._clock.now()
        stop = life.stop
        self._run(
            name,
            lambda: self._engine.renew(account, better_than=better_than, cancel=stop, notify=self._notifier(name)),
        )

    def _schedule(self, name: str) -> None:
        """Set the next deadline by what is stored."""
        life = self.lives[name]
        settled = life.state.previous if isinstance(life.state, SigningIn) else life.state
        if isinstance(settled, Locked):
            self.timer.set_deadline(name, self._clock.now() + LOCKED_EVERY)
        elif isinstance(settled, NeedsLogin | SignedOut):
            self.timer.set_deadline(name, None)
        else:
            stored = life.stored
            self.timer.set_deadline(name, stored.next_refresh_at or stored.access_token_expires_at)

    # --- work and what comes of it -----------------------------------------------------------------------------------

    def _run(self, name: str, work: Callable[[], object], after: Callable[[str, object], None] | None = None) -> None:
        life = self.lives[name]
        life.busy = True

        def job() -> object:
            try:
                return work()
            finally:
                self._tell_stored(life.account)

        self._tasks.run(life.account.key, job, partial(self._finished, name, after))
        self.changed.emit(name)

    def _finished(self, name: str, after: Callable[[str, object], None] | None, done: Done[object]) -> None:
        life = self.lives.get(name)
        if life is None:
            return
        life.busy = False
        life.restored = True
        life.unlocking = False
        if isinstance(life.state, Refreshing | Restoring):
            # The use case ended without a word of its own (a lock, a keychain that does not answer).
            error = done.error
            held = session_of(life.state)
            self._apply(name, e.RefreshFailed(error, life.stored.next_refresh_at) if error else e.Restored(held))
        if done.error is None and after is not None and done.value is not None:
            after(name, done.value)
        self._schedule(name)
        self.changed.emit(name)

    def _notifier(self, name: str) -> Callable[[e.Event], None]:
        """For worker threads: hands each event over to this one."""
        return lambda event: self._tasks.post(partial(self._apply, name, event))

    def _tell_stored(self, account: Account) -> None:
        """On a worker thread: read the state file and activity, and hand them over."""
        try:
            stored, happened = self._engine.stored(account), self._engine.activity(account)
        except KeyfobError:
            return
        self._tasks.post(partial(self._take_stored, account.name, stored, happened))

    def _take_stored(self, name: str, stored: object, happened: object) -> None:
        life = self.lives.get(name)
        if life is not None:
            life.stored = stored  # type: ignore[assignment]  # posted by _tell_stored
            life.activity = happened  # type: ignore[assignment]  # posted by _tell_stored

    def _apply(self, name: str, event: e.Event) -> None:
        life = self.lives.get(name)
        if life is None:
            return
        before = session_of(life.state)
        life.state = fold(life.state, event)
        match event:
            case e.SignInWaiting() if life.sign_in is not None:
                life.sign_in.until = self._clock.monotonic() + life.sign_in.total
            case e.Refreshed(session=session) if before is not None:
                lost = [role for role in before.tokens.roles if role not in session.tokens.roles]
                life.role_lost = lost[0] if lost else life.role_lost
            case e.LoginNeeded():
                self.login_needed.emit(name)
            case _:
                pass
        self.changed.emit(name)

    # --- signing in --------------------------------------------------------------------------------------------------

    def _start_sign_in(self, name: str, run: SignInRun, *, memory_allowed: bool) -> None:
        from desktop_app.session.sign_in import SignInRequest

        account = self.lives[name].account
        request = SignInRequest(
            attempt=run.attempt,
            timeout=run.total,
            confirm_subject=partial(self._confirm, name, run),
            offer_paste=lambda take: self._tasks.post(partial(self._take_paste, name, run, take)),
            browser_failed=lambda _error: self._tasks.post(partial(self._browser_failed, name, run)),
        )

        def work() -> object:
            try:
                return self._engine.sign_in(account, request, cancel=run.cancel, notify=self._notifier(name))
            except KeyfobError as trouble:
                if trouble.code is not Code.E_KEYCHAIN_MISSING or not memory_allowed:
                    raise
            self._engine.keep_in_memory(account)
            return self._engine.sign_in(account, request, cancel=run.cancel, notify=self._notifier(name))

        def job() -> object:
            try:
                return work()
            finally:
                self._tell_stored(account)

        self._tasks.run(f"{account.key}-login", job, partial(self._sign_in_ended, name, run))
        self.changed.emit(name)

    def _sign_in_ended(self, name: str, run: SignInRun, done: Done[object]) -> None:
        life = self.lives.get(name)
        if life is None or life.sign_in is not run:
            return
        life.sign_in = None
        if isinstance(life.state, SigningIn) and life.state.attempt == run.attempt:
            self._apply(name, e.SignInEnded(run.attempt, done.error))
        elif done.error is not None and isinstance(life.state, SignedOut):
            life.state = SignedOut(done.error)
        if done.error is None:
            life.role_lost = ""
            self.signed_in.emit(name)
        self._schedule(name)
        self.changed.emit(name)

    def _take_paste(self, name: str, run: SignInRun, take: TakeAddress) -> None:
        run.take = take
        self.changed.emit(name)

    def _browser_failed(self, name: str, run: SignInRun) -> None:
        run.opened = False
        self.changed.emit(name)

    def _browser_tried(self, name: str, done: Done[None]) -> None:
        run = self.lives[name].sign_in
        if run is not None:
            run.opened = done.error is None
            self.changed.emit(name)

    def _confirm(self, name: str, run: SignInRun, known: str | None, new: str | None) -> bool:
        """On a worker thread: ask the person, and wait for the answer or Cancel."""
        answered = threading.Event()
        answers: list[bool] = []

        def answer(yes: bool) -> None:
            answers.append(yes)
            answered.set()

        self._tasks.post(lambda: self.question.emit(name, known or "", new or "", answer))
        while not answered.wait(0.1):
            if run.cancel.is_set():
                return False
        return answers[0]

    def _signed_out(self, name: str, result: object) -> None:
        from desktop_app.session.sign_out import SignOutResult

        assert isinstance(result, SignOutResult)  # noqa: S101 - what the use case returns
        life = self.lives[name]
        trouble = result.error or result.unconfirmed
        life.sign_out_note = "" if trouble is None else _message(trouble)


def _waits(life: Life, now: float) -> bool:
    """Whether the provider asked to wait."""
    until = life.stored.retry_after
    return until is not None and until > now


def _message(error: KeyfobError) -> str:
    from desktop_app.app.texts import error_texts

    message, hint = error_texts(error.text, error.params)
    return f"{message} {hint}".strip()
