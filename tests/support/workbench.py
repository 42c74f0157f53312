"""The use cases of a session on real parts, in one process: the scripted provider over HTTP, files and locks in a
folder, the loopback listener, and a clock, a keychain and a browser that do what a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest

from desktop_app.app.activity import ActivityLog
from desktop_app.app.key_cache import KeyCache
from desktop_app.app.pages import CataloguePages
from desktop_app.app.state_file import StateFiles
from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Keychain
from desktop_app.providers.session_providers import Providers
from desktop_app.session import places
from desktop_app.session.account import Account
from desktop_app.session.deps import Deps
from desktop_app.session.events import Event
from desktop_app.session.metadata_source import MetadataSource
from desktop_app.session.pages import Pages
from desktop_app.session.refresh import RefreshRequest, refresh
from desktop_app.session.session import Session
from desktop_app.session.sign_in import SignInRequest, sign_in
from desktop_app.session.sign_out import SignOutResult, sign_out
from desktop_app.session.stored import StoredState
from desktop_app.session.token import valid_token
from desktop_app.system.files import PrivateFiles
from desktop_app.system.loopback import LoopbackListener
from desktop_app.vault.record import Record
from desktop_app.vault.store import RecordStore
from desktop_app.vault.token_file import TokenSet
from tests.support.keychain_double import KeychainDouble
from tests.support.provider import endpoints, minting
from tests.support.provider.provider import _fetch
from tests.support.provider.script import Script
from tests.support.workbench_parts import (
    SOON,
    BenchClock,
    BenchHttp,
    BrowserDouble,
    HurriedLocks,
    OtherProcesses,
    WatchedProvider,
)

__all__ = ["SOON", "Bench", "code_of", "failing", "fetch", "in_threads", "page_at_end", "workbench"]


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
        self.pages: Pages = CataloguePages()
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
            sessions=Providers(self.http, self.clock),
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

    def sign_out(self, *, local: bool = False, timeout: float = SOON, deps: Deps | None = None) -> SignOutResult:
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
        thread.join(2 * SOON)
        assert not thread.is_alive()
    return found
