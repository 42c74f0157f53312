"""Where a request goes: a strictly parsed address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from desktop_app.errors import Code, TransportError

if TYPE_CHECKING:
    from desktop_app.ports import Trust

#: Stricter than any of the parsers behind us, so that all of them read the same host: no user information, no
#: backslash, no white space, ASCII alone (RFC 3986 §3).
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_~.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?][!#-\[\]_a-z~|{}^`]*)?",
    re.IGNORECASE,
)
_LONGEST_LABEL = 63
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """A checked http or https address.

    :param host: lower case, without the brackets of an IPv6 literal.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454 §4)."""
        return self.scheme, self.host, self.port

    @property
    def is_loopback(self) -> bool:
        """Whether it is 127/8, ::1 or ``localhost``, as written: no name is looked up."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether *host* is 127/8, ::1 or ``localhost``, as written."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parse(url: str) -> Address | None:
    """*url* as an address; None if it is none that we would call."""
    match = _URL.fullmatch(url)
    if match is None:
        return None
    scheme, host = match["scheme"].lower(), match["host"].lower().strip("[]")
    port = int(match["port"]) if match["port"] else (443 if scheme == "https" else 80)
    if not 0 < port <= _HIGHEST_PORT or any(len(label) > _LONGEST_LABEL for label in host.split(".")):
        return None
    return Address(url, scheme, host, port)


def checked(url: str, trust: Trust) -> Address:
    """*url* as an address that may be called under *trust*.

    Raises :class:`TransportError` E_NETWORK (no address) or E_TLS (plain http where it is not allowed).
    """
    address = parse(url)
    if address is None:
        raise TransportError(Code.E_NETWORK, "network.address", maybe_delivered=False, address=url[:200])
    if address.scheme == "http" and not (trust.allow_http and address.is_loopback):
        raise TransportError(Code.E_TLS, "network.plain_http", maybe_delivered=False, host=address.host)
    return address
