"""The fold of events into states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from desktop_app.session.session import Session
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
        ([e.RestoreStarted(), e.Restored(SESSION), e.KeychainLocked(TROUBLE)], s.Offline(SESSION, TROUBLE, None)),
        ([e.RestoreStarted(), e.Restored(SESSION), e.RefreshStarted()], s.Refreshing(SESSION)),
        (
            [e.RestoreStarted(), e.Restored(SESSION), e.RefreshStarted(), e.RefreshFailed(TROUBLE, 5.0)],
            s.Offline(SESSION, TROUBLE, 5.0),
        ),
        ([e.RestoreStarted(), e.Restored(SESSION), e.Unsaved(SESSION, TROUBLE)], s.SignedIn(SESSION, unsaved=True)),
        ([e.RefreshStarted(), e.Unsaved(None, TROUBLE)], s.Offline(None, None, None, unsaved=True)),
        (
            [e.RestoreStarted(), e.Restored(SESSION), e.Unsaved(None, TROUBLE), e.RefreshStarted()],
            s.Refreshing(SESSION, unsaved=True),
        ),
        (
            [e.RestoreStarted(), e.Restored(SESSION), e.Unsaved(SESSION, TROUBLE), e.Refreshed(SESSION)],
            s.SignedIn(SESSION),
        ),
        ([e.RestoreStarted(), e.Restored(SESSION), e.LoginNeeded(REAUTH)], s.NeedsLogin(SESSION, REAUTH)),
        ([e.RestoreStarted(), e.Restored(SESSION), e.SignOutStarted()], s.SigningOut(SESSION)),
        ([e.RestoreStarted(), e.Restored(SESSION), e.SignOutStarted(), e.SignedOutNow()], s.SignedOut()),
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


NEWER = make_session(generation=2)
LOST = KeyfobError(Code.E_KEYCHAIN_LOCKED, "session.unsaved", cause="E_KEYCHAIN_LOCKED")


@pytest.mark.parametrize("over", [s.SignedOut(), s.SigningOut(SESSION)])
@pytest.mark.parametrize(
    "late",
    [e.Refreshed(SESSION), e.Unsaved(SESSION, TROUBLE), e.RefreshFailed(TROUBLE, None), e.Restored(SESSION)],
)
def test_what_comes_after_a_sign_out_changes_nothing(over: s.State, late: e.Event) -> None:
    assert s.fold(over, late) is over


def test_a_session_of_another_process_comes_by_a_restore() -> None:
    found = run(e.RestoreStarted(), e.Restored(SESSION), e.Refreshed(NEWER), start=s.SignedOut())
    assert found == s.SignedIn(NEWER)


@pytest.mark.parametrize(
    ("before", "stored", "after"),
    [
        (s.SignedIn(NEWER, unsaved=True), SESSION, s.SignedIn(NEWER, unsaved=True)),
        (s.Refreshing(NEWER, unsaved=True), None, s.SignedIn(NEWER, unsaved=True)),
        (s.SignedIn(NEWER), SESSION, s.SignedIn(NEWER)),
        (s.SignedIn(SESSION), NEWER, s.SignedIn(NEWER)),
        (s.SignedIn(SESSION), None, s.Offline(None, None, None)),
        (s.Offline(None, None, None, unsaved=True), SESSION, s.Offline(None, None, None, unsaved=True)),
    ],
)
def test_what_is_stored_does_not_replace_something_newer(
    before: s.State, stored: Session | None, after: s.State
) -> None:
    assert run(e.RestoreStarted(), e.Restored(stored), start=before) == after


def test_nothing_is_unsaved_once_it_is_lost() -> None:
    state = run(e.RefreshFailed(LOST, 5.0), start=s.SignedIn(SESSION, unsaved=True))
    assert state == s.Offline(SESSION, LOST, 5.0)
    state = run(e.RefreshFailed(TROUBLE, 5.0), start=s.SignedIn(SESSION, unsaved=True))
    assert state == s.Offline(SESSION, TROUBLE, 5.0, unsaved=True)


@pytest.mark.parametrize("text", ["retry_later", "too_many_calls", "refresh_off", "no_refresh_token"])
def test_a_refresh_that_was_held_back_takes_nothing(text: str) -> None:
    failed = e.RefreshFailed(KeyfobError(Code.E_RATE, f"session.{text}", seconds=5), 9.0)
    assert run(failed, start=s.SignedIn(SESSION)) == s.SignedIn(SESSION)
    assert run(e.RefreshStarted(), failed, start=s.SignedIn(SESSION, unsaved=True)) == s.SignedIn(SESSION, unsaved=True)
    assert run(failed, start=s.Offline(SESSION, TROUBLE, 1.0)) == s.Offline(SESSION, TROUBLE, 9.0)
    assert run(failed, start=s.NeedsLogin(SESSION, REAUTH)) == s.NeedsLogin(SESSION, REAUTH)
    # The keychain refused before, and answers now: what was read is the session.
    found = replace(failed, session=SESSION)
    assert run(found, start=s.Offline(None, TROUBLE, 1.0)) == s.SignedIn(SESSION)
    assert run(failed, start=s.Offline(None, TROUBLE, 1.0)) == s.Offline(None, failed.error, 9.0)


def test_a_failed_refresh_brings_the_session_that_it_read() -> None:
    failed = e.RefreshFailed(TROUBLE, 9.0, SESSION)
    assert run(failed, start=s.Offline(None, TROUBLE, 1.0)) == s.Offline(SESSION, TROUBLE, 9.0)
