"""SIGTERM and SIGINT for a Qt program, without a timer: Python's handlers run when the wake-up socket is read."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class TerminationSignals(QObject):
    """Calls *quit_now* on the main thread when the process is asked to end."""

    def __init__(self, quit_now: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._quit_now = quit_now
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._handlers = {name: signal.signal(name, lambda *_: None) for name in (signal.SIGTERM, signal.SIGINT)}

    def _woken(self) -> None:
        try:
            came = self._read.recv(64)
        except BlockingIOError:
            return
        if any(number in (signal.SIGTERM, signal.SIGINT) for number in came):
            self._quit_now()

    def close(self) -> None:
        """Put everything back."""
        signal.set_wakeup_fd(self._before)
        for name, handler in self._handlers.items():
            signal.signal(name, handler)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()
