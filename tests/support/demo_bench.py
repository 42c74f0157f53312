"""The use cases of a session in one process, against the embedded provider: real HTTP, files and locks, a keychain
double, and a browser that signs in as a person of the demo."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.app.activity import ActivityLog
from desktop_app.app.key_cache import KeyCache
from desktop_app.app.pages import CataloguePages
from desktop_app.app.state_file import StateFiles
from desktop_app.demo.account import demo_account
from desktop_app.ports import ListedSession
from desktop_app.providers.session_providers import Providers
from desktop_app.secret import Secret
from desktop_app.session import api_key
from desktop_app.session.account import Account
from desktop_app.session.deps import Deps
from desktop_app.session.end_pool import Progress
from desktop_app.session.end_sessions import EndResult, end_all, end_sessions
from desktop_app.session.events import Event
from desktop_app.session.list_sessions import SessionList, Whom, list_sessions
from desktop_app.session.metadata_source import MetadataSource
from desktop_app.session.refresh import RefreshRequest, refresh
from desktop_app.session.session import Session
from desktop_app.session.sign_in import SignInRequest, sign_in
from desktop_app.session.sign_out import SignOutResult, sign_out
from desktop_app.system.files import PrivateFiles
from desktop_app.system.lock import FileLocks
from desktop_app.system.loopback import LoopbackListener
from desktop_app.system.processes import SystemProcesses
from tests.support.demo_provider import Provider, demo_provider
from tests.support.keychain_double import KeychainDouble
from tests.support.visitor import Visitor
from tests.support.workbench_parts import SOON, BenchClock, BenchHttp, BrowserDouble


class Seat:
    """One account of one person at one computer.

    :ivar events: everything that was told. :ivar told: the progress of endings.
    """

    def __init__(self, folder: Path, issuer: str, person: str, name: str, /, **account: Any) -> None:
        self.clock = BenchClock()
        self.http = BenchHttp(self.clock, SOON)
        self.files = PrivateFiles(folder)
        self.keychain = KeychainDouble()
        self.events: list[Event] = []
        self.told: list[Progress] = []
        self.cancel = threading.Event()
        self.knows = {"choice": person}
        self.browser = BrowserDouble(self._visit)
        self.listener = LoopbackListener()
        made = demo_account(issuer)
        params = {**made.extra_params, "metaData.device.description": name}
        self.account: Account = replace(made, **({"name": name, "extra_params": params} | account))
        locks = FileLocks(folder / "locks")
        self.deps = Deps(
            http=self.http,
            keychain=self.keychain,
            locks=locks,
            files=self.files,
            processes=SystemProcesses(),
            clock=self.clock,
            states=StateFiles(self.files),
            keys=KeyCache(self.files, self.http, locks, self.clock),
            metadata=MetadataSource(self.http, self.clock),
            activity=ActivityLog(self.files),
            sessions=Providers(self.http, self.clock),
        )

    def _visit(self, url: str) -> None:
        with Visitor(self.knows) as visitor:
            visitor.browse(url)

    def sign_in(self) -> Session:
        """Through the demo's page."""
        request = SignInRequest("a1", timeout=SOON)
        try:
            return sign_in(
                self.deps,
                self.account,
                request,
                listener=self.listener,
                browser=self.browser,
                pages=CataloguePages(),
                notify=self.events.append,
                cancel=self.cancel,
            )
        finally:
            self.browser.wait()
            for thread in threading.enumerate():
                if thread.name == "keyfob-keys":
                    thread.join(SOON)

    def refresh(self) -> Session:
        """As a person asks for it."""
        return refresh(self.deps, self.account, RefreshRequest(), notify=self.events.append, cancel=self.cancel)

    def sign_out(self, *, everywhere: bool = False, local: bool = False) -> SignOutResult:
        """Sign out."""
        try:
            return sign_out(
                self.deps,
                self.account,
                local=local,
                timeout=SOON,
                listener=self.listener,
                browser=self.browser,
                pages=CataloguePages(),
                notify=self.events.append,
                cancel=self.cancel,
                everywhere=everywhere,
            )
        finally:
            self.browser.wait()

    def enter(self, key: str) -> None:
        """Enter the API key."""
        api_key.store(self.deps, self.account, Secret(key))

    def list(self, user: str | None = None, application: str | None = None) -> SessionList:
        """The sessions of whoever is named."""
        return list_sessions(self.deps, self.account, Whom(user, application), notify=self.events.append)

    def end(self, *chosen: ListedSession) -> EndResult:
        """End exactly these."""
        return end_sessions(
            self.deps,
            self.account,
            chosen,
            progress=self.told.append,
            notify=self.events.append,
            cancel=self.cancel,
        )

    def end_all(self, user: str | None = None, application: str | None = None) -> EndResult:
        """End all of whoever is named."""
        return end_all(
            self.deps,
            self.account,
            Whom(user, application),
            progress=self.told.append,
            notify=self.events.append,
            cancel=self.cancel,
        )


class DemoBench:
    """A running demo, and seats at it."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        self._folder = folder
        self.provider = provider
        self._seats = 0

    def seat(self, person: str, name: str = "", *, signed_in: bool = True, **account: Any) -> Seat:
        """Another computer at which *person* (``ada`` or ``max``) sits."""
        self._seats += 1
        name = name or f"{person}-{self._seats}"
        made = Seat(self._folder / f"seat-{self._seats}", self.provider.issuer, person, name, **account)
        if signed_in:
            made.sign_in()
            made.events.clear()
        return made


@contextmanager
def demo_bench(folder: Path, **provider: int) -> Iterator[DemoBench]:
    """Run the demo. Lifetimes in seconds, as :func:`tests.support.demo_provider.demo_provider` takes them."""
    with demo_provider(**provider) as running:
        yield DemoBench(folder, running)
