"""Values read by their kind."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.inspector.values import MIN_TIME, Moment, brief, duration, literal, moment, scalar, utc, words
from desktop_app.oidc.claims import MAX_TIME


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1_795_444_360, Moment(1_795_444_360.0)),
        (0, Moment(0.0)),
        (-1, Moment(-1.0)),
        (1.5, Moment(1.5)),
        (MAX_TIME, Moment(float(MAX_TIME))),
        (MAX_TIME + 1, Moment(None, "out_of_range")),
        (MIN_TIME, Moment(float(MIN_TIME))),
        (MIN_TIME - 1, Moment(None, "out_of_range")),
        (1_795_444_360_000, Moment(None, "milliseconds")),
        (10**400, Moment(None, "out_of_range")),
        (-(10**400), Moment(None, "out_of_range")),
        (math.inf, Moment(None, "out_of_range")),
        (math.nan, Moment(None, "not_a_number")),
        ("1795444360", Moment(None, "text")),
        ("tomorrow", Moment(None, "not_a_number")),
        ("", Moment(None, "not_a_number")),
        ("9" * 1_000_000, Moment(None, "text")),
        (True, Moment(None, "not_a_number")),
        (None, Moment(None, "not_a_number")),
        ([], Moment(None, "not_a_number")),
        ({}, Moment(None, "not_a_number")),
    ],
)
def test_times(value: object, read: Moment) -> None:
    assert moment(value) == read


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, "1970-01-01 00:00:00 UTC"),
        (-0.5, "1969-12-31 23:59:59 UTC"),
        (1_795_444_360.9, "2026-11-23 14:32:40 UTC"),
        (MAX_TIME, "9999-12-31 23:59:59 UTC"),
        (1e300, "9999-12-31 23:59:59 UTC"),
        (-1e300, "0001-01-01 00:00:00 UTC"),
        (math.nan, "1970-01-01 00:00:00 UTC"),
    ],
)
def test_utc(at: float, shown: str) -> None:
    assert utc(at) == shown


@settings(max_examples=300)
@given(st.integers() | st.floats())
def test_every_time_that_is_read_can_be_shown(value: float) -> None:
    at = moment(value).at

    assert at is None or utc(at).endswith(" UTC")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(5, 5.0), (0.5, 0.5), ("60", 60.0), (-1, None), ("1" * 16, None), (True, None), ("x", None), (math.nan, None)],
)
def test_lengths_of_time(value: object, seconds: float | None) -> None:
    assert duration(value) == seconds


def test_words() -> None:
    assert words("a  b a") == ("a", "b")
    assert words(["a", 1, None, "a", "b c"]) == ("a", "b c")
    assert words({"a": 1}) == ()
    assert len(words(" ".join(map(str, range(5_000))))) == 1_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=6,
)


@settings(max_examples=300)
@given(JSON)
def test_short_values_are_written_as_json(value: object) -> None:
    whole = json.dumps(value, ensure_ascii=False)

    assert literal(value, 100_000) == whole
    assert literal(value, 10) == (whole if len(whole) <= 10 else whole[:9] + "…")


def test_long_values_are_cut_before_they_are_written() -> None:
    assert brief("x" * 1_000_000) == "x" * 299 + "…"
    assert brief(["y" * 1_000_000] * 1_000)[:5] == '["yyy'
    assert literal("a") == '"a"'
    assert brief("a") == "a"


def test_a_number_of_5000_digits_is_shown_by_its_size() -> None:
    assert scalar(10**4_999) == "1e4999"
    assert scalar(-(10**4_999)) == "-1e4999"
    assert scalar(10**900) == str(10**900)
