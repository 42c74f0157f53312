"""What really is in a Secret Service: every item, read past the program under test."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection

from tests.support.gnome_keyring import SECRETS, PrivateBus

_SERVICE = DBusAddress("/org/freedesktop/secrets", SECRETS, "org.freedesktop.Secret.Service")
_PROPERTIES = "org.freedesktop.DBus.Properties"
_PREFIX = "org.freedesktop.Secret."


@dataclass(frozen=True, slots=True)
class Item:
    """One item. :param username: its attribute of that name (the program's own item name)."""

    label: str
    username: str
    secret: str
    path: str = ""

    @property
    def record(self) -> Any:
        """The secret read as JSON."""
        return json.loads(self.secret)


def items(bus: PrivateBus) -> list[Item]:
    """Everything in the default collection, which is unlocked. What is deleted meanwhile is left out."""
    with bus.connection() as connection:
        session = _call(connection, _SERVICE, "OpenSession", "sv", ("plain", ("s", "")))[1]
        default = _call(connection, _SERVICE, "ReadAlias", "s", ("default",))[0]
        found = []
        for path in _property(connection, default, "Collection", "Items"):
            try:
                found.append(_item(connection, path, session))
            except _Gone:
                continue
        return found


def _item(connection: DBusConnection, path: str, session: str) -> Item:
    address = DBusAddress(path, SECRETS, _PREFIX + "Item")
    attributes = _property(connection, path, "Item", "Attributes")
    label = _property(connection, path, "Item", "Label")
    secret = _call(connection, address, "GetSecret", "o", (session,))[0]
    return Item(label, attributes.get("username", ""), bytes(secret[2]).decode(), path)


def records_of(bus: PrivateBus, issuer: str) -> list[Any]:
    """The program's records that are bound to *issuer*."""
    return [item.record for item in items(bus) if _is_of(item, issuer)]


def forget(bus: PrivateBus, issuer: str) -> None:
    """Delete everything that is bound to *issuer*: the next provider may be given the same port."""
    for item in items(bus):
        if _is_of(item, issuer):
            with bus.connection() as connection:
                _call(connection, DBusAddress(item.path, SECRETS, _PREFIX + "Item"), "Delete", "", ())


def _is_of(item: Item, issuer: str) -> bool:
    """Port 4567 is not port 45678."""
    return re.search(re.escape(issuer) + r"(?!\d)", item.secret) is not None


def overwrite(bus: PrivateBus, username: str, secret: bytes) -> None:
    """Put something else into the one item of that name, as another program can."""
    with bus.connection() as connection:
        session = _call(connection, _SERVICE, "OpenSession", "sv", ("plain", ("s", "")))[1]
        (path,), _ = _call(connection, _SERVICE, "SearchItems", "a{ss}", ({"username": username},))
        content = (session, b"", secret, "text/plain; charset=utf8")
        _call(connection, DBusAddress(path, SECRETS, _PREFIX + "Item"), "SetSecret", "(oayays)", (content,))


def lock(bus: PrivateBus) -> None:
    """Lock the default collection."""
    with bus.connection() as connection:
        default = _call(connection, _SERVICE, "ReadAlias", "s", ("default",))[0]
        _call(connection, _SERVICE, "Lock", "ao", ([default],))
        assert _property(connection, default, "Collection", "Locked")


def _call(connection: DBusConnection, address: DBusAddress, member: str, signature: str, body: tuple[Any, ...]) -> Any:
    reply = connection.send_and_get_reply(new_method_call(address, member, signature or None, body))
    if reply.header.message_type.name != "method_return":
        raise _Gone(f"{member}: {reply.body}")
    return reply.body


class _Gone(Exception):
    """The object is not there (any more)."""


def _property(connection: DBusConnection, path: str, interface: str, name: str) -> Any:
    address = DBusAddress(path, SECRETS, _PROPERTIES)
    return _call(connection, address, "Get", "ss", (_PREFIX + interface, name))[0][1]
