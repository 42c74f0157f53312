"""Which proxy an address takes, who says so, and whether it is there."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.errors import Code, TransportError
from desktop_app.ports import ProxyInUse
from desktop_app.system.http.address import checked
from desktop_app.system.http.proxies import proxy_for

if TYPE_CHECKING:
    from desktop_app.ports import Trust
    from desktop_app.system.http.proxies import Proxy

_PORTS = {"http": 80, "https": 443}


def in_use(url: str, trust: Trust, chosen: str) -> ProxyInUse | None:
    """The proxy for *url*. Raises :class:`TransportError`.

    :param chosen: a person's setting (see :func:`proxy_for`).
    """
    address = checked(url, trust)
    proxy = proxy_for(address, chosen)
    return None if proxy is None else ProxyInUse(proxy.name, "settings" if chosen else _source(address.scheme))


def reach(url: str, trust: Trust, chosen: str, seconds: float) -> None:
    """Connect to the proxy for *url*, and hang up. Raises :class:`TransportError`."""
    proxy = proxy_for(checked(url, trust), chosen)
    if proxy is None:
        return
    try:
        socket.create_connection(where(proxy), timeout=seconds).close()
    except TimeoutError:
        raise TransportError(
            Code.E_PROXY, "network.proxy_timeout", maybe_delivered=False, proxy=proxy.name, seconds=round(seconds)
        ) from None
    except (OSError, UnicodeError):
        raise TransportError(
            Code.E_PROXY, "network.proxy_unreachable", maybe_delivered=False, proxy=proxy.name
        ) from None


def where(proxy: Proxy) -> tuple[str, int]:
    """Host and port of *proxy*."""
    parts = urlsplit(proxy.url)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)


def _source(scheme: str) -> str:
    """The variable that named the proxy: lower case goes first, as in the standard library."""
    names = [name for kind in (scheme, "all") for name in (f"{kind}_proxy", f"{kind}_proxy".upper())]
    return next((name for name in names if os.environ.get(name)), "")
