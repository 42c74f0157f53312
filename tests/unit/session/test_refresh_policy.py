"""When to refresh, how long to wait, how often at most."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import Code
from desktop_app.session import refresh_policy as policy


@pytest.mark.parametrize(
    ("lifetime", "expected"),
    [
        (3600.0, 300.0),  # 20 % would be 720 s: five minutes at most
        (1000.0, 200.0),  # 20 %
        (120.0, 30.0),  # 24 s would be 20 %: 30 s at least
        (60.0, 30.0),
        (40.0, 20.0),  # half of a short one
        (1.0, 0.5),
        (0.0, 0.0),
        (-5.0, 0.0),
    ],
)
def test_lead_is_a_fifth_within_half_a_minute_and_five(lifetime: float, expected: float) -> None:
    assert policy.lead(lifetime) == expected


@given(
    lifetime=st.floats(min_value=0, max_value=400 * 86_400),
    chance=st.floats(min_value=0, max_value=1, exclude_max=True),
)
def test_due_lies_within_the_life_and_jitter_only_makes_it_later(lifetime: float, chance: float) -> None:
    obtained = 1_700_000_000.0
    due = policy.due_at(obtained, obtained + lifetime, chance)
    assert obtained <= due <= obtained + lifetime
    assert due >= policy.due_at(obtained, obtained + lifetime, 0.0) - 1e-6
    if lifetime >= 60:
        assert obtained + lifetime - due >= 30.0 - 1e-6


def test_a_token_without_an_end_is_refreshed_after_half_an_hour() -> None:
    assert policy.due_at(100.0, None, 0.5) == 100.0 + 1800.0


@pytest.mark.parametrize("code", [Code.E_NETWORK, Code.E_TLS, Code.E_KEYCHAIN_LOCKED])
def test_trouble_on_the_way_is_looked_at_again_within_a_minute(code: Code) -> None:
    assert all(0 < policy.back_off(attempt, code, 0.0) < 60 for attempt in range(1, 50))


@pytest.mark.parametrize("code", [Code.E_SERVER, Code.E_PORTAL, Code.E_RATE, Code.E_ID_TOKEN, Code.E_TOKEN_RESPONSE])
def test_a_provider_out_of_order_is_given_up_to_five_minutes(code: Code) -> None:
    waits = [policy.back_off(attempt, code, 0.0) for attempt in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] <= 300


def test_half_an_hour_of_503_takes_at_most_twenty_calls() -> None:
    at, attempt = 0.0, 1
    while at < 1800:
        at += policy.back_off(attempt, Code.E_SERVER, 0.999)
        attempt += 1
    assert attempt - 1 + 1 <= 20  # every attempt is one call, the first one two


def test_four_unattended_calls_a_minute_at_most() -> None:
    calls: tuple[float, ...] = ()
    made = 0
    for second in range(120):
        now = 1000.0 + second
        if policy.may_call(calls, now):
            calls = (*policy.calls_in_the_last_minute(calls, now), now)
            made += 1
    assert made == 8


def test_calls_from_the_future_do_not_count() -> None:
    assert policy.may_call((9e9, 9e9, 9e9, 9e9), 1000.0)


@pytest.mark.parametrize(
    ("expires_in", "exp", "expected"),
    [(300, 1200.0, 1200.0), (100, 1200.0, 1100.0), (None, 1200.0, 1200.0), (60, None, 1060.0), (None, None, None)],
)
def test_the_earlier_end_counts(expires_in: int | None, exp: float | None, expected: float | None) -> None:
    assert policy.expires_at(1000.0, expires_in, exp) == expected
    assert expected is None or math.isfinite(expected)
