"""What a test may leave behind: no running thread, no logged warning."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Collection, Iterable

from tests.support.patience import PATIENCE

GRACE = PATIENCE


class Threads:
    """Finds threads that outlive the test (or the fixture) that started them."""

    def __init__(self) -> None:
        self._known: weakref.WeakSet[threading.Thread] = weakref.WeakSet(threading.enumerate())

    def accept(self) -> None:
        """Every thread that runs now belongs to something that lives longer than one test."""
        self._known.update(threading.enumerate())

    def left(self, grace: float = GRACE) -> list[threading.Thread]:
        """Threads that nobody accepted and that did not end within *grace* seconds."""
        until = time.monotonic() + grace
        for thread in self._strange():
            thread.join(max(0.0, until - time.monotonic()))
        return self._strange()

    def _strange(self) -> list[threading.Thread]:
        return [
            thread
            for thread in threading.enumerate()
            # A dummy stands for a thread that Python did not start (Qt's); it has no end that could be awaited.
            if thread not in self._known and not isinstance(thread, threading._DummyThread)
        ]


class Warnings(logging.Handler):
    """Keeps records of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record*."""
        self.records.append(record)

    def unexpected(self, allowed: Collection[str] | None) -> list[str]:
        """Lines for the records that were not expected.

        :param allowed: names of loggers whose warnings (and those of loggers below them) are expected; empty = of
            all; None = none is.
        """
        if allowed is not None and not allowed:
            return []
        return [
            f"{record.levelname} {record.name}: {record.getMessage()}"
            for record in self.records
            if not _below(record.name, allowed or ())
        ]


def _below(name: str, loggers: Iterable[str]) -> bool:
    return any(name == logger or name.startswith(f"{logger}.") for logger in loggers)
