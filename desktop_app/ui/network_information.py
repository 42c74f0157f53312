"""Qt's own word on the network, for Windows and macOS: both have a backend for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class NetworkInformation(QObject):
    """As :class:`desktop_app.ui.netlink.Netlink`: ``came`` where there is a network again, or another one."""

    came = Signal()

    def begin(self) -> bool:
        """Listen. Returns whether this system lets us."""
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            return False
        information = QNetworkInformation.instance()
        information.reachabilityChanged.connect(self._reachable)
        information.transportMediumChanged.connect(lambda _medium: self.came.emit())
        return True

    def close(self) -> None:
        """No more."""
        self.blockSignals(True)

    def _reachable(self, how: QNetworkInformation.Reachability) -> None:
        if how != QNetworkInformation.Reachability.Disconnected:
            self.came.emit()
