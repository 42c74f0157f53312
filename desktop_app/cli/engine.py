"""What the command line needs of the engine (made in :mod:`desktop_app.bootstrap`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.app.config import Config
    from desktop_app.app.doctor import Check
    from desktop_app.app.last_frame import LastFrame
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.events import Event
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

    def sign_out(self, account: Account, *, local: bool, timeout: float, cancel: Cancel) -> SignOutResult:
        """Revoke, end the provider's session, delete."""
        ...

    def forget(self, account: Account) -> None:
        """Delete everything stored of the account."""
        ...

    def last_frame(self) -> LastFrame:
        """What the window's first frame shows by settings and state files."""
        ...

    def keep_frame(self, frame: LastFrame) -> None:
        """Keep it for the window's next start."""
        ...

    def doctor(self, names: Sequence[str]) -> list[Check]:
        """What works and what does not."""
        ...

    def selfcheck(self) -> dict[str, dict[str, object]]:
        """What the program has with it and finds around it: part → facts, with a ``status`` in each."""
        ...
