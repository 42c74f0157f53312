"""An http proxy on loopback: it tunnels, and brings any name to a server of the tests."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Literal

Mode = Literal["open", "deny", "ask", "close", "hang", "drop"]
_REFUSALS = {
    "deny": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "ask": b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
}


class ProxyDouble:
    """Answers ``CONNECT name:port`` by a tunnel to *target*, whatever the name.

    :param target: host and port of the server behind it.
    :param mode: ``open``; ``deny`` (403), ``ask`` (407), ``close`` and ``hang`` give no tunnel; ``drop``
        closes every connection at once.
    :param tls: be an https proxy.
    :ivar asked: the heads of the requests that came.
    """

    def __init__(self, target: tuple[str, int], mode: Mode = "open", *, tls: ssl.SSLContext | None = None) -> None:
        self.mode: Mode = mode
        self.asked: list[str] = []
        self._target = target
        self._tls = tls
        self._stopping = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> ProxyDouble:
        self._run(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for sock in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        for sock in (self._listener, *self._sockets):
            sock.close()

    def _run(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, name="proxy", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.add(client)
            self._run(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.mode == "drop":
                client.shutdown(socket.SHUT_RDWR)
                return
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
                self._sockets.add(client)
            head = b""
            while b"\r\n\r\n" not in head:
                more = client.recv(4096)
                if not more:
                    return
                head += more
            self.asked.append(head.decode("latin-1"))
            if self.mode == "hang":
                self._stopping.wait()
            if self.mode != "open":
                client.sendall(_REFUSALS.get(self.mode, b""))
                client.shutdown(socket.SHUT_RDWR)
                return
            server = socket.create_connection(self._target, 30)
            server.settimeout(None)
            self._sockets.add(server)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._run(_pump, server, client)
            _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for sock in (source, target):
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
