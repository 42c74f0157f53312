"""Tray and notifications, by the names on the session bus. Nothing is shown, nothing is started."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from desktop_app.ports import Desktop

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

_PATIENCE: Final = 2.0
_BUS: Final = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_NOTIFICATIONS: Final = "org.freedesktop.Notifications"
#: StatusNotifierItem specification: the watcher, and whether somebody shows what it knows of.
_WATCHER: Final = "org.kde.StatusNotifierWatcher"
#: What jeepney raises where the bus's address or answers are no good.
_NONSENSE: Final = (OSError, RuntimeError, StopIteration, ValueError, LookupError, TypeError, AssertionError)


def look() -> Desktop:
    """What the desktop offers."""
    if not sys.platform.startswith("linux"):
        return Desktop(True, True, True)  # a part of the system
    display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not os.environ.get("XDG_RUNTIME_DIR"):
        return Desktop(display, None, False)
    try:
        from jeepney.io.blocking import open_dbus_connection

        connection = open_dbus_connection()
    except (ImportError, *_NONSENSE):
        return Desktop(display, None, False)
    with closing(connection):
        tray = _shows_items(connection)
        # Without a watcher there may still be a tray of X11's older kind, which a window alone can look for.
        return Desktop(display, True if tray else None, _is_offered(connection, _NOTIFICATIONS))


def _shows_items(connection: DBusConnection) -> bool:
    if _call(connection, _BUS, "NameHasOwner", "s", _WATCHER) is not True:
        return False
    properties = (_WATCHER, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties")
    answer = _call(connection, properties, "Get", "ss", _WATCHER, "IsStatusNotifierHostRegistered")
    return isinstance(answer, tuple) and answer == ("b", True)


def _is_offered(connection: DBusConnection, name: str) -> bool:
    """Whether *name* is there, or the bus would start it."""
    if _call(connection, _BUS, "NameHasOwner", "s", name) is True:
        return True
    names = _call(connection, _BUS, "ListActivatableNames", None)
    return isinstance(names, list) and name in names


def _call(
    connection: DBusConnection, whom: tuple[str, str, str], method: str, signature: str | None, *body: object
) -> Any:
    """The first value of the answer; None where there is none."""
    from jeepney import DBusAddress, MessageType, new_method_call

    name, path, interface = whom
    try:
        call = new_method_call(DBusAddress(path, name, interface), method, signature, body)
        answer = connection.send_and_get_reply(call, timeout=_PATIENCE)
    except _NONSENSE:
        return None
    ended_well = answer.header.message_type is MessageType.method_return
    return answer.body[0] if ended_well and answer.body else None
