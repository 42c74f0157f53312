"""Everything a network does to an answer on its way, and servers that do nothing else.

:data:`TROUBLES` are faults for any endpoint of the scripted provider (``provider.fail("refresh", TROUBLES["portal"])``)
or for a server of its own (:func:`bad_server`). Certificate troubles are in :func:`tls_troubles`; a proxy is
:class:`tests.support.proxy_double.ProxyDouble`.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.support.certificates import authority, server_context
from tests.support.provider.provider import spoilt
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply, WireServer

#: A name that no name server knows (RFC 6761 §6.4).
NO_SUCH_HOST: Final = "keyfob-tests.invalid"
_PORTAL: Final = "<!DOCTYPE html><title>Welcome</title><form>Accept the terms to use this network</form>"

#: What a client must tell from the provider's own word. *process*: the provider did its work before.
TROUBLES: Final[Mapping[str, Fault]] = {
    "portal": Fault(status=200, body=_PORTAL, media_type="text/html"),
    "portal_redirect": Fault(status=302, headers={"Location": "http://portal.example/login"}, body=""),
    "json_as_html": Fault(process=True, media_type="text/html"),
    "firewall_403": Fault(status=403, body='{"message": "Forbidden"}'),
    "empty_400": Fault(status=400, body="", media_type="text/plain"),
    "empty_object_400": Fault(status=400, body="{}"),
    "proxy_407": Fault(status=407, body="<h1>Proxy Authentication Required</h1>", media_type="text/html"),
    "rate_429": Fault(status=429, headers={"Retry-After": "120"}, body='{"error": "slow_down"}'),
    "error_500": Fault(status=500, body="<h1>Internal Server Error</h1>", media_type="text/html"),
    "error_502": Fault(status=502, body="<h1>Bad Gateway</h1>", media_type="text/html"),
    "error_503": Fault(status=503, headers={"Retry-After": "5"}, body="{}"),
    "drip": Fault(process=True, drip=1.0),
    "drip_body": Fault(process=True, drip=1.0, drip_body=True),
    "hang": Fault(process=True, hang="before"),
    "hang_body": Fault(process=True, hang="body"),
    "cut_off": Fault(process=True, cut_at=20),
    "length_too_long": Fault(process=True, declared=20_000),
    "length_too_short": Fault(process=True, declared=10),
    "broken_chunks": Fault(process=True, chunked="broken"),
    "gzip_bomb": Fault(status=200, gzip_bomb=300_000_000),
    "reset": Fault(drop="reset"),
    "reset_after_head": Fault(process=True, drop="head"),
    "lost_answer": Fault(process=True, drop="close"),
}


def times(name: str, count: int) -> Fault:
    """The trouble *name*, *count* times; then all is well."""
    return replace(TROUBLES[name], times=count)


def tls_troubles(folder: Path) -> Mapping[str, ssl.SSLContext]:
    """Server contexts with something wrong, to be put into ``provider.wire.tls`` (client trusts :func:`authority`)."""
    return {
        "unknown_ca": server_context(folder, issuer=authority("Nobody's")),
        "expired": server_context(folder, days=(-20, -1)),
        "not_yet": server_context(folder, days=(5, 20)),
        "wrong_host": server_context(folder, names=("another.example",)),
    }


class BadServer(WireServer):
    """Gives every request the same answer, and remembers the requests."""

    def __init__(
        self, fault: Fault, *, reply: Reply | None = None, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.fault = fault
        self.reply = reply or Reply(200, b'{"answer": "' + b"x" * 200 + b'"}')
        self.seen: list[Seen] = []
        super().__init__(self._same, host=host, tls=tls)

    def _same(self, seen: Seen) -> tuple[Reply, Fault | None]:
        self.seen.append(seen)
        return spoilt(self.reply, self.fault), self.fault


@contextmanager
def bad_server(
    fault: Fault, *, reply: Reply | None = None, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[BadServer]:
    """A running :class:`BadServer`."""
    server = BadServer(fault, reply=reply, host=host, tls=tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()
