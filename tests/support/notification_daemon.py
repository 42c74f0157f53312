"""A scripted ``org.freedesktop.Notifications`` on a private bus, and strangers who talk like it."""

from __future__ import annotations

import threading
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return, new_signal
from jeepney.io.threading import DBusConnection, ReceiveStopped, open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_EMITTER = DBusAddress(PATH, interface=NAME)


class NotificationDaemon:
    """:ivar abilities: what it says it can do.
    :ivar asked: the bodies of every Notify. :ivar closed: numbers withdrawn. :ivar owner: who asked last.
    :ivar silent: it answers nothing any more. :ivar odd: what Notify answers instead of a number."""

    def __init__(self, address: str, *abilities: str) -> None:
        self.abilities = list(abilities)
        self.asked: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.silent = False
        self.odd: tuple[str, object] | None = None
        self.owner = ""
        self._named = threading.Event()
        self._line = open_dbus_connection(address)
        self._serving = threading.Thread(target=self._serve, name="notification-daemon", daemon=True)
        self._serving.start()
        self._line.send(new_method_call(_BUS, "RequestName", "su", (NAME, 4)))
        assert self._named.wait(30)

    @property
    def unique_name(self) -> str:
        """Its name on the bus."""
        return str(self._line.unique_name)

    def tell(self, member: str, signature: str, *body: object, to: str | None = None) -> None:
        """Emit a signal, to everybody or to one."""
        emit(self._line, member, signature, *body, to=to)

    def close(self) -> None:
        """Leave the bus."""
        self._line.interrupt()
        self._serving.join(30)
        self._line.close()

    def _serve(self) -> None:
        try:
            while True:
                self._take(self._line.receive())
        except (ReceiveStopped, OSError):
            return

    def _take(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_return:
            self._named.set()
        if message.header.message_type is not MessageType.method_call or self.silent:
            return
        match message.header.fields.get(HeaderFields.member):
            case "GetCapabilities":
                self._answer(message, "as", self.abilities)
            case "Notify":
                self.asked.append(message.body)
                self.owner = str(message.header.fields[HeaderFields.sender])
                number = message.body[1] or len(self.asked)
                self._answer(message, *(self.odd or ("u", number)))
            case "CloseNotification":
                self.closed.append(message.body[0])
                self._answer(message, "")

    def _answer(self, call: Message, signature: str, *body: object) -> None:
        self._line.send(new_method_return(call, signature or None, body))


def emit(line: DBusConnection, member: str, signature: str, *body: object, to: str | None = None) -> None:
    """Emit one of the daemon's signals on *line*, which may be anybody's."""
    message = new_signal(_EMITTER, member, signature, body)
    if to is not None:
        message.header.fields[HeaderFields.destination] = to
    line.send(message)
