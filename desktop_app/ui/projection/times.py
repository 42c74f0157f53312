"""Times of day in words."""

from __future__ import annotations

import time

from desktop_app.app.locale_words import clock_time, date, local
from desktop_app.app.texts import text

__all__ = ["clock_time", "day_and_time", "day_word", "days_between"]


def day_word(at: float, now: float) -> str:
    """``Today``, ``Yesterday``, else the date."""
    days = days_between(at, now)
    if days == 0:
        return text("life.today")
    return text("life.yesterday") if days == 1 else date(at)


def days_between(at: float, now: float) -> int:
    """How many midnights lie between *at* and *now*, local time; negative for what is yet to come."""
    then, today = local(at), local(now)
    return round((_noon(today) - _noon(then)) / 86400)


def day_and_time(at: float, now: float) -> str:
    """``Today at 09:12``."""
    return text("life.day_at", day=day_word(at, now), time=clock_time(at))


def _noon(day: time.struct_time) -> float:
    return time.mktime((*day[:3], 12, 0, 0, 0, 0, -1))
