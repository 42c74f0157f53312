"""One thread an exchange.

The thread is what makes the deadline hold for everything, name look-up included: at the deadline its connection is cut
and the caller goes on. It is a daemon, so a name server that never answers does not keep the program alive.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TransportError
from desktop_app.system.http.exchange import Exchange, bind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ports import HttpAnswer

#: How long an exchange that was cut gets to end its thread, seconds.
_GRACE: Final = 0.2


class Runner:
    """Runs exchanges, and can stop them all.

    :param seconds: how long one exchange may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: dict[Exchange, SimpleQueue[HttpAnswer | BaseException | None]] = {}

    def cancel_all(self) -> None:
        """Abort every exchange under way: each raises E_NETWORK at once."""
        with self._lock:
            boxes = tuple(self._running.values())
        for box in boxes:
            box.put(None)

    def run(self, host: str, work: Callable[[Exchange], HttpAnswer]) -> HttpAnswer:
        """*work* in a thread of its own, until it is done, cancelled, or out of time.

        Raises :class:`TransportError`.
        """
        exchange = Exchange(host, self._seconds)
        box: SimpleQueue[HttpAnswer | BaseException | None] = SimpleQueue()
        thread = threading.Thread(target=_perform, args=(exchange, work, box), name="http", daemon=True)
        with self._lock:
            self._running[exchange] = box
        try:
            thread.start()
            outcome = box.get(timeout=exchange.remaining())
        except Empty:
            outcome = _cut(exchange, "timeout")
        except BaseException:
            exchange.abort()
            raise
        finally:
            with self._lock:
                del self._running[exchange]
        if outcome is None:
            outcome = _cut(exchange, "stopped")
        thread.join(_GRACE)
        if isinstance(outcome, BaseException):
            raise outcome from None
        return outcome


def _perform(
    exchange: Exchange,
    work: Callable[[Exchange], HttpAnswer],
    box: SimpleQueue[HttpAnswer | BaseException | None],
) -> None:
    """The exchange's thread: *work*, and whatever comes of it into *box*."""
    bind(exchange)
    outcome: HttpAnswer | BaseException
    try:
        outcome = _translated(exchange, work)
    except BaseException as error:  # noqa: BLE001 - handed to the calling thread, which raises it
        outcome = error
    box.put(outcome)


def _translated(exchange: Exchange, work: Callable[[Exchange], HttpAnswer]) -> HttpAnswer:
    """*work*, with the exceptions of sockets and libraries made ours; the others' hold secrets and go no further."""
    import http.client

    import urllib3.exceptions

    from desktop_app.system.http.faults import fault_of

    try:
        return work(exchange)
    except TransportError:
        raise
    except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, UnicodeError) as error:
        fault = fault_of(error, exchange)
    raise fault


def _cut(exchange: Exchange, why: str) -> TransportError:
    """Abort *exchange*; what its caller is told."""
    sent = exchange.abort()
    from desktop_app.system.http.faults import network_fault, timed_out

    return timed_out(exchange, sent=sent) if why == "timeout" else network_fault("stopped", exchange, sent=sent)
