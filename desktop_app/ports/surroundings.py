"""What the doctor looks at around the program: certificates, proxies, ports, the desktop, the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from desktop_app.ports.network import Trust


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate that was found good.

    :param ends_at: its ``notAfter`` (RFC 5280 §4.1.2.5), seconds since the epoch.
    :param root: whose authority it rests on: the system's store or the extra file.
    """

    ends_at: float
    root: Literal["system", "extra"]


@dataclass(frozen=True, slots=True)
class ProxyInUse:
    """The proxy for an address.

    :param name: host and port, without credentials.
    :param source: the environment variable that names it, ``settings`` for Keyfob's own settings, ``""`` for the
        system's.
    """

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class PortHolder:
    """The process that listens on a port.

    :param program: what it calls itself, ``""`` where that is not ours to see.
    :param ours: it is this very process.
    """

    pid: int
    program: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens the browser.

    :param command: the program, as it was chosen. :param exists: whether it can be run.
    :param browser: the desktop's default browser by its own name, ``""`` where nobody says.
    """

    command: str
    exists: bool
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the desktop around us offers.

    :param session: there is a desktop session at all.
    :param tray: icons of the tray are shown; None where that cannot be known from here.
    :param notifications: somebody shows notifications.
    """

    session: bool
    tray: bool | None
    notifications: bool


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Where the program keeps its files.

    :param path: the folder. :param open_to_others: how many files and folders others may read or write.
    :param free: bytes left on the disk.
    """

    path: str
    open_to_others: int
    free: int


@dataclass(frozen=True, slots=True)
class Versions:
    """What the program runs on.

    :param qt: ``""`` where Qt is not loaded. :param frozen: it runs from an installed bundle.
    """

    program: str
    python: str
    qt: str
    openssl: str
    system: str
    frozen: bool


@dataclass(frozen=True, slots=True)
class Person:
    """What tells who sits here: left out of everything that is handed on. Each may be ``""``."""

    home: str
    user: str
    hosts: tuple[str, ...]


class Surroundings(Protocol):
    """Looks; nothing is changed. Each call may take as long as *seconds*, or a few seconds where none are given."""

    def certificate(self, url: str, *, trust: Trust, seconds: float) -> Certificate | None:
        """The certificate of the server at *url*; None where none can be seen (plain http, or a proxy that is spoken
        to by TLS). Raises :class:`desktop_app.errors.TransportError`."""
        ...

    def proxy(self, url: str, *, trust: Trust) -> ProxyInUse | None:
        """The proxy for *url*. Raises E_PROXY for a setting that cannot be used, E_NETWORK, E_TLS for an address."""
        ...

    def reach_proxy(self, url: str, *, trust: Trust, seconds: float) -> None:
        """Connect to the proxy for *url*, and hang up. Raises E_PROXY."""
        ...

    def holder(self, port: int) -> PortHolder | None:
        """Who listens on *port* of this machine; None where nobody does, or nobody says."""
        ...

    def opener(self) -> Opener | None:
        """What opens the browser; None where nothing does."""
        ...

    def desktop(self) -> Desktop:
        """What the desktop offers."""
        ...

    def folder(self) -> StateFolder:
        """Where the program keeps its files. Raises E_DISK."""
        ...

    def versions(self) -> Versions:
        """What the program runs on."""
        ...

    def person(self) -> Person:
        """Who sits here."""
        ...
