"""Numbers, times, dates, sizes and lists, as the language and the region write them. One place for all of it.

The window hands in what the system says (:class:`Region`, made of Qt's locale); without it, as on the command line,
clocks have 24 hours, dates are ISO 8601 and numbers are written as the language's catalogue says. JSON and what people
paste elsewhere never come by here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from desktop_app.app.texts import ENGLISH, language, template, text


class Region:
    """How a region writes. (No dataclass: loading those costs a command more than all that is said here.)

    :param clock: (hour, minute, second; None = without) → words. :param date: (year, month, day) → words.
    :param group: between thousands. :param decimal: before decimals.
    """

    __slots__ = ("clock", "date", "decimal", "group")

    def __init__(
        self,
        clock: Callable[[int, int, int | None], str],
        date: Callable[[int, int, int], str],
        group: str,
        decimal: str,
    ) -> None:
        self.clock = clock
        self.date = date
        self.group = group
        self.decimal = decimal


class _State:
    """What is in force."""

    region: Region | None = None


_state = _State()


def use_region(region: Region | None) -> None:
    """Write as *region* does from now on; None: as the language does, with 24 hours and ISO dates."""
    _state.region = region


def _separators() -> tuple[str, str]:
    """What stands between thousands, and before decimals."""
    if _state.region is not None:
        return _state.region.group, _state.region.decimal
    return (",", ".") if language() == ENGLISH else (template("formats.group"), template("formats.decimal"))


def clock_time(at: float, *, seconds: bool = False) -> str:
    """``14:27`` or ``14:31:40``, where people count so ``2:27 PM``; local time."""
    found = local(at)
    if _state.region is not None:
        return _state.region.clock(found.tm_hour, found.tm_min, found.tm_sec if seconds else None)
    return time.strftime("%H:%M:%S" if seconds else "%H:%M", found)


def date(at: float) -> str:
    """``2026-03-01``, or as the region writes it, with all figures of the year; local time."""
    found = local(at)
    if _state.region is not None:
        return _state.region.date(found.tm_year, found.tm_mon, found.tm_mday)
    return time.strftime("%Y-%m-%d", found)


def number(value: int) -> str:
    """``1,234``: a count."""
    return f"{value:,}".replace(",", _separators()[0])


def decimals(value: float, places: int = 1) -> str:
    """``1,234.5``."""
    group, point = _separators()
    whole, _, rest = f"{value:,.{places}f}".partition(".")
    return whole.replace(",", group) + (point + rest if rest else "")


def size(count: int) -> str:
    """``812 bytes``, ``4.2 kB``, ``1.3 MB``: of *count* bytes."""
    if count < 1000:
        return text("formats.bytes", n=count)
    name, unit = ("kilobytes", 1_000) if count < 999_950 else ("megabytes", 1_000_000)
    return text(f"formats.{name}", n=decimals(count / unit))


def listed(names: Sequence[str]) -> str:
    """``a, b, c``: names beside each other, of others or ours."""
    return _joined(names, "formats.list_more", "formats.list_more")


def together(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``: for sentences."""
    return _joined(names, "formats.list_end", "formats.list_two")


def local(at: float) -> time.struct_time:
    """*at* in local time; 1970 for a time beyond what the system can name."""
    try:
        return time.localtime(at)
    except (OverflowError, ValueError, OSError):
        return time.localtime(0)


def _joined(names: Sequence[str], end: str, two: str) -> str:
    words = names[0] if names else ""
    for place, name in enumerate(names[1:], 2):
        id_ = "formats.list_more" if place < len(names) else two if place == 2 else end
        words = template(id_).format(first=words, second=name)
    return words
