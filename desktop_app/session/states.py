"""The states of an account, and how events change them: a pure fold.

Tokens exist only inside a session, so a state without one cannot leak or use any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import outcome
from desktop_app.session.session import Session


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nothing is held. :param reason: why the last attempt ended without a session, if one did."""

    reason: KeyfobError | None = None


@dataclass(frozen=True, slots=True)
class Restoring:
    """The stored record is being read."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with verified tokens. :param unsaved: its rotated refresh token is in memory alone."""

    session: Session
    unsaved: bool = False


@dataclass(frozen=True, slots=True)
class Refreshing:
    """A refresh is under way. :param session: None where only the record is known so far."""

    session: Session | None
    unsaved: bool = False


@dataclass(frozen=True, slots=True)
class Offline:
    """The session is kept; a refresh did not work for now.

    :param error: why; None before the first try.
    :param next_try: wall-clock seconds.
    """

    session: Session | None
    error: KeyfobError | None
    next_try: float | None
    unsaved: bool = False


@dataclass(frozen=True, slots=True)
class NeedsLogin:
    """The session cannot go on by itself; its record is kept."""

    session: Session | None
    why: KeyfobError


@dataclass(frozen=True, slots=True)
class Locked:
    """The keychain is locked. Locked is not empty."""

    error: KeyfobError


@dataclass(frozen=True, slots=True)
class SigningOut:
    """A sign-out is under way."""

    session: Session | None


Settled = SignedOut | Restoring | SignedIn | Refreshing | Offline | NeedsLogin | Locked | SigningOut


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A sign-in is under way; ending it without a session returns to *previous*.

    :param url: the address the browser was asked to open, None until it is known.
    :param checking: the browser came back.
    """

    attempt: str
    previous: Settled
    url: str | None = None
    redirect_uri: str | None = None
    checking: bool = False


State = Settled | SigningIn


def session_of(state: State) -> Session | None:
    """The session a state holds."""
    match state:
        case SignedIn(session=session):
            return session
        case Refreshing(session=maybe) | Offline(session=maybe) | NeedsLogin(session=maybe) | SigningOut(session=maybe):
            return maybe
        case SigningIn(previous=previous):
            return session_of(previous)
        case SignedOut() | Restoring() | Locked():
            return None
        case _:
            assert_never(state)


def is_unsaved(state: State) -> bool:
    """Whether a rotated refresh token is in memory alone."""
    match state:
        case SignedIn(unsaved=unsaved) | Refreshing(unsaved=unsaved) | Offline(unsaved=unsaved):
            return unsaved
        case SigningIn(previous=previous):
            return is_unsaved(previous)
        case SignedOut() | Restoring() | NeedsLogin() | Locked() | SigningOut():
            return False
        case _:
            assert_never(state)


def is_locked(state: State) -> bool:
    """Whether the keychain is locked, with a session in memory or without one."""
    match state:
        case Locked():
            return True
        case Offline(error=error):
            return error is not None and error.code is Code.E_KEYCHAIN_LOCKED
        case SigningIn(previous=previous):
            return is_locked(previous)
        case _:
            return False


def fold(state: State, event: e.Event) -> State:
    """The state after *event*. A late event of an old sign-in attempt changes nothing."""
    match event:
        case e.SignInStarted(attempt=attempt):
            previous = state.previous if isinstance(state, SigningIn) else state
            return SigningIn(attempt, previous)
        case e.SignInWaiting(attempt=attempt, url=url, redirect_uri=redirect_uri):
            if isinstance(state, SigningIn) and state.attempt == attempt:
                return replace(state, url=url, redirect_uri=redirect_uri)
            return state
        case e.SignInChecking(attempt=attempt):
            if isinstance(state, SigningIn) and state.attempt == attempt:
                return replace(state, checking=True)
            return state
        case e.SignInEnded(attempt=attempt, error=error):
            if not isinstance(state, SigningIn) or state.attempt != attempt:
                return state
            return SignedOut(error) if isinstance(state.previous, SignedOut) else state.previous
        case e.SignedInNow(attempt=attempt, session=session):
            return SignedIn(session) if isinstance(state, SigningIn) and state.attempt == attempt else state
        case _:
            if isinstance(state, SigningIn):
                # The session under a new sign-in goes on living.
                return replace(state, previous=_settle(state.previous, event))
            return _settle(state, event)


_OfSession = (
    e.RestoreStarted
    | e.Restored
    | e.NothingStored
    | e.KeychainLocked
    | e.RefreshStarted
    | e.Refreshed
    | e.Unsaved
    | e.RefreshFailed
    | e.LoginNeeded
    | e.SignOutStarted
    | e.SignedOutNow
)


def _settle(state: Settled, event: _OfSession) -> Settled:
    held = session_of(state)
    match state:
        case SigningOut() if not isinstance(event, e.SignedOutNow | e.NothingStored):
            return state  # whatever else comes is late
        case SignedOut() if isinstance(event, e.Restored | e.Refreshed | e.Unsaved | e.RefreshFailed):
            return state  # late as well: what is found again begins with RestoreStarted or RefreshStarted
        case _:
            pass
    match event:
        case e.RestoreStarted():
            return Restoring() if held is None and not is_unsaved(state) else state
        case e.Restored(session=session):
            return _restored(state, session)
        case e.NothingStored() | e.SignedOutNow():
            return SignedOut()
        case e.KeychainLocked(error=error):
            return Locked(error) if held is None else Offline(held, error, None)
        case e.RefreshStarted():
            return Refreshing(held, is_unsaved(state))
        case e.Refreshed(session=session):
            return SignedIn(session)
        case e.Unsaved(session=session):
            kept = session or held
            return Offline(None, None, None, unsaved=True) if kept is None else SignedIn(kept, unsaved=True)
        case e.RefreshFailed(error=error, next_try=next_try, session=kept):
            return _failed(state, error, next_try, kept)
        case e.LoginNeeded(error=error):
            return NeedsLogin(held, error)
        case e.SignOutStarted():
            return SigningOut(held)
        case _:
            assert_never(event)


def _restored(state: Settled, stored: Session | None) -> Settled:
    """What is stored may be older than what we hold: then it is not what counts."""
    held, unsaved = session_of(state), is_unsaved(state)
    if held is not None:
        newer = stored is not None and held.record.generation > stored.record.generation
        if unsaved or newer:
            return SignedIn(held, unsaved)
    if stored is None or unsaved:
        return Offline(None, None, None, unsaved)
    return SignedIn(stored)


def _failed(state: Settled, error: KeyfobError, next_try: float | None, kept: Session | None) -> Settled:
    """A refresh that was held back, or was not needed yet, takes nothing from a session; and one that nobody could read
    so far (the keychain refused) is *kept* by it."""
    held, unsaved = session_of(state) or kept, is_unsaved(state)
    if held is not None and error.text in outcome.HELD_BACK | outcome.NOTHING_TO_SEND:
        if isinstance(state, Offline) and state.session is not None:
            return replace(state, next_try=next_try)
        return state if isinstance(state, NeedsLogin) else SignedIn(held, unsaved)
    # Once nobody tries to save it any more, nothing is unsaved: it is lost.
    return Offline(held, error, next_try, unsaved and error.text != "session.unsaved")
