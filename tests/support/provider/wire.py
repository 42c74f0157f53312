"""A server on loopback whose answers can go wrong in every way an answer can."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.support.provider.record import Seen
from tests.support.provider.script import Fault

_LARGEST_REQUEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Answerer = Callable[[Seen], tuple[Reply, Fault | None]]


class WireServer:
    """Answers each request with what *answer* gives, spoilt by the fault that comes with it.

    :param host: ``127.0.0.1``, ``::1`` or ``localhost`` (bound to IPv4, named in the address).
    :param tls: what each new connection is wrapped in; may be replaced while it runs.
    """

    def __init__(
        self, answer: Answerer, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.tls = tls
        self._answer = answer
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self._server = _server(host, port, self)
        shown = f"[{host}]" if ":" in host else host
        self.port = int(self._server.server_address[1])
        self.address = f"{'https' if tls else 'http'}://{shown}:{self.port}"

    def start(self) -> None:
        """Serve, in threads."""
        self._main = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="wire")
        self._main.start()

    def stop(self) -> None:
        """Close everything and wait for the threads."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._main.join(30)
        self.drop_connections()
        for thread in self._threads:
            thread.join(30)

    def drop_connections(self) -> None:
        """Close every connection that is open now."""
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    @property
    def open_connections(self) -> int:
        """How many connections there are now."""
        with self._lock:
            return len(self._open)

    def pause(self, seconds: float) -> bool:
        """Wait; True when the server stops meanwhile."""
        return self._stopping.wait(seconds)

    def wait_until_stopped(self) -> None:
        """Wait for the end of the server."""
        self._stopping.wait()

    def opened(self, sock: socket.socket) -> int:
        """A connection came; its number."""
        with self._lock:
            self._open.add(sock)
            self.connections += 1
            if self._stopping.is_set():  # it came after the others were closed
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
            return self.connections

    def wrapped(self, sock: socket.socket, tls: ssl.SSLSocket) -> None:
        """A connection goes on as another object."""
        with self._lock:
            self._open.discard(sock)
            self._open.add(tls)

    def closed(self, sock: socket.socket) -> None:
        """A connection is over."""
        with self._lock:
            self._open.discard(sock)

    def serve_in_thread(self, work: Callable[[], None]) -> None:
        """*work* in a thread that :meth:`stop` waits for."""
        thread = threading.Thread(target=work, name="wire-connection", daemon=True)
        with self._lock:
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
            thread.start()

    def answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        """What a request gets."""
        return self._answer(seen)


def _server(host: str, port: int, wire: WireServer) -> ThreadingHTTPServer:
    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if host == "::1" else socket.AF_INET
        request_queue_size = 128

        def process_request(self, request: Any, client_address: Any) -> None:
            wire.serve_in_thread(lambda: self._converse(request, client_address))

        def _converse(self, request: socket.socket, client_address: Any) -> None:
            number = wire.opened(request)
            sock = request
            try:
                if wire.tls is not None:
                    request.settimeout(60)
                    sock = wire.tls.wrap_socket(request, server_side=True)
                    wire.wrapped(request, sock)
                sock.settimeout(60)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _Handler(sock, client_address, self, wire, number)
            except OSError:
                pass  # the other side went away, or does not like our certificate
            finally:
                wire.closed(sock)
                wire.closed(request)
                with contextlib.suppress(OSError):
                    sock.close()

    return Server(("127.0.0.1" if host == "localhost" else host, port), BaseHTTPRequestHandler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, sock: Any, client: Any, server: Any, wire: WireServer, number: int) -> None:
        self._wire = wire
        self._number = number
        super().__init__(sock, client, server)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""

    def _any(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LARGEST_REQUEST)
        body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        form: Mapping[str, list[str]] = {}
        if self.headers.get_content_type() == "application/x-www-form-urlencoded":
            form = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True)
        elif body:
            form = {"": [body.decode("utf-8", "replace")]}
        seen = Seen(
            method=self.command,
            path=path,
            endpoint="",
            query=parse_qs(query, keep_blank_values=True),
            form=form,
            headers={name.lower(): value for name, value in self.headers.items()},
            at=time.time(),
            connection=self._number,
        )
        reply, fault = self._wire.answer(seen)
        can_go_on = _deliver(self, self._wire, reply, fault or Fault())
        self.close_connection = self.close_connection or not can_go_on

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = _any


def _deliver(handler: _Handler, wire: WireServer, reply: Reply, fault: Fault) -> bool:
    """Send *reply*, spoilt by *fault*; whether the connection can go on."""
    if fault.delay and wire.pause(fault.delay):
        return False
    if fault.hang == "before":
        wire.wait_until_stopped()
        return False
    if fault.drop in ("close", "reset"):
        _close(handler.connection, reset=fault.drop == "reset")
        return False
    head, body = _head_and_body(reply, fault, is_head=handler.command == "HEAD")
    sock = handler.connection
    if fault.drip:
        return _drip(sock, wire, head, body, fault)
    if fault.hang == "body" or fault.drop == "head":
        sock.sendall(head)
        if fault.hang:
            wire.wait_until_stopped()
        else:
            _close(sock, reset=True)
        return False
    sock.sendall(head + body)
    return fault.cut_at is None and fault.declared is None and not fault.chunked


def _head_and_body(reply: Reply, fault: Fault, *, is_head: bool) -> tuple[bytes, bytes]:
    body = b"" if is_head else reply.body
    headers = {"Date": formatdate(usegmt=True), "Content-Type": reply.media_type, **reply.headers}
    if fault.gzip_bomb:
        body = _bomb(fault.gzip_bomb)
        headers["Content-Encoding"] = "gzip"
    if fault.chunked:
        headers["Transfer-Encoding"] = "chunked"
        body = (b"zz" if fault.chunked == "broken" else f"{len(body):x}".encode()) + b"\r\n" + body + b"\r\n0\r\n\r\n"
    else:
        headers["Content-Length"] = str(len(body) if fault.declared is None else fault.declared)
    if fault.cut_at is not None:
        body = body[: fault.cut_at]
    try:
        reason = HTTPStatus(reply.status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {reply.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"), body


def _drip(sock: socket.socket, wire: WireServer, head: bytes, body: bytes, fault: Fault) -> bool:
    if fault.drip_body:
        sock.sendall(head)
        head = b""
    for byte in head + body:
        sock.sendall(bytes([byte]))
        if wire.pause(fault.drip):
            return False
    return True


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)]
    return b"".join([*parts, packer.compress(b" " * (size % 1_000_000)), packer.flush()])


def _close(sock: socket.socket, *, reset: bool) -> None:
    if reset:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            sock.close()
    else:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
