"""Hypothesis strategies for what a hostile provider, network or web page can send, and the report of a property."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st

from desktop_app.jose import base64url
from tests.adversarial.judge import Tally
from tests.support import figures, minted

#: Most growth of memory over a whole property, bytes.
MAX_GROWTH = 200_000_000

NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -1, 2**31, 2**53, 2**63, 10**400, -(10**400), 1e308, minted.NOW, minted.NOW + 1e9]),
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=30))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
#: Text that is nearly JSON: cut off, with a mark, with numbers too large, in another encoding.
BROKEN_JSON = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda value, cut: json.dumps(value).encode()[:-cut], JSON, st.integers(1, 5)),
    st.builds(lambda value: json.dumps(value).encode("utf-16"), JSON),
    st.builds(lambda value: b"\xef\xbb\xbf" + json.dumps(value).encode(), JSON),
    st.builds(lambda digits: b'{"a":' + b"9" * digits + b"}", st.integers(1, 6_000)),
    st.builds(lambda depth: b"[" * depth + b"]" * depth, st.integers(60, 5_000)),
    st.sampled_from([b"", b"NaN", b'{"a":1e400}', b'{"a":1,"a":2}', b'"\\ud800"', b"<html>", b"\x00", b"{}", b"[]"]),
)
BODIES = st.one_of(BROKEN_JSON, JSON.map(lambda value: json.dumps(value).encode()))


def changes(honest: Mapping[str, Any], more: st.SearchStrategy[Any] = JSON) -> st.SearchStrategy[dict[str, Any]]:
    """An object that is *honest* but for some members, which are taken out or hold anything."""
    names = st.sampled_from(sorted(honest)) | st.text(max_size=8)
    changed = st.dictionaries(names, more, max_size=3)
    return st.builds(
        lambda new, gone: {name: value for name, value in ({**honest, **new}).items() if name not in gone},
        changed,
        st.sets(st.sampled_from(sorted(honest)), max_size=1),
    )


def edits(text: str) -> st.SearchStrategy[str]:
    """*text* with a stretch replaced by something else."""
    return st.builds(
        lambda at, length, new: text[:at] + new + text[at + length :],
        st.integers(0, len(text)),
        st.integers(0, 6),
        st.text(max_size=4) | st.sampled_from([".", "=", "-", "%", "&", "+", "\x00", "\ud800"]),
    )


def parts() -> st.SearchStrategy[str]:
    """Something with dots in it, as a token has."""
    part = st.one_of(
        st.text(max_size=12),
        BODIES.map(base64url.encode),
        st.sampled_from(["", "eyJhbGciOiJSUzI1NiJ9", "eyJhbGciOiJub25lIn0", "e30", "===="]),
    )
    return st.lists(part, max_size=6).map(".".join)


@contextmanager
def measured(name: str, *reached: str) -> Iterator[Tally]:
    """Run a property on a tally, record its figures, and hold it to its targets.

    :param reached: outcomes that some examples must come to, so that the property is no idle one.
    """
    tally = Tally()
    before = _memory()
    try:
        yield tally
    finally:
        figures.record(f"hypothesis, {name}: examples", tally.examples)
        figures.record(f"hypothesis, {name}: uncaught exceptions", len(tally.foreign), target="0")
        figures.record(f"hypothesis, {name}: slower than 500 ms", len(tally.slow), target="0")
        figures.record(f"hypothesis, {name}: pauses over 500 ms that did not come back", len(tally.paused))
    assert tally.foreign == [], tally.foreign
    assert tally.slow == [], tally.slow
    assert set(reached) <= set(tally.outcomes), tally.outcomes
    assert _memory() - before < MAX_GROWTH


def _memory() -> int:
    """The most memory this process ever had, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
