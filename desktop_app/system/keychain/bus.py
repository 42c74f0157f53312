"""A connection to the Secret Service on the session bus, with all its troubles named.

Specification: freedesktop.org, Secret Service API 0.2. The connection is jeepney's, the encrypted session
(``dh-ietf1024-sha256-aes128-cbc-pkcs7``) is SecretStorage's.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import KeyfobError
from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain.backend import NONSENSE, PromptUnanswered

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection
    from secretstorage.dhcrypto import Session

BUS_NAME: Final = "org.freedesktop.secrets"
SERVICE_PATH: Final = "/org/freedesktop/secrets"
INTERFACE: Final = "org.freedesktop.Secret."
NO_OBJECT: Final = "/"

_DBUS: Final = "org.freedesktop.DBus.Error."
_SECRET: Final = "org.freedesktop.Secret.Error."  # noqa: S105 - a prefix of error names
_MISSING: Final = frozenset(
    _DBUS + name for name in ("ServiceUnknown", "NameHasNoOwner", "NoServer", "TimedOut", "Timeout", "NotSupported")
)
#: The service was restarted, or changed its mind, between two calls: worth one more try from the start.
_LEFT: Final = frozenset(_DBUS + name for name in ("NoReply", "Disconnected"))
_GONE: Final = _LEFT.union(
    [_DBUS + name for name in ("UnknownObject", "UnknownMethod", "UnknownInterface")],
    [_SECRET + name for name in ("NoSession", "NoSuchObject")],
)
_FULL: Final = frozenset(_DBUS + name for name in ("NoMemory", "LimitsExceeded"))
_THE_BUS: Final = ("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
#: A dialog is withdrawn this long before the deadline, seconds, so that the withdrawal is still sent.
_WITHDRAW_BEFORE: Final = 0.2


class Gone(Exception):
    """The connection, the service or an object went away between two calls.

    :ivar trouble: what to say if it happens again.
    """

    def __init__(self, trouble_: KeyfobError) -> None:
        super().__init__(trouble_)
        self.trouble = trouble_


class Bus:
    """One connection. Used by one thread at a time.

    :raises KeyfobError: E_KEYCHAIN_MISSING: no session bus, or no way to it.
    """

    def __init__(self) -> None:
        try:
            from jeepney.io.blocking import open_dbus_connection
        except ImportError:
            raise trouble.missing() from None
        try:
            self._connection: DBusConnection = open_dbus_connection()
        except (OSError, RuntimeError, StopIteration, *NONSENSE):
            raise trouble.missing() from None
        self._session: Session | None = None
        self._session_of = ""
        self._owner = ""
        self._listens = False

    def close(self) -> None:
        """Close the socket."""
        with suppress(OSError):
            self._connection.close()

    def call(self, path: str, interface: str, method: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        """The body of the answer to one method call.

        :param interface: what follows ``org.freedesktop.Secret.``, or a whole name.
        :raises KeyfobError: E_KEYCHAIN_*, as the service's error says.
        :raises Gone: trying again from the start can help.
        """
        answer = self._send(
            path, BUS_NAME, interface if "." in interface else INTERFACE + interface, method, signature, body
        )
        _refuse_errors(answer)
        self._owner = _sender(answer)
        return tuple(answer.body)

    def property(self, path: str, interface: str, name: str) -> Any:
        """The value of a property. Raises as :meth:`call`."""
        answer = self.call(path, "org.freedesktop.DBus.Properties", "Get", "ss", INTERFACE + interface, name)
        ((_signature, value),) = answer
        return value

    def session(self) -> Session:
        """The session that secrets travel in, made anew when the service was restarted. Raises as :meth:`call`."""
        if self._session is None or self._session_of != self._owner:
            self._session = self._open_session()
            self._session_of = self._owner
        return self._session

    def _open_session(self) -> Session:
        from secretstorage.defines import ALGORITHM_DH, ALGORITHM_PLAIN
        from secretstorage.dhcrypto import Session

        session = Session()
        public = ("ay", session.my_public_key.to_bytes(128, "big"))
        service = (SERVICE_PATH, BUS_NAME, INTERFACE + "Service", "OpenSession", "sv")
        answer = self._send(*service, (ALGORITHM_DH, public))
        if _error_name(answer) == _DBUS + "NotSupported":
            session.encrypted = False
            answer = self._send(*service, (ALGORITHM_PLAIN, ("s", "")))
        _refuse_errors(answer)
        self._owner = _sender(answer)
        (_signature, output), session.object_path = answer.body
        if session.encrypted:
            session.set_server_public_key(int.from_bytes(output, "big"))
        return session

    def process(self) -> int | None:
        """Process id of the service; None where the bus does not tell."""
        answer = self._send(*_THE_BUS, "GetConnectionUnixProcessID", "s", (BUS_NAME,))
        return None if _error_name(answer) is not None else int(answer.body[0])

    def ask(self, prompt: str, deadline: float) -> tuple[bool, object]:
        """Show the dialog *prompt* and wait for the person: (whether it was dismissed, what came of it).

        :raises PromptUnanswered: nobody answered until *deadline* (monotonic); the dialog was withdrawn.
        :raises Gone: the service went away meanwhile.
        """
        from jeepney import HeaderFields, MatchRule

        self._listen()
        answers: deque[Message] = deque()
        completed = MatchRule(type="signal", interface=INTERFACE + "Prompt", member="Completed", path=prompt)
        left = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        with self._connection.filter(completed, queue=answers), self._connection.filter(left, queue=answers):
            self.call(prompt, "Prompt", "Prompt", "s", "")
            patience = max(0.0, deadline - _WITHDRAW_BEFORE - time.monotonic())
            try:
                answer = self._connection.recv_until_filtered(answers, timeout=patience)
            except TimeoutError:
                self._withdraw(prompt)
                raise PromptUnanswered from None
            except OSError:
                raise Gone(trouble.missing()) from None
        if answer.header.fields.get(HeaderFields.member) != "Completed":
            raise Gone(trouble.missing())
        dismissed, (_signature, result) = answer.body
        return bool(dismissed), result

    def _withdraw(self, prompt: str) -> None:
        from jeepney import DBusAddress, MessageFlag, new_method_call

        message = new_method_call(DBusAddress(prompt, BUS_NAME, INTERFACE + "Prompt"), "Dismiss")
        message.header.flags |= MessageFlag.no_reply_expected
        with suppress(OSError):
            self._connection.send(message)

    def _listen(self) -> None:
        """Have the bus deliver what :meth:`ask` waits for."""
        if self._listens:
            return
        for rule in (
            f"type='signal',sender='{BUS_NAME}',interface='{INTERFACE}Prompt'",
            f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{BUS_NAME}'",
        ):
            _refuse_errors(self._send(*_THE_BUS, "AddMatch", "s", (rule,)))
        self._listens = True

    def _send(
        self, path: str, name: str, interface: str, method: str, signature: str, body: tuple[object, ...]
    ) -> Message:
        """The answer to one method call, be it an error."""
        from jeepney import DBusAddress, new_method_call

        call = new_method_call(DBusAddress(path, name, interface), method, signature or None, body)
        try:
            return self._connection.send_and_get_reply(call)
        except OSError:
            raise Gone(trouble.missing()) from None


def _sender(answer: Message) -> str:
    from jeepney import HeaderFields

    return str(answer.header.fields.get(HeaderFields.sender, ""))


def _error_name(answer: Message) -> str | None:
    from jeepney import HeaderFields, MessageType

    if answer.header.message_type is not MessageType.error:
        return None
    return str(answer.header.fields.get(HeaderFields.error_name, ""))


def _refuse_errors(answer: Message) -> None:
    """Raise what an error answer means."""
    name = _error_name(answer)
    if name is None:
        return
    if name == _SECRET + "IsLocked":
        raise trouble.locked()
    if name in _GONE:
        raise Gone(trouble.missing() if name in _LEFT else trouble.denied(name))
    if name in _MISSING or name.startswith(_DBUS + "Spawn."):
        raise trouble.missing()
    if name in _FULL:
        raise trouble.full()
    words = answer.body[0] if answer.body and isinstance(answer.body[0], str) else ""
    raise trouble.denied(f"{words} ({name})" if words else name)
