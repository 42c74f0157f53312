"""Which addresses are good enough to be called, or to be handed to a browser.

RFC 6749 §3.1 and §3.2 (TLS, no fragment), RFC 8252 §8.3 (loopback), and a hostile provider's point of view: a name
that is no host, user information before an "@", characters that mean something to a shell or a browser.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

MAX_ADDRESS: Final = 4_096
#: RFC 3986's characters without ``$ ' ( )``, which no real endpoint has and every injection needs.
_CHARACTERS: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!&*+,;=]|%[0-9A-Fa-f]{2})+", re.ASCII)
_NAME: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?", re.ASCII)

#: Parameters of an authorization request that nobody but us sets; a request object would set them all (RFC 9101).
_RESERVED: Final = frozenset({"state", "nonce", "redirect_uri", "client_id", "scope", "request", "request_uri"})
_RESERVED_STEMS: Final = ("code_challenge", "response_")


def problem(address: object, *, allow_http: bool, query: bool = True) -> str | None:
    """What is wrong with *address*, None if nothing is.

    :param allow_http: plain http is allowed where the host is loopback.
    :param query: a query is allowed.
    :return: ``text``, ``characters``, ``scheme``, ``userinfo``, ``host``, ``port``, ``fragment`` or ``query``.
    """
    if not isinstance(address, str) or not 0 < len(address) <= MAX_ADDRESS:
        return "text"
    if _CHARACTERS.fullmatch(address) is None:
        return "characters"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "host"
    if parts.scheme not in ("https", "http") or "://" not in address:
        return "scheme"
    if "@" in parts.netloc:
        return "userinfo"
    if not _is_host(host, bracketed="[" in parts.netloc):
        return "host"
    if port == 0 or parts.netloc.endswith(":"):
        return "port"
    if parts.scheme == "http" and not (allow_http and is_loopback(host)):
        return "scheme"
    if "#" in address:
        return "fragment"
    return "query" if "?" in address and not query else None


def is_loopback(host: str) -> bool:
    """Whether *host* (no brackets) is 127/8, ::1 or localhost, and nothing that merely resolves there."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address == ipaddress.IPv6Address("::1") or (address.version == 4 and address.is_loopback)


def is_loopback_http(address: str) -> bool:
    """Whether *address* is plain http on loopback."""
    return address[:5].lower() == "http:" and problem(address, allow_http=True) is None


def query_names(address: str) -> frozenset[str]:
    """The names of the parameters in the query of *address*."""
    return frozenset(name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True))


def with_params(address: str, params: Mapping[str, str]) -> str:
    """*address* with *params* added; a query it has already stays (RFC 6749 §3.1)."""
    head, mark, query = address.partition("?")
    joint = "?" if not mark else "&" if query and not query.endswith("&") else ""
    return f"{head}{mark}{query}{joint}{urlencode(params, quote_via=quote, errors='surrogatepass')}"


def is_reserved(name: str) -> bool:
    """Whether *name* is a parameter of the authorization request that nobody but us sets."""
    return name in _RESERVED or name.startswith(_RESERVED_STEMS)


def _is_host(host: str, *, bracketed: bool) -> bool:
    if bracketed:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return "%" not in host
    return len(host) <= 253 and _NAME.fullmatch(host) is not None
