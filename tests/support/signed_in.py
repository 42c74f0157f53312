"""A session that was really made: signed in against the scripted provider, kept in a real keychain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring, PrivateBus, is_installed
from tests.support.real import require
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.visitor import browser_command


@contextmanager
def unlocked_keyring(folder: Path) -> Iterator[GnomeKeyring]:
    """A real gnome-keyring on a private bus, unlocked; ``.bus.environment`` is the environment that reaches it."""
    require(is_installed(), "gnome-keyring-daemon and dbus-daemon")
    bus = PrivateBus(folder)
    keyring = GnomeKeyring(bus)
    try:
        keyring.start(unlocked=True)
        yield keyring
    finally:
        keyring.stop()
        bus.close()


@contextmanager
def signed_in(folder: Path, *, lifetime: int = 3600) -> Iterator[Keyfob]:
    """The command in a home where the account ``work`` is signed in.

    :param lifetime: of its access token, seconds.
    """
    with unlocked_keyring(folder / "home") as keyring, ScriptedProvider(Script(lifetime=lifetime)) as provider:
        keyfob = Keyfob(keyring.bus.environment | {"BROWSER": browser_command(folder / "browser")})
        keyfob.add_account("work", **provider.account)
        keyfob.run("login", "work", exits=0)
        yield keyfob
