"""A value read by its kind: times, lengths of time, words, lists. Nothing here raises, whatever the value is."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from desktop_app.oidc.claims import MAX_TIME

#: The first second of the year 1; MAX_TIME is the last of the year 9999.
MIN_TIME: Final = -62_135_596_800
#: A number of this size is a time in milliseconds (1985 to 5138), not one of the year 17,000.
_MILLISECONDS: Final = (5e11, 1e14)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: Words of a list that are told one by one.
MAX_WORDS: Final = 1_000
MAX_SHOWN: Final = 300
#: Longer integers are shown by their size: writing them out takes quadratic time.
_MAX_BITS: Final = 3_400

Trouble = Literal["", "not_a_number", "text", "milliseconds", "out_of_range"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time.

    :param at: wall-clock seconds; None where it is none that can be shown.
    :param trouble: why not, or ``""``: ``not_a_number``, ``text`` (digits written as a string), ``milliseconds``,
        ``out_of_range``.
    """

    at: float | None
    trouble: Trouble = ""


def moment(value: object) -> Moment:
    """*value* as a NumericDate (RFC 7519 §2)."""
    if isinstance(value, str) and value[:100].strip().lstrip("-").isdigit():
        return Moment(None, "text")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Moment(None, "not_a_number")
    if isinstance(value, float) and not math.isfinite(value):
        return Moment(None, "not_a_number" if math.isnan(value) else "out_of_range")
    if _MILLISECONDS[0] <= value <= _MILLISECONDS[1]:
        return Moment(None, "milliseconds")
    if not MIN_TIME <= value <= MAX_TIME:
        return Moment(None, "out_of_range")
    return Moment(float(value))


def utc(at: float) -> str:
    """``2026-11-23 14:32:40 UTC``; whole seconds, cut to the years 1 to 9999."""
    seconds = 0 if math.isnan(at) else math.floor(min(max(at, MIN_TIME), MAX_TIME))
    return f"{(_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None)} UTC"


def duration(value: object) -> float | None:
    """*value* as a length of time in seconds (a number, or a string of digits); None where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_TIME:
        return None
    return float(value)


def words(value: object) -> tuple[str, ...]:
    """The words of a claim such as ``scope``: a string of words or an array of strings; each once, in order, the first
    thousand."""
    if isinstance(value, str):
        found = value.split()
    elif isinstance(value, list | tuple):
        found = [one for one in value if isinstance(one, str)]
    else:
        return ()
    return tuple(dict.fromkeys(found))[:MAX_WORDS]


def brief(value: object, limit: int = MAX_SHOWN) -> str:
    """*value* as JSON of at most *limit* characters, the cut marked by ``…``; a string stands without quotes. Words of
    others: escape it where it is shown."""
    return _cut(value[: limit + 1] if isinstance(value, str) else "".join(_pieces(value, limit)), limit)


def literal(value: object, limit: int = MAX_SHOWN) -> str:
    """The same with quotes around strings, so that ``"5"`` and ``5`` are told apart."""
    return _cut("".join(_pieces(value, limit)), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _pieces(value: object, limit: int) -> list[str]:
    """Pieces of JSON, as many as it takes to pass *limit*: what a megabyte holds beyond is not written."""
    pieces: list[str] = []
    room = limit + 1
    # What is still to be written: (ready text, None), or (None, a value).
    todo: list[tuple[str | None, object]] = [(None, value)]
    while todo and room > 0:
        piece, one = todo.pop()
        if piece is None and isinstance(one, dict | list | tuple):
            piece = "{" if isinstance(one, dict) else "["
            todo += reversed([*_inner(one, room), ("}" if isinstance(one, dict) else "]", None)])
        elif piece is None:
            piece = scalar(one[:room] if isinstance(one, str) else one)
        pieces.append(piece)
        room -= len(piece)
    return pieces


def _inner(value: dict[str, object] | list[object] | tuple[object, ...], room: int) -> list[tuple[str | None, object]]:
    inner: list[tuple[str | None, object]] = []
    if isinstance(value, dict):
        for number, (name, member) in zip(range(room), value.items(), strict=False):
            inner += [(f"{', ' if number else ''}{scalar(name[:room])}: ", None), (None, member)]
    else:
        for number, member in zip(range(room), value, strict=False):
            inner += [(", " if number else "", None), (None, member)]
    return inner


def scalar(value: object) -> str:
    """A string, a number, a flag or null as JSON; an integer of over a thousand digits by its size."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > _MAX_BITS:
        return f"{'-' if value < 0 else ''}1e{int(value.bit_length() * math.log10(2))}"
    if value is None or isinstance(value, str | int | float):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)[:MAX_SHOWN]
