"""Lets a person (Ctrl+C) or a script (SIGTERM) end a command that waits, without tearing it apart in the middle."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from desktop_app.errors import Code, KeyfobError

T = TypeVar("T")

#: How long work may go on after the first signal, seconds: enough for a token that was spent to be stored.
GRACE: Final = 5.0
_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)

#: Set where work was left running: the process must then end without waiting for it.
abandoned = threading.Event()


class _Outcome(Generic[T]):
    __slots__ = ("error", "value")

    def __init__(self, value: T | None, error: BaseException | None) -> None:
        self.value = value
        self.error = error


def cancellable(work: Callable[[threading.Event], T], *, grace: float = GRACE) -> T:
    """Run *work* in a thread of its own, and set the event it is given when a signal comes.

    After the first signal the work has *grace* seconds to come to an end; what it finished all the same counts. A
    second signal ends the wait.

    :raises KeyfobError: E_CANCELLED, or what *work* raises.
    """
    cancel = threading.Event()
    # Unlike an Event, this queue may be filled from a signal handler (it is re-entrant).
    news: queue.SimpleQueue[_Outcome[T] | None] = queue.SimpleQueue()

    def target() -> None:
        try:
            outcome: _Outcome[T] = _Outcome(work(cancel), None)
        except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread, all of it
            outcome = _Outcome(None, error)
        news.put(outcome)

    with _signals_into(lambda: news.put(None)):
        threading.Thread(target=target, name="keyfob-command", daemon=True).start()
        outcome = news.get()
        if outcome is None:
            cancel.set()
            try:
                outcome = news.get(timeout=grace)
            except queue.Empty:
                outcome = None
    if outcome is None:
        abandoned.set()
        raise KeyfobError(Code.E_CANCELLED, "cli.cancelled")
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[return-value]  # without an error there is a value


@contextmanager
def _signals_into(tell: Callable[[], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = {number: signal.signal(number, lambda _number, _frame: tell()) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
