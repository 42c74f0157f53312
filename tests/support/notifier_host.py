"""A tray of the other kind (``org.kde.StatusNotifierWatcher``), as KDE, GNOME's extension and most panels have it."""

from __future__ import annotations

import threading
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_call, new_method_return
from jeepney.io.threading import DBusConnection, ReceiveStopped, open_dbus_connection

NAME = "org.kde.StatusNotifierWatcher"
_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_ITEM = ("/StatusNotifierItem", "org.kde.StatusNotifierItem")
_MENU = ("/MenuBar", "com.canonical.dbusmenu")


class NotifierHost:
    """:ivar items: the bus names of the programs that have an icon in it."""

    def __init__(self, address: str) -> None:
        self.items: list[str] = []
        self._answers: dict[int, list[Message]] = {}
        self._came = threading.Condition()
        self._line: DBusConnection = open_dbus_connection(address)
        self._serving = threading.Thread(target=self._serve, name="notifier-host", daemon=True)
        self._serving.start()
        self._call(_BUS, "RequestName", "su", NAME, 4)

    def property(self, name: str) -> Any:
        """A property of the first icon."""
        where = DBusAddress(_ITEM[0], self.items[0], "org.freedesktop.DBus.Properties")
        ((_signature, value),) = self._call(where, "Get", "ss", _ITEM[1], name)
        return value

    def click(self) -> None:
        """Click the first icon."""
        self._call(DBusAddress(_ITEM[0], self.items[0], _ITEM[1]), "Activate", "ii", 0, 0)

    def menu(self) -> dict[str, int]:
        """The first icon's menu, as a host shows it: words → number of the entry, submenus included."""
        where = DBusAddress(_MENU[0], self.items[0], _MENU[1])
        self._call(where, "AboutToShow", "i", 0)
        _revision, root = self._call(where, "GetLayout", "iias", 0, -1, [])
        found: dict[str, int] = {}
        waiting = [root]
        while waiting:
            number, properties, children = waiting.pop()
            if "label" in properties:
                found[properties["label"][1]] = number
            waiting += [child for _signature, child in children]
        return found

    def choose(self, number: int) -> None:
        """Click an entry of the menu."""
        where = DBusAddress(_MENU[0], self.items[0], _MENU[1])
        self._call(where, "Event", "isvu", number, "clicked", ("i", 0), 0)

    def close(self) -> None:
        """The panel goes; twice is fine."""
        if not self._serving.is_alive():
            return
        self._line.interrupt()
        self._serving.join(30)
        self._line.close()

    def _call(self, where: DBusAddress, method: str, signature: str, *body: object) -> Any:
        number = next(self._line.outgoing_serial)
        with self._came:
            self._line.send(new_method_call(where, method, signature, body), serial=number)
            assert self._came.wait_for(lambda: number in self._answers, 30), method
            answer = self._answers.pop(number)[0]
        assert answer.header.message_type is MessageType.method_return, (method, answer.body)
        return answer.body

    def _serve(self) -> None:
        try:
            while True:
                self._take(self._line.receive())
        except (ReceiveStopped, OSError):
            return

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type in (MessageType.method_return, MessageType.error):
            with self._came:
                self._answers.setdefault(fields[HeaderFields.reply_serial], []).append(message)
                self._came.notify_all()
        elif message.header.message_type is MessageType.method_call:
            match fields.get(HeaderFields.member):
                case "RegisterStatusNotifierItem":
                    self.items.append(message.body[0])
                    self._line.send(new_method_return(message))
                case "Get":
                    self._line.send(new_method_return(message, "v", (("b", True),)))
                case _:
                    self._line.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
