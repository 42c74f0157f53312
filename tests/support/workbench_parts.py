"""What the workbench is made of: a clock that a test moves on, the real client and locks with a clock and an eye of
their own, a provider that lets a test look while it answers, and a browser without a face."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop_app.errors import KeyfobError
from desktop_app.ports import Cancel, Grant, Held, HttpAnswer, Method, ProcessMark, Trust
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from desktop_app.system.lock import FileLocks
from desktop_app.system.processes import SystemProcesses
from tests.support.patience import PATIENCE
from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault, Script
from tests.support.provider.wire import Reply

#: Bound of every wait, seconds.
SOON = PATIENCE


class BenchClock:
    """A clock that runs, and that a test moves on.

    :ivar on_sleep: called in every :meth:`sleep`, which takes no time and moves the clock.
    """

    def __init__(self) -> None:
        self.shift = 0.0
        self.slept = 0.0
        self.on_sleep: Callable[[], object] = lambda: None

    def now(self) -> float:
        """Wall clock."""
        return time.time() + self.shift

    def monotonic(self) -> float:
        """The same shift: only a test that changes the wall clock alone would need another."""
        return time.monotonic() + self.shift

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        """Moves the clock at once."""
        self.shift += seconds
        self.slept += seconds
        self.on_sleep()
        return cancel is not None and cancel.is_set()


class BenchHttp:
    """The real client; what it says of times is by the bench's clock.

    :ivar skew: how far the provider's Date is from our clock, seconds.
    """

    def __init__(self, clock: BenchClock, seconds: float) -> None:
        self._clock = clock
        self.client = HttpClient(seconds)
        self.skew = 0.0

    def get(self, url: str, **how: Any) -> HttpAnswer:
        """GET."""
        return self._by_the_clock(self.client.get(url, **how))

    def post_form(self, url: str, fields: Mapping[str, str | Secret], **how: Any) -> HttpAnswer:
        """POST."""
        return self._by_the_clock(self.client.post_form(url, fields, **how))

    def send(self, method: Method, url: str, **how: Any) -> HttpAnswer:
        """A call of the provider's own interface."""
        return self._by_the_clock(self.client.send(method, url, **how))

    def token(
        self, endpoint: str, grant: Grant, *, client_id: str, client_secret: Secret | None, trust: Trust
    ) -> HttpAnswer:
        """A token request."""
        answer = self.client.token(endpoint, grant, client_id=client_id, client_secret=client_secret, trust=trust)
        return self._by_the_clock(answer)

    def warm_up(self) -> None:
        """Import what the first exchange needs."""
        self.client.warm_up()

    def cancel_all(self) -> None:
        """Abort."""
        self.client.cancel_all()

    def _by_the_clock(self, answer: HttpAnswer) -> HttpAnswer:
        shift = self._clock.shift
        date = None if answer.date is None else answer.date + shift + self.skew
        return replace(answer, received=answer.received + shift, date=date)


class HurriedLocks:
    """The real locks; nobody waits long for one, and how long they would have waited is in :attr:`waits`."""

    def __init__(self, folder: Path) -> None:
        self._locks = FileLocks(folder)
        self.longest = SOON
        self.waits: list[tuple[str, float]] = []

    def acquire(self, name: str, *, timeout: float, cancel: Cancel | None = None) -> Held:
        """Wait for it."""
        self.waits.append((name, timeout))
        return self._locks.acquire(name, timeout=min(timeout, self.longest), cancel=cancel)

    def is_held(self, name: str) -> bool:
        """Whether somebody holds it."""
        return self._locks.is_held(name)


class OtherProcesses(SystemProcesses):
    """Who we are, as a test says: another process without a process."""

    def __init__(self) -> None:
        self.mark: ProcessMark | None = None
        self.living: set[ProcessMark] = set()

    def me(self) -> ProcessMark:
        """This process, or the one it stands for."""
        return self.mark or super().me()

    def is_alive(self, mark: ProcessMark) -> bool:
        """Whether it lives."""
        return mark in self.living or super().is_alive(mark)


class WatchedProvider(ScriptedProvider):
    """The scripted provider, and a look at the client while it handles a request.

    :ivar during: endpoint → called once the answer is known and before it is sent.
    """

    def __init__(self, script: Script | None = None) -> None:
        self.during: dict[str, Callable[[Seen], object]] = {}
        super().__init__(script)

    def watch(self, endpoint: str, look: Callable[[], object]) -> None:
        """Look while it handles a request to *endpoint*."""
        self.during[endpoint] = lambda _seen: look()

    def _answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        answer = super()._answer(seen)
        look = self.during.get(self._endpoints.endpoint_of(seen))
        if look is not None:
            look(seen)
        return answer

    def count(self, endpoint: str) -> int:
        """How often an endpoint was asked."""
        return len(self.calls(endpoint))


@dataclass
class BrowserDouble:
    """Goes where it is told, in a thread, and brings the redirect to the listener.

    :ivar visit: what it does with an address.
    """

    visit: Callable[[str], object]
    opened: list[str] = field(default_factory=list)
    fails: KeyfobError | None = None
    troubles: list[BaseException] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self, url: str) -> None:
        """Hand it over and come back at once."""
        self.opened.append(url)
        if self.fails is not None:
            raise self.fails
        thread = threading.Thread(target=lambda: self._go(url), name="browser")
        self._threads.append(thread)
        thread.start()

    def _go(self, url: str) -> None:
        try:
            self.visit(url)
        except BaseException as trouble:  # noqa: BLE001 - shown by the test that looks
            self.troubles.append(trouble)

    def wait(self) -> None:
        """Until it is where it was told to go."""
        for thread in self._threads:
            thread.join(SOON)
