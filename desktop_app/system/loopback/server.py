"""Moves the bytes: one daemon thread with a selector, so that no idle, slow or hostile connection holds up another."""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from desktop_app.system.loopback import request as http
from desktop_app.system.loopback.connection import Connection
from desktop_app.system.loopback.responses import Response

_log = logging.getLogger(__name__)

_MAX_CONNECTIONS: Final = 200
_ACCEPTS_A_TURN: Final = 64
_CHUNK: Final = 65_536


class Handler(Protocol):
    """Who answers the requests; called on the server's thread."""

    def answer(self, request: http.Request, connection: Connection) -> Response | None:
        """The answer; None holds the connection until :meth:`Server.send`."""
        ...

    def saw_hello(self) -> None:
        """A TLS ClientHello arrived."""
        ...

    def expects_visits(self) -> bool:
        """Whether, while closing, an answer already given still leads the browser here."""
        ...

    def ended(self) -> None:
        """The thread is at its end: nothing listens any more."""
        ...


class Server:
    """Serves *listening* sockets (which it owns from here on) until :meth:`close`."""

    def __init__(self, listening: Sequence[socket.socket], handler: Handler) -> None:
        self._listening = list(listening)
        self._handler = handler
        self._selector = selectors.DefaultSelector()
        self._connections: dict[Connection, None] = {}  # in the order they came
        self._commands: deque[Callable[[], None]] = deque()
        self._waker, self._wakened = socket.socketpair()
        self._waker.setblocking(False)
        self._wakened.setblocking(False)
        self._closing_until: float | None = None
        self._over = threading.Lock()  # guards _waker against its end
        self._thread = threading.Thread(target=self._run, name="keyfob-listener", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._selector.register(self._wakened, selectors.EVENT_READ)
        for listening in self._listening:
            self._selector.register(listening, selectors.EVENT_READ)
        self._thread.start()

    def send(self, connection: Connection, response: Response) -> None:
        """Answer a held *connection*. From any thread; comes back at once."""
        self._soon(lambda: self._respond(connection, response))

    def close(self, grace: float) -> None:
        """Stop: at once, or, while answers are on their way, after at most *grace* seconds. Waits for the end."""
        self._soon(lambda: self._begin_closing(grace))
        self._thread.join()

    def _soon(self, command: Callable[[], None]) -> None:
        self._commands.append(command)
        with self._over, contextlib.suppress(OSError):  # full: it is awake anyway; closed: it is over
            self._waker.send(b"\0")

    # --- below: on the server's thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._is_over():
                for key, events in self._selector.select(self._pause()):
                    if isinstance(key.data, Connection):
                        self._serve(key.data, events)
                    elif key.fileobj is self._wakened:
                        self._wakened.recv(_CHUNK)
                    elif isinstance(key.fileobj, socket.socket):
                        self._accept(key.fileobj)
                while self._commands:
                    self._commands.popleft()()
                self._drop_late_ones()
        finally:
            self._end()

    def _is_over(self) -> bool:
        if self._closing_until is None:
            return False
        late, visits = time.monotonic() >= self._closing_until, self._handler.expects_visits()
        if late or not visits:
            self._stop_listening()
        if visits and any(one.phase == "following" for one in self._connections):
            return False  # a slow browser: nothing listens any more, but it comes on the connection that it has
        return late or not (self._listening or any(one.phase == "writing" for one in self._connections))

    def _pause(self) -> float | None:
        ends = [one.deadline for one in self._connections if one.deadline is not None]
        if self._closing_until is not None and self._listening:
            ends.append(self._closing_until)
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _begin_closing(self, grace: float) -> None:
        if self._closing_until is None:
            self._closing_until = time.monotonic() + grace
        for one in [one for one in self._connections if one.phase == "held"]:
            self._respond(one, Response(503))

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(_ACCEPTS_A_TURN):
            try:
                accepted, _ = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError:  # out of file descriptors, say: make room, and do not spin
                self._make_room()
                time.sleep(0.02)
                return
            if len(self._connections) >= _MAX_CONNECTIONS and not self._make_room():
                accepted.close()
                continue
            accepted.setblocking(False)
            connection = Connection(accepted, time.monotonic())
            self._connections[connection] = None
            self._selector.register(accepted, selectors.EVENT_READ, connection)

    def _make_room(self) -> bool:
        """Drop the connection that is least worth keeping: the oldest that says nothing, never one that is held."""
        droppable = [one for one in self._connections if one.phase != "held"]
        if not droppable:
            return False
        self._drop(min(droppable, key=lambda one: (one.phase in ("writing", "following"), bool(one.received))))
        return True

    def _serve(self, connection: Connection, events: int) -> None:
        if connection not in self._connections:
            return  # dropped a moment ago, to make room
        if connection.phase == "writing":
            self._write(connection)
        elif events & selectors.EVENT_READ:
            self._read(connection)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._drop(connection)
        elif connection.phase in ("reading", "following"):
            connection.take(data, time.monotonic())
            if connection.is_tls:
                self._handler.saw_hello()
                self._drop(connection)
            else:
                self._answer(connection)

    def _answer(self, connection: Connection) -> None:
        response: Response | None
        try:
            head = http.split(bytes(connection.received))
            if head is None:
                return
            request = http.parse(head)
        except http.BadRequest as refused:
            response = Response(refused.status)
        else:
            connection.wants_body = request.method != "HEAD"
            connection.offers_to_keep = request.offers_to_keep
            response = self._handler.answer(request, connection)
        if response is None:
            connection.hold()
            self._selector.unregister(connection.socket)
        else:
            self._respond(connection, response)

    def _respond(self, connection: Connection, response: Response) -> None:
        if connection not in self._connections or connection.phase not in ("reading", "held", "following"):
            return
        if response.status >= 400:
            _log.debug("a request was refused with %d", response.status)
        held = connection.phase == "held"
        keep = response.leads_on and connection.offers_to_keep
        connection.write(response.encode(with_body=connection.wants_body, keep=keep), time.monotonic(), keep=keep)
        change = self._selector.register if held else self._selector.modify
        change(connection.socket, selectors.EVENT_WRITE, connection)
        self._write(connection)

    def _write(self, connection: Connection) -> None:
        try:
            sent = connection.socket.send(connection.to_send)
            connection.to_send = connection.to_send[sent:]
            if connection.to_send:
                return
            if not connection.keep:
                connection.socket.shutdown(socket.SHUT_WR)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._drop(connection)
            return
        self._selector.modify(connection.socket, selectors.EVENT_READ, connection)
        if connection.keep:
            connection.follow(time.monotonic())
            return
        # Reading on until the other side ends: closing over unread bytes would reset the answer on its way.
        connection.drain(time.monotonic())

    def _drop_late_ones(self) -> None:
        now = time.monotonic()
        for one in [one for one in self._connections if one.deadline is not None and one.deadline <= now]:
            self._drop(one)

    def _drop(self, connection: Connection) -> None:
        del self._connections[connection]
        if connection.phase != "held":
            self._selector.unregister(connection.socket)
        connection.socket.close()

    def _stop_listening(self) -> None:
        for listening in self._listening:
            self._selector.unregister(listening)
            listening.close()
        self._listening = []

    def _end(self) -> None:
        self._stop_listening()
        for connection in list(self._connections):
            self._drop(connection)
        self._selector.close()
        with self._over:
            self._waker.close()
        self._wakened.close()
        self._handler.ended()
