"""The network came back, or the computer woke up: what is due or offline is tried at once.

Qt's network information has a backend on every system (NetworkManager's or GLib's on Linux); where none loads, the
back-off alone decides. Waking is told by logind on Linux; elsewhere the coarse tick of the timer finds it out.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import SLOT, QObject, QTimer, Slot

from desktop_app.session.states import Offline

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusMessage

    from desktop_app.ui.desk import Desk

#: A network that has just come is given this long for its names and routes, milliseconds.
_SETTLES: Final = 1500
_LOGIN: Final = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SYSTEM_BUS: Final = "/run/dbus/system_bus_socket"


class NetworkWatch(QObject):
    """Tells the accounts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self.try_again)

    def begin(self) -> None:
        """Listen from now on."""
        from PySide6.QtNetwork import QNetworkInformation

        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            information = QNetworkInformation.instance()
            information.reachabilityChanged.connect(self._reachable)
            information.transportMediumChanged.connect(lambda _medium: self._settled.start(_SETTLES))
        if sys.platform.startswith("linux"):
            self._listen_to_logind()

    def close(self) -> None:
        """No more."""
        self._settled.stop()

    def try_again(self) -> None:
        """Look at every deadline now; an account that is offline is due. The use case keeps to its own limits."""
        controller = self._desk.controller
        if self._desk.ending:
            return
        for name, life in controller.lives.items():
            if isinstance(life.state, Offline) and not life.busy:
                controller.timer.set_deadline(name, self._desk.clock.now())
        controller.look()

    def _reachable(self, how: object) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if how != QNetworkInformation.Reachability.Disconnected:
            self._settled.start(_SETTLES)

    def _listen_to_logind(self) -> None:
        import os

        if not (os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or os.path.exists(_SYSTEM_BUS)):
            return
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            slot = cast("bytes", SLOT("_slept(QDBusMessage)"))  # the stubs say bytes; PySide takes its own str alone
            bus.connect(*_LOGIN, "PrepareForSleep", self, slot)

    @Slot("QDBusMessage")
    def _slept(self, message: QDBusMessage) -> None:
        """Told before a sleep (true) and after it (false)."""
        if message.arguments() == [False]:
            self._desk.controller.look()
            self._settled.start(_SETTLES)
