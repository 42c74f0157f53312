"""The whole window on the real engine, at a provider that runs: real HTTP, files and locks, a keychain double, and a
browser that signs in as whoever the account belongs to."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app.config import Config
from desktop_app.bootstrap.engine import Engine
from desktop_app.session import states as s
from desktop_app.session.account import Account
from desktop_app.ui.desk import Desk
from desktop_app.ui.devices.page import DevicesPage
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow
from tests.support.devices_stage import words_of
from tests.support.keychain_double import KeychainDouble
from tests.support.visitor import Visitor
from tests.support.workbench_parts import BrowserDouble


class Settings:
    """The settings of these accounts, in no file."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self.accounts = dict(accounts)
        self.errors: list[object] = []
        self.settings: dict[str, object] = {"close_to_tray": False}

    @property
    def names(self) -> tuple[str, ...]:
        """Of the accounts."""
        return tuple(self.accounts)

    def account(self, name: str) -> Account:
        """One of them."""
        return self.accounts[name]

    def values(self, name: str) -> dict[str, object]:
        """As they would stand in the file."""
        account = self.accounts[name]
        return {"issuer": account.issuer, "client_id": account.client_id}

    def origin(self, _name: str, _key: str) -> str:
        """Where a key comes from."""
        return "user"

    def check_readable(self) -> None:
        """They can be read."""


class WindowAtProvider:
    """A window with accounts.

    :param knows: account → what its person types at the provider.
    :param keychain: of an earlier window.
    """

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        accounts: Mapping[str, Account],
        knows: Mapping[str, dict[str, str]],
        keychain: KeychainDouble | None = None,
    ) -> None:
        # The last test's window must not be collected on a worker thread: timers are stopped on their own.
        gc.collect()
        self.qtbot = qtbot
        self._knows = knows
        self._person = ""
        self.engine = Engine(cast("Config", Settings(accounts)), str(folder))
        self.keychain = keychain or KeychainDouble()
        self.browser = BrowserDouble(self._visit)
        parts: dict[str, Any] = {"keychain": self.keychain, "browser": self.browser}
        self.engine.__dict__.update(parts)
        window = MainWindow(tools=())
        show_frame(window, self.engine.last_frame())
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.first_painted):
            window.show()
        self.desk = Desk(self.engine, window)
        window.build_now()
        self.settle()

    @property
    def page(self) -> DevicesPage:
        """The Devices tab."""
        found = self.desk.window.shell.pages.built("tab:devices")
        assert isinstance(found, DevicesPage)
        return found

    def _visit(self, url: str) -> None:
        with Visitor(self._knows[self._person]) as visitor:
            visitor.browse(url)

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the event loop run until *holds*."""
        self.qtbot.waitUntil(holds, timeout=60_000)

    def settle(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: self.desk.tasks.busy() == 0)
        for _ in range(6):
            QApplication.processEvents()
        self.until(lambda: self.desk.tasks.busy() == 0)

    def sign_in(self, name: str) -> None:
        """Through the provider's page."""
        self._person = name
        self.desk.choose(name)
        self.desk.window.tell("sign_in")
        self.until(lambda: not isinstance(self.state(name), s.SignedOut))
        self.until(lambda: bool(self.browser.troubles) or not isinstance(self.state(name), s.SigningIn))
        assert self.browser.troubles == []
        self.settle()
        assert isinstance(self.state(name), s.SignedIn), self.state(name)

    def state(self, name: str) -> s.State:
        """Of an account."""
        return self.desk.controller.lives[name].state

    def open_devices(self, name: str) -> None:
        """The tab of an account, its list read."""
        self.desk.choose(name)
        self.desk.window.open_tab("devices")
        self.settle()

    def look_for(self, person: str) -> None:
        """Another person's sessions."""
        self.page.whose.segments.setCurrentIndex(1)
        self.settle()
        self.page.whose.fields["person"].line.setText(person)
        self.page.whose.show_button.click()
        self.settle()

    def said(self) -> str:
        """All words in sight in the window."""
        return words_of(self.desk.window)

    def end(self) -> None:
        """Close it."""
        self.desk.end()
        self.until(lambda: self.desk.tasks.busy() == 0)
        self.browser.wait()
