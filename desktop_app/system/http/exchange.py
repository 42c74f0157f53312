"""One exchange with a server: its deadline, how far it got, and how to abort it from another thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from enum import Enum


class Stage(Enum):
    """How far an exchange got. Before ``SENT`` no byte of the request has left."""

    NAME = "looking up the name"
    CONNECT = "connecting"
    TUNNEL = "asking the proxy for a tunnel"
    HANDSHAKE = "agreeing on TLS"
    SENT = "waiting for the answer"


class Aborted(OSError):
    """The exchange was aborted before its request left."""


class Exchange:
    """What the calling thread and the exchange's own thread share.

    :param host: the host called.
    :param seconds: how long the whole exchange may take, name look-up included.
    :param proxy: name of the proxy it goes through, without credentials; ``""`` for none.
    :ivar unused_ca: the file with certificate authorities for all accounts, where it could not be used.
    """

    def __init__(self, host: str, seconds: float) -> None:
        self.host = host
        self.seconds = seconds
        self.proxy = ""
        self.unused_ca = ""
        self.stage = Stage.NAME
        #: The request went over a connection that had served another one before.
        self.reused = False
        #: Take a new connection, whatever the pool holds.
        self.fresh = False
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._aborted = False

    @property
    def sent(self) -> bool:
        """Whether the request, or a part of it, may have reached the server."""
        return self.stage is Stage.SENT

    def remaining(self) -> float:
        """Seconds left, never less than a millisecond (a socket takes 0 for "do not block")."""
        return max(0.001, self._deadline - time.monotonic())

    def track(self, sock: socket.socket) -> None:
        """*sock* works for this exchange from now on. Raises :class:`Aborted`."""
        with self._lock:
            if self._aborted:
                raise Aborted("aborted")
            if not any(known is sock for known in self._sockets):
                self._sockets.append(sock)

    def forget(self, sock: object) -> None:
        """*sock* works for others from now on."""
        with self._lock:
            self._sockets = [known for known in self._sockets if known is not sock]

    def enter(self, stage: Stage) -> None:
        """Go on to *stage*. Raises :class:`Aborted`; so nothing is sent after :meth:`abort` has come back."""
        with self._lock:
            if self._aborted:
                raise Aborted("aborted")
            self.stage = stage

    def abort(self) -> bool:
        """Cut the exchange's connections, so that its thread comes to an end.

        :returns: whether the request may have reached the server.
        """
        with self._lock:
            self._aborted = True
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    # The plain socket's method: SSLSocket's own drops the TLS state under the reading thread.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
            return self.sent


_here = threading.local()


def bind(exchange: Exchange) -> None:
    """The calling thread works for *exchange*: connections made in it belong to it."""
    _here.exchange = exchange


def current() -> Exchange:
    """The exchange the calling thread works for."""
    exchange: Exchange = _here.exchange
    return exchange
