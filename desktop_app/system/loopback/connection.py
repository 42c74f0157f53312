"""One connection: what it said, what it is owed, how long it may take. No input or output happens here."""

from __future__ import annotations

import socket
from typing import Final, Literal

#: Seconds: until the first byte (browsers connect ahead), for the rest of the request, for an answer, for its end.
_IDLE: Final = 60.0
_REQUEST: Final = 10.0
_ANSWER: Final = 10.0
_DRAIN: Final = 1.0
#: For the request of a page that a kept connection was led on to.
_FOLLOW: Final = 3.0
#: The first byte of a TLS record that holds a handshake (RFC 8446 §5.1).
_TLS_HANDSHAKE: Final = 0x16

Phase = Literal["reading", "held", "writing", "following", "draining"]


class Connection:
    """A connection of the server's thread, which alone touches it."""

    __slots__ = ("deadline", "keep", "offers_to_keep", "phase", "received", "socket", "to_send", "wants_body")

    def __init__(self, connected: socket.socket, now: float) -> None:
        self.socket = connected
        self.phase: Phase = "reading"
        self.received = bytearray()
        self.to_send = b""
        self.wants_body = True
        self.offers_to_keep = False
        self.keep = False
        self.deadline: float | None = now + _IDLE

    @property
    def is_tls(self) -> bool:
        """Whether it begins like TLS."""
        return self.received[:1] == bytes((_TLS_HANDSHAKE,))

    def take(self, data: bytes, now: float) -> None:
        """Keep *data* of the request."""
        if not self.received and self.phase == "reading":
            self.deadline = now + _REQUEST
        self.received += data

    def hold(self) -> None:
        """Wait for an answer, however long it takes."""
        self.phase, self.deadline = "held", None
        self.received.clear()

    def write(self, answer: bytes, now: float, *, keep: bool) -> None:
        """Owe *answer*; with *keep* another request follows it."""
        self.keep = keep
        self.phase, self.to_send, self.deadline = "writing", answer, now + _ANSWER
        self.received.clear()

    def follow(self, now: float) -> None:
        """The answer is out; the next request comes on the same connection."""
        self.phase, self.deadline = "following", now + _FOLLOW

    def drain(self, now: float) -> None:
        """The answer is out; wait a little for the other side's end."""
        self.phase, self.deadline = "draining", now + _DRAIN
