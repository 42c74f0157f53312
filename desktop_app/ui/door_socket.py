"""The door on systems with Unix sockets: two notifiers of Qt's event loop around sockets of Python's own. Qt's network
module would do the same for 3 MB of memory."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import sys
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

#: How many may wait to be let in.
_WAITING: Final = 50


class SocketVisitor(QObject):
    """Somebody at the door. ``spoke``: there is more in ``said``; ``left``: they went.

    :ivar said: what was heard so far, never more than the length that was asked for.
    """

    spoke = Signal()
    left = Signal()

    def __init__(self, line: socket.socket, longest: int, parent: QObject) -> None:
        super().__init__(parent)
        self.said = b""
        self._line = line
        self._longest = longest
        self._ear = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._ear.activated.connect(self._hear)

    def is_ours(self) -> bool:
        """Whether it is this user, where the kernel says who it is."""
        if not sys.platform.startswith("linux"):
            return True
        try:
            known = self._line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        except OSError:
            return False
        _pid, user, _group = struct.unpack("3i", known)
        return bool(user == os.getuid())

    def answer(self, words: bytes) -> None:
        """Say *words*, which are few; nobody waits until they are heard."""
        with contextlib.suppress(OSError):
            self._line.send(words)

    def leave(self) -> None:
        """Show them out."""
        self._ear.setEnabled(False)
        self._line.close()
        self.deleteLater()

    def _hear(self) -> None:
        room = self._longest - len(self.said)
        try:
            more = self._line.recv(room) if room else b""
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if more:
            self.said += more
            self.spoke.emit()
        else:
            self.left.emit()


class SocketReception(QObject):
    """Lets visitors in. ``came`` carries one; ``broke``: the system lets nobody in for now.

    :param longest: how much of what a visitor says is heard, bytes.
    """

    came = Signal(object)
    broke = Signal()

    def __init__(self, longest: int, parent: QObject) -> None:
        super().__init__(parent)
        self._longest = longest
        self._line: socket.socket | None = None
        self._bell: QSocketNotifier | None = None
        self._address = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody can come."""
        return self._line is not None

    def open(self, address: str) -> bool:
        """Listen at *address*, a path in a private directory; what a crash left goes. Returns whether it works."""
        self.close()
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with contextlib.suppress(FileNotFoundError):
                if stat.S_ISSOCK(os.lstat(address).st_mode):
                    os.unlink(address)
            line.bind(address)
            os.chmod(address, 0o600)
            line.listen(_WAITING)
            line.setblocking(False)
        except OSError:
            line.close()
            return False
        self._line, self._address = line, address
        self._bell = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._bell.activated.connect(self._ring)
        return True

    def close(self) -> None:
        """Nobody comes any more."""
        if self._line is None or self._bell is None:
            return
        self._bell.setEnabled(False)
        self._bell.deleteLater()
        self._line.close()
        self._line = self._bell = None
        with contextlib.suppress(OSError):
            os.unlink(self._address)

    def _ring(self) -> None:
        while (line := self._line) is not None:  # whoever hears of a visitor may close the door
            try:
                visitor, _address = line.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError:  # out of descriptors: the bell would ring without end
                self.broke.emit()
                return
            visitor.setblocking(False)
            self.came.emit(SocketVisitor(visitor, self._longest, self))
