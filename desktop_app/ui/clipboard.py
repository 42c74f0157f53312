"""Copying: plain words stay, secrets clear after 30 s and ask clipboard managers not to record them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

CLEARS_AFTER: Final = 30_000
#: What clipboard managers look for: KDE's hint, macOS's nspasteboard types, Windows' history and cloud switches.
_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}


def copy_words(words: str) -> None:
    """Copy something that is no secret."""
    QGuiApplication.clipboard().setText(words)


class SecretCopier(QObject):
    """Copies a secret; takes it back after 30 s if it is still there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def copy(self, secret: str) -> None:
        """Put *secret* on the clipboard."""
        mime = QMimeData()
        mime.setText(secret)
        for name, value in _HINTS.items():
            mime.setData(name, value)
        QGuiApplication.clipboard().setMimeData(mime)
        self._held = secret
        self._timer.start(CLEARS_AFTER)

    def clear(self) -> None:
        """Take back what we put there; what others copied since stays."""
        board = QGuiApplication.clipboard()
        if self._held and board.text() == self._held:
            board.clear()
        self._held = ""
        self._timer.stop()
