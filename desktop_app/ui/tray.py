"""The icon in the tray, where there is one; it may come and go while the program runs.

On Linux a tray is either a StatusNotifierWatcher on the session bus or (X11) an XEmbed one. Qt looks for the first kind
once and remembers for good that there was none, so it is asked only when one is there, or on X11, where the other kind
is found whenever it comes. The bus is asked without waiting.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.ui.system_scheme import has_session_bus
from desktop_app.ui.tray_icon import panel_is_dark, tray_icon
from desktop_app.ui.tray_menu import TrayMenu
from desktop_app.ui.tray_words import tooltip, worst

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher, QDBusServiceWatcher

    from desktop_app.ui.desk import Desk

_WATCHER: Final = "org.kde.StatusNotifierWatcher"
_MESSAGE_MS: Final = 10_000


class Tray(QObject):
    """``opened``: the person clicked the icon. ``changed``: there is a tray now, or none any more."""

    opened = Signal()
    changed = Signal()
    message_clicked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._icon: QSystemTrayIcon | None = None
        self._menu: TrayMenu | None = None
        self._drawn: object = None
        self._watcher: QDBusServiceWatcher | None = None
        self._asked: QDBusPendingCallWatcher | None = None
        self._notifier_host = False
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.timeout.connect(self.look)

    @property
    def is_there(self) -> bool:
        """Whether a person can reach the program by it now."""
        if self._icon is None:
            return False
        return self._notifier_host or QSystemTrayIcon.isSystemTrayAvailable()

    def begin(self) -> None:
        """Look for a tray; afterwards ``changed`` tells of one."""
        self._desk.controller.changed.connect(self._look_soon)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._look_soon)
        platform = QGuiApplication.platformName()
        if not sys.platform.startswith("linux"):
            self._make()
        elif platform not in ("xcb", "wayland"):  # offscreen and the like have none
            return
        elif has_session_bus():
            self._ask_bus()
        elif platform == "xcb":
            self._make()

    def say(self, title: str, words: str) -> bool:
        """Say something in a bubble of Qt's own, where there is no better one. Returns whether that can be."""
        if self._icon is None or not self.is_there or not QSystemTrayIcon.supportsMessages():
            return False
        self._icon.showMessage(title, words, self._icon.icon(), _MESSAGE_MS)
        return True

    def look(self) -> None:
        """Draw what holds now, if it is another thing than before."""
        if self._icon is None or self._menu is None or self._desk.ending:
            return
        lives = self._desk.controller.lives
        drawn = (worst(lives.values()), panel_is_dark())
        if drawn != self._drawn:
            self._drawn = drawn
            self._icon.setIcon(tray_icon(*drawn))
        words = tooltip(lives.values())
        if words != self._icon.toolTip():
            self._icon.setToolTip(words)
        if not self._menu.isVisible():
            self._menu.look()

    def language_changed(self) -> None:
        """Every word is another."""
        if self._menu is not None:
            self._menu.forget()
        self.look()

    def close(self) -> None:
        """Take the icon away."""
        self._waits.stop()
        if self._icon is not None:
            self._icon.hide()
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _look_soon(self) -> None:
        if not self._waits.isActive():
            self._waits.start(50)

    def _make(self) -> None:
        if self._icon is None:
            self._menu = TrayMenu(self._desk)
            self._icon = QSystemTrayIcon(self)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.message_clicked)
            self.look()
            self._icon.setContextMenu(self._menu)
            self._icon.show()
        self.changed.emit()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click. On macOS it opens the menu, and nothing else."""
        if reason == QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.opened.emit()

    # --- the bus (Linux) ---

    def _ask_bus(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            self._found(False)
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        self._watcher = QDBusServiceWatcher(_WATCHER, bus, mode, self)
        self._watcher.serviceRegistered.connect(lambda _name: self._found(True))
        self._watcher.serviceUnregistered.connect(lambda _name: self._lost())
        call = QDBusMessage.createMethodCall(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner"
        )
        call.setArguments([_WATCHER])
        self._asked = QDBusPendingCallWatcher(bus.asyncCall(call, 5000), self)
        self._asked.finished.connect(self._answered)

    def _answered(self, call: QDBusPendingCallWatcher) -> None:
        self._asked = None
        arguments = [] if call.isError() else call.reply().arguments()
        call.deleteLater()
        if self._icon is None:
            self._found(arguments[:1] == [True])

    def _found(self, host: bool) -> None:
        """Whether there is a StatusNotifierWatcher."""
        if self._desk.ending:
            return
        if self._icon is None:
            self._notifier_host = host
            if host or QGuiApplication.platformName() == "xcb":
                self._make()
            return
        # An icon made for the other kind stays of that kind.
        self._notifier_host = host and QSystemTrayIcon.isSystemTrayAvailable()
        self.changed.emit()

    def _lost(self) -> None:
        self._notifier_host = False
        self.changed.emit()
