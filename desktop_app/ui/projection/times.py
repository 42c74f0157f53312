"""Times of day in words."""

from __future__ import annotations

import time

from desktop_app.app.texts import text


def clock_time(at: float, *, seconds: bool = False) -> str:
    """``14:27`` or ``14:31:40``, local time."""
    return time.strftime("%H:%M:%S" if seconds else "%H:%M", _local(at))


def day_word(at: float, now: float) -> str:
    """``Today``, ``Yesterday``, else the date (ISO 8601, so that nobody has to guess the order)."""
    days = days_between(at, now)
    if days == 0:
        return text("life.today")
    return text("life.yesterday") if days == 1 else time.strftime("%Y-%m-%d", _local(at))


def days_between(at: float, now: float) -> int:
    """How many midnights lie between *at* and *now*, local time; negative for what is yet to come."""
    then, today = _local(at), _local(now)
    return round((_noon(today) - _noon(then)) / 86400)


def day_and_time(at: float, now: float) -> str:
    """``Today at 09:12``."""
    return text("life.day_at", day=day_word(at, now), time=clock_time(at))


def _noon(day: time.struct_time) -> float:
    return time.mktime((*day[:3], 12, 0, 0, 0, 0, -1))


def _local(at: float) -> time.struct_time:
    try:
        return time.localtime(at)
    except (OverflowError, ValueError, OSError):  # a time beyond what the system can name
        return time.localtime(0)
