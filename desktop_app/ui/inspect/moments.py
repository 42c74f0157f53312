"""Times in words: local, UTC, and relative to a moment. Years that no calendar names are said so, never an error.

Here dates are ISO 8601 in every language: people compare them with logs and with other tools.
"""

from __future__ import annotations

import time
from typing import Final

from desktop_app.app.texts import text

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_YEAR: Final = 365.25 * _DAY
#: The last moment of the year 9999, seconds; and the first of the year 1.
_LAST: Final = 253_402_300_799.0
_FIRST: Final = -62_135_596_800.0


def is_nameable(at: float) -> bool:
    """Whether *at* lies in a year that calendars name (1 to 9999)."""
    return _FIRST <= at <= _LAST


def local(at: float) -> str:
    """``2026-11-23 14:32:40``, local time."""
    found = _split(at, utc=False)
    return text("inspect_pane.no_calendar") if found is None else time.strftime("%Y-%m-%d %H:%M:%S", found)


def utc(at: float) -> str:
    """``2026-11-23T13:32:40Z``."""
    found = _split(at, utc=True)
    return text("inspect_pane.no_calendar") if found is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", found)


def short_local(at: float, now: float) -> str:
    """``14:32:40``, with its date where that is another day than *now*'s."""
    found, today = _split(at, utc=False), _split(now, utc=False)
    if found is None:
        return text("inspect_pane.no_calendar")
    same = today is not None and found[:3] == today[:3]
    return time.strftime("%H:%M:%S" if same else "%Y-%m-%d %H:%M", found)


def relative(at: float, now: float) -> str:
    """``in 2 min 57 s``, ``3 min ago``, ``now``."""
    away = at - now
    if abs(away) < 1:
        return text("inspect_pane.moment_now")
    words = length(abs(away), exact=away > 0)
    return text("inspect_pane.moment_in", time=words) if away > 0 else text("inspect_pane.moment_ago", time=words)


def length(seconds: float, *, exact: bool) -> str:
    """``2 min 57 s`` (*exact*) or ``2 min``; ``3 h``, ``5 d``, ``2 years`` beyond."""
    if seconds >= 2 * _YEAR:
        years = seconds / _YEAR
        return text("inspect_pane.years", n=round(years) if years < 1e6 else f"{years:.0e}")
    whole = int(seconds)
    if whole < _MINUTE:
        return text("inspect_pane.seconds", n=whole)
    if whole < _HOUR:
        minutes, rest = divmod(whole, _MINUTE)
        if exact and rest and minutes < 15:
            return text("inspect_pane.minutes_seconds", m=minutes, s=rest)
        return text("inspect_pane.minutes", n=minutes)
    if whole < 2 * _DAY:
        hours, rest = divmod(whole, _HOUR)
        if rest >= _MINUTE and hours < 10:
            return text("inspect_pane.hours_minutes", h=hours, m=rest // _MINUTE)
        return text("inspect_pane.hours", n=hours)
    return text("inspect_pane.days", n=whole // _DAY)


def moves(at: float, now: float) -> bool:
    """Whether its words change every second (or nearly): then the page is drawn once a second."""
    return abs(at - now) < _HOUR


def _split(at: float, *, utc: bool) -> time.struct_time | None:
    if not is_nameable(at):
        return None
    try:
        return time.gmtime(at) if utc else time.localtime(at)
    except (OverflowError, ValueError, OSError):
        return None
