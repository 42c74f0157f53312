"""The only thread crossing of the window: work goes to daemon threads, results come back by a queued signal.

Work of one lane is serial (an account has one lane, its sign-in another); lanes do not wait for each other. A lane's
thread ends when it has nothing to do, so two hundred quiet accounts cost none. The threads are daemons: a keychain
prompt that nobody answers never keeps the process alive.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.garbage import collect_if_due

T = TypeVar("T")

_Job = Callable[[], None]


class Done(Generic[T]):
    """What a task came to: a value or an error, never both.

    :ivar value: the result; None where there is an error.
    """

    __slots__ = ("error", "value")

    def __init__(self, value: T | None, error: KeyfobError | None) -> None:
        self.value = value
        self.error = error


class Tasks(QObject):
    """Runs work off the main thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._guard = threading.Lock()
        self._lanes: dict[str, deque[_Job]] = {}
        self._closed = threading.Event()
        # Held while a worker emits: once close() is back, no thread is inside this object, and it may be deleted.
        # Re-entrant, since the collector may run a finaliser that posts in the middle of it.
        self._emitting = threading.RLock()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, lane: str, work: Callable[[], T], done: Callable[[Done[T]], None]) -> None:
        """Run *work* in *lane*; *done* is called on the main thread. After :meth:`close` nothing is called."""

        def job() -> None:
            result = _result_of(work)
            self.post(lambda: done(result))

        with self._guard:
            if self._closed.is_set():
                return
            queue = self._lanes.get(lane)
            if queue is not None:
                queue.append(job)
                return
            self._lanes[lane] = deque([job])
        threading.Thread(target=self._work, args=(lane,), name=f"keyfob-{lane[:8]}", daemon=True).start()

    def post(self, call: Callable[[], None]) -> None:
        """Call *call* on the main thread, soon; from any thread. After :meth:`close` it is dropped."""
        with self._emitting:
            if self._closed.is_set():
                return
            try:
                self._arrived.emit(call)
            except RuntimeError:  # deleted without close()
                return

    def busy(self) -> int:
        """Number of lanes at work."""
        with self._guard:
            return len(self._lanes)

    def close(self) -> None:
        """Drop what waits and every late result. What runs goes on in its daemon thread."""
        with self._emitting:
            self._closed.set()
        with self._guard:
            for queue in self._lanes.values():
                queue.clear()

    def _work(self, lane: str) -> None:
        while True:
            with self._guard:
                queue = self._lanes[lane]
                if not queue:
                    del self._lanes[lane]
                    return
                job = queue.popleft()
            job()

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._closed.is_set():
            call()
            collect_if_due()


def _result_of(work: Callable[[], T]) -> Done[T]:
    try:
        return Done(work(), None)
    except KeyfobError as error:
        return Done(None, error)
    except Exception as fault:  # noqa: BLE001 - a worker's last boundary: kept in the log, told on its page
        from desktop_app.app import log

        log.fault("worker", fault, "a task failed")
        return Done(None, KeyfobError(Code.E_INTERNAL, "cli.internal"))
