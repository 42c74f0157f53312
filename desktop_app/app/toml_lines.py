"""Where in a TOML text something is defined: `tomllib` gives values without places, and a person needs the line.

Used when there is an error to report, on text that `tomllib` has read without complaint.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Final

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_PART: Final = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_VALUE: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|' + r"'''.*?'''(?:'{0,2})|" + r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|[\[\]{}\n]|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)


def line_of(text: str, path: Sequence[str]) -> int:
    """The line (from 1) of the statement that defines *path*, or the nearest table above it; 1 where nothing does."""
    wanted = tuple(path)
    best, best_line = 0, 1
    for place, found in _statements(text):
        shared = _shared(found, wanted)
        # A statement that defines more than was asked for still names its beginning ([accounts.a] defines accounts).
        if shared > best:
            best, best_line = shared, text.count("\n", 0, place) + 1
            if best == len(wanted):
                break
    return best_line


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


#: One part of a key: its name, the place of its first character, and the place after its last.
Part = tuple[str, int, int]


def statement_keys(text: str) -> list[tuple[tuple[str, ...], list[Part]]]:
    """Of every header and every `key = value`: the table it stands in, and the parts of its own key."""
    return [(above, parts) for _, above, parts in _walk(text)]


def _statements(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """(place, full path) of every header and every `key = value`."""
    return [(start, above + tuple(name for name, _, _ in parts)) for start, above, parts in _walk(text)]


def _walk(text: str) -> list[tuple[int, tuple[str, ...], list[Part]]]:
    found: list[tuple[int, tuple[str, ...], list[Part]]] = []
    table: tuple[str, ...] = ()
    at = _end(_BLANK, text, 0)
    while at < len(text):
        start = at
        if text[at] == "[":
            parts, at = _key(text, at + (2 if text.startswith("[[", at) else 1))
            table = tuple(name for name, _, _ in parts)
            found.append((start, (), parts))
            at = _line_end(text, at)
        else:
            parts, at = _key(text, at)
            found.append((start, table, parts))
            at = _value_end(text, at)
        at = _end(_BLANK, text, max(at, start + 1))
    return found


def _key(text: str, at: int) -> tuple[list[Part], int]:
    parts: list[Part] = []
    while True:
        at = _end(_SPACE, text, at)
        match = _PART.match(text, at)
        if match is None:
            return parts, at
        word = match.group()
        name = str(tomllib.loads(f"word = {word}")["word"]) if word[0] in "\"'" else word
        parts.append((name, at, match.end()))
        at = _end(_SPACE, text, match.end())
        if not text.startswith(".", at):
            return parts, at
        at += 1


def _value_end(text: str, at: int) -> int:
    depth = 0
    while match := _VALUE.match(text, at):
        word = match.group()
        if word == "\n" and depth == 0:
            break
        depth += (word in "[{") - (word in "]}")
        at = match.end()
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
