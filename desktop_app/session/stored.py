"""What is known about an account without asking the keychain: the content of its state file (no secrets)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from desktop_app.errors import Param

if TYPE_CHECKING:
    from desktop_app.jose.jwk import KeySet
    from desktop_app.ports import Trust
    from desktop_app.session.account import Account

LastingState = Literal["signed_out", "signed_in", "offline", "needs_login", "locked"]
PassingState = Literal["signing_in", "restoring", "refreshing", "signing_out"]
Saved = Literal["keychain", "memory", "none"]


@dataclass(frozen=True, slots=True)
class StoredError:
    """An error as it is kept: the sentence is made where it is shown."""

    code: str
    text: str
    reason: str | None = None
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredState:
    """The state file of one account. Times are wall-clock seconds.

    :param account_id: random UUID that names the keychain item, None before the first sign-in.
    :param passing: counts only while somebody holds the account's lock.
    :param foreign_answers: answers in a row that were not the provider's (at ten: needs login).
    :param retry_after: nothing is sent before this time (RFC 9110 §10.2.3), by any process.
    :param attempts: unsuccessful refreshes in a row (for the back-off).
    :param clock_offset: provider's time minus ours, seconds, as last measured.
    :param lifetime: lifetime of the last access token by its exp, seconds.
    :param token_calls: times of the last unattended token calls (at most 4 a minute).
    """

    account_id: str | None = None
    issuer: str = ""
    client_id: str = ""
    state: LastingState = "signed_out"
    passing: PassingState | None = None
    unsaved: bool = False
    saved: Saved = "none"
    generation: int = 0
    subject: str | None = None
    username: str | None = None
    email: str | None = None
    roles: tuple[str, ...] = ()
    access_token_expires_at: float | None = None
    next_refresh_at: float | None = None
    signed_in_at: float | None = None
    lifetime: float | None = None
    error: StoredError | None = None
    foreign_answers: int = 0
    attempts: int = 0
    retry_after: float | None = None
    clock_offset: float | None = None
    token_calls: tuple[float, ...] = ()


class States(Protocol):
    """Where state files are kept."""

    def load(self, account: Account) -> StoredState:
        """The stored state; a missing, broken or foreign file is an empty one. Where issuer or client_id differ from
        the account's, identity fields (subject, username, roles, times) are blank but account_id stays."""
        ...

    def save(self, account: Account, state: StoredState) -> None:
        """Replace it atomically. Raises E_DISK."""
        ...

    def remove(self, account: Account) -> None:
        """Forget it."""
        ...


class KeySource(Protocol):
    """The key cache shared by all processes."""

    def keys(self, issuer: str, jwks_uri: str, trust: Trust, *, newer_than: float | None = None) -> KeySet:
        """The issuer's keys, fetched if none are cached (or the cached ones are older than a day).

        :param newer_than: the caller met an unknown kid with a set fetched at this time: fetch again unless the
            cache already holds a newer set. At most 2 fetches an issuer a minute over all processes; past that the
            cached set comes back as it is.
        :raises KeyfobError: E_JWKS, E_PORTAL, E_SERVER, E_RATE, TransportError, where no cached set can serve.
        """
        ...
