"""What the command line needs of the engine (made in :mod:`desktop_app.bootstrap`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from desktop_app.app.account_import import Plan
    from desktop_app.app.config import Config
    from desktop_app.app.doctor import Check
    from desktop_app.app.doctor import Progress as LookProgress
    from desktop_app.app.last_frame import LastFrame
    from desktop_app.inspector.model import Question
    from desktop_app.ports import Cancel, ListedSession
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.end_pool import Progress
    from desktop_app.session.end_sessions import EndResult
    from desktop_app.session.events import Event
    from desktop_app.session.list_sessions import SessionList, Whom
    from desktop_app.session.session import Session
    from desktop_app.session.sign_in import SignInRequest
    from desktop_app.session.sign_out import SignOutResult
    from desktop_app.vault.token_file import TokenSet


class Engine(Protocol):
    """The use cases, over the system's parts. All raise KeyfobError."""

    @property
    def config(self) -> Config:
        """The settings as read at start."""
        ...

    def status(self, names: Sequence[str] | None = None) -> dict[str, object]:
        """The contract's `status` object."""
        ...

    def sign_in(
        self, account: Account, request: SignInRequest, *, cancel: Cancel, notify: Callable[[Event], None]
    ) -> Session:
        """Sign in through the browser."""
        ...

    def token(self, account: Account, *, min_ttl: float, cancel: Cancel | None = None) -> TokenSet:
        """A valid token set, refreshed first if it must be."""
        ...

    def refresh(self, account: Account, *, cancel: Cancel | None = None) -> Session:
        """Refresh now."""
        ...

    def sign_out(
        self, account: Account, *, local: bool, timeout: float, cancel: Cancel, everywhere: bool = False
    ) -> SignOutResult:
        """Revoke, end the provider's session, delete."""
        ...

    def list_sessions(self, account: Account, whom: Whom, *, cancel: Cancel | None = None) -> SessionList:
        """The sessions the provider keeps."""
        ...

    def find_sessions(
        self, account: Account, listed: SessionList, ids: Iterable[str], *, cancel: Cancel | None = None
    ) -> tuple[list[ListedSession], list[str]]:
        """The sessions with these ids, and the ids that are none."""
        ...

    def end_sessions(
        self,
        account: Account,
        chosen: Sequence[ListedSession],
        *,
        progress: Callable[[Progress], None],
        cancel: Cancel,
    ) -> EndResult:
        """End exactly these sessions."""
        ...

    def end_all_sessions(
        self, account: Account, whom: Whom, *, progress: Callable[[Progress], None], cancel: Cancel
    ) -> EndResult:
        """End all sessions of a person or an application."""
        ...

    def store_api_key(self, account: Account, key: Secret, *, cancel: Cancel | None = None) -> None:
        """Try the provider's API key, and keep it."""
        ...

    def forget_api_key(self, account: Account, *, cancel: Cancel | None = None) -> None:
        """Delete the API key."""
        ...

    def forget(self, account: Account) -> None:
        """Delete everything stored of the account."""
        ...

    def rename_account(self, old: str, new: str) -> Config:
        """Give an account another name; its session goes on. Returns the settings as they are then."""
        ...

    def plan_import(self, path: str) -> Plan:
        """What a file of accounts would add."""
        ...

    def import_accounts(self, plan: Plan, chosen: Mapping[str, str]) -> Config:
        """Add what was chosen (name in the file → name here), all or nothing."""
        ...

    def last_frame(self) -> LastFrame:
        """What the window's first frame shows by settings and state files."""
        ...

    def keep_frame(self, frame: LastFrame) -> None:
        """Keep it for the window's next start."""
        ...

    def doctor(
        self, names: Sequence[str], *, progress: Callable[[LookProgress], None], cancel: Cancel | None = None
    ) -> list[Check]:
        """What works and what does not; what is done when *cancel* is set."""
        ...

    def question(self, account: Account, *, at: float | None = None) -> Question:
        """What the inspector asks of a token of the account; no network, no keychain."""
        ...

    def selfcheck(self) -> dict[str, dict[str, object]]:
        """What the program has with it and finds around it: part → facts, with a ``status`` in each."""
        ...
