"""Claims read by their type (RFC 7519 §2, §4.1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

#: The last second of the year 9999: later times are cut to it, so that every one can be shown.
MAX_TIME: Final = 253_402_300_799
_MAX_SHOWN: Final = 300


def time_of(claims: Mapping[str, object], name: str) -> float | None:
    """The NumericDate *name* as wall-clock seconds, cut to the years that can be shown; None if absent.

    :raises ValueError: it is there and is no finite number.
    """
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(name)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(name)
    return float(min(max(value, -MAX_TIME), MAX_TIME))


def audiences(claims: Mapping[str, object]) -> tuple[str, ...]:
    """The audiences (RFC 7519 §4.1.3): a string or an array of them; empty where ``aud`` is anything else."""
    value = claims.get("aud")
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return ()


def shown(value: object) -> str:
    """A claim's value for people, bounded; its words are escaped where it is shown."""
    if value is None:
        return "-"
    return (value if isinstance(value, str) else repr(value))[:_MAX_SHOWN]
