"""The embedded provider's part in the window: its account has its place at once, its provider starts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.session.states import Restoring
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
        if self._running is not None:
            self._running.close()

    def _started(self, done: Done[Demo]) -> None:
        if done.value is not None:
            self._running = done.value
            self._desk.controller.add(done.value.account, demo=True)
            self._desk.choose(done.value.account.name)
            self._desk.window.go("account")
            return
        self._asked = False
        if self._expected:
            self._desk.drop(self._expected)
            self._expected = ""
        if done.error is not None:
            self._desk.say(done.error)
