"""Reading an answer: bounded before and after decompression, and whole or not at all."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Code, TransportError
from desktop_app.ports import HttpAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response

    from desktop_app.system.http.exchange import Exchange

_BLOCK: Final = 65_536
_HEADERS_LIMIT: Final = 65_536
#: zlib's window argument: gzip or zlib wrapper, told by the header; and "deflate" as some servers mean it, bare.
_WRAPPED: Final = 47
_BARE: Final = -15


class TooLarge(Exception):
    """The body is over its limit."""


class Undecodable(Exception):
    """The body does not decompress."""


def read_answer(response: Response, exchange: Exchange, *, limit: int, too_large: Code) -> HttpAnswer:
    """The whole answer of a streamed *response*.

    :param limit: bytes of the body, after decompression.
    :param too_large: the error code of a larger one.

    Raises :class:`TransportError`, and whatever requests and urllib3 raise for a broken connection.
    """
    received = time.time()
    raw = response.raw
    headers = {name.lower(): value for name, value in raw.headers.iteritems()}
    if sum(len(name) + len(value) for name, value in raw.headers.iteritems()) > _HEADERS_LIMIT:
        raise TransportError(Code.E_NETWORK, "network.headers", maybe_delivered=True, host=exchange.host)
    try:
        body = _body(raw, headers, limit)
    except TooLarge:
        raise TransportError(
            too_large, "network.too_large", maybe_delivered=True, host=exchange.host, limit=limit
        ) from None
    except (Undecodable, zlib.error):
        raise TransportError(Code.E_NETWORK, "network.encoding", maybe_delivered=True, host=exchange.host) from None
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return HttpAnswer(response.status_code, media_type, headers, body, _date(headers.get("date")), received)


def _body(raw: Any, headers: Mapping[str, str], limit: int) -> bytes:
    encodings = [part.strip().lower() for part in headers.get("content-encoding", "").split(",")]
    encodings = [part for part in encodings if part not in ("", "identity")]
    if not encodings:
        return _plain(raw, limit)
    if len(encodings) > 1 or encodings[0] not in ("gzip", "x-gzip", "deflate"):
        raise Undecodable
    return _inflated(raw, limit)


def _plain(raw: Any, limit: int) -> bytes:
    declared = raw.length_remaining
    if declared is not None and declared > limit:
        raise TooLarge
    body = bytearray()
    while block := raw.read(min(_BLOCK, limit + 1 - len(body)), decode_content=False):
        body += block
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


def _inflated(raw: Any, limit: int) -> bytes:
    body = bytearray()
    compressed = 0
    inflater = None
    while block := raw.read(_BLOCK, decode_content=False):
        compressed += len(block)
        if compressed > limit + _BLOCK:
            raise TooLarge
        if inflater is None:
            inflater = zlib.decompressobj(_WRAPPED if _is_wrapped(block) else _BARE)
        while block:
            body += inflater.decompress(block, limit + 1 - len(body))
            if len(body) > limit:
                raise TooLarge
            if inflater.eof and inflater.unused_data:
                # A gzip body may have several members (RFC 1952 §2.2).
                block, inflater = inflater.unused_data, zlib.decompressobj(_WRAPPED)
            else:
                block = inflater.unconsumed_tail
    if inflater is not None and not inflater.eof:
        raise Undecodable
    return bytes(body)


def _is_wrapped(start: bytes) -> bool:
    """Whether *start* begins a gzip (RFC 1952) or a zlib (RFC 1950 §2.2) stream."""
    if start[:2] == b"\x1f\x8b":
        return True
    return len(start) > 1 and start[0] & 0x0F == 8 and int.from_bytes(start[:2]) % 31 == 0


def _date(value: str | None) -> float | None:
    """The Date header (RFC 9110 §5.6.7) as seconds since the epoch."""
    if not value:
        return None
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
