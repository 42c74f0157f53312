"""A session's whole life at Canaille: its issuer is http://localhost, and one redirect port is registered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canaille_provider import CanailleProvider, canaille_provider
from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.home import private_home
from tests.support.keychain_contents import records_of
from tests.support.stage import failure
from tests.support.visitor import Visitor, browser_command


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanailleProvider]:
    with canaille_provider(tmp_path_factory.mktemp("canaille")) as running:
        yield running


@pytest.fixture
def keyfob(tmp_path: Path, shared_keyring: GnomeKeyring, real: CanailleProvider) -> Keyfob:
    env = private_home(tmp_path / "home") | {
        "DBUS_SESSION_BUS_ADDRESS": shared_keyring.bus.address,
        "BROWSER": browser_command(tmp_path / "browser"),
    }
    made = Keyfob(env)
    made.add_account("work", **real.account)
    return made


def tokens(keyring: GnomeKeyring, provider: CanailleProvider) -> set[str]:
    return {one["refresh_token"] for one in records_of(keyring.bus, provider.issuer)}


def test_the_whole_life(keyfob: Keyfob, shared_keyring: GnomeKeyring, real: CanailleProvider) -> None:
    assert real.issuer.startswith("http://localhost:")
    earlier = tokens(shared_keyring, real)
    signed_in = keyfob.run("login", "work", "--json", exits=0).json
    assert (signed_in["state"], signed_in["subject"], signed_in["issuer"]) == ("signed_in", "alice", real.issuer)
    first = keyfob.run("token", "work", exits=0).stdout.strip()
    (old,) = tokens(shared_keyring, real) - earlier

    assert keyfob.run("refresh", "work", "--json", exits=0).json["generation"] == 2

    (new,) = tokens(shared_keyring, real) - earlier
    assert new != old
    second = keyfob.run("token", "work", exits=0).stdout.strip()
    assert second not in ("", first)

    result = keyfob.run("logout", "work", "--json")
    # It lets public clients revoke nothing: the session is gone here all the same, and the exit status says it.
    steps = {name: result.json[name] for name in ("local", "revoke", "end_session")}
    assert steps == {"local": "done", "revoke": "failed", "end_session": "done"}
    assert (result.exit, result.code) == (5, "E_CLIENT")
    assert keyfob.status("work")["state"] == "signed_out"
    assert tokens(shared_keyring, real) == earlier


def test_the_registered_port_is_the_only_one(keyfob: Keyfob, real: CanailleProvider) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", real.redirect_port))
        other.listen()
        result = keyfob.run("login", "work", "--print-url", "--json", exits=4)
    assert result.code == "E_PORT"
    assert str(real.redirect_port) in result.json["error"]["message"]


def test_an_unregistered_address_never_comes_back(keyfob: Keyfob, real: CanailleProvider) -> None:
    """The provider shows its own error page: nobody comes back, and nothing is kept."""
    keyfob.configure("")
    keyfob.add_account("work", **real.account | {"redirect_path": "/not-registered"})
    with keyfob.start("login", "work", "--json", "--print-url", "--timeout", "3") as login, Visitor() as visitor:
        page = visitor.browse(login.first_line())
        assert page.url.startswith(real.issuer)
        assert failure(login.wait())[:2] == (7, "E_TIMEOUT")
    assert keyfob.status("work")["state"] == "signed_out"
