"""Claims read by their type."""

from __future__ import annotations

import math

import pytest

from desktop_app.oidc import claims


@pytest.mark.parametrize(
    ("value", "time"),
    [(0, 0.0), (1.5, 1.5), (-1, -1.0), (10**900, claims.MAX_TIME), (-1e300, -claims.MAX_TIME)],
    ids=["zero", "fraction", "negative", "huge", "hugely negative"],
)
def test_times(value: float, time: float) -> None:
    assert claims.time_of({"exp": value}, "exp") == time


@pytest.mark.parametrize("value", [True, None, "1", [1], math.inf, -math.inf, math.nan])
def test_no_times(value: object) -> None:
    with pytest.raises(ValueError, match="exp"):
        claims.time_of({"exp": value}, "exp")


def test_an_absent_time() -> None:
    assert claims.time_of({}, "exp") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", ("a",)), (["a", "b"], ("a", "b")), ([], ()), ([1], ()), (None, ()), ({"a": 1}, ())],
    ids=repr,
)
def test_audiences(value: object, expected: tuple[str, ...]) -> None:
    assert claims.audiences({"aud": value}) == expected


def test_values_for_people() -> None:
    assert (claims.shown(None), claims.shown("x"), claims.shown([1])) == ("-", "x", "[1]")
    assert len(claims.shown(["x" * 10_000])) == 300
