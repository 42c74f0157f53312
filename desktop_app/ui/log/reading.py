"""Reads the log's files on a worker thread: the newest file first, then what is added to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.app.log_line import LogLine, decode

#: More of one file is not read at once: ours are smaller.
MOST_BYTES: Final = 2_000_000


class Files(Protocol):
    """What is read of :class:`desktop_app.app.log_writer.LogStore`."""

    def parts(self) -> Sequence[tuple[str, int, int]]:
        """The files, oldest first: name, number of the file itself, bytes."""
        ...

    def read(self, name: str, start: int, limit: int) -> bytes:
        """At most *limit* bytes from *start* on."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A line, and the words it is found by (case folded)."""

    line: LogLine
    words: str


class Reader:
    """Knows how far each file was read. All calls in one lane."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[int, int] = {}
        self._older: list[tuple[str, int, int]] | None = None

    def older(self) -> tuple[list[Row], bool]:
        """The lines of the newest file that was not read yet, oldest first; and whether there are more files."""
        if self._older is None:
            self._older = list(self._files.parts())
            self._read.update((number, size) for _name, number, size in self._older)
        while self._older:
            name, number, size = self._older.pop()
            rows = self._take(name, number, max(0, size - MOST_BYTES))
            if rows:
                return rows, bool(self._older)
        return [], False

    def newer(self) -> list[Row]:
        """What was added since, oldest first."""
        rows: list[Row] = []
        waiting = {number for _name, number, _size in self._older or ()}
        parts = self._files.parts()
        for name, number, size in parts:
            start = self._read.get(number, 0)
            if number not in waiting and size > start:
                rows += self._take(name, number, max(start, size - MOST_BYTES))
        there = {number for _name, number, _size in parts}
        self._read = {number: read for number, read in self._read.items() if number in there}
        return rows

    def _take(self, name: str, number: int, start: int) -> list[Row]:
        raw = self._files.read(name, start, MOST_BYTES)
        whole = raw.rfind(b"\n") + 1
        if not whole and len(raw) >= MOST_BYTES:
            whole = len(raw)  # one line without an end: it is shown as what it is, and not read again
        self._read[number] = start + whole
        return [row_of(decode(line)) for line in raw[:whole].split(b"\n") if line.strip()]


def row_of(line: LogLine) -> Row:
    """*line* with the words it is found by."""
    return Row(line, "\n".join((line.text, line.source, line.account, line.trace)).casefold())
