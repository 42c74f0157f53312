"""The door of the one window: a second start knocks there and the window shows itself.

It understands two sentences (show, show with the demo), each with the desktop's leave to come to the front, in one line
of bounded length; everything else is dropped unheard. Only this user can reach the place (a directory of mode 0700, a
pipe with an access list), and on Linux the kernel is asked who came. A visitor who says nothing, or too much, is shown
out; the main thread never waits for one.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_LONGEST: Final = 256
_SENTENCE: Final = re.compile(rb"show( demo)?(?: token=([\x21-\x7e]{1,200}))?\n")
_ANSWER: Final = b"shown\n"
#: How long a visitor may take to say it, milliseconds, and how many may stand at the door.
_PATIENCE: Final = 2000
_VISITORS: Final = 8
#: Who comes more often than so in one breath is a flood: the door is shut for a moment.
_CROWD: Final = 50
_BREATH: Final = 1000


class Door(QObject):
    """``knocked`` carries: whether the demo is wanted, and the desktop's leave (may be empty)."""

    knocked = Signal(bool, str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.address = address
        self._visitors: list[QLocalSocket] = []
        self._came = 0
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_VISITORS)
        self._server.newConnection.connect(self._take_visitors)
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.timeout.connect(self._breathe)

    def open(self) -> bool:
        """Listen; what a crash left at the address goes. Returns whether it worked."""
        name = os.path.basename(self.address.replace("\\", "/")) if sys.platform == "win32" else self.address
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def close(self) -> None:
        """Nobody is heard any more."""
        self._breath.stop()
        self._server.close()
        for visitor in self._visitors:
            visitor.abort()
        self._visitors = []

    def _take_visitors(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            self._came += 1
            if not self._breath.isActive():
                self._breath.start(_BREATH)
            if self._came > _CROWD or not _is_ours(visitor):
                visitor.abort()
                visitor.deleteLater()
                continue
            self._take(visitor)
        if self._came > _CROWD:
            self._server.close()

    def _breathe(self) -> None:
        shut = not self._server.isListening()
        self._came = 0
        if shut:
            self.open()

    def _take(self, visitor: QLocalSocket) -> None:
        if len(self._visitors) >= _VISITORS:
            self._show_out(self._visitors[0])
        self._visitors.append(visitor)
        visitor.setReadBufferSize(_LONGEST + 1)
        visitor.readyRead.connect(lambda: self._hear(visitor))
        visitor.disconnected.connect(lambda: self._show_out(visitor))
        QTimer.singleShot(_PATIENCE, visitor, lambda: self._show_out(visitor))
        self._hear(visitor)

    def _hear(self, visitor: QLocalSocket) -> None:
        if visitor not in self._visitors:
            return
        said = bytes(visitor.peek(_LONGEST + 1).data())
        if b"\n" not in said:
            if len(said) > _LONGEST:
                self._show_out(visitor)
            return
        found = _SENTENCE.fullmatch(said)
        if found is not None:
            visitor.write(_ANSWER)
            visitor.flush()
        self._show_out(visitor)
        if found is not None:
            self.knocked.emit(found[1] is not None, (found[2] or b"").decode("ascii"))

    def _show_out(self, visitor: QLocalSocket) -> None:
        if visitor in self._visitors:
            self._visitors.remove(visitor)
            visitor.disconnectFromServer()
            visitor.deleteLater()


def _is_ours(visitor: QLocalSocket) -> bool:
    """Whether the visitor is this user, where the kernel says who it is."""
    if not sys.platform.startswith("linux"):
        return True
    import socket
    import struct

    try:
        with socket.socket(fileno=os.dup(visitor.socketDescriptor())) as same:
            known = same.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return False
    _pid, user, _group = struct.unpack("3i", known)
    return bool(user == os.getuid())
