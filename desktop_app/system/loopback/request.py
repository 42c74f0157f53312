"""Parses one HTTP/1.x request head, strictly (RFC 9112). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: The most bytes a request may have, head and all.
MAX_REQUEST: Final = 16_384
_MAX_HEADERS: Final = 100

_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP/(\d)\.(\d)")
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")


class BadRequest(Exception):
    """Not a request we read; *status* is the HTTP status to answer with."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A request without a body.

    :param path: raw, as it came (never decoded).
    :param query: raw, without the question mark; ``""`` if there is none.
    :param headers: lower-case names, every value in the order they came.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, tuple[str, ...]]

    def values(self, name: str) -> tuple[str, ...]:
        """All values of the header *name* (lower case)."""
        return self.headers.get(name, ())

    @property
    def offers_to_keep(self) -> bool:
        """Whether the client says, as browsers do, that it would use the connection again."""
        return [value.lower() for value in self.values("connection")] == ["keep-alive"]


def split(received: bytes) -> bytes | None:
    """The head in *received*, without its empty line; None while it is not complete.

    :raises BadRequest: 431 over :data:`MAX_REQUEST`; 400 for bytes behind the head (a body, a pipelined request).
    """
    end = received.find(b"\r\n\r\n", 0, MAX_REQUEST)
    if end < 0:
        if len(received) >= MAX_REQUEST:
            raise BadRequest(431)
        return None
    if len(received) > end + 4:
        raise BadRequest
    return received[:end]


def parse(head: bytes) -> Request:
    """The request of *head*.

    :raises BadRequest: anything but an origin-form target and well-formed headers without a body.
    """
    first, *lines = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise BadRequest
    if line[3] != b"1":
        raise BadRequest(505)
    target = line[2].decode("ascii")
    if not target.startswith("/") or "#" in target:
        raise BadRequest
    headers = _headers(lines)
    has_body = "transfer-encoding" in headers or any(value != "0" for value in headers.get("content-length", ()))
    if has_body and line[1] == b"GET":
        raise BadRequest
    path, _, query = target.partition("?")
    return Request(line[1].decode("ascii"), path, query, headers)


def _headers(lines: list[bytes]) -> dict[str, tuple[str, ...]]:
    if len(lines) > _MAX_HEADERS:
        raise BadRequest(431)
    headers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            raise BadRequest
        name = header[1].decode("ascii").lower()
        headers[name] = (*headers.get(name, ()), header[2].decode("latin-1").strip(" \t"))
    return headers
