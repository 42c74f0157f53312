"""HTTP byte by byte, for listeners that must not trust it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.support.patience import PATIENCE

Headers = Iterable[tuple[str, str]]
#: What Chromium sends when a provider's page leads it to us.
NAVIGATION: Headers = (
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-User", "?1"),
    ("Sec-Fetch-Dest", "document"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; status 0 means that the other side closed without one."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def connect(address: str, *, patience: float = PATIENCE) -> socket.socket:
    """A connection to the origin of *address*; reading gives up after *patience* seconds."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=patience)


def request(address: str, *, method: str = "GET", headers: Headers = (), host: str | None = None) -> bytes:
    """The bytes of a request for *address*."""
    parts = urlsplit(address)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc if host is None else host}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def read(connection: socket.socket) -> Answer:
    """Read the answer to the connection's end."""
    received = bytearray()
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65_536):
            received += part
    if not received:
        return Answer(0, {}, b"")
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split(" ")[1]), headers, body)


def send(address: str, data: bytes) -> Answer:
    """Send *data* to the origin of *address* and read the answer."""
    with connect(address) as connection:
        with contextlib.suppress(ConnectionError):  # refused while we talk: the answer may be there all the same
            connection.sendall(data)
        return read(connection)


def visit(address: str, *, method: str = "GET", headers: Headers = (), host: str | None = None) -> Answer:
    """One request, one answer."""
    return send(address, request(address, method=method, headers=headers, host=host))


def follow(answer: Answer, address: str) -> Answer:
    """Go where a 303 of *address* leads."""
    assert answer.status == 303, answer
    parts = urlsplit(address)
    return visit(f"{parts.scheme}://{parts.netloc}{answer.headers['location']}")
