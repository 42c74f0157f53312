"""The network came back, or the computer woke up: what is due or offline is tried at once.

Linux tells on its routing socket, the other systems to Qt; where none of them does, the back-off alone decides. Waking
is told by logind on Linux; elsewhere the coarse tick of the timer finds it out.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import SLOT, QObject, QTimer, Slot

from desktop_app.session.states import Offline

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusMessage

    from desktop_app.ui.desk import Desk
    from desktop_app.ui.netlink import Netlink
    from desktop_app.ui.network_information import NetworkInformation

#: A network that has just come is given this long for its names and routes, milliseconds.
_SETTLES: Final = 1500
_LOGIN: Final = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SYSTEM_BUS: Final = "/run/dbus/system_bus_socket"


class NetworkWatch(QObject):
    """Tells the accounts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._source: Netlink | NetworkInformation | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self.try_again)

    def begin(self) -> None:
        """Listen from now on."""
        self._source = _source(self)
        self._source.came.connect(self.came)
        self._source.begin()
        if sys.platform.startswith("linux"):
            self._listen_to_logind()

    def close(self) -> None:
        """No more."""
        self._settled.stop()
        if self._source is not None:
            self._source.close()

    def came(self) -> None:
        """There is a network, or another one. What comes while it settles is the same news."""
        if not self._settled.isActive():
            self._settled.start(_SETTLES)

    def try_again(self) -> None:
        """Look at every deadline now; an account that is offline is due. The use case keeps to its own limits."""
        controller = self._desk.controller
        if self._desk.ending:
            return
        for name, life in controller.lives.items():
            if isinstance(life.state, Offline) and not life.busy:
                controller.timer.set_deadline(name, self._desk.clock.now())
        controller.look()

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
            self.came()


def _source(parent: QObject) -> Netlink | NetworkInformation:
    if sys.platform.startswith("linux"):
        from desktop_app.ui.netlink import Netlink

        return Netlink(parent)
    from desktop_app.ui.network_information import NetworkInformation

    return NetworkInformation(parent)
