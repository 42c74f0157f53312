"""The use cases of a session on real parts, in one process: the scripted provider over HTTP, files and locks in a
folder, the loopback listener, and a clock, a keychain and a browser that do what a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop_app.app.activity import ActivityLog
from desktop_app.app.key_cache import KeyCache
from desktop_app.app.pages import CataloguePages
from desktop_app.app.state_file import StateFiles
from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Cancel, Grant, Held, HttpAnswer, Keychain, ProcessMark, Trust
from desktop_app.secret import Secret
from desktop_app.session import places
from desktop_app.session.account import Account
from desktop_app.session.deps import Deps
from desktop_app.session.events import Event
from desktop_app.session.metadata_source import MetadataSource
from desktop_app.session.refresh import RefreshRequest, refresh
from desktop_app.session.session import Session
from desktop_app.session.sign_in import SignInRequest, sign_in
from desktop_app.session.sign_out import SignOutResult, sign_out
from desktop_app.session.stored import StoredState
from desktop_app.session.token import valid_token
from desktop_app.system.files import PrivateFiles
from desktop_app.system.http import HttpClient
from desktop_app.system.lock import FileLocks
from desktop_app.system.loopback import LoopbackListener
from desktop_app.system.processes import SystemProcesses
from desktop_app.vault.record import Record
from desktop_app.vault.store import RecordStore
from desktop_app.vault.token_file import TokenSet
from tests.support.keychain_double import KeychainDouble
from tests.support.provider import endpoints, minting
from tests.support.provider.provider import ScriptedProvider, _fetch
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault, Script
from tests.support.provider.wire import Reply

#: Bound of every wait, seconds.
SOON = 10.0


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
        self.longest = 5.0
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


class Bench:
    """An account ``work`` at a scripted provider, and the use cases on it.

    :ivar events: everything that was told.
    """

    def __init__(self, folder: Path, provider: WatchedProvider, *, seconds: float = SOON, **account: Any) -> None:
        self.provider = provider
        self.folder = folder
        self.clock = BenchClock()
        self.http = BenchHttp(self.clock, seconds)
        self.keychain = KeychainDouble()
        self.files = PrivateFiles(folder)
        self.locks = HurriedLocks(folder / "locks")
        self.processes = OtherProcesses()
        keys: dict[str, Any] = provider.account | account
        self.account = Account("work", **keys)
        self.listener = LoopbackListener()
        self.pages_seen: list[str] = []
        self.browser = BrowserDouble(self.visit)
        self.pages = CataloguePages()
        self.events: list[Event] = []
        self.cancel = threading.Event()
        self.deps = self.make_deps(self.keychain)

    def make_deps(self, keychain: Keychain) -> Deps:
        """The parts of a process of its own: nothing is shared but files, locks and the keychain."""
        return Deps(
            http=self.http,
            keychain=keychain,
            locks=self.locks,
            files=self.files,
            processes=self.processes,
            clock=self.clock,
            states=StateFiles(self.files),
            keys=KeyCache(self.files, self.http, self.locks, self.clock),
            metadata=MetadataSource(self.http, self.clock),
            activity=ActivityLog(self.files),
        )

    def visit(self, url: str) -> None:
        """Be the browser: to the provider, back to the listener, and on to the page it ends on."""
        self.pages_seen.append(page_at_end(self.provider.sign_in(url)))

    # --- use cases ---------------------------------------------------------------------------------------------------

    def sign_in(self, *, account: Account | None = None, stay: bool = True, **request: Any) -> Session:
        """Sign in; the browser really goes there and back.

        :param stay: until the browser is where it was told to go.
        """
        asked = SignInRequest("a1", **({"timeout": SOON} | request))
        try:
            return sign_in(
                self.deps,
                account or self.account,
                asked,
                listener=self.listener,
                browser=self.browser,
                pages=self.pages,
                notify=self.events.append,
                cancel=self.cancel,
            )
        finally:
            if stay:
                self.browser.wait()
                _join("keyfob-keys")

    def refresh(self, *, deps: Deps | None = None, account: Account | None = None, **request: Any) -> Session:
        """Refresh, as a person asks for it."""
        asked = RefreshRequest(**request)
        return refresh(deps or self.deps, account or self.account, asked, notify=self.events.append, cancel=self.cancel)

    def token(self, min_ttl: float = 0.0, *, deps: Deps | None = None, account: Account | None = None) -> TokenSet:
        """A valid access token."""
        return valid_token(deps or self.deps, account or self.account, min_ttl=min_ttl, notify=self.events.append)

    def sign_out(self, *, local: bool = False, timeout: float = 5.0, deps: Deps | None = None) -> SignOutResult:
        """Sign out."""
        try:
            return sign_out(
                deps or self.deps,
                self.account,
                local=local,
                timeout=timeout,
                listener=self.listener,
                browser=self.browser,
                pages=self.pages,
                notify=self.events.append,
                cancel=self.cancel,
            )
        finally:
            self.browser.wait()

    # --- what is stored ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> StoredState:
        """The state file."""
        return self.deps.states.load(self.account)

    @property
    def record(self) -> Record:
        """The keychain's record."""
        found = self.find_record()
        assert found is not None
        return found

    def find_record(self) -> Record | None:
        """The keychain's record, None if there is none. The double is not asked: it may be in trouble."""
        untroubled = KeychainDouble()
        untroubled.items = self.keychain.items
        account_id = self.state.account_id
        if account_id is None:
            return None
        return RecordStore(untroubled).load(account_id, prompt=False, timeout=1).record

    @property
    def tokens(self) -> TokenSet | None:
        """The token file, if it belongs to the record."""
        return places.read_tokens(self.files, self.record)

    def stored(self) -> tuple[dict[str, list[str]], dict[str, bytes]]:
        """The keychain and all files but activity, key cache and locks, byte for byte."""
        kept = ("accounts", "tokens", "journal", "tombstones", "unfinished")
        files = [path for name in kept for path in (self.folder / name).glob("*")]
        items = {name: list(values) for name, values in self.keychain.items.items()}
        return items, {str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(files)}

    def expire(self) -> None:
        """Let the stored access token end."""
        ends = self.state.access_token_expires_at
        assert ends is not None
        self.clock.shift += ends - self.clock.now() + 1

    def answer_late(self) -> None:
        """The keychain's next write passes its deadline; it takes effect at :meth:`KeychainDouble.finish`."""
        write = self.keychain.write

        def late(item: str, value: str, *, prompt: bool, timeout: float) -> None:
            del self.keychain.write
            self.keychain.never_answers = True
            write(item, value, prompt=prompt, timeout=timeout)

        self.keychain.write = late  # type: ignore[method-assign]  # once

    def come_back(self) -> None:
        """The keychain's calls come back, and whoever waited for them with the lock lets it go."""
        self.keychain.finish()
        _join("lock")

    def kinds(self) -> list[str]:
        """The kinds of the events so far."""
        return [type(event).__name__ for event in self.events]


