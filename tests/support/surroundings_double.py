"""Surroundings that are as a test says: :class:`desktop_app.ports.Surroundings`."""

from __future__ import annotations

from desktop_app.errors import KeyfobError
from desktop_app.ports import (
    Certificate,
    Desktop,
    Opener,
    Person,
    PortHolder,
    ProxyInUse,
    StateFolder,
    Trust,
    Versions,
)
from tests.support.port_doubles import NOW

DAY = 86_400.0
ROOM = 5_000_000_000


class SurroundingsDouble:
    """All is well until a test changes it. An error in a place of an answer is raised."""

    def __init__(self) -> None:
        self.seen: Certificate | KeyfobError | None = Certificate(NOW + 90 * DAY, "system")
        self.way: ProxyInUse | KeyfobError | None = None
        self.proxy_trouble: KeyfobError | None = None
        self.holders: dict[int, PortHolder] = {}
        self.opens: Opener | None = Opener("xdg-open", True, "firefox")
        self.offers = Desktop(True, True, True)
        self.place: StateFolder | KeyfobError = StateFolder("/home/ada/.local/state/keyfob", 0, ROOM)
        self.runs_on = Versions("1.2.3", "3.11.7", "", "OpenSSL 3.0.19", "Linux 6.18 x86_64", False)

    def certificate(self, url: str, *, trust: Trust, seconds: float) -> Certificate | None:
        if isinstance(self.seen, KeyfobError):
            raise self.seen
        return self.seen

    def proxy(self, url: str, *, trust: Trust) -> ProxyInUse | None:
        if isinstance(self.way, KeyfobError):
            raise self.way
        return self.way

    def reach_proxy(self, url: str, *, trust: Trust, seconds: float) -> None:
        if self.proxy_trouble is not None:
            raise self.proxy_trouble

    def holder(self, port: int) -> PortHolder | None:
        return self.holders.get(port)

    def opener(self) -> Opener | None:
        return self.opens

    def desktop(self) -> Desktop:
        return self.offers

    def folder(self) -> StateFolder:
        if isinstance(self.place, KeyfobError):
            raise self.place
        return self.place

    def versions(self) -> Versions:
        return self.runs_on

    def person(self) -> Person:
        return Person("/home/ada", "ada", ("laptop.example",))
