"""The fold of events into states."""

from __future__ import annotations

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from tests.support.sessions import make_session

SESSION = make_session()
TROUBLE = KeyfobError(Code.E_NETWORK, "network.refused", host="h")
REAUTH = KeyfobError(Code.E_REAUTH, "session.quarantine", reason="quarantine")


def run(*happened: e.Event, start: s.State | None = None) -> s.State:
    state: s.State = start or s.SignedOut()
    for event in happened:
        state = s.fold(state, event)
    return state


def test_a_sign_in_goes_through_its_steps() -> None:
    state = run(e.SignInStarted("a"), e.SignInWaiting("a", "https://p/authorize", "http://127.0.0.1:1/callback"))
    assert state == s.SigningIn("a", s.SignedOut(), "https://p/authorize", "http://127.0.0.1:1/callback")
    assert run(e.SignInChecking("a"), e.SignedInNow("a", SESSION), start=state) == s.SignedIn(SESSION)


def test_cancelling_a_new_login_returns_to_the_session_before() -> None:
    state = run(e.SignInStarted("a"), e.SignInEnded("a", TROUBLE), start=s.SignedIn(SESSION))
    assert state == s.SignedIn(SESSION)


def test_a_failed_first_login_says_why() -> None:
    assert run(e.SignInStarted("a"), e.SignInEnded("a", TROUBLE)) == s.SignedOut(TROUBLE)


@pytest.mark.parametrize(
    "late",
    [
        e.SignInWaiting("old", "u", "r"),
        e.SignInChecking("old"),
        e.SignInEnded("old", TROUBLE),
        e.SignedInNow("old", SESSION),
    ],
)
def test_a_late_answer_to_an_old_attempt_changes_nothing(late: e.Event) -> None:
    state = run(e.SignInStarted("old"), e.SignInStarted("new"))
    assert s.fold(state, late) == state
    assert s.fold(s.SignedOut(), late) == s.SignedOut()


def test_a_session_goes_on_living_under_a_new_sign_in() -> None:
    state = run(e.SignInStarted("a"), e.RefreshStarted(), e.RefreshFailed(TROUBLE, 12.0), start=s.SignedIn(SESSION))
    assert state == s.SigningIn("a", s.Offline(SESSION, TROUBLE, 12.0))
    assert s.session_of(state) is SESSION


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([e.RestoreStarted()], s.Restoring()),
        ([e.RestoreStarted(), e.NothingStored()], s.SignedOut()),
        ([e.RestoreStarted(), e.Restored(SESSION)], s.SignedIn(SESSION)),
        ([e.RestoreStarted(), e.Restored(None)], s.Offline(None, None, None)),
        ([e.RestoreStarted(), e.KeychainLocked(TROUBLE)], s.Locked(TROUBLE)),
        ([e.Restored(SESSION), e.KeychainLocked(TROUBLE)], s.Offline(SESSION, TROUBLE, None)),
        ([e.Restored(SESSION), e.RefreshStarted()], s.Refreshing(SESSION)),
        ([e.Restored(SESSION), e.RefreshStarted(), e.RefreshFailed(TROUBLE, 5.0)], s.Offline(SESSION, TROUBLE, 5.0)),
        ([e.Restored(SESSION), e.Unsaved(SESSION, TROUBLE)], s.SignedIn(SESSION, unsaved=True)),
        ([e.Unsaved(None, TROUBLE)], s.Offline(None, None, None, unsaved=True)),
        ([e.Restored(SESSION), e.Unsaved(None, TROUBLE), e.RefreshStarted()], s.Refreshing(SESSION, unsaved=True)),
        ([e.Restored(SESSION), e.Unsaved(SESSION, TROUBLE), e.Refreshed(SESSION)], s.SignedIn(SESSION)),
        ([e.Restored(SESSION), e.LoginNeeded(REAUTH)], s.NeedsLogin(SESSION, REAUTH)),
        ([e.Restored(SESSION), e.SignOutStarted()], s.SigningOut(SESSION)),
        ([e.Restored(SESSION), e.SignOutStarted(), e.SignedOutNow()], s.SignedOut()),
    ],
)
def test_the_life_of_a_session(happened: list[e.Event], expected: s.State) -> None:
    assert run(*happened) == expected


def test_who_holds_a_session_and_what_is_unsaved() -> None:
    holding = [
        s.SignedIn(SESSION, unsaved=True),
        s.Refreshing(SESSION, unsaved=True),
        s.Offline(SESSION, None, None, unsaved=True),
    ]
    assert all(s.session_of(state) is SESSION and s.is_unsaved(state) for state in holding)
    assert s.is_unsaved(s.SigningIn("a", holding[0]))
    for state in (s.SignedOut(), s.Restoring(), s.Locked(TROUBLE)):
        assert s.session_of(state) is None
        assert not s.is_unsaved(state)
    assert s.session_of(s.NeedsLogin(SESSION, REAUTH)) is SESSION
    assert not s.is_unsaved(s.NeedsLogin(SESSION, REAUTH))


def test_no_state_shows_a_token() -> None:
    assert "at-secret" not in repr(s.SignedIn(SESSION))
    assert "rt-secret" not in repr(s.SignedIn(SESSION))
