"""What the doctor looks at around the program: the port :class:`desktop_app.ports.Surroundings`.

- ``certificate``, ``proxy``: the way to a provider
- ``port_holder``: who listens on a port
- ``desktop``: tray and notifications, by the session bus
- ``program``: the program itself, its folder, the browser's opener, and who sits here
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    from desktop_app.system.http.network import Network


class SystemSurroundings:
    """This machine. What is heavy is imported by the call that needs it.

    :param state_dir: where the program keeps its files.
    :param network: what the settings say about the network.
    :param browser: the command that the settings want for an address; None for the system's browser.
    :param tray: whether the window's toolkit found a tray; None where there is no window to ask.
    """

    def __init__(
        self,
        state_dir: str,
        network: Network,
        browser: Callable[[str], list[str] | None] = lambda _url: None,
        tray: bool | None = None,
    ) -> None:
        self._state_dir = state_dir
        self._network = network
        self._browser = browser
        self._tray = tray

    def certificate(self, url: str, *, trust: Trust, seconds: float) -> Certificate | None:
        """The certificate of the server at *url*."""
        from desktop_app.system.around.certificate import look

        return look(url, trust, self._network, seconds)

    def proxy(self, url: str, *, trust: Trust) -> ProxyInUse | None:
        """The proxy for *url*."""
        from desktop_app.system.around.proxy import in_use

        return in_use(url, trust, self._network.proxy)

    def reach_proxy(self, url: str, *, trust: Trust, seconds: float) -> None:
        """Connect to the proxy for *url*, and hang up."""
        from desktop_app.system.around.proxy import reach

        reach(url, trust, self._network.proxy, seconds)

    def holder(self, port: int) -> PortHolder | None:
        """Who listens on *port*."""
        from desktop_app.system.around.port_holder import holder

        return holder(port)

    def opener(self) -> Opener | None:
        """What opens the browser."""
        from desktop_app.system.around.program import opener

        return opener(self._browser)

    def desktop(self) -> Desktop:
        """What the desktop offers."""
        from desktop_app.system.around.desktop import look

        found = look()
        return found if self._tray is None else replace(found, session=True, tray=self._tray or bool(found.tray))

    def folder(self) -> StateFolder:
        """Where the program keeps its files."""
        from desktop_app.system.around.program import folder

        return folder(self._state_dir)

    def versions(self) -> Versions:
        """What the program runs on."""
        from desktop_app.system.around.program import versions

        return versions()

    def person(self) -> Person:
        """Who sits here."""
        from desktop_app.system.around.program import person

        return person()
