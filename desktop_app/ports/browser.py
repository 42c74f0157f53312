"""The system browser, and the listener it comes back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.ports.waiting import Cancel


class Browser(Protocol):
    """The system browser."""

    def open(self, url: str) -> None:
        """Hand *url* to the desktop's opener and come back at once. Raises E_BROWSER where it can be noticed."""
        ...


Outcome = Literal["signed_in", "signed_out", "failed", "cancelled", "timed_out", "not_ours", "confirm"]


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser ends on. *title* and *text* are plain text (escaped where the page is made); *details* may
    hold words of others."""

    outcome: Outcome
    title: str
    text: str
    details: str = ""


class Redirect(Protocol):
    """A request on our redirect address. The browser's connection is held until :meth:`reply`."""

    @property
    def query(self) -> str:
        """The raw query, without the question mark, as it came (ASCII; at most 16 KB)."""
        ...

    def reply(self, page: Page, *, final: bool) -> None:
        """Answer the browser. *final*: this was the one, and a repetition of the same request gets the same page;
        otherwise the listener goes on waiting."""
        ...


class Listening(Protocol):
    """A bound loopback listener."""

    @property
    def redirect_uri(self) -> str:
        """What to send to the provider, e.g. ``http://127.0.0.1:49152/callback``."""
        ...

    def receive(self, deadline: float, cancel: Cancel | None = None) -> Redirect | Literal["timed_out", "cancelled"]:
        """The next request on the redirect address; *deadline* is monotonic. A TLS hello on the port is noted in
        :attr:`saw_tls`, noise is answered by the listener itself."""
        ...

    def submit(self, query: str) -> Redirect:
        """A redirect that reached a person and not us (a pasted address): handled like one that arrived."""
        ...

    @property
    def saw_tls(self) -> bool:
        """Whether a browser insisted on https for this address."""
        ...

    def start_page(self, url: str) -> str:
        """A one-time address of ours that redirects the browser to *url* (so that *url* is in nobody's argv)."""
        ...

    def close(self) -> None:
        """Stop listening; pages already answered get up to a second to arrive. Twice is fine."""
        ...


class Listener(Protocol):
    """Makes loopback listeners (RFC 8252 §7.3)."""

    def listen(self, *, host: str, ports: Sequence[int], path: str) -> Listening:
        """Bind before anything names the address. *host* ``""`` = 127.0.0.1, or [::1] without IPv4 loopback.
        Raises E_PORT naming the ports."""
        ...
