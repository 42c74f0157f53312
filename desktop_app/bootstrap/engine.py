"""The engine: the use cases over the system's parts.

Everything heavy (HTTP, keychain, cryptography) is imported when a method first needs it, so that ``keyfob status`` and
the window's first paint pay for none of it.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_app.bootstrap.engine_accounts import AccountUseCases
from desktop_app.bootstrap.engine_doctor import DoctorUseCases
from desktop_app.bootstrap.engine_sessions import SessionUseCases
from desktop_app.bootstrap.engine_window import WindowUseCases
from desktop_app.system.clock import SystemClock
from desktop_app.system.files import PrivateFiles
from desktop_app.system.lock import FileLocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.app.activity import ActivityEvent
    from desktop_app.app.config import Config
    from desktop_app.app.last_frame import LastFrame
    from desktop_app.app.state_file import StateFiles
    from desktop_app.bootstrap.demo import Demo
    from desktop_app.bootstrap.kept_status import KeptStatus
    from desktop_app.inspector.model import Question
    from desktop_app.ports import Browser, Cancel, Keychain
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.describe import Described
    from desktop_app.session.events import Event
    from desktop_app.session.pages import Pages
    from desktop_app.session.session import Session
    from desktop_app.session.sign_in import SignInRequest
    from desktop_app.session.sign_out import SignOutResult
    from desktop_app.session.stored import StoredState
    from desktop_app.system.loopback import LoopbackListener
    from desktop_app.vault.token_file import TokenSet


def _silent(_event: Event) -> None:
    """For callers who wait for the result alone."""


class Engine(AccountUseCases, SessionUseCases, WindowUseCases, DoctorUseCases):
    """The program without a face: window and command line call the same methods.

    :ivar config: the settings as read at start. :ivar product_name: what a company calls its build; None: it is Keyfob.
    """

    def __init__(self, config: Config, state_dir: str) -> None:
        self.config = config
        self.product_name: str | None = None
        self.kept_status: KeptStatus | None = None
        self.clock = SystemClock()
        self._in_memory: set[str] = set()
        self.state_dir = state_dir
        self.files = PrivateFiles(state_dir)
        self.locks = FileLocks(os.path.join(state_dir, "locks"))
        config.guard = self.hold_settings

    @cached_property
    def keychain(self) -> Keychain:
        """The system's keychain, each call guarded by a deadline."""
        from desktop_app.system.keychain import choose

        return choose()

    @cached_property
    def deps(self) -> Deps:
        """The use cases' parts over the system's keychain."""
        from desktop_app.bootstrap.parts import make_deps

        deps = make_deps(self.files, self.locks, self.clock, self.states, self.keychain, self.network)
        self.finish_rename(deps)
        return deps

    @cached_property
    def _memory_deps(self) -> Deps:
        from dataclasses import replace

        from desktop_app.system.keychain.memory import MemoryKeychain

        return replace(self.deps, keychain=MemoryKeychain(), saved="memory")

    def keep_in_memory(self, account: Account) -> None:
        """From now on this account's session lives in this process alone: the system has no keychain."""
        self._in_memory.add(account.name)

    def _deps_of(self, account: Account) -> Deps:
        return self._memory_deps if account.name in self._in_memory else self.deps

    @cached_property
    def states(self) -> StateFiles:
        """The accounts' state files."""
        from desktop_app.app.state_file import StateFiles

        return StateFiles(self.files)

    @cached_property
    def listener(self) -> LoopbackListener:
        """Makes loopback listeners."""
        from desktop_app.system.loopback import LoopbackListener

        return LoopbackListener()

    @cached_property
    def browser(self) -> Browser:
        """The system browser."""
        from desktop_app.system.browser import SystemBrowser

        return SystemBrowser(self.listener.visits, command=self.browser_command)

    @cached_property
    def pages(self) -> Pages:
        """Words for the browser's last page."""
        from desktop_app.app.pages import CataloguePages

        return CataloguePages()

    def status(self, names: Sequence[str] | None = None) -> dict[str, object]:
        """The contract's ``status`` object: no secrets, no keychain, no network."""
        from desktop_app.app.status import status

        found = status(self.config, self.files, self.locks, names)
        if self.kept_status is not None:
            self.kept_status.take(self, found)
        return found

    def sign_in(
        self, account: Account, request: SignInRequest, *, cancel: Cancel, notify: Callable[[Event], None] = _silent
    ) -> Session:
        """:func:`desktop_app.session.sign_in.sign_in` with the system's parts."""
        from dataclasses import replace

        from desktop_app.app.another import has_sibling
        from desktop_app.session.sign_in import sign_in

        return sign_in(
            self._deps_of(account),
            account,
            replace(request, has_sibling=not account.embedded and has_sibling(self.config, account.name)),
            listener=self.listener,
            browser=self.browser,
            pages=self.pages,
            notify=notify,
            cancel=cancel,
        )

    def token(self, account: Account, *, min_ttl: float, cancel: Cancel | None = None) -> TokenSet:
        """:func:`desktop_app.session.token.valid_token`."""
        from desktop_app.session.token import valid_token

        return valid_token(self._deps_of(account), account, min_ttl=min_ttl, notify=_silent, cancel=cancel)

    def refresh(
        self, account: Account, *, cancel: Cancel | None = None, notify: Callable[[Event], None] = _silent
    ) -> Session:
        """Refresh now, as a person asks for it."""
        from desktop_app.session.refresh import RefreshRequest, refresh

        return refresh(self._deps_of(account), account, RefreshRequest(once_more=True), notify=notify, cancel=cancel)

    def renew(
        self, account: Account, *, better_than: float | None, cancel: Cancel | None, notify: Callable[[Event], None]
    ) -> Session:
        """Refresh because it is due: no prompt, at most four calls a minute, an unsaved token kept until *cancel*.

        :param better_than: tokens that last beyond this (another process's) will do, wall-clock seconds.
        """
        from desktop_app.session.refresh import RefreshRequest, refresh

        request = RefreshRequest(attended=False, good_until=better_than, save_patience=None)
        return refresh(self._deps_of(account), account, request, notify=notify, cancel=cancel)

    def restore(
        self, account: Account, *, attended: bool = False, notify: Callable[[Event], None] = _silent
    ) -> Session | None:
        """:func:`desktop_app.session.restore.restore`."""
        from desktop_app.session.restore import restore

        return restore(self._deps_of(account), account, notify=notify, attended=attended)

    def may_restore(self, name: str) -> bool:
        """Whether something is stored for the account *name*, by its state file alone."""
        from desktop_app.app.status import account_status

        return account_status(self.config, self.files, self.locks, name)["saved"] != "none"

    def stored(self, account: Account) -> StoredState:
        """What the account's state file says now."""
        return self.states.load(account)

    def activity(self, account: Account) -> tuple[ActivityEvent, ...]:
        """What happened to the account, oldest first."""
        from desktop_app.app.activity import ActivityLog

        return ActivityLog(self.files).events(account)

    def sign_out(
        self,
        account: Account,
        *,
        local: bool,
        timeout: float,
        cancel: Cancel,
        notify: Callable[[Event], None] = _silent,
        everywhere: bool = False,
    ) -> SignOutResult:
        """:func:`desktop_app.session.sign_out.sign_out` with the system's parts."""
        from desktop_app.session.sign_out import sign_out

        return sign_out(
            self._deps_of(account),
            account,
            local=local,
            timeout=timeout,
            listener=self.listener,
            browser=self.browser,
            pages=self.pages,
            notify=notify,
            cancel=cancel,
            everywhere=everywhere,
        )

    def describe(self, address: str) -> Described:
        """:func:`desktop_app.session.describe.describe`."""
        from desktop_app.session.describe import describe

        return describe(self.deps.http, self.clock, address)

    def keep_frame(self, frame: LastFrame) -> None:
        """Keep what the next start's first frame shows."""
        from desktop_app.bootstrap.last_frame import keep_last_frame

        keep_last_frame(self.files, frame)

    def last_frame(self) -> LastFrame:
        """The first frame by settings and state files."""
        from desktop_app.app.last_frame import by_settings

        return by_settings(self.config, self.may_restore, self.first_scheme)

    def stop_network(self) -> None:
        """The program is ending: abort every exchange under way."""
        if "deps" in self.__dict__:
            self.deps.http.cancel_all()

    @property
    def has_demo(self) -> bool:
        """Whether the embedded provider is part of this build."""
        from desktop_app.bootstrap.demo import has_demo

        return has_demo()

    def expected_demo(self) -> Account:
        """The demo's account before its provider runs: its name alone is sure."""
        from desktop_app.demo.account import demo_account

        return demo_account("", self.config.names)

    def start_demo(self) -> Demo:
        """Start the embedded provider as a child process. Raises E_SERVER."""
        from desktop_app.bootstrap.demo import start_demo

        return start_demo(self.config.names)

    def forget(self, account: Account) -> None:
        """Delete everything that is stored of *account* (its settings are the caller's)."""
        from desktop_app.session.forget import forget

        forget(self._deps_of(account), account)

    def question(self, account: Account, *, at: float | None = None) -> Question:
        """What the inspector asks of a token of *account*: its remembered keys, issuer and audience, and how far the
        clock here was off at the last answer. No network, no keychain.

        :param at: the time the token is judged at, wall-clock seconds; now unless given.
        """
        from desktop_app.app.inspection import question_of
        from desktop_app.app.key_cache import remembered

        now = self.clock.now()
        offset = self.stored(account).clock_offset if at is None else None
        keys = remembered(self.files, account.issuer)
        return question_of(account, keys, now=now, at=now if at is None else at, clock_offset=offset)

    def selfcheck(self) -> dict[str, dict[str, object]]:
        """What the program has with it and finds around it."""
        from desktop_app.system.surroundings import examine

        return examine()
