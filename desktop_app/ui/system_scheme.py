"""Following the system's light or dark: Qt's own word, else the settings portal's (Linux), asked without waiting.

Qt says *Unknown* on X11 without a desktop theme. The portal (``org.freedesktop.portal.Settings``, namespace
``org.freedesktop.appearance``) knows ``color-scheme`` (0 no wish, 1 dark, 2 light) and ``contrast`` (1 high), and has
a change signal. Qt's D-Bus module is loaded only then, after the first paint; no call blocks.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import SLOT, QObject, QTimer, Slot

from desktop_app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher
    from PySide6.QtWidgets import QApplication

Choice = Literal["system", "light", "dark", "contrast"]

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Settings"
_NAMESPACE = "org.freedesktop.appearance"


class SchemeFollower(QObject):
    """Puts the right scheme in force and keeps it so.

    :param choice: a person's setting; ``system`` follows the system.
    """

    def __init__(self, app: QApplication, choice: Choice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._started = False
        self._choice: Choice = choice
        self._portal_scheme: theme.Scheme | None = None
        self._portal_contrast = False
        self._asked = False
        self._watchers: list[QDBusPendingCallWatcher] = []
        theme.use(choice if choice != "system" else theme.guess())

    def start(self) -> None:
        """Follow from now on; after the first paint (before it, the application's palette is guessed from)."""
        if self._started:
            return
        self._started = True
        self._app.styleHints().colorSchemeChanged.connect(self._again)
        self._app.styleHints().accessibility().contrastPreferenceChanged.connect(self._again)
        theme.apply(self._app, self.wanted())
        self.ask_portal_later()

    def choose(self, choice: Choice) -> None:
        """A person changed the theme setting; takes effect at once."""
        self._choice = choice
        self._again()
        if choice == "system":
            self.ask_portal_later()

    def ask_portal_later(self) -> None:
        """Follow, and ask the portal once the event loop is idle (not where Qt knows, or there is no session bus)."""
        if not self._started:
            self.start()
            return
        if self._choice == "system" and not self._asked and has_session_bus() and of_system(self._app) is None:
            self._asked = True
            QTimer.singleShot(0, self._ask)

    @Slot()
    def _again(self) -> None:
        wanted = self.wanted()
        if wanted != theme.scheme():
            theme.apply(self._app, wanted)

    def wanted(self) -> theme.Scheme:
        """The scheme that should be in force."""
        if self._choice != "system":
            return self._choice
        known = of_system(self._app)
        if known is not None:
            return known
        if self._portal_contrast:
            return "contrast"
        return self._portal_scheme or "light"

    def heard(self, key: str, value: object) -> None:
        """Take over what the portal said about *key*; other keys and odd values change nothing."""
        if not isinstance(value, int):
            return
        if key == "color-scheme":
            self._portal_scheme = "dark" if value == 1 else "light" if value == 2 else None
        elif key == "contrast":
            self._portal_contrast = value == 1
        else:
            return
        self._again()

    def _ask(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        slot = cast("bytes", SLOT("_changed(QDBusMessage)"))  # the stubs say bytes; PySide takes its own str alone
        bus.connect(_SERVICE, _PATH, _INTERFACE, "SettingChanged", self, slot)
        for key in ("color-scheme", "contrast"):
            call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "Read")
            call.setArguments([_NAMESPACE, key])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(call, 5000), self)
            watcher.setProperty("key", key)
            watcher.finished.connect(self._answered)
            self._watchers.append(watcher)

    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        arguments = watcher.reply().arguments() if not watcher.isError() else []
        if arguments:
            self.heard(str(watcher.property("key")), _plain(arguments[0]))
        if watcher in self._watchers:
            self._watchers.remove(watcher)
        watcher.deleteLater()

    @Slot("QDBusMessage")
    def _changed(self, message: QDBusMessage) -> None:
        arguments = message.arguments()
        if len(arguments) == 3 and arguments[0] == _NAMESPACE:
            self.heard(str(arguments[1]), _plain(arguments[2]))


def has_session_bus() -> bool:
    """Whether a session bus is there to be asked (never starts one)."""
    if not sys.platform.startswith("linux"):
        return False
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and os.path.exists(os.path.join(runtime or "", "bus"))


def _plain(value: object) -> object:
    """*value* out of its D-Bus variants (the portal's ``Read`` wraps twice)."""
    for _ in range(3):
        inner = getattr(value, "variant", None)
        if not callable(inner):
            break
        value = inner()
    return value


def of_system(app: QApplication) -> theme.Scheme | None:
    """What Qt knows of the system's wish; None where it does not know (X11 without a desktop theme, offscreen)."""
    from PySide6.QtCore import Qt

    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    known: dict[Qt.ColorScheme, theme.Scheme] = {Qt.ColorScheme.Dark: "dark", Qt.ColorScheme.Light: "light"}
    return known.get(hints.colorScheme())
