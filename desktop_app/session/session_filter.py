"""Picks and sorts listed sessions: application, device, age, all but this one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from desktop_app.ports import ListedSession

SortKey = Literal["current", "device", "application", "address", "started", "last_used", "expires", "user"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What must hold, all of it.

    :param words: each of them stands somewhere in device, application, address, user or id, whatever the case.
    :param application: exactly this one (one of them, where a session has several).
    :param device: a part of the device's name, whatever the case.
    :param unused_for: last used (or, where that is unknown, started) at least so long ago, seconds. Where neither is
        known it is not met: what nobody knows to be old is not ended for its age.
    :param but_current: leaves out the one this program holds.
    """

    words: str = ""
    application: str = ""
    device: str = ""
    unused_for: float | None = None
    but_current: bool = False


def matching(sessions: Iterable[ListedSession], wanted: Filter, now: float) -> list[ListedSession]:
    """Those that meet *wanted*, in their order."""
    words = wanted.words.casefold().split()
    device = wanted.device.casefold()
    found = []
    for one in sessions:
        if wanted.but_current and one.current:
            continue
        if wanted.application and wanted.application not in one.application.split(", "):
            continue
        if device and device not in one.device.casefold():
            continue
        if wanted.unused_for is not None and not _is_older(one, now - wanted.unused_for):
            continue
        if words and not _has(one, words):
            continue
        found.append(one)
    return found


def in_order(sessions: Iterable[ListedSession], key: SortKey, *, descending: bool = False) -> list[ListedSession]:
    """Sorted; what is unknown comes last whatever the direction."""
    value = _KEYS[key]
    known = [one for one in sessions if value(one) not in (None, "")]
    unknown = [one for one in sessions if value(one) in (None, "")]
    return sorted(known, key=value, reverse=descending) + unknown


def applications(sessions: Iterable[ListedSession]) -> list[str]:
    """The applications that occur, sorted."""
    return sorted({name for one in sessions for name in one.application.split(", ") if name})


def _is_older(one: ListedSession, before: float) -> bool:
    last = one.started if one.last_used is None else one.last_used
    return last is not None and last <= before


def haystack(one: ListedSession) -> str:
    """What a filter's words are looked for in; casefolded."""
    return f"{one.device}\n{one.application}\n{one.address}\n{one.user}\n{one.id}".casefold()


def _has(one: ListedSession, words: list[str]) -> bool:
    text = haystack(one)
    return all(word in text for word in words)


_KEYS: Final[dict[SortKey, Callable[[ListedSession], Any]]] = {
    "current": lambda one: not one.current,
    "device": lambda one: one.device.casefold(),
    "application": lambda one: one.application.casefold(),
    "address": lambda one: one.address,
    "started": lambda one: one.started,
    "last_used": lambda one: one.last_used,
    "expires": lambda one: one.expires,
    "user": lambda one: one.user,
}
