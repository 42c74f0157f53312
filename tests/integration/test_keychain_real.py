"""The keychain's contract, kept by this system's real keychain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from jeepney import DBusAddress, Properties, new_method_call

from desktop_app.system.keychain.guarded import GuardedKeychain
from desktop_app.system.keychain.secret_service import SecretService
from tests.integration.keychain_contract import KeychainContract
from tests.support.gnome_keyring import SECRETS, GnomeKeyring, PrivateBus, in_environment, is_installed
from tests.support.real import require

_SERVICE = DBusAddress("/org/freedesktop/secrets", SECRETS, "org.freedesktop.Secret.Service")
_DEFAULT = DBusAddress("/org/freedesktop/secrets/aliases/default", SECRETS, "org.freedesktop.Secret.Collection")


class GnomeBench:
    """gnome-keyring on a private bus."""

    def __init__(self, bus: PrivateBus, keyring: GnomeKeyring) -> None:
        self.keychain = GuardedKeychain(SecretService())
        self._bus = bus
        self._keyring = keyring

    def put_twin(self, item: str, value: str) -> None:
        """As the keyring package would (its own ``application`` makes it another item)."""
        attributes = {"service": "keyfob", "username": item, "application": "another program"}
        interface = "org.freedesktop.Secret."
        with self._bus.connection() as connection:
            opened = connection.send_and_get_reply(new_method_call(_SERVICE, "OpenSession", "sv", ("plain", ("s", ""))))
            properties = {
                f"{interface}Item.Label": ("s", "twin"),
                f"{interface}Item.Attributes": ("a{ss}", attributes),
            }
            secret = (opened.body[1], b"", value.encode(), "text/plain")
            body = (properties, secret, True)
            made = connection.send_and_get_reply(new_method_call(_DEFAULT, "CreateItem", "a{sv}(oayays)b", body))
            assert made.body[0] != "/"

    def lock(self) -> None:
        """No display: the dialog is dismissed by itself."""
        with self._bus.connection() as connection:
            collection = connection.send_and_get_reply(new_method_call(_SERVICE, "ReadAlias", "s", ("default",)))
            connection.send_and_get_reply(new_method_call(_SERVICE, "Lock", "ao", ([collection.body[0]],)))
            locked = connection.send_and_get_reply(Properties(_DEFAULT).get("Locked"))
            assert locked.body[0] == ("b", True)

    def vanish(self) -> None:
        """The daemon ends."""
        self._keyring.stop()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[GnomeBench]:
    require(is_installed(), "dbus-daemon and gnome-keyring-daemon")
    bus = PrivateBus(tmp_path)
    keyring = GnomeKeyring(bus)
    try:
        keyring.start(unlocked=True)
        with in_environment({"DBUS_SESSION_BUS_ADDRESS": bus.address}):
            made = GnomeBench(bus, keyring)
            with closing(made.keychain):
                yield made
    finally:
        keyring.stop()
        bus.close()


class TestGnomeKeyring(KeychainContract):
    """gnome-keyring, through the Secret Service."""
