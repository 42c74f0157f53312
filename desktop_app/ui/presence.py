"""Whether the window is seen: it comes to the front, or goes away and the program stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: Where a program may say which window lies above which; elsewhere being activated is all there is.
_STACKING: Final = frozenset({"xcb", "windows", "cocoa"})


def bring_forward(window: QWidget, token: str = "") -> None:
    """Show *window* in front of others, as far as the desktop lets it.

    :param token: the desktop's leave to do so (XDG activation), which Qt's Wayland part reads from the environment.
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    if not window.isVisible():
        window.show()
    window.setWindowState(state | Qt.WindowState.WindowActive)
    if QGuiApplication.platformName() in _STACKING:
        window.raise_()
    window.activateWindow()


def in_front(window: QWidget) -> bool:
    """Whether the person sees *window* and works in it (or in a dialog of it)."""
    seen = window.isVisible() and not window.isMinimized()
    return seen and (window.isActiveWindow() or any(child.isActiveWindow() for child in _dialogs(window)))


def _dialogs(window: QWidget) -> list[QWidget]:
    from PySide6.QtWidgets import QDialog

    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
