"""What went wrong with an exchange, in our words. Imported late.

The exceptions of requests carry the request, secrets included: nothing of them leaves this module.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from typing import TYPE_CHECKING, Final

import requests.exceptions
import urllib3.exceptions

from desktop_app.errors import Code, TransportError
from desktop_app.system.http.exchange import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.system.http.exchange import Exchange

#: X509_V_ERR_* of OpenSSL, CERT_E_* of Windows, errSec* of macOS.
_CERTIFICATE: Final[dict[int, str]] = {
    **dict.fromkeys((2, 18, 19, 20, 21, 24, 27, 0x800B0109, 0x800B010A, 0x800B0112, -67843, -25318), "unknown_ca"),
    **dict.fromkeys((10, 0x800B0101, -67818), "expired"),
    **dict.fromkeys((9, -67819), "not_yet"),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), "wrong_host"),
    **dict.fromkeys((23, 0x800B010C, -67820), "revoked"),
}
_TUNNEL_STATUS: Final = re.compile(r"Tunnel connection failed: (\d{3})")
_DEPTH: Final = 12


def fault_of(error: BaseException, exchange: Exchange) -> TransportError:
    """*error* of requests, urllib3, http.client or a socket, as ours."""
    causes = tuple(_causes(error))
    before_answering = exchange.stage in (Stage.NAME, Stage.CONNECT, Stage.TUNNEL)
    if exchange.proxy and before_answering:
        return _proxy_fault(causes, exchange)
    if not exchange.sent:
        for cause in causes:
            # A server that hangs up in the middle of it has said nothing about TLS.
            if isinstance(cause, ssl.SSLError) and not isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
                return _tls_fault(cause, exchange)
    return network_fault(_network_word(causes), exchange, sent=exchange.sent)


def network_fault(word: str, exchange: Exchange, *, sent: bool) -> TransportError:
    """E_NETWORK with the text ``network.<word>``."""
    return TransportError(
        Code.E_NETWORK,
        f"network.{word}",
        maybe_delivered=sent,
        host=exchange.host,
        seconds=round(exchange.seconds),
    )


def timed_out(exchange: Exchange, *, sent: bool) -> TransportError:
    """The exchange passed its deadline."""
    if exchange.proxy and not sent and exchange.stage in (Stage.CONNECT, Stage.TUNNEL):
        return TransportError(
            Code.E_PROXY,
            "network.proxy_timeout",
            maybe_delivered=False,
            proxy=exchange.proxy,
            seconds=round(exchange.seconds),
        )
    return network_fault("timeout", exchange, sent=sent)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """*error* and what is behind it, nearest first, each once."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting and len(seen) < _DEPTH:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        behind = [getattr(cause, "reason", None), *cause.args, cause.__cause__, cause.__context__]
        waiting.extend(other for other in behind if isinstance(other, BaseException))


def _network_word(causes: tuple[BaseException, ...]) -> str:
    for kinds, word in _WORDS:
        if any(isinstance(cause, kinds) for cause in causes):
            return word
    return "failed"


#: The first that fits counts: an aborted connection has several of these behind it.
_WORDS: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    ((socket.gaierror,), "dns"),
    ((ConnectionRefusedError,), "refused"),
    ((http.client.IncompleteRead, urllib3.exceptions.IncompleteRead), "cut_off"),
    ((urllib3.exceptions.InvalidChunkLength, urllib3.exceptions.InvalidHeader), "not_http"),
    ((requests.exceptions.InvalidHeader, UnicodeError), "request"),
    ((http.client.RemoteDisconnected, ConnectionError, ssl.SSLError), "reset"),
    ((TimeoutError, urllib3.exceptions.TimeoutError), "timeout"),
    ((http.client.HTTPException, urllib3.exceptions.ProtocolError), "not_http"),
    ((OSError,), "unreachable"),
)


def _tls_fault(error: ssl.SSLError, exchange: Exchange) -> TransportError:
    word = "failed"
    if isinstance(error, ssl.SSLCertVerificationError):
        word = _CERTIFICATE.get(error.verify_code, "certificate")
    if word == "unknown_ca" and exchange.unused_ca:  # it may well be the one that was meant
        return TransportError(Code.E_TLS, "network.ca_file", maybe_delivered=False, file=exchange.unused_ca)
    return TransportError(
        Code.E_TLS,
        f"network.tls_{word}",
        maybe_delivered=False,
        host=exchange.host,
        why=str(getattr(error, "verify_message", "") or error.reason or ""),
    )


def _proxy_fault(causes: tuple[BaseException, ...], exchange: Exchange) -> TransportError:
    word, status = "proxy_unreachable", 0
    for cause in causes:
        if (match := _TUNNEL_STATUS.search(str(cause))) is not None:
            status = int(match[1])
            word = "proxy_auth" if status == http.client.PROXY_AUTHENTICATION_REQUIRED else "proxy_refused"
            break
    else:
        if exchange.stage is Stage.TUNNEL:
            word = "proxy_broken"
    return TransportError(
        Code.E_PROXY,
        f"network.{word}",
        maybe_delivered=False,
        proxy=exchange.proxy,
        host=exchange.host,
        status=status,
    )
