"""The engine's part for the doctor."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.app.config import Config
    from desktop_app.app.doctor import Check, Progress
    from desktop_app.ports import Cancel, Listener
    from desktop_app.session.deps import Deps
    from desktop_app.system.around import SystemSurroundings
    from desktop_app.system.clock import SystemClock
    from desktop_app.system.files import PrivateFiles
    from desktop_app.system.http.network import Network
    from desktop_app.system.lock import FileLocks

#: One exchange of the doctor's may take so long, seconds.
EXCHANGE: Final = 15.0


class DoctorUseCases:
    """A part of :class:`desktop_app.bootstrap.engine.Engine`."""

    clock: SystemClock
    config: Config
    files: PrivateFiles
    locks: FileLocks
    state_dir: str

    if TYPE_CHECKING:
        # The engine's own: what it makes is made when it is first needed.
        @property
        def deps(self) -> Deps:
            """The use cases' parts."""

        @property
        def listener(self) -> Listener:
            """Makes loopback listeners."""

        def network(self) -> Network:
            """What the settings say about the network."""

        def browser_command(self, url: str) -> list[str] | None:
            """What the settings want started for *url*."""

    def doctor(
        self,
        names: Sequence[str],
        *,
        progress: Callable[[Progress], None] = lambda _progress: None,
        cancel: Cancel | None = None,
        tray: bool | None = None,
    ) -> list[Check]:
        """What works, what does not, what to do. The connections are its own: stopping it stops nobody else's exchange,
        and what it measures is not a connection kept from before.

        :param progress: told how far each look is. :param cancel: set to stop: what is done then is the answer.
        :param tray: whether the window found a tray; None without a window.
        """
        from dataclasses import replace

        from desktop_app.app.doctor import examine
        from desktop_app.app.key_cache import KeyCache
        from desktop_app.system.http import HttpClient

        http = HttpClient(EXCHANGE, network=self.network)
        keys = KeyCache(self.files, http, self.locks, self.clock)
        try:
            return examine(
                self.config,
                replace(self.deps, http=http, keys=keys),
                names,
                listener=self.listener,
                surroundings=self._surroundings(tray),
                progress=progress,
                cancel=cancel,
            )
        finally:
            # Closing a connection may wait for a peer: nobody here waits for that.
            threading.Thread(target=http.cancel_all, name="keyfob-doctor", daemon=True).start()

    def doctor_report(self, checks: Sequence[Check], at: float) -> str:
        """*checks* as text that may be handed on. Asks the system who sits here: not for the main thread.

        :param at: when it was looked, wall-clock seconds.
        """
        from desktop_app.app.doctor import report

        return report(checks, self.config, self._surroundings(None).person(), at=at)

    def _surroundings(self, tray: bool | None) -> SystemSurroundings:
        from desktop_app.system.around import SystemSurroundings

        return SystemSurroundings(self.state_dir, self.network(), self.browser_command, tray)
