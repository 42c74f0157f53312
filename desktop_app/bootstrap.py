"""The one place where parts are wired together: the ports' adapters, the stores on them, and the use cases.

Everything heavy (HTTP, keychain, cryptography) is imported when a method first needs it, so that ``keyfob status`` and
the window's first paint pay for none of it.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.app import config as config_module
from desktop_app.system import paths
from desktop_app.system.files import PrivateFiles
from desktop_app.system.lock import FileLocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.app.config import Config
    from desktop_app.app.doctor import Check
    from desktop_app.ports import Browser, Cancel, Keychain, Listener
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event
    from desktop_app.session.pages import Pages
    from desktop_app.session.session import Session
    from desktop_app.session.sign_in import SignInRequest
    from desktop_app.session.sign_out import SignOutResult
    from desktop_app.session.stored import Saved
    from desktop_app.vault.token_file import TokenSet


def _silent(_event: Event) -> None:
    """For callers who wait for the result alone."""


class Engine:
    """The program without a face: window and command line call the same methods.

    :ivar config: the settings as read at start.
    """

    def __init__(self, config: Config, state_dir: str) -> None:
        self.config = config
        self.files = PrivateFiles(Path(state_dir))
        self.locks = FileLocks(Path(state_dir) / "locks")

    # --- parts -------------------------------------------------------------------------------------------------------

    @cached_property
    def keychain(self) -> Keychain:
        """The system's keychain, each call guarded by a deadline."""
        from desktop_app.system.keychain import choose

        return choose()

    @cached_property
    def deps(self) -> Deps:
        """The use cases' parts over the system's keychain."""
        return self.make_deps(self.keychain, "keychain")

    def make_deps(self, keychain: Keychain, saved: Saved) -> Deps:
        """The use cases' parts over *keychain*."""
        from desktop_app.app.activity import ActivityLog
        from desktop_app.app.key_cache import KeyCache
        from desktop_app.app.state_file import StateFiles
        from desktop_app.session.deps import Deps
        from desktop_app.session.metadata_source import MetadataSource
        from desktop_app.system.clock import SystemClock
        from desktop_app.system.http import HttpClient
        from desktop_app.system.processes import SystemProcesses

        clock = SystemClock()
        http = HttpClient()
        return Deps(
            http=http,
            keychain=keychain,
            locks=self.locks,
            files=self.files,
            processes=SystemProcesses(),
            clock=clock,
            states=StateFiles(self.files),
            keys=KeyCache(self.files, http, self.locks, clock),
            metadata=MetadataSource(http, clock),
            activity=ActivityLog(self.files),
            saved=saved,
        )

    @cached_property
    def listener(self) -> Listener:
        """Makes loopback listeners."""
        from desktop_app.system.loopback import LoopbackListener

        return LoopbackListener()

    @cached_property
    def browser(self) -> Browser:
        """The system browser."""
        from desktop_app.system.browser import SystemBrowser

        return SystemBrowser()

    @cached_property
    def pages(self) -> Pages:
        """Words for the browser's last page."""
        from desktop_app.app.pages import CataloguePages

        return CataloguePages()

    # --- use cases ---------------------------------------------------------------------------------------------------

    def status(self, names: Sequence[str] | None = None) -> dict[str, object]:
        """The contract's ``status`` object: no secrets, no keychain, no network."""
        from desktop_app.app.status import status

        return status(self.config, self.files, self.locks, names)

    def sign_in(
        self, account: Account, request: SignInRequest, *, cancel: Cancel, notify: Callable[[Event], None] = _silent
    ) -> Session:
        """:func:`desktop_app.session.sign_in.sign_in` with the system's parts."""
        from desktop_app.session.sign_in import sign_in

        return sign_in(
            self.deps,
            account,
            request,
            listener=self.listener,
            browser=self.browser,
            pages=self.pages,
            notify=notify,
            cancel=cancel,
        )

    def token(self, account: Account, *, min_ttl: float, cancel: Cancel | None = None) -> TokenSet:
        """:func:`desktop_app.session.token.valid_token`."""
        from desktop_app.session.token import valid_token

        return valid_token(self.deps, account, min_ttl=min_ttl, notify=_silent, cancel=cancel)

    def refresh(
        self, account: Account, *, cancel: Cancel | None = None, notify: Callable[[Event], None] = _silent
    ) -> Session:
        """Refresh now, as a person asks for it."""
        from desktop_app.session.refresh import RefreshRequest, refresh

        return refresh(self.deps, account, RefreshRequest(once_more=True), notify=notify, cancel=cancel)

    def sign_out(
        self,
        account: Account,
        *,
        local: bool,
        timeout: float,
        cancel: Cancel,
        notify: Callable[[Event], None] = _silent,
    ) -> SignOutResult:
        """:func:`desktop_app.session.sign_out.sign_out` with the system's parts."""
        from desktop_app.session.sign_out import sign_out

        return sign_out(
            self.deps,
            account,
            local=local,
            timeout=timeout,
            listener=self.listener,
            browser=self.browser,
            pages=self.pages,
            notify=notify,
            cancel=cancel,
        )

    def forget(self, account: Account) -> None:
        """Delete everything that is stored of *account* (its settings are the caller's)."""
        from desktop_app.session.forget import forget

        forget(self.deps, account)

    def doctor(self, names: Sequence[str]) -> list[Check]:
        """What works, what does not, what to do."""
        from desktop_app.app.doctor import examine

        return examine(self.config, self.deps, names)


def build() -> Engine:
    """Read the settings and make the engine. Trouble in the settings is in ``engine.config``, not raised."""
    from desktop_app.system.ownership import machine_trusted

    config = config_module.load(
        paths.user_config_file(),
        paths.machine_config_file(),
        paths.company_config_file(),
        machine_trusted=machine_trusted,
    )
    return Engine(config, paths.state_dir())
