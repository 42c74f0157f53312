"""Times of day in words."""

from __future__ import annotations

import time

from desktop_app.app.texts import text


def clock_time(at: float, *, seconds: bool = False) -> str:
    """``14:27`` or ``14:31:40``, local time."""
    return time.strftime("%H:%M:%S" if seconds else "%H:%M", _local(at))


def day_word(at: float, now: float) -> str:
    """``Today``, ``Yesterday``, else the date (ISO 8601, so that nobody has to guess the order)."""
    then, today = _local(at), _local(now)
    days = (time.mktime((*today[:3], 12, 0, 0, 0, 0, -1)) - time.mktime((*then[:3], 12, 0, 0, 0, 0, -1))) / 86400
    if round(days) == 0:
        return text("life.today")
    return text("life.yesterday") if round(days) == 1 else time.strftime("%Y-%m-%d", then)


def day_and_time(at: float, now: float) -> str:
    """``Today at 09:12``."""
    return text("life.day_at", day=day_word(at, now), time=clock_time(at))


def _local(at: float) -> time.struct_time:
    try:
        return time.localtime(at)
    except (OverflowError, ValueError, OSError):  # a time beyond what the system can name
        return time.localtime(0)
