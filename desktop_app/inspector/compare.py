"""Two tokens side by side: what was added, removed, changed, in claims and header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from desktop_app.inspector.claims import Part, Path, explain
from desktop_app.inspector.values import Moment, literal, moment
from desktop_app.oidc.claims import audiences

#: Rows of a comparison; what is beyond is counted.
MAX_ROWS: Final = 2_000
MAX_DEPTH: Final = 64
#: What is new in every token.
_USUAL: Final = frozenset(
    {"exp", "iat", "nbf", "jti", "at_hash", "c_hash", "s_hash", "ath", "uti", "aio", "rh", "nonce"}
)
#: Arrays whose order says something.
_ORDERED: Final = frozenset({"x5c", "gty", "trust_chain"})

Change = Literal["removed", "added", "changed", "same"]
_ORDER: Final[dict[Change, int]] = {"removed": 0, "added": 1, "changed": 2, "same": 3}
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tokens, as far as it is compared."""

    header: Mapping[str, object] = field(repr=False)
    claims: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row.

    :param path: its place; *name*: the same for people, ``roles[1]``, ``realm_access.roles[0]``. Words of others.
    :param before: its value in A as JSON of at most 300 characters, ``""`` where it is not there; *after*: in B. Words
        of others.
    :param before_time: the time it says, where it is one; *after_time*: in B.
    :param seconds: how much later B's time is, where both are times.
    :param usual: it is new in every token and means nothing.
    """

    part: Part
    change: Change
    path: Path
    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    before_time: Moment | None = None
    after_time: Moment | None = None
    seconds: float | None = None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows: claims, then header; in each what was removed, added, changed, then what is the same, in A's order.

    :param left_out: rows there was no room for.
    """

    rows: tuple[Difference, ...]
    left_out: int = 0

    def count(self, change: Change) -> int:
        """How many rows are *change*."""
        return sum(row.change == change for row in self.rows)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The rows that differ."""
        return tuple(row for row in self.rows if row.change != "same")


def compare(a: Side, b: Side) -> Comparison:
    """Compare A with B. Arrays are compared as sets where their order says nothing, and so are scopes."""
    rows: list[Difference] = []
    left_out = 0
    for part, one, other in (("claims", a.claims, b.claims), ("header", a.header, b.header)):
        found: list[Difference] = []
        for row in _Walk("header" if part == "header" else "claims").members((), one, other):
            # What differs goes before what does not.
            if len(rows) + len(found) < MAX_ROWS or row.change != "same":
                found.append(row)
            else:
                left_out += 1
        found.sort(key=lambda row: _ORDER[row.change])
        room = MAX_ROWS - len(rows)
        left_out += max(0, len(found) - room)
        rows += found[:room]
    return Comparison(tuple(rows), left_out)


class _Walk:
    def __init__(self, part: Part) -> None:
        self._part: Part = part

    def members(self, path: Path, a: Mapping[str, object], b: Mapping[str, object]) -> Iterator[Difference]:
        for name in dict.fromkeys((*a, *b)):
            yield from self.value((*path, name), a.get(name, _MISSING), b.get(name, _MISSING))

    def value(self, path: Path, a: object, b: object) -> Iterator[Difference]:
        if a is _MISSING or b is _MISSING:
            yield self._row("added" if a is _MISSING else "removed", path, a, b)
        elif isinstance(a, dict) and isinstance(b, dict) and a and b and len(path) < MAX_DEPTH:
            yield from self.members(path, a, b)
        elif (sets := self._as_sets(path, a, b)) is not None:
            yield from self._sets(path, a, b, *sets)
        elif isinstance(a, list) and isinstance(b, list) and a and b and len(path) < MAX_DEPTH:
            for number in range(max(len(a), len(b))):
                one = a[number] if number < len(a) else _MISSING
                other = b[number] if number < len(b) else _MISSING
                yield from self.value((*path, number), one, other)
        else:
            yield self._row("same" if same(a, b) else "changed", path, a, b)

    def _as_sets(self, path: Path, a: object, b: object) -> tuple[list[object], list[object]] | None:
        """Both as lists of elements whose order says nothing; None where they are not."""
        if path == ("aud",):
            one, other = audiences({"aud": a}), audiences({"aud": b})
            return (list(one), list(other)) if one and other else None
        if path in (("scope",), ("scp",)) and isinstance(a, str) and isinstance(b, str):
            return list(a.split()), list(b.split())
        if path[-1] in _ORDERED or not isinstance(a, list) or not isinstance(b, list):
            return None
        return (a, b) if all(isinstance(one, str) for one in (*a, *b)) else None

    def _sets(self, path: Path, a: object, b: object, one: list[object], other: list[object]) -> Iterator[Difference]:
        here, there = set(one), set(other)
        if here == there:
            yield self._row("same", path, a, b)
            return
        if not here & there:  # nothing in common: one row says it better
            yield self._row("changed", path, a, b)
            return
        yield from self._only("removed", path, one, there)
        yield from self._only("added", path, other, here)
        if isinstance(a, str):  # what stays is told once, as it is written
            yield self._row("same", path, " ".join(str(item) for item in one if item in there), _MISSING)
        else:
            yield self._row("same", path, [item for item in dict.fromkeys(one) if item in there], _MISSING)

    def _only(self, change: Change, path: Path, items: list[object], others: set[object]) -> Iterator[Difference]:
        seen: set[object] = set()
        for number, item in enumerate(items):
            if item not in others and item not in seen:
                seen.add(item)
                pair = (item, _MISSING) if change == "removed" else (_MISSING, item)
                yield self._row(change, (*path, number), *pair)

    def _row(self, change: Change, path: Path, a: object, b: object) -> Difference:
        if change == "same":
            b = a
        is_time = explain(path, part=self._part).kind == "time" and not isinstance(path[-1], int)
        before = moment(a) if is_time and a is not _MISSING else None
        after = moment(b) if is_time and b is not _MISSING else None
        both = before is not None and after is not None and before.at is not None and after.at is not None
        return Difference(
            part=self._part,
            change=change,
            path=path,
            name=named(path),
            before="" if a is _MISSING else literal(a),
            after="" if b is _MISSING else literal(b),
            before_time=before,
            after_time=after,
            seconds=(after.at or 0.0) - (before.at or 0.0) if both and before and after else None,
            usual=path[0] in _USUAL,
        )


def named(path: Path) -> str:
    """*path* for people: ``realm_access.roles[0]``. Words of others."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def same(a: object, b: object) -> bool:
    """Whether two values are the same JSON: ``1`` is not ``true``, and ``1.0`` is ``1``."""
    stack = [(a, b)]
    while stack:
        one, other = stack.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            stack += [(value, other[name]) for name, value in one.items()]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            stack += zip(one, other, strict=True)
        elif isinstance(one, bool) is not isinstance(other, bool) or one != other:
            return False
    return True
