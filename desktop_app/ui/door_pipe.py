"""The door on Windows: a named pipe with an access list, made by Qt's network module."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket


class PipeVisitor(QObject):
    """As :class:`desktop_app.ui.door_socket.SocketVisitor`."""

    spoke = Signal()
    left = Signal()

    def __init__(self, line: QLocalSocket, longest: int, parent: QObject) -> None:
        super().__init__(parent)
        self.said = b""
        self._line = line
        self._longest = longest
        line.setParent(self)
        line.setReadBufferSize(longest)
        line.readyRead.connect(self._hear)
        line.disconnected.connect(self.left)
        QTimer.singleShot(0, self, self._hear)  # what was said before anybody listened

    def is_ours(self) -> bool:
        """The pipe's access list lets nobody else come."""
        return True

    def answer(self, words: bytes) -> None:
        """Say *words*, which are few; nobody waits until they are heard."""
        self._line.write(words)
        self._line.flush()

    def leave(self) -> None:
        """Show them out."""
        self._line.readyRead.disconnect(self._hear)
        self._line.disconnected.disconnect(self.left)
        self._line.disconnectFromServer()
        self.deleteLater()

    def _hear(self) -> None:
        more = bytes(self._line.read(self._longest - len(self.said)).data())
        if more:
            self.said += more
            self.spoke.emit()
        elif len(self.said) == self._longest and self._line.bytesAvailable():
            self.left.emit()


class PipeReception(QObject):
    """As :class:`desktop_app.ui.door_socket.SocketReception`."""

    came = Signal(object)
    broke = Signal()

    def __init__(self, longest: int, parent: QObject) -> None:
        super().__init__(parent)
        self._longest = longest
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._ring)

    @property
    def is_open(self) -> bool:
        """Whether somebody can come."""
        return self._server.isListening()

    def open(self, address: str) -> bool:
        """Listen at *address*, a pipe's name; what a crash left there goes. Returns whether it works."""
        name = os.path.basename(address.replace("\\", "/")) if address.startswith("\\\\") else address
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def close(self) -> None:
        """Nobody comes any more."""
        self._server.close()

    def _ring(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            self.came.emit(PipeVisitor(line, self._longest, self))
