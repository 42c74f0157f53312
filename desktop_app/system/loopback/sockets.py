"""Binds loopback sockets, before anything names their address."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import Code, KeyfobError

_BACKLOG: Final = 512
#: How often any free port is tried that must be free in two families.
_ANY_PORT_TRIES: Final = 20

_LITERALS: Final[dict[str, tuple[tuple[socket.AddressFamily, str], ...]]] = {
    "127.0.0.1": ((socket.AF_INET, "127.0.0.1"),),
    "[::1]": ((socket.AF_INET6, "::1"),),
    "localhost": ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")),
}


def _numbers(*names: str) -> frozenset[int]:
    """The error numbers of *names*, with Windows' own (``WSA…``) beside them."""
    found = (getattr(errno, prefix + name, None) for name in names for prefix in ("", "WSA"))
    return frozenset(number for number in found if number is not None)


#: Windows answers EACCES for ports inside an excluded range and for those somebody else holds exclusively.
_BUSY: Final = _numbers("EADDRINUSE", "EACCES", "EPERM")
_NO_FAMILY: Final = _numbers("EAFNOSUPPORT", "EPROTONOSUPPORT", "EADDRNOTAVAIL")


@dataclass(frozen=True, slots=True)
class Bound:
    """Listening sockets and the address they answer to.

    :param host: as it stands in an address: ``127.0.0.1``, ``[::1]`` or ``localhost``.
    """

    sockets: tuple[socket.socket, ...]
    host: str
    port: int


class _Busy(Exception):
    """The port is taken, or not ours to take."""


class _NoFamily(Exception):
    """This machine has no loopback address of the family."""


def bind(host: str, ports: Sequence[int]) -> Bound:
    """Listen on *host* at the first of *ports* that is free (0 = any).

    :param host: ``127.0.0.1``, ``[::1]``, ``localhost`` (both families, as far as they exist, on one port), or ``""``
        for 127.0.0.1, and [::1] where there is no IPv4 loopback.
    :raises KeyfobError: E_PORT, naming the ports.
    :raises ValueError: another host, or no port at all.
    """
    if (host and host not in _LITERALS) or not ports or any(not 0 <= port <= 65535 for port in ports):
        raise ValueError("not a loopback address to listen on")
    for candidate in (host,) if host else ("127.0.0.1", "[::1]"):
        try:
            return _bind_first(candidate, ports)
        except _NoFamily:
            continue
    raise KeyfobError(Code.E_PORT, "browser.no_loopback", host=host or "127.0.0.1", ports=_named(ports))


def _bind_first(host: str, ports: Sequence[int]) -> Bound:
    for wanted in ports:
        for _ in range(1 if wanted else _ANY_PORT_TRIES):
            try:
                return _bind_all(host, wanted)
            except _Busy:
                continue
            except OSError as error:
                raise KeyfobError(
                    Code.E_PORT, "browser.listen_failed", host=host, ports=_named(ports), why=error.strerror or ""
                ) from None
    raise KeyfobError(Code.E_PORT, "browser.port_busy", host=host, ports=_named(ports))


def _bind_all(host: str, port: int) -> Bound:
    """Bind every family of *host* on one port. Raises _Busy, _NoFamily (none exists), OSError."""
    bound: list[socket.socket] = []
    try:
        for family, address in _LITERALS[host]:
            try:
                listening = _bind_one(family, address, port)
            except _NoFamily:
                continue
            bound.append(listening)
            port = listening.getsockname()[1]
    except (_Busy, OSError):
        for listening in bound:
            listening.close()
        raise
    if not bound:
        raise _NoFamily
    return Bound(tuple(bound), host, port)


def _bind_one(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _named_trouble(error) from None
    try:
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take the port from under us.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif port:
            # Elsewhere it only forgives connections of an earlier sign-in that linger in TIME_WAIT.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise _named_trouble(error) from None
    return listening


def _named_trouble(error: OSError) -> Exception:
    if error.errno in _BUSY:
        return _Busy()
    return _NoFamily() if error.errno in _NO_FAMILY else error


def _named(ports: Sequence[int]) -> str:
    return ", ".join(str(port) if port else "any" for port in ports)
