"""Expiry, not-before and the clock. Two clocks count: this computer's, and the provider's where it was measured."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.inspector.checklist.rows import Cell, Expected, Row, Verdict
from desktop_app.inspector.values import brief, moment


def expiry(claims: Mapping[str, object], expected: Expected) -> Row:
    """``exp`` (RFC 7519 §4.1.4): refused from that time on, give or take the leeway."""
    wanted = Cell(text="later_than_now")
    if "exp" not in claims:
        verdict: Verdict = "fail" if expected.wants == "id" else "unknown"
        return Row("expiry", verdict, wanted, Cell(text="found_nothing"), "expiry_missing")
    end = moment(claims["exp"])
    if end.at is None:
        cells = wanted, Cell(brief(claims["exp"]))
        return Row("expiry", "fail", *cells, f"time_{end.trouble}", {"name": "exp"})
    last = end.at + expected.leeway
    here, there = expected.at < last, _provider_time(expected) < last
    cells = wanted, Cell(at=end.at)
    if here and there:
        return Row("expiry", "pass", *cells)
    reason = "expiry_past" if here == there else "expiry_clock_behind" if here else "expiry_clock_ahead"
    return Row("expiry", "fail", *cells, reason, lengths={"since": expected.at - end.at, "off": _off(expected)})


def not_before(claims: Mapping[str, object], expected: Expected) -> Row:
    """``nbf`` (RFC 7519 §4.1.5) and ``iat``: neither may lie in the future."""
    named = [name for name in ("nbf", "iat") if name in claims]
    if not named:
        return Row("not_before", "not_asked")
    wanted = Cell(text="not_later_than_now")
    times = {name: moment(claims[name]) for name in named}
    for name, one in times.items():
        if one.at is None:
            return Row("not_before", "fail", wanted, Cell(brief(claims[name])), f"time_{one.trouble}", {"name": name})
    name, begin = max(((name, one.at or 0.0) for name, one in times.items()), key=lambda one: one[1])
    cells = wanted, Cell(at=begin)
    first = begin - expected.leeway
    here, there = expected.at >= first, _provider_time(expected) >= first
    if here and there:
        return Row("not_before", "pass", *cells)
    reason = "not_before_clock" if there else "not_before_future"
    lengths = {"until": begin - expected.at, "off": _off(expected)}
    return Row("not_before", "fail", *cells, reason, {"name": name}, lengths)


def clock(expected: Expected) -> Row:
    """This computer's clock against the provider's, as measured by its answers."""
    offset = expected.clock_offset
    if offset is None:
        return Row("clock", "not_asked")
    wanted = Cell(text="within", lengths={"leeway": float(expected.leeway)})
    word = "clock_behind" if offset > 0 else "clock_ahead"
    found = Cell(text=f"{word}_found" if offset else "clock_same", lengths={"off": abs(offset)})
    if abs(offset) <= expected.leeway:
        return Row("clock", "pass", wanted, found)
    return Row("clock", "fail", wanted, found, word, lengths={"off": abs(offset)})


def _provider_time(expected: Expected) -> float:
    return expected.at + (expected.clock_offset or 0.0)


def _off(expected: Expected) -> float:
    return abs(expected.clock_offset or 0.0)
