"""Copying: plain words stay, secrets clear after 30 s and ask clipboard managers not to record them.

And fields for secrets: nothing of them in the selection that X11 hands to every program (PRIMARY), nothing to undo,
nothing for keyboards that learn words.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

CLEARS_AFTER: Final = 30_000
#: What clipboard managers look for: KDE's hint, and Windows' history and cloud switches.
_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}
#: macOS's (http://nspasteboard.org): :mod:`desktop_app.ui.clipboard_macos` gives it its own name there.
CONCEALED: Final = "application/x-nspasteboard-concealed-type"


def copy_words(words: str) -> None:
    """Copy something that is no secret."""
    QGuiApplication.clipboard().setText(words)


def secret_data(secret: str) -> QMimeData:
    """*secret* with the hints of all desktops."""
    data = QMimeData()
    data.setText(secret)
    for name, value in _HINTS.items():
        data.setData(name, value)
    data.setData(CONCEALED, b"\0")
    return data


class SecretCopier(QObject):
    """Copies a secret; takes it back after 30 s if it is still there, and when the program ends (Ctrl+Q, SIGTERM)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = ""
        self._knows_owner = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        app = QGuiApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.leave)

    def copy(self, secret: str) -> None:
        """Put *secret* on the clipboard."""
        if sys.platform == "darwin":
            from desktop_app.ui.clipboard_macos import teach

            teach()
        board = QGuiApplication.clipboard()
        board.setMimeData(secret_data(secret))
        self._held = secret
        self._knows_owner = board.ownsClipboard()
        self._timer.start(CLEARS_AFTER)

    def clear(self) -> None:
        """Take back what we put there; what others copied since stays."""
        board = QGuiApplication.clipboard()
        if self._held and board.text() == self._held:
            board.clear()
        self._forget()

    def leave(self) -> None:
        """The program ends: as :meth:`clear`, but nobody else's clipboard is waited for."""
        board = QGuiApplication.clipboard()
        if self._held and self._knows_owner and not board.ownsClipboard():
            self._forget()
        else:
            self.clear()

    def _forget(self) -> None:
        self._held = ""
        self._timer.stop()


def guard_secret_line(line: QLineEdit) -> None:
    """Make *line* a field for a secret: no prediction, no undo, nothing of it in PRIMARY."""
    sensitive = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    line.setInputMethodHints(line.inputMethodHints() | sensitive | Qt.InputMethodHint.ImhNoAutoUppercase)
    line.setDragEnabled(False)
    _SecretLine(line)


class _SecretLine(QObject):
    """Stands behind a line edit."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        # Typed, or cleared by the program: what was there before could be brought back either way.
        line.textChanged.connect(self._forget_history)
        QGuiApplication.clipboard().selectionChanged.connect(self._selected)

    def _forget_history(self) -> None:
        """Setting a text anew is Qt's one way to drop what undo would bring back."""
        line = self._line
        if not line.isUndoAvailable():
            return
        cursor, words = line.cursorPosition(), line.text()
        blocked = line.blockSignals(True)
        line.setText(words)
        line.setCursorPosition(cursor)
        line.blockSignals(blocked)

    def _selected(self) -> None:
        """Qt has just offered the selected words to every program. Nobody could ask for them yet: take them back."""
        board = QGuiApplication.clipboard()
        if self._line.hasSelectedText() and self._line.hasFocus() and board.ownsSelection():
            board.clear(QClipboard.Mode.Selection)
