"""Drives the accounts of the window: use cases on worker threads, their events folded into states on this one.

The controller decides nothing about tokens. It starts use cases when a person or the timer asks, folds what they say,
and tells the views that an account has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import KeyfobError
from desktop_app.session import events as e
from desktop_app.session.outcome import next_look
from desktop_app.session.refresh_policy import LOCKED_EVERY
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
from desktop_app.ui.life import Life, sentence
from desktop_app.ui.refresh_timer import RefreshTimer
from desktop_app.ui.sign_ins import SignIns
from desktop_app.ui.tasks import Done, Tasks

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ports import Clock
    from desktop_app.session.account import Account

#: After work that failed nothing is tried again sooner, whatever is stored (the disk may be full), seconds.
AFTER_TROUBLE: Final = 5.0


class SessionController(QObject):
    """The accounts' lives.

    ``changed``, ``signed_in`` and ``login_needed`` carry the account's name; ``question`` (name, known person, new
    person, answer: a callable of bool) asks whether another person may take the account over.
    """

    changed = Signal(str)
    question = Signal(str, str, str, object)
    signed_in = Signal(str)
    login_needed = Signal(str)

    def __init__(self, engine: Engine, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine = engine
        self.tasks = tasks
        self._clock = clock
        self.lives: dict[str, Life] = {}
        self.timer = RefreshTimer(clock, self._due, self)
        self.sign_ins = SignIns(self)

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

    def unsaved(self) -> list[str]:
        """Accounts whose rotated token is in memory alone."""
        return [name for name, life in self.lives.items() if is_unsaved(life.state)]

    def close(self) -> None:
        """Quit: no more timers; sign-ins are cancelled, late results dropped."""
        self.timer.stop()
        for life in self.lives.values():
            life.stop.set()
            if life.sign_in is not None:
                life.sign_in.cancel.set()
        self.tasks.close()

    # --- intents -----------------------------------------------------------------------------------------------------

    def restore(self, name: str, *, attended: bool = False) -> None:
        """Read what is stored; *attended*: the person asked to unlock."""
        life = self.lives[name]
        life.unlocking = attended
        account = life.account
        self._run(name, lambda: self.engine.restore(account, attended=attended, notify=self.notifier(name)))

    def refresh(self, name: str) -> None:
        """Refresh now, as the person asked."""
        life = self.lives[name]
        if life.busy:
            return
        account = life.account
        self._run(name, lambda: self.engine.refresh(account, cancel=life.stop, notify=self.notifier(name)))

    def sign_out(self, name: str, *, local: bool, everywhere: bool = False) -> None:
        """Sign out. :param local: the provider is not told. :param everywhere: all of the person's sessions end."""
        life = self.lives[name]
        account = life.account
        life.stop.set()  # a refresh that cannot save any more gives way
        life.stop = threading.Event()
        self.timer.set_deadline(name, None)
        stop = life.stop

        def work() -> object:
            tell = self.notifier(name)
            return self.engine.sign_out(
                account, local=local, timeout=30.0, cancel=stop, notify=tell, everywhere=everywhere
            )

        self._run(name, work, self._signed_out)

    # --- the timer ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Focus came back, perhaps after a sleep: compare the deadlines now."""
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
        life.bare = False
        account = life.account
        held = session_of(settled)
        better_than = None if held is None else held.tokens.expires_at
        if held is None:
            better_than = self._clock.now()
        stop = life.stop
        self._run(
            name,
            lambda: self.engine.renew(account, better_than=better_than, cancel=stop, notify=self.notifier(name)),
        )

    def schedule(self, name: str) -> None:
        """Set the next deadline by what is stored."""
        life = self.lives[name]
        settled = life.state.previous if isinstance(life.state, SigningIn) else life.state
        if isinstance(settled, Locked):
            self.timer.set_deadline(name, self._clock.now() + LOCKED_EVERY)
        elif isinstance(settled, NeedsLogin | SignedOut):
            self.timer.set_deadline(name, None)
        else:
            now = self._clock.now()
            self.timer.set_deadline(name, now if life.bare else next_look(life.stored, now))

    # --- work and what comes of it -----------------------------------------------------------------------------------

    def _run(self, name: str, work: Callable[[], object], after: Callable[[str, object], None] | None = None) -> None:
        life = self.lives[name]
        life.busy = True

        def job() -> object:
            try:
                return work()
            finally:
                self.tell_stored(life.account)

        self.tasks.run(life.account.key, job, partial(self._finished, name, after))
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
            due = next_look(life.stored, self._clock.now())
            self.apply(name, e.RefreshFailed(error, due) if error else e.Restored(held))
        if done.error is None and after is not None and done.value is not None:
            after(name, done.value)
        self.schedule(name)
        due = self.timer.deadline(name)
        if done.error is not None and due is not None:
            self.timer.set_deadline(name, max(due, self._clock.now() + AFTER_TROUBLE))
        self.changed.emit(name)

    def notifier(self, name: str) -> Callable[[e.Event], None]:
        """For worker threads: hands each event over to this one."""
        return lambda event: self.tasks.post(partial(self.apply, name, event))

    def tell_stored(self, account: Account) -> None:
        """On a worker thread: read the state file and activity, and hand them over."""
        try:
            stored, happened = self.engine.stored(account), self.engine.activity(account)
        except KeyfobError:
            return
        self.tasks.post(partial(self._take_stored, account.name, stored, happened))

    def _take_stored(self, name: str, stored: object, happened: object) -> None:
        life = self.lives.get(name)
        if life is not None:
            life.stored = stored  # type: ignore[assignment]  # posted by tell_stored
            life.activity = happened  # type: ignore[assignment]  # posted by tell_stored

    def apply(self, name: str, event: e.Event) -> None:
        life = self.lives.get(name)
        if life is None:
            return
        before = session_of(life.state)
        life.state = fold(life.state, event)
        match event:
            case e.Restored(session=restored):
                life.bare = restored is None
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

    def _signed_out(self, name: str, result: object) -> None:
        from desktop_app.session.sign_out import SignOutResult

        assert isinstance(result, SignOutResult)  # noqa: S101 - what the use case returns
        life = self.lives[name]
        trouble = result.error or result.unconfirmed
        life.sign_out_note = "" if trouble is None else sentence(trouble)
        life.signed_out = result
