"""What a clock that was fast left behind, once it is right: plans that lie too far ahead, ends that nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places, refresh_policy
from desktop_app.session.events import Restored
from desktop_app.session.restore import restore
from desktop_app.session.stored import StoredState
from tests.support.provider.script import Jwt, TokenAnswer
from tests.support.sessions import NOW, make_tokens
from tests.support.workbench import Bench, failing

_DAY = 86_400.0
_SOON = 5.0
_PLANNED = StoredState(state="signed_in", access_token_expires_at=NOW + 300, next_refresh_at=NOW + 240)


@pytest.mark.parametrize(
    ("state", "looks_at"),
    [
        (_PLANNED, NOW + 240),
        (replace(_PLANNED, next_refresh_at=NOW - 1), NOW - 1),
        (replace(_PLANNED, next_refresh_at=NOW + 300), NOW + 300),
        # Beyond the token's end nothing is planned without a reason.
        (replace(_PLANNED, next_refresh_at=NOW + 301), NOW + _SOON),
        (replace(_PLANNED, next_refresh_at=NOW + _DAY), NOW + _SOON),
        (replace(_PLANNED, access_token_expires_at=None, next_refresh_at=NOW + 1800), NOW + 1800),
        (replace(_PLANNED, access_token_expires_at=None, next_refresh_at=NOW + 1801), NOW + _SOON),
        # Nothing to refresh with: the token's end is looked at.
        (replace(_PLANNED, next_refresh_at=None), NOW + 300),
        (StoredState(), None),
    ],
)
def test_a_plan_of_a_session(state: StoredState, looks_at: float | None) -> None:
    assert outcome.next_look(state, NOW) == looks_at


@pytest.mark.parametrize(
    ("code", "ahead", "looks_in"),
    [
        (Code.E_NETWORK, 55.0, 55.0),
        (Code.E_NETWORK, 56.0, _SOON),
        (Code.E_CLOCK, 55.0, 55.0),
        (Code.E_CLOCK, _DAY, _SOON),
        (Code.E_SERVER, 290.0, 290.0),
        (Code.E_SERVER, 291.0, _SOON),
    ],
)
def test_a_plan_after_trouble(code: Code, ahead: float, looks_in: float) -> None:
    kept = outcome.stored_error(KeyfobError(code, "session.cancelled"))
    state = replace(_PLANNED, state="offline", error=kept, next_refresh_at=NOW + ahead)
    assert outcome.next_look(state, NOW) == NOW + looks_in


@pytest.mark.parametrize(("until", "looks_in"), [(3600.0, 3600.0), (30 * _DAY, _SOON)])
def test_a_plan_after_retry_after(until: float, looks_in: float) -> None:
    """It is obeyed for up to a day; further ahead it is of another clock."""
    kept = outcome.stored_error(KeyfobError(Code.E_RATE, "session.cancelled"))
    state = replace(_PLANNED, state="offline", error=kept, next_refresh_at=NOW + until, retry_after=NOW + until)
    assert outcome.next_look(state, NOW) == NOW + looks_in


@pytest.mark.parametrize(
    ("opaque", "claims", "ahead", "doubtful"),
    [
        (True, {}, 61.0, True),
        (True, {}, 60.0, False),
        (True, {"exp": NOW}, 61.0, True),  # of userinfo: nobody's word on the token
        (False, {}, 61.0, True),
        (False, {"exp": NOW + 300}, 61.0, False),
        # Our clock was fast then: what the provider named is true.
        (False, {"exp": NOW + 300, "iat": NOW - 5}, 7200.0, False),
        (False, {"exp": NOW + 300, "iat": NOW + 60}, 61.0, False),
        # It is behind now: even the token's beginning lies ahead.
        (False, {"exp": NOW + 300, "iat": NOW + 61}, 61.0, True),
        (False, {"exp": NOW + 60 * _DAY, "iat": NOW + 59 * _DAY}, 59 * _DAY, True),
        # A provider whose clock is ahead of ours, and ours was not set back.
        (False, {"exp": NOW + 300, "iat": NOW + 3600}, 0.0, False),
        (False, {"exp": NOW + 300, "iat": "soon"}, 61.0, False),
        (False, {"exp": NOW + 300, "iat": True}, 61.0, False),
    ],
)
def test_an_end_that_nobody_knows(opaque: bool, claims: dict[str, object], ahead: float, doubtful: bool) -> None:
    tokens = replace(make_tokens(), opaque=opaque, claims=claims, obtained_at=NOW + ahead)
    assert refresh_policy.is_doubtful(tokens, NOW, 60.0) is doubtful


@pytest.fixture
def of_a_fast_clock(signed_in: Bench) -> Bench:
    """An opaque token that was obtained two hours ahead of the clock as it is now."""
    signed_in.clock.shift += 7200
    signed_in.provider.change(access="opaque", refresh=TokenAnswer(without=("id_token",)))
    signed_in.refresh()
    signed_in.clock.shift -= 7200
    return signed_in


def test_it_is_not_given_out(of_a_fast_clock: Bench) -> None:
    held = places.read_tokens(of_a_fast_clock.files, of_a_fast_clock.record)
    assert held is not None
    assert of_a_fast_clock.token().access_token != held.access_token
    assert of_a_fast_clock.provider.count("refresh") == 2


def test_it_is_not_restored(of_a_fast_clock: Bench) -> None:
    assert restore(of_a_fast_clock.deps, of_a_fast_clock.account, notify=of_a_fast_clock.events.append) is None
    assert of_a_fast_clock.events[-1] == Restored(None)


def test_work_that_was_due_does_not_take_it_for_enough(of_a_fast_clock: Bench) -> None:
    of_a_fast_clock.refresh(attended=False, good_until=of_a_fast_clock.clock.now())
    assert of_a_fast_clock.provider.count("refresh") == 2


def test_a_token_that_begins_ahead_of_a_clock_that_is_behind_is_not_given_out(signed_in: Bench) -> None:
    """1970 at boot: by this clock the token is good for decades, and nobody knows."""
    ahead = 50 * 365 * 86_400
    signed_in.clock.shift -= ahead  # and the provider's with it, so its answers are set right
    signed_in.provider.change(refresh=TokenAnswer(id_token=Jwt(times={"iat": ahead, "exp": ahead + 300})))
    signed_in.http.skew = float(ahead)
    before, held = signed_in.record.refresh_token, signed_in.tokens
    assert restore(signed_in.deps, signed_in.account, notify=signed_in.events.append) is None
    assert signed_in.events[-1] == Restored(None)
    found = failing(signed_in.token)
    assert found.code is Code.E_CLOCK
    assert signed_in.provider.count("refresh") == 1, "one look, no loop"
    assert signed_in.record.refresh_token != before, "nothing is lost: what the provider gave is kept"

    signed_in.clock.shift = signed_in.http.skew = 0.0
    signed_in.provider.change(refresh=TokenAnswer())
    assert held is not None
    assert signed_in.token().access_token == held.access_token, "it has not ended, as is known now"
    signed_in.refresh()
    assert signed_in.state.state == "signed_in"


def test_a_call_held_back_makes_no_far_plan(signed_in: Bench) -> None:
    """Four calls in the last minute, and a plan a day ahead: it is looked at again soon."""
    for _ in range(4):
        signed_in.refresh(attended=False)
    far = replace(signed_in.state, next_refresh_at=signed_in.clock.now() + _DAY)
    signed_in.deps.states.save(signed_in.account, far)
    found = failing(lambda: signed_in.refresh(attended=False))
    assert found.text == "session.too_many_calls"
    planned = signed_in.state.next_refresh_at
    assert planned is not None
    assert planned - signed_in.clock.now() <= 15.0


@pytest.mark.parametrize(
    ("off", "name", "params"),
    [
        (61.0, "clock_behind", {"minutes": 1}),
        (-99 * 60.0, "clock_ahead", {"minutes": 99}),
        (100 * 60.0, "clock_hours_behind", {"hours": 2}),
        (-47 * 3600.0, "clock_hours_ahead", {"hours": 47}),
        (48 * 3600.0, "clock_days_behind", {"days": 2}),
        (-30 * _DAY, "clock_days_ahead", {"days": 30}),
    ],
)
def test_how_far_off_is_told_in_words_of_its_size(off: float, name: str, params: dict[str, int]) -> None:
    from desktop_app.session.token_check import clock_error

    told = clock_error(off)
    assert (told.code, told.text, told.params) == (Code.E_CLOCK, f"session.{name}", params)
