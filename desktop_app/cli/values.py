"""Reads the values of options. A word that is none raises ValueError with the text id of what is wrong."""

from __future__ import annotations

import re
from typing import Final

#: Longest time that can be asked for, seconds (400 days).
MAX_SECONDS: Final = 400 * 86_400.0


def number(words: str) -> float:
    """A time in seconds, zero or more."""
    if not words.isascii() or not words.replace(".", "", 1).isdigit():
        raise ValueError("cli.bad_seconds")
    value = float(words)
    if value > MAX_SECONDS:
        raise ValueError("cli.bad_seconds")
    return value


def span(words: str) -> float:
    """A time in seconds, more than none."""
    value = number(words)
    if value <= 0:
        raise ValueError("cli.bad_seconds")
    return value


def whole(words: str) -> int:
    """A whole number."""
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise ValueError("cli.bad_number")
    return int(words)


def ports(words: str) -> list[int]:
    """Port numbers, joined by commas."""
    return [whole(word) for word in words.split(",")]


def pair(words: str) -> tuple[str, str]:
    """A name and a value, joined by an equals sign."""
    key, equals, value = words.partition("=")
    if not key or not equals:
        raise ValueError("cli.bad_pair")
    return key, value


#: RFC 3339 §5.6.
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def moment(words: str) -> float:
    """A time by RFC 3339, as wall-clock seconds."""
    from datetime import datetime

    match = _MOMENT.fullmatch(words) if words.isascii() else None
    if match is None:
        raise ValueError("inspector.bad_time")
    date, minute, second, fraction, zone = match.groups()
    if second == "60":  # a leap second is the last one of its minute
        second = "59"
    try:
        whole = datetime.fromisoformat(f"{date}T{minute}:{second}{zone.upper().replace('Z', '+00:00')}")
        return whole.timestamp() + float(fraction or 0)
    except (ValueError, OverflowError):
        raise ValueError("inspector.bad_time") from None