def _join(name: str) -> None:
    """Wait for the threads of that name."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(SOON)


@contextmanager
def workbench(folder: Path, script: Script | None = None, **bench: Any) -> Iterator[Bench]:
    """A bench on a running provider that lives by the bench's clock."""
    provider = WatchedProvider(script)
    with provider, pytest.MonkeyPatch.context() as patch:
        made = Bench(folder / "state", provider, **bench)
        by_the_clock = SimpleNamespace(time=made.clock.now)
        for module in (endpoints, minting):
            patch.setattr(module, "time", by_the_clock)
        yield made


def failing(work: Callable[[], object]) -> KeyfobError:
    """The error that *work* ends with."""
    with pytest.raises(KeyfobError) as caught:
        work()
    return caught.value


def code_of(work: Callable[[], object]) -> tuple[Code, str | None]:
    """Code and reason that *work* ends with."""
    error = failing(work)
    return error.code, error.reason


def fetch(url: str) -> int:
    """GET *url* like a browser; the status of the answer, which is not followed."""
    return _fetch(url).status


def page_at_end(url: str) -> str:
    """GET *url*, follow one redirect, give the page's text."""
    from urllib.parse import urljoin

    answer = _fetch(url)
    if answer.status in (302, 303):
        answer = _fetch(urljoin(url, answer.headers["location"]))
    return answer.body.decode()


def in_threads(count: int, work: Callable[[int], object]) -> Sequence[object]:
    """*work* in *count* threads at once; what each gave or raised, in order."""
    found: list[object] = [None] * count
    ready = threading.Barrier(count)

    def one(number: int) -> None:
        ready.wait(SOON)
        try:
            found[number] = work(number)
        except BaseException as trouble:  # noqa: BLE001 - given back
            found[number] = trouble

    threads = [threading.Thread(target=one, args=(number,), name=f"worker-{number}") for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return found
