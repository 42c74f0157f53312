"""Proxies, taken deliberately: the settings', else the environment's and the system's fixed ones. Loopback never goes
through one, nor does what the environment or the system excepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.errors import Code, TransportError

if TYPE_CHECKING:
    from desktop_app.system.http.address import Address


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy.

    :param url: its address, credentials included.
    :param name: host and port alone, to be shown.
    """

    url: str = field(repr=False)
    name: str


def proxy_for(address: Address, chosen: str = "") -> Proxy | None:
    """The proxy for *address*, None to go there directly. Raises E_PROXY for a setting that cannot be used.

    :param chosen: a person's setting: ``""`` for the environment's and the system's, ``none``, or an address.
    """
    if address.is_loopback or chosen == "none":
        return None
    from urllib.request import getproxies, proxy_bypass

    settings = getproxies()
    url = chosen or settings.get(address.scheme) or settings.get("all")
    if not url or proxy_bypass(f"{address.host}:{address.port}") or _in_excluded_net(address.host, settings.get("no")):
        return None
    return _parsed(url)


def named_proxy() -> tuple[str, bool, bool]:
    """The proxy that https goes through where the settings name none.

    :returns: host and port (empty for none); whether it comes from the environment; whether it cannot be used.
    """
    from urllib.request import getproxies, getproxies_environment

    environment = getproxies_environment()
    settings = environment or getproxies()
    url = settings.get("https") or settings.get("all")
    if not url:
        return "", False, False
    try:
        return _parsed(url).name, bool(environment), False
    except TransportError:
        return "", bool(environment), True


def _parsed(url: str) -> Proxy:
    """Raises E_PROXY. A name without a scheme is an http proxy, as everywhere."""
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    if not host:
        raise TransportError(Code.E_PROXY, "network.proxy_address", maybe_delivered=False)
    name = f"[{host}]" if ":" in host else host
    if port is not None:
        name = f"{name}:{port}"
    if parts.scheme not in ("http", "https"):
        raise TransportError(Code.E_PROXY, "network.proxy_kind", maybe_delivered=False, proxy=name, kind=parts.scheme)
    return Proxy(full, name)


def _in_excluded_net(host: str, excluded: str | None) -> bool:
    """Whether *host* is an IP literal in one of the networks of ``no_proxy`` ("10.0.0.0/8"), which the standard
    library does not look at."""
    if not excluded or "/" not in excluded:
        return False
    try:
        number = ip_address(host)
    except ValueError:
        return False
    for entry in excluded.split(","):
        try:
            if "/" in entry and number in ip_network(entry.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False
