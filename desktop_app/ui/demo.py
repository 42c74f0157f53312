"""The embedded provider's part in the window: its account has its place at once, its provider starts behind it."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from desktop_app.session.states import Restoring
from desktop_app.ui.accounts.carry import in_order
from desktop_app.ui.life import Life
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.bootstrap.demo import Demo
    from desktop_app.ui.desk import Desk


class DemoInWindow:
    """Starts it once and ends it with the window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked = False
        self._expected = ""
        self._running: Demo | None = None

    def expect(self) -> str:
        """Give the account its place before the first paint. Returns its name."""
        account = self._desk.engine.expected_demo()
        self._expected = account.name
        # Busy: there is nothing to be done with it yet.
        self._desk.controller.lives[account.name] = Life(account, state=Restoring(), demo=True, busy=True)
        return account.name

    def start(self) -> None:
        """Start the provider; once it runs the account is restored and shown."""
        if not self._asked:
            self._asked = True
            self._desk.tasks.run("demo", self._desk.engine.start_demo, self._started)

    def close(self) -> None:
        """End the provider."""
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def _started(self, done: Done[Demo]) -> None:
        if done.value is not None:
            self._running = done.value
            if self._desk.ending:
                self.close()
                return
            self._expected = ""
            self._desk.controller.add(done.value.account, demo=True)
            in_order(self._desk, self._desk.engine.config.names)
            self._desk.choose(done.value.account.name)
            self._desk.window.go("account")
            watched = done.value
            # A thread of its own, no lane: it waits as long as the provider lives.
            Thread(target=lambda: self._watch(watched), name="keyfob-demo", daemon=True).start()
            return
        self._asked = False
        if self._expected:
            self._desk.drop(self._expected)
            self._expected = ""
        if done.error is not None:
            self._desk.say(done.error)

    def _watch(self, running: Demo) -> None:
        """On a thread: tell when the provider has ended. Where that was our own doing nobody listens any more."""
        running.wait()
        self._desk.tasks.post(lambda: self._ended(running))

    def _ended(self, running: Demo) -> None:
        if self._running is not running:
            return
        self.close()
        self._asked = False
        life = self._desk.life(running.account.name)
        if life is None or not life.demo:
            return
        life.stopped = True
        life.stop.set()  # a refresh under way has nobody to wait for
        if life.sign_in is not None:
            life.sign_in.cancel.set()
        self._desk.controller.changed.emit(running.account.name)
