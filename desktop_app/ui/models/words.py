"""Words for what views show: lengths of time, initials, the sidebar's line. No Qt here."""

from __future__ import annotations

import zlib

from desktop_app.app.texts import text
from desktop_app.ui.models.row_state import Badge, LineKind, Mark

LONGEST_LINE = 24
_MINUTE, _HOUR, _DAY = 60, 3600, 86400

#: the contract's states → mark
MARKS: dict[str, Mark] = {
    "signed_out": "none",
    "signing_in": "busy",
    "restoring": "busy",
    "signed_in": "ok",
    "refreshing": "refreshing",
    "offline": "offline",
    "needs_login": "trouble",
    "locked": "offline",
    "signing_out": "busy",
}


def badge(state: str) -> Badge:
    """The badge of one of the contract's states.

    :raises KeyError: no such state.
    """
    return Badge(text(f"window.badge_{state}"), MARKS[state])


def clock(seconds: float) -> str:
    """A countdown: ``4:12``, ``1:02:03``, from two days on ``3 d``."""
    whole = max(0, int(seconds))
    if whole >= 2 * _DAY:
        return text("window.days", n=whole // _DAY)
    hours, rest = divmod(whole, _HOUR)
    minutes, secs = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def short(seconds: float) -> str:
    """``18 s``, ``4 min``, ``2 h``, ``3 d``: rounded down, so that no more is promised than there is."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return text("window.seconds", n=whole)
    if whole < _HOUR:
        return text("window.minutes", n=whole // _MINUTE)
    if whole < 2 * _DAY:
        return text("window.hours", n=whole // _HOUR)
    return text("window.days", n=whole // _DAY)


def in_short(seconds: float) -> str:
    """``in 18 s``, or ``now``."""
    return text("window.in_time", time=short(seconds)) if seconds >= 1 else text("window.now")


def spoken(seconds: float) -> str:
    """``4 minutes 12 seconds``: for screen readers and sentences; the two largest units."""
    whole = max(0, int(seconds))
    parts: list[str] = []
    for name, length in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE), ("second", 1)):
        count, whole = divmod(whole, length)
        if count or (name == "second" and not parts):
            parts.append(text(f"window.{name}s_word", n=count))
    return parts[0] if len(parts) == 1 else text("window.and_time", first=parts[0], second=parts[1])


def initials(name: str) -> str:
    """At most two capital letters or figures for an avatar: of the first and the last word."""
    words = [word for word in ("".join(ch if ch.isalnum() else " " for ch in name)).split() if word]
    if not words:
        return "?"
    first = words[0][0].upper()[:1]
    return first if len(words) == 1 else first + words[-1][0].upper()[:1]


def hue(key: str) -> int:
    """A colour's number that stays with *key*."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def left_line(seconds: float | None, who: str) -> str:
    """The sidebar's line of a session: what is left, then who, as far as there is room.

    :param seconds: left of the access token; None where no end is known.
    """
    if seconds is None:
        return text("window.line_no_end")
    if seconds <= 0:
        return text("window.line_expired")
    left = short(seconds)
    if who:
        line = text("window.line_left_who", left=left, who=who)
        if len(line) <= LONGEST_LINE:
            return line
        line = text("window.line_left_who", left=left, who=who.split()[0] if who.split() else who)
        if len(line) <= LONGEST_LINE:
            return line
    return text("window.line_left", left=left)


def offline_line(next_try: float | None) -> tuple[str, LineKind]:
    """The sidebar's line when offline. :param next_try: seconds until it, None where nobody knows."""
    if next_try is None:
        return text("window.line_offline"), "warn"
    line = text("window.line_offline_next", when=in_short(next_try))
    return (line if len(line) <= LONGEST_LINE else text("window.line_offline")), "warn"
