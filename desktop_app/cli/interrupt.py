"""Lets a person (Ctrl+C) or a script (SIGTERM) end a command that waits, without tearing it apart in the middle."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
    outcomes: list[_Outcome[T]] = []
    # Both ends of the work and signals wake this socket: a signal reaches it from whichever thread it came to.
    bell, ring = socket.socketpair()

    def target() -> None:
        try:
            outcomes.append(_Outcome(work(cancel), None))
        except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread, all of it
            outcomes.append(_Outcome(None, error))
        with suppress(OSError):  # nobody waits any more
            ring.send(b"w")

    with bell, ring, _signals_ring(ring):
        threading.Thread(target=target, name="keyfob-command", daemon=True).start()
        bell.recv(1)
        if not outcomes:
            cancel.set()
            bell.settimeout(grace)
            with suppress(TimeoutError):
                bell.recv(1)
    if not outcomes:
        abandoned.set()
        raise KeyfobError(Code.E_CANCELLED, "cli.cancelled")
    outcome = outcomes[0]
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[return-value]  # without an error there is a value


@contextmanager
def _signals_ring(ring: socket.socket) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    ring.setblocking(False)
    before = {
        number: signal.signal(number, lambda _number, _frame: None)
        for number in _SIGNALS
        # A program started with nohup outlives its terminal.
        if not (number == getattr(signal, "SIGHUP", None) and signal.getsignal(number) == signal.SIG_IGN)
    }
    old = signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
