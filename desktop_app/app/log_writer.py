"""Takes lines to the log file. In the window a worker writes them, so that no slow disk holds the window up; in the
command line each is written at once, since the process may end right after.

The worker lives as long as there are lines: a program at rest has no thread for its log.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from desktop_app.app.log_line import LogLine, encode

#: Lines that may wait for the disk.
_MOST_WAITING: Final = 2_000
#: Lines that are taken in so many seconds; the others are counted.
_MOST_LINES: Final = 500
_SPAN: Final = 10.0
_BATCH: Final = 200


class LogStore(Protocol):
    """The files of the log (:class:`desktop_app.system.log_file.LogFile`). Nothing here raises.

    :ivar folder: where they lie.
    :ivar trouble: why nothing is written now: ``""``, ``full``, ``denied``, ``odd`` or ``failed``.
    """

    folder: str
    trouble: str

    def append(self, lines: Sequence[bytes]) -> None:
        """Write *lines*, each whole or not at all."""
        ...

    def parts(self) -> Sequence[tuple[str, int, int]]:
        """The files, oldest first: name, number of the file itself (it stays when the name changes), bytes."""
        ...

    def read(self, name: str, start: int, limit: int) -> bytes:
        """At most *limit* bytes of the file *name* from *start* on."""
        ...


class Writer:
    """Writes lines into *store*. :param queued: by a worker thread."""

    def __init__(self, store: LogStore, *, queued: bool) -> None:
        self.store = store
        self._queued = queued
        # What Python collects while it is held may have something to log itself.
        self._guard = threading.RLock()
        self._waiting: deque[LogLine] = deque()
        self._at_work = False
        self._idle = threading.Event()
        self._idle.set()
        self._span_began = float("-inf")
        self._in_span = 0
        self._lost = 0

    def put(self, line: LogLine) -> None:
        """Take *line*; too many at once are counted instead."""
        with self._guard:
            lines = self._let_in(line)
            if not self._queued:
                self.store.append([encode(one) for one in lines])
                return
            self._waiting.extend(lines)
            if self._at_work or not lines:
                return
            self._at_work = True
            self._idle.clear()
        try:
            threading.Thread(target=self._work, name="keyfob-log", daemon=True).start()
        except RuntimeError:  # no thread is to be had, or the interpreter is going
            with self._guard:
                self._at_work = False
                self._waiting.clear()
                self._idle.set()

    def flush(self, timeout: float) -> bool:
        """Wait at most *timeout* seconds until everything is written; whether it is."""
        return self._idle.wait(timeout)

    def _let_in(self, line: LogLine) -> list[LogLine]:
        now = time.monotonic()
        if now - self._span_began >= _SPAN:
            self._span_began, self._in_span = now, 0
        self._in_span += 1
        if self._in_span > _MOST_LINES or len(self._waiting) >= _MOST_WAITING:
            self._lost += 1
            return []
        if not self._lost:
            return [line]
        lost, self._lost = self._lost, 0
        return [LogLine(line.at, "warning", "keyfob.log", f"{lost} lines were left out", pid=line.pid), line]

    def _work(self) -> None:
        while True:
            with self._guard:
                lines = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                if not lines:
                    self._at_work = False
                    self._idle.set()
                    return
            self.store.append([encode(one) for one in lines])
