"""One line of the log: made from a record with every secret masked, written as JSON, read back without trust."""

from __future__ import annotations

import json
import logging
import math
import traceback
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from desktop_app.app.escape import escape
from desktop_app.app.redaction import redact

Level = Literal["debug", "info", "warning", "error"]
LEVELS: Final[tuple[Level, ...]] = ("debug", "info", "warning", "error")
#: The form of a line. A newer one may hold more; what we know of it is shown.
VERSION: Final = 1
#: Longer lines of a file are none of ours, bytes.
LONGEST_LINE: Final = 200_000
_MOST_WORDS: Final = 2_000
_MOST_NAME: Final = 80
_MOST_TRACE: Final = 12_000
_MOST_TRACE_LINES: Final = 120
#: More of a text is not looked through for secrets, nor kept.
_MOST_RAW: Final = 64_000


@dataclass(frozen=True, slots=True)
class LogLine:
    """What a line says.

    :param at: wall clock, seconds; 0 where it is not known.
    :param source: the logger's name (``keyfob.activity``, ``urllib3``, ``qt``); ``""`` for a line that is none of ours.
    :param account: the account's name, where it is about one.
    :param trace: a traceback, or the lines after the first.
    """

    at: float
    level: Level
    source: str
    text: str
    account: str = ""
    trace: str = ""
    pid: int = 0


def safe(words: str, limit: int = _MOST_WORDS) -> str:
    """*words* with secrets masked, what cannot be seen as escapes, and cut to *limit* characters; lines stay lines.

    Where the text is cut before it was looked through, the word at the cut goes as a whole: half a token would not be
    known for one.
    """
    raw = words
    if len(words) > _MOST_RAW:
        kept = words[:_MOST_RAW].split()
        raw = words[: words.rfind(kept[-1], 0, _MOST_RAW)] + "…" if kept else ""
    shown = redact(raw)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return "\n".join(escape(line) for line in shown.split("\n"))


def level_of(number: int) -> Level:
    """The word for one of Python's numbers."""
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"


def line_of(record: logging.LogRecord) -> LogLine:
    """What *record* says, not yet masked (see :func:`encode`). Whatever its arguments raise comes out."""
    first, _, rest = record.getMessage().partition("\n")
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    parts = [rest, trace_of(error) if error is not None else "", record.stack_info or ""]
    account = str(getattr(record, "account", ""))
    return LogLine(
        at=record.created,
        level=level_of(record.levelno),
        source=record.name,
        text=first.removeprefix(f"{account}: ") if account else first,
        account=account,
        trace="\n".join(part for part in parts if part),
        pid=record.process or 0,
    )


def trace_of(error: BaseException) -> str:
    """The traceback of *error*, not masked."""
    return "".join(traceback.format_exception(error)).rstrip("\n")


def encode(line: LogLine) -> bytes:
    """One line of JSON in ASCII, secrets masked: the one way into the file."""
    said: dict[str, object] = {
        "v": VERSION,
        "at": round(line.at, 3),
        "level": line.level,
        "source": safe(line.source, _MOST_NAME),
        "pid": line.pid,
        "text": safe(line.text),
    }
    if line.account:
        said["account"] = safe(line.account, _MOST_NAME)
    if line.trace:
        said["trace"] = _bounded_trace(safe(_tail(line.trace), _MOST_RAW))
    return json.dumps(said).encode("ascii") + b"\n"


def decode(raw: bytes) -> LogLine:
    """What a line of the file says. Never raises: what is none of ours is shown as words, masked and escaped."""
    if len(raw) <= LONGEST_LINE:
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and isinstance(found.get("text"), str) and found.get("level") in LEVELS:
            return _known(cast("dict[str, Any]", found))
    words = raw[: 4 * _MOST_WORDS].decode("utf-8", "backslashreplace")
    return LogLine(0.0, "warning", "", safe(words).replace("\n", "\\u000a"))


def as_text(line: LogLine, when: str) -> str:
    """The line as people copy it. :param when: its time, in words."""
    head = " ".join(part for part in (when, line.level.upper(), line.source, line.account) if part)
    return f"{head}: {line.text}" + (f"\n{line.trace}" if line.trace else "")


def _known(found: dict[str, Any]) -> LogLine:
    at, pid = found.get("at"), found.get("pid")
    is_time = isinstance(at, int | float) and not isinstance(at, bool) and math.isfinite(at) and 0 <= at < 1e11
    return LogLine(
        at=float(cast("float", at)) if is_time else 0.0,
        level=cast("Level", found["level"]),
        source=_shown(found.get("source"), _MOST_NAME),
        text=_shown(found["text"], _MOST_WORDS).replace("\n", "\\u000a"),
        account=_shown(found.get("account"), _MOST_NAME),
        trace=_shown(found.get("trace"), _MOST_TRACE),
        pid=pid if isinstance(pid, int) and not isinstance(pid, bool) and 0 <= pid < 2**32 else 0,
    )


def _shown(words: object, limit: int) -> str:
    """A field as it was read: masked when it was written, escaped and bounded again."""
    if not isinstance(words, str):
        return ""
    cut = words if len(words) <= limit else words[: limit - 1] + "…"
    return "\n".join(escape(line) for line in cut.split("\n"))


def _tail(trace: str) -> str:
    """Whole lines from the end of it, as many as are looked through."""
    if len(trace) <= _MOST_RAW:
        return trace
    return trace[trace.find("\n", len(trace) - _MOST_RAW) + 1 :]


def _bounded_trace(trace: str) -> str:
    """The end of it: there stands what happened."""
    lines = trace.split("\n")
    kept = [line if len(line) <= 500 else line[:499] + "…" for line in lines[-_MOST_TRACE_LINES:]]
    while len(kept) > 1 and sum(map(len, kept)) + len(kept) > _MOST_TRACE:
        del kept[: max(1, len(kept) // 8)]
    return "\n".join(["…", *kept] if len(kept) < len(lines) else kept)
