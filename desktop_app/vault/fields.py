"""Members of a JSON object that was stored, read with their types checked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

Members = Mapping[str, object]


class WrongField(Exception):
    """A member is missing or of another type. Its value is not told: it may be a secret."""


def parse(data: str | bytes) -> Members | None:
    """The JSON object in *data*; None if it is anything else."""
    try:
        value = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_constant(word: str) -> float:
    """NaN and the infinities are no JSON (RFC 8259 §6)."""
    raise ValueError(word)


def text(members: Members, name: str) -> str:
    """A string."""
    value = members.get(name)
    if not isinstance(value, str):
        raise WrongField(name)
    return value


def text_or_none(members: Members, name: str) -> str | None:
    """A string, or null."""
    return None if name in members and members[name] is None else text(members, name)


def whole(members: Members, name: str) -> int:
    """A whole number."""
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongField(name)
    return value


def whole_or_none(members: Members, name: str) -> int | None:
    """A whole number, or null."""
    return None if name in members and members[name] is None else whole(members, name)


def count(members: Members, name: str) -> int:
    """A whole number that is not negative."""
    value = whole(members, name)
    if value < 0:
        raise WrongField(name)
    return value


def time(members: Members, name: str) -> float:
    """A finite number."""
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongField(name)
    try:
        number = float(value)
    except OverflowError:
        raise WrongField(name) from None
    if not math.isfinite(number):
        raise WrongField(name)
    return number


def time_or_none(members: Members, name: str) -> float | None:
    """A finite number, or null."""
    return None if name in members and members[name] is None else time(members, name)


def flag(members: Members, name: str) -> bool:
    """True or false."""
    value = members.get(name)
    if not isinstance(value, bool):
        raise WrongField(name)
    return value


def texts(members: Members, name: str) -> tuple[str, ...]:
    """An array of strings."""
    value = members.get(name)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise WrongField(name)
    return tuple(value)


def members(outer: Members, name: str) -> Members:
    """An object."""
    value = outer.get(name)
    if not isinstance(value, dict):
        raise WrongField(name)
    return value
