"""Notifications over the session bus (freedesktop.org, Desktop Notifications Specification 1.2 and 1.3).

Where there is no session bus or no daemon, :meth:`BusNotifier.show` says so and nothing else happens. A thread waits
for the person's answers; while nothing comes it does not wake up. Only the daemon that showed a notification is
believed about it: any other program on the bus could send us the same signals.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from html import escape
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.threading import DBusConnection

    from desktop_app.ports import Chosen, Notification, Notifier

_NAME: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"
#: A daemon that has not answered by then is as good as none, seconds. (The bus may have to start it first.)
_PATIENCE: Final = 5.0
_NORMAL, _CRITICAL = 1, 2
_LONGEST_TOKEN: Final = 200
#: What jeepney raises where the bus's address or answers are no good.
_NONSENSE: Final = (OSError, RuntimeError, StopIteration, ValueError, LookupError, TypeError, AssertionError)


def choose(chosen: Chosen) -> Notifier | None:
    """What this system has for notifications with buttons; None where Qt's own must do."""
    return BusNotifier(chosen) if sys.platform.startswith("linux") else None


class BusNotifier:
    """A :class:`desktop_app.ports.Notifier`.

    :param chosen: called on the waiting thread.
    """

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._guard = threading.Lock()
        self._line: _Line | None = None

    def show(self, key: str, notification: Notification) -> bool:
        """Show it. Returns False where no daemon took it."""
        with self._guard:
            if self._line is None or self._line.broken:
                self._hang_up()
                self._line = _Line.open(self._chosen)
            return self._line is not None and self._line.show(key, notification)

    def withdraw(self, key: str) -> None:
        """Take it away."""
        with self._guard:
            if self._line is not None and not self._line.broken:
                self._line.withdraw(key)

    def close(self) -> None:
        """Hang up; nothing is told any more."""
        with self._guard:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _Line:
    """One connection to the bus."""

    def __init__(self, connection: DBusConnection, chosen: Chosen) -> None:
        self._connection = connection
        self._chosen = chosen
        self._answers: dict[int, SimpleQueue[Message]] = {}
        self._shown: dict[int, str] = {}
        self._token = ""
        self._daemon = ""
        self.broken = False
        self._ear = threading.Thread(target=self._listen, name="notifications", daemon=True)
        self._ear.start()

    @classmethod
    def open(cls, chosen: Chosen) -> _Line | None:
        """Connect; None where there is no bus."""
        try:
            from jeepney.io.threading import open_dbus_connection

            connection = open_dbus_connection()
        except (ImportError, *_NONSENSE):
            return None
        line = cls(connection, chosen)
        for member in ("ActionInvoked", "NotificationClosed", "ActivationToken"):
            rule = f"type='signal',sender='{_NAME}',path='{_PATH}',interface='{_NAME}',member='{member}'"
            line._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "AddMatch", "s", rule)
        return line

    def show(self, key: str, notification: Notification) -> bool:
        abilities = self._of_daemon()
        if abilities is None:
            return False
        body = escape(notification.body, quote=False) if "body-markup" in abilities else notification.body
        # A click on the bubble itself is an action of its own.
        pairs = (("default", ""), *notification.actions) if "actions" in abilities else ()
        hints = {"desktop-entry": ("s", "keyfob"), "urgency": ("y", _CRITICAL if notification.urgent else _NORMAL)}
        earlier = next((number for number, known in self._shown.items() if known == key), 0)
        words = [word for pair in pairs for word in pair]
        answer = self._call(
            _NAME, _PATH, "Notify", "susssasa{sv}i",
            "Keyfob", earlier, "keyfob", notification.title, body, words, hints, -1,
        )  # fmt: skip
        if answer is None or not answer.body or not isinstance(answer.body[0], int):
            return False
        self._shown.pop(earlier, None)
        self._shown[answer.body[0]] = key
        return True

    def withdraw(self, key: str) -> None:
        for number in [number for number, known in self._shown.items() if known == key]:
            del self._shown[number]
            self._call(_NAME, _PATH, "CloseNotification", "u", number)

    def close(self) -> None:
        self.broken = True
        with suppress(*_NONSENSE):
            self._connection.interrupt()
        if threading.current_thread() is not self._ear:
            self._ear.join(_PATIENCE)
        with suppress(*_NONSENSE):
            self._connection.close()

    def _of_daemon(self) -> frozenset[str] | None:
        """What the daemon can do; None where there is none. Asked anew when another one has come."""
        from jeepney import HeaderFields

        answer = self._call(_NAME, _PATH, "GetCapabilities")
        if answer is None or not answer.body or not isinstance(answer.body[0], list):
            return None
        self._daemon = str(answer.header.fields.get(HeaderFields.sender, ""))
        return frozenset(str(word) for word in answer.body[0])

    def _call(self, name: str, path: str, method: str, signature: str = "", *body: object) -> Message | None:
        """The answer; None where it is an error, or none comes."""
        from jeepney import DBusAddress, MessageType, new_method_call

        interface = name
        call = new_method_call(DBusAddress(path, name, interface), method, signature or None, body)
        answers: SimpleQueue[Message] = SimpleQueue()
        try:
            number = next(self._connection.outgoing_serial)
            self._answers[number] = answers
            self._connection.send(call, serial=number)
            answer = answers.get(timeout=_PATIENCE)
        except (Empty, *_NONSENSE):
            return None
        finally:
            self._answers.pop(number, None)
        return answer if answer.header.message_type is MessageType.method_return else None

    # --- the waiting thread ---

    def _listen(self) -> None:
        from jeepney.io.threading import ReceiveStopped

        try:
            while not self.broken:
                self._take(self._connection.receive())
        except (ReceiveStopped, *_NONSENSE):  # closed, or the bus is gone
            self.broken = True

    def _take(self, message: Message) -> None:
        from jeepney import HeaderFields, MessageType

        fields = message.header.fields
        if message.header.message_type in (MessageType.method_return, MessageType.error):
            waiting = self._answers.get(fields.get(HeaderFields.reply_serial, 0))
            if waiting is not None:
                waiting.put(message)
            return
        ours = message.header.message_type is MessageType.signal and fields.get(HeaderFields.interface) == _NAME
        if ours and self._daemon and fields.get(HeaderFields.sender) == self._daemon:
            self._told(str(fields.get(HeaderFields.member)), message.body)

    def _told(self, what: str, body: tuple[Any, ...]) -> None:
        if len(body) != 2 or not isinstance(body[0], int):
            return
        number, word = body
        key = self._shown.get(number)
        if key is None:
            return
        if what == "NotificationClosed":
            self._shown.pop(number, None)
        elif what == "ActivationToken" and isinstance(word, str):
            self._token = word if len(word) <= _LONGEST_TOKEN and word.isascii() and word.isprintable() else ""
        elif what == "ActionInvoked" and isinstance(word, str):
            token, self._token = self._token, ""
            self._chosen(key, word, token)
