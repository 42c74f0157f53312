"""The HTTP server: werkzeug's, on loopback, silent about what it serves."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from werkzeug.serving import WSGIRequestHandler, make_server

from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from flask import Flask

HOST: Final = "127.0.0.1"
#: A connection that says nothing for so long is closed, seconds.
IDLE: Final = 10.0


class QuietHandler(WSGIRequestHandler):
    """Logs nothing (addresses carry codes) and does not say what it is made of."""

    timeout = IDLE
    server_version = "KeyfobDemo"
    sys_version = ""

    def version_string(self) -> str:
        """The Server header."""
        return self.server_version

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def bind(port: int, *, patience: float) -> socket.socket:
    """A bound socket on *port* (0 = any free one); on any free port where that one stays taken for *patience*
    seconds. Raises KeyfobError E_PORT."""
    until = time.monotonic() + patience
    while True:
        try:
            return _bound(port)
        except OSError as error:
            if port == 0 or error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise KeyfobError(Code.E_PORT, "demo.no_port", why=error.strerror or "unknown") from error
            if time.monotonic() >= until or error.errno == errno.EACCES:
                port = 0
            else:
                time.sleep(0.05)


@contextmanager
def serving(listener: socket.socket, app: Flask) -> Iterator[None]:
    """Serve *app* on *listener* in threads of its own while the body runs."""
    # Authlib writes tokens into its debug log.
    logging.getLogger("authlib").setLevel(logging.CRITICAL)
    port = listener.getsockname()[1]
    server = make_server(HOST, port, app, threaded=True, request_handler=QuietHandler, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-provider")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # On POSIX this only passes over connections that are still closing; on Windows it would share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener
