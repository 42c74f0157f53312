"""The line of a token's life."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.inspector.life_line import TIMES, LifeLine, life_line

NOW = 1_795_444_183
CLAIMS = {"auth_time": 1_795_443_602, "iat": 1_795_444_060, "nbf": 1_795_444_060, "exp": 1_795_444_360}


def line(now: float = NOW, width: float = 0.12, **claims: object) -> LifeLine:
    found = life_line(claims or CLAIMS, now, label_width=width)
    assert found is not None
    return found


def test_a_live_token() -> None:
    found = line()

    assert [mark.names for mark in found.marks] == [("auth_time",), ("iat", "nbf"), ("exp",)]
    assert all(mark.labelled for mark in found.marks)
    assert found.phase == "live"
    assert found.left == 177
    assert found.filled == (found.begin, found.now)
    assert found.overdue is None
    assert found.begin is not None
    assert found.end is not None
    # to scale between begin and end
    assert (found.now - found.begin) / (found.end - found.begin) == pytest.approx(123 / 300)


def test_a_sign_in_of_last_week_leaves_the_life_its_width() -> None:
    found = line(**{**CLAIMS, "auth_time": NOW - 7 * 86_400})

    assert found.begin is not None
    assert found.end is not None
    assert found.end - found.begin > 0.7


def test_an_expired_token_has_a_stretch_after_its_end() -> None:
    found = line(now=CLAIMS["exp"] + 180)

    assert found.phase == "expired"
    assert found.left == -180
    assert found.overdue == (found.end, found.now)
    assert found.filled == (found.begin, found.end)
    assert found.end is not None
    assert found.now - found.end > 0.1


def test_expired_years_ago_and_just_now_both_fit() -> None:
    ages = [1.0, 60.0, 3_600.0, 86_400.0, 1e9]
    places = [line(now=CLAIMS["exp"] + age).now for age in ages]

    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


def test_a_token_that_is_not_valid_yet() -> None:
    found = line(now=CLAIMS["iat"] - 60)

    assert found.phase == "early"
    assert found.until_begin == 60
    assert found.filled is None
    assert found.begin is not None
    assert found.now < found.begin


def test_clashing_labels_give_way_to_exp_and_iat() -> None:
    found = line(width=0.5, iat=1_000, nbf=1_010, exp=2_000, now=1_500)
    kept = [mark.names for mark in found.marks if mark.labelled]

    assert kept == [("iat",), ("exp",)]
    assert [mark.names for mark in line(width=2, iat=1_000, exp=2_000, now=1_500).marks if mark.labelled] == [("exp",)]


def test_without_an_end_it_is_open() -> None:
    found = line(iat=NOW - 60)

    assert (found.phase, found.end, found.left) == ("endless", None, None)
    assert found.filled == (found.begin, found.now)


def test_with_an_end_alone() -> None:
    assert line(exp=NOW + 60).phase == "live"
    assert line(exp=NOW - 60).phase == "expired"


def test_without_any_time_there_is_no_line() -> None:
    assert life_line({"sub": "ada"}, NOW) is None


def test_it_may_end_before_it_begins() -> None:
    found = line(iat=2_000, exp=1_000, now=1_500)

    assert found.phase == "backwards"
    assert [mark.names[0] for mark in found.marks] == ["exp", "iat"]
    assert found.filled is None


@pytest.mark.parametrize(
    ("value", "trouble"),
    [
        pytest.param(10**5_000, "out_of_range", id="5000 digits"),
        (math.inf, "out_of_range"),
        (math.nan, "not_a_number"),
        ("1795444360", "text"),
        (1_795_444_360_000, "milliseconds"),
        (None, "not_a_number"),
    ],
)
def test_times_that_are_none_are_named(value: object, trouble: str) -> None:
    found = line(iat=NOW - 60, exp=value)

    assert found.troubles == (("exp", trouble),)
    assert found.phase == "endless"
    assert line(exp=value).phase == "unknown"


TIME = st.integers() | st.floats() | st.text(max_size=5) | st.none() | st.integers(NOW - 10_000, NOW + 10_000)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(TIMES), TIME, min_size=1), st.floats(-1e12, 1e12), st.floats(0.01, 1))
def test_every_position_is_on_the_line_and_the_order_holds(claims: dict[str, object], now: float, width: float) -> None:
    found = life_line(claims, now, label_width=width)

    assert found is not None
    places = [mark.position for mark in found.marks]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in (*places, found.now))
    labels = [mark.position for mark in found.marks if mark.labelled]
    assert all(two - one >= width for one, two in zip(labels, labels[1:], strict=False))
    assert not found.marks or labels
    for mark in found.marks:
        assert (mark.at <= now) == (mark.position <= found.now) or math.isclose(mark.position, found.now)
