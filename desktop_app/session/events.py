"""What happens in the life of an account, as the use cases tell it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.errors import KeyfobError
from desktop_app.session.session import Session


@dataclass(frozen=True, slots=True)
class SignInStarted:
    """A sign-in began. :param attempt: its id; late events of other attempts change nothing."""

    attempt: str


@dataclass(frozen=True, slots=True)
class SignInWaiting:
    """The browser was asked to open *url* (no secret in it but state and challenge)."""

    attempt: str
    url: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class SignInChecking:
    """The browser came back; the answer is being checked."""

    attempt: str


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """The attempt ended without a session. :param error: None where the person cancelled."""

    attempt: str
    error: KeyfobError | None


@dataclass(frozen=True, slots=True)
class SignedInNow:
    """A sign-in is complete and stored."""

    attempt: str
    session: Session


@dataclass(frozen=True, slots=True)
class RestoreStarted:
    """The stored record is being read."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A stored session was found. :param session: None where the tokens are gone and a refresh is due."""

    session: Session | None


@dataclass(frozen=True, slots=True)
class NothingStored:
    """There is no session to restore."""


@dataclass(frozen=True, slots=True)
class KeychainLocked:
    """The record cannot be read for now. Locked is not empty."""

    error: KeyfobError


@dataclass(frozen=True, slots=True)
class RefreshStarted:
    """A refresh is under way."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """New tokens are stored (by us or by another process)."""

    session: Session


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The refresh token was rotated and cannot be saved yet. :param session: None where its tokens do not verify."""

    session: Session | None
    trouble: KeyfobError


@dataclass(frozen=True, slots=True)
class RefreshFailed:
    """Not now: the session is kept. :param next_try: wall-clock seconds. :param session: what was read on the way, and
    lasts: for who holds none yet."""

    error: KeyfobError
    next_try: float | None
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class LoginNeeded:
    """The session cannot go on by itself."""

    error: KeyfobError


@dataclass(frozen=True, slots=True)
class SignOutStarted:
    """A sign-out began."""


@dataclass(frozen=True, slots=True)
class SignedOutNow:
    """Nothing is held any more."""


Event = (
    SignInStarted
    | SignInWaiting
    | SignInChecking
    | SignInEnded
    | SignedInNow
    | RestoreStarted
    | Restored
    | NothingStored
    | KeychainLocked
    | RefreshStarted
    | Refreshed
    | Unsaved
    | RefreshFailed
    | LoginNeeded
    | SignOutStarted
    | SignedOutNow
)
