"""The life of a token as a line: where iat, nbf, auth_time, now and exp stand, and which of them can have their label.

The stretch from its begin to its end is drawn to scale. What lies before or after it is pressed together, so that a
sign-in of last week does not leave a token of five minutes without width; the order always holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.inspector.values import Moment, Trouble, moment

TIMES: Final = ("iat", "nbf", "auth_time", "exp")
#: Whose label stays where two clash.
_RANK: Final = {"exp": 0, "iat": 1, "nbf": 2, "auth_time": 3}
#: Times closer together than this share one mark, seconds.
_SAME: Final = 1.0
#: What is kept free at either end, and for what lies outside the life, as parts of the line.
_MARGIN: Final = 0.02
_BEFORE: Final = 0.16
_AFTER: Final = 0.10
_EXPIRED: Final = 0.30

Phase = Literal["early", "live", "expired", "endless", "backwards", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on the line.

    :param names: the claims that stand there, the most important first; ``("iat", "nbf")`` where both say the same.
    :param at: wall-clock seconds.
    :param position: 0 (left) to 1 (right).
    :param labelled: there is room for its label; else its label is for the tooltip.
    """

    names: tuple[str, ...]
    at: float
    position: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class LifeLine:
    """The line.

    :param marks: from left to right; also the table behind the drawing.
    :param now: position of the time it is judged at.
    :param begin: position of where the life begins, None where nothing says so.
    :param end: position of ``exp``, None where there is none.
    :param phase: ``early`` (before its begin), ``live``, ``expired``, ``endless`` (no end), ``backwards`` (ends before
        it begins), ``unknown`` (no begin and no end).
    :param left: seconds from now to ``exp`` (negative: expired since); None without an end.
    :param until_begin: seconds from now to its begin, where that is to come.
    :param troubles: claims that hold no time that can be shown, and why.
    """

    marks: tuple[Mark, ...]
    now: float
    begin: float | None
    end: float | None
    phase: Phase
    left: float | None
    until_begin: float | None
    troubles: tuple[tuple[str, Trouble], ...]

    @property
    def filled(self) -> tuple[float, float] | None:
        """The stretch that has been lived, None where there is none."""
        if self.begin is None or self.phase in ("early", "backwards", "unknown"):
            return None
        return (self.begin, self.now if self.end is None else min(self.now, self.end))

    @property
    def overdue(self) -> tuple[float, float] | None:
        """The stretch from ``exp`` to now, where the token has expired."""
        return (self.end, self.now) if self.phase == "expired" and self.end is not None else None


def life_line(claims: Mapping[str, object], now: float, *, label_width: float = 0.12) -> LifeLine | None:
    """The line of a token at *now*; None where it says no time at all.

    :param label_width: the width of a label, as a part of the line: labels closer than that clash.
    """
    read: dict[str, Moment] = {name: moment(claims[name]) for name in TIMES if name in claims}
    times = {name: one.at for name, one in read.items() if one.at is not None}
    if not read:
        return None
    begin = max((times[name] for name in ("iat", "nbf") if name in times), default=None)
    end = times.get("exp")
    scale = _Scale(times, begin, end, now)
    return LifeLine(
        marks=_labelled(_marks(times, scale), label_width),
        now=scale.position(now),
        begin=None if begin is None else scale.position(begin),
        end=None if end is None else scale.position(end),
        phase=_phase(begin, end, now),
        left=None if end is None else end - now,
        until_begin=begin - now if begin is not None and begin > now else None,
        troubles=tuple((name, one.trouble) for name, one in read.items() if one.trouble),
    )


def _phase(begin: float | None, end: float | None, now: float) -> Phase:
    if begin is not None and end is not None and end <= begin:
        return "backwards"
    if end is not None and now >= end:
        return "expired"
    if begin is not None and now < begin:
        return "early"
    if end is not None:
        return "live"
    return "unknown" if begin is None else "endless"


class _Scale:
    """Times to positions: to scale inside the core, pressed together outside."""

    def __init__(self, times: Mapping[str, float], begin: float | None, end: float | None, now: float) -> None:
        core = [at for at in (begin, end) if at is not None] or [*times.values(), now]
        if begin is None or end is None:
            core.append(now)
        self._low, self._high = min(core), max(core)
        if self._low == self._high:
            self._low -= 0.5
            self._high += 0.5
        outer = [*times.values(), now]
        before, after = min(outer) < self._low, max(outer) > self._high
        self._left = _MARGIN + (_BEFORE if before else 0.0)
        self._right = 1 - _MARGIN - ((_EXPIRED if now > self._high else _AFTER) if after else 0.0)

    def position(self, at: float) -> float:
        span = self._high - self._low
        if at < self._low:
            return self._left - (self._left - _MARGIN) * _pressed(self._low - at, span)
        if at > self._high:
            return self._right + (1 - _MARGIN - self._right) * _pressed(at - self._high, span)
        return self._left + (self._right - self._left) * ((at - self._low) / span)


def _pressed(distance: float, span: float) -> float:
    """0 at the edge, nearing 1 far away: half of the room belongs to what is closer than half a life."""
    return distance / (distance + span / 2)


def _marks(times: Mapping[str, float], scale: _Scale) -> list[Mark]:
    marks: list[Mark] = []
    for name, at in sorted(times.items(), key=lambda one: (one[1], _RANK[one[0]])):
        if marks and at - marks[-1].at < _SAME:
            names = tuple(sorted((*marks[-1].names, name), key=_RANK.__getitem__))
            marks[-1] = Mark(names, marks[-1].at, marks[-1].position, labelled=True)
        else:
            marks.append(Mark((name,), at, scale.position(at), labelled=True))
    return marks


def _labelled(marks: list[Mark], width: float) -> tuple[Mark, ...]:
    kept: list[float] = []
    shown: dict[int, bool] = {}
    for number, mark in sorted(enumerate(marks), key=lambda one: _RANK[one[1].names[0]]):
        shown[number] = all(abs(mark.position - other) >= width for other in kept)
        if shown[number]:
            kept.append(mark.position)
    return tuple(Mark(one.names, one.at, one.position, shown[number]) for number, one in enumerate(marks))
