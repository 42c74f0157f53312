"""Linux tells by itself that a network came: its routing socket (rtnetlink(7)). No daemon is needed for it, and no
module of Qt's."""

from __future__ import annotations

import socket
import struct
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

#: Groups: IPv4 addresses, IPv4 routes, IPv6 routes. (IPv6 addresses are told again with every router's advertisement.)
_GROUPS: Final = 0x10 | 0x40 | 0x400
_NEW_ADDRESS: Final = 20
_NEW_ROUTE: Final = 24
_HEADER: Final = struct.Struct("=IHHII")
_LONGEST: Final = 65_536
#: Datagrams read at one go: the rest waits for the event loop's next round.
_AT_ONCE: Final = 32


class Netlink(QObject):
    """``came``: there is a new address or route."""

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._line: socket.socket | None = None
        self._ear: QSocketNotifier | None = None

    def begin(self) -> bool:
        """Listen. Returns whether this system lets us."""
        try:
            line = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        except OSError:
            return False
        try:
            line.bind((0, _GROUPS))
            line.setblocking(False)
        except OSError:
            line.close()
            return False
        self._line = line
        self._ear = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._ear.activated.connect(self._hear)
        return True

    def close(self) -> None:
        """No more."""
        if self._line is None or self._ear is None:
            return
        self._ear.setEnabled(False)
        self._ear.deleteLater()
        self._line.close()
        self._line = self._ear = None

    def _hear(self) -> None:
        news = False
        for _ in range(_AT_ONCE):
            if self._line is None:
                return
            try:
                datagram, (sender, _groups) = self._line.recvfrom(_LONGEST)
            except BlockingIOError:
                break
            except OSError:  # ENOBUFS: something was lost, so something changed
                news = True
                break
            news = news or (sender == 0 and is_news(datagram))  # the kernel is 0
        if news:
            self.came.emit()


def is_news(datagram: bytes) -> bool:
    """Whether one of the messages in *datagram* tells of a new address or route (netlink(7), ``struct nlmsghdr``)."""
    at = 0
    while at + _HEADER.size <= len(datagram):
        length, kind, _flags, _number, _port = _HEADER.unpack_from(datagram, at)
        if kind in (_NEW_ADDRESS, _NEW_ROUTE):
            return True
        if length < _HEADER.size:
            return False
        at += (length + 3) & ~3
    return False
