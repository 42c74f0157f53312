"""HTTP responses of the listener. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

#: On every answer; a response's own header of the same name wins.
_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """One answer; the connection ends with it, unless it *leads_on* and the browser offered to keep it.

    :param leads_on: the browser's next request is for a page of ours.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    leads_on: bool = False

    def encode(self, *, with_body: bool = True, keep: bool = False) -> bytes:
        """The bytes on the wire; *with_body* False answers a HEAD; with *keep* the connection goes on."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        headers = {**_ALWAYS, **dict(self.headers)}
        if keep:
            headers["Connection"] = "keep-alive"
        if self.status != HTTPStatus.NO_CONTENT:
            headers["Content-Length"] = str(len(self.body))
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + (self.body if with_body else b"")


def see_other(location: str, *, leads_on: bool = False) -> Response:
    """303: the browser goes on to *location* with GET, and its address bar forgets where it was."""
    return Response(303, (("Location", location),), leads_on=leads_on)


def html(body: bytes, content_security_policy: str) -> Response:
    """200 with a page."""
    return Response(
        200,
        (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", content_security_policy)),
        body,
    )
