"""Connections, certificates and pools: what requests and urllib3 are told to do our way. Imported late.

Every connection knows the exchange it works for (:func:`desktop_app.system.http.exchange.current`), so that an
exchange can be aborted wherever it is, and so that we know whether its request can have left.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any, Final

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import SystemTimeWarning

from desktop_app.errors import Code, TransportError
from desktop_app.system.http.address import is_loopback
from desktop_app.system.http.exchange import Stage, current

if TYPE_CHECKING:
    from urllib3 import HTTPResponse
    from urllib3.connection import BaseHTTPConnection  # type: ignore[attr-defined]  # for type checkers alone

#: A connection that was idle for longer is not used again: a server or a router between may have dropped it without a
#: word, and a token request must not be lost for that.
_LONGEST_IDLE: Final = 25.0
_POOL_SIZE: Final = 4

# A wrong clock is told by ourselves, where it matters; and nobody but us writes about requests to a log.
warnings.filterwarnings("ignore", category=SystemTimeWarning)
logging.getLogger("urllib3").propagate = False


class _Tracked(HTTPConnection):
    """A connection that reports to its exchange."""

    _answers = 0
    _used_at = 0.0

    def _new_conn(self) -> socket.socket:
        exchange = current()
        exchange.enter(Stage.NAME)
        host = self._dns_host
        found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
        if host == "localhost":
            # Plain http is allowed to it: whatever a name server says, it is this machine.
            found = [entry for entry in found if is_loopback(str(entry[4][0]))]
        exchange.enter(Stage.CONNECT)
        failure = OSError("no address")
        for tried, (family, kind, protocol, _, address) in enumerate(found):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                exchange.track(sock)
                # An address that never answers leaves time for the others.
                sock.settimeout(exchange.remaining() / (len(found) - tried))
                sock.connect(address)
                sock.settimeout(exchange.remaining())
            except OSError as error:
                failure = error
                exchange.forget(sock)
                sock.close()
            else:
                self._answers = 0
                return sock
        raise failure

    def _tunnel(self) -> None:
        current().enter(Stage.TUNNEL)
        super()._tunnel()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        exchange = current()
        # While the tunnel is asked for it is the proxy that is spoken to.
        if exchange.stage not in (Stage.TUNNEL, Stage.SENT):
            exchange.reused = self._answers > 0
            exchange.enter(Stage.SENT)
        super().send(data)

    def putrequest(self, *args: Any, **options: Any) -> None:
        exchange = current()
        self._used_at = time.monotonic()
        if self.sock is not None:
            exchange.track(plain_socket(self.sock))
        exchange.enter(Stage.HANDSHAKE)
        super().putrequest(*args, **options)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it, too
        if self.sock is None:
            # urllib3 passes over a reset while sending, to read the answer all the same. Where the reset met the
            # connecting, there is nothing to read from.
            raise ConnectionResetError(errno.ECONNRESET, "reset while connecting")
        answer = super().getresponse()
        self._answers += 1
        return answer

    @property
    def is_connected(self) -> bool:
        stale = current().fresh or time.monotonic() - self._used_at > _LONGEST_IDLE
        return not stale and super().is_connected


class _TrackedTls(_Tracked, HTTPSConnection):
    """The same over TLS."""


class _Returning(HTTPConnectionPool):
    """A pool whose connections leave their exchange when they come back."""

    ConnectionCls = _Tracked

    def _put_conn(self, conn: BaseHTTPConnection | None) -> None:
        if conn is not None and conn.sock is not None:
            current().forget(plain_socket(conn.sock))
        super()._put_conn(conn)


class _ReturningTls(_Returning, HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = _TrackedTls


def plain_socket(sock: Any) -> socket.socket:
    """The socket at the bottom: TLS inside TLS (to a proxy) has one below."""
    bottom: socket.socket = getattr(sock, "socket", sock)
    return bottom


class _Context(truststore.SSLContext):
    """TLS with the system's certificate store, whose handshakes can be aborted.

    :ivar stage: what its handshakes are a part of; the one with an https proxy is a part of connecting.
    """

    stage = Stage.HANDSHAKE

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        current().enter(self.stage)
        return super().wrap_bio(*args, **options)

    def wrap_socket(self, sock: socket.socket, *args: Any, **options: Any) -> ssl.SSLSocket:
        exchange = current()
        exchange.enter(self.stage)
        wrapped = super().wrap_socket(sock, *args, **{**options, "do_handshake_on_connect": False})
        try:
            exchange.forget(sock)
            exchange.track(wrapped)
            wrapped.settimeout(exchange.remaining())
            wrapped.do_handshake()
        except BaseException:
            wrapped.close()
            raise
        return wrapped


def _context(ca_file: str, common: str, stage: Stage) -> ssl.SSLContext:
    """TLS 1.2 or later, the system's store, *ca_file* and *common*.

    Raises E_TLS for a *ca_file* that cannot be used. Where *common* cannot, all that it does not touch goes on without
    it: it can only add trust, and the exchange remembers.
    """
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    context.stage = stage
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if common:
        try:
            context.load_verify_locations(cafile=common)
        except (OSError, ValueError):
            current().unused_ca = common
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError):
            raise TransportError(Code.E_TLS, "network.ca_file", maybe_delivered=False, file=ca_file) from None
    return context


class Adapter(HTTPAdapter):
    """requests' way to urllib3, with our pools and certificates.

    :param ca_file: the account's own authorities. :param common: those for all accounts.
    """

    def __init__(self, ca_file: str, common: str = "") -> None:
        self._ca_file = ca_file
        self._common = common
        self._contexts: dict[tuple[str, int | None], ssl.SSLContext] = {}
        self._lock = threading.Lock()
        super().__init__(pool_connections=8, pool_maxsize=_POOL_SIZE)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        if proxy in self.proxy_manager:
            return self.proxy_manager[proxy]
        context = _context(self._ca_file, self._common, Stage.CONNECT)
        manager = super().proxy_manager_for(proxy, proxy_ssl_context=context, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        where: Any
        options: Any
        where, options = super().build_connection_pool_key_attributes(request, True, None)
        if where["scheme"] == "https":
            options["ssl_context"] = self._context_for(where["host"], where["port"])
        else:
            options.clear()
        return where, options

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """The bare answer: requests would parse cookies out of it."""
        answer = requests.Response()
        answer.status_code = resp.status
        answer.raw = resp
        answer.url = req.url or ""
        return answer

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """The context says all there is to say; requests would name certifi's file here."""

    def _context_for(self, host: str, port: int | None) -> ssl.SSLContext:
        """One context for each server: truststore lets one handshake at a time through a context, and a server that
        hangs must not hold up others."""
        with self._lock:
            known = self._contexts.get((host, port))
            if known is None:
                known = _context(self._ca_file, self._common, Stage.HANDSHAKE)
                if not current().unused_ca:  # else it is looked at again: somebody may mend the file
                    self._contexts[host, port] = known
            return known


_POOLS: Final[dict[str, type[HTTPConnectionPool]]] = {"http": _Returning, "https": _ReturningTls}
