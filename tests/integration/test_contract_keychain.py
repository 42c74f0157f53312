"""Contract: what happens where the keychain is absent, locked, restarted, or holds something strange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import items, lock
from tests.support.scripted_provider import ScriptedProvider
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[GnomeKeyring]:
    """One of the test's own: it is locked and ended here."""
    with unlocked_keyring(tmp_path / "keyring") as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring) -> Stage:
    return Stage(tmp_path / "stage", provider, keyring.bus.address)


def test_locked_is_not_empty(stage: Stage, keyring: GnomeKeyring) -> None:
    """Locked: exit 6, and `status` says so until a command reads the record again."""
    stage.signed_in()
    token = stage.token()
    keyring.stop()
    keyring.start(unlocked=False)

    # No display: the dialog is dismissed by itself.
    for command in ("token", "refresh", "login"):
        exit_, code, _ = stage.fails(command, "work")
        assert (exit_, code) in ((6, "E_KEYCHAIN_LOCKED"), (6, "E_KEYCHAIN_DENIED")), command
    assert stage.status()["state"] == "locked"
    assert stage.calls("refresh") == 0

    keyring.stop()
    keyring.start(unlocked=True)
    assert stage.status()["state"] == "locked", "nobody has looked yet"
    assert stage.token() == token
    status = stage.status()
    assert (status["state"], status["error"]) == ("signed_in", None)


def test_unlocked_later_refreshes(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    keyring.stop()
    keyring.start(unlocked=False)
    assert stage.fails("refresh", "work")[0] == 6
    keyring.stop()
    keyring.start(unlocked=True)
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert stage.provider.counters.reuse_events == 0


def test_locked_by_a_person_meanwhile(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    lock(keyring.bus)
    assert stage.fails("token", "work")[0] == 6
    assert stage.status()["state"] == "locked"


def test_a_keychain_that_is_gone_keeps_the_session(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    keyring.stop()
    for command in ("token", "refresh"):
        assert stage.fails(command, "work")[:2] == (6, "E_KEYCHAIN_MISSING")
    assert stage.fails("logout", "work", "--local")[0] == 6
    keyring.start(unlocked=True)


def test_a_bus_that_is_gone(stage: Stage) -> None:
    stage.signed_in()
    address = stage.keyfob.env.pop("DBUS_SESSION_BUS_ADDRESS")
    assert stage.fails("token", "work")[:2] == (6, "E_KEYCHAIN_MISSING")
    stage.keyfob.env["DBUS_SESSION_BUS_ADDRESS"] = address
    assert stage.token()


def test_a_restarted_keychain_and_a_new_process_need_no_network(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    token = stage.token()
    seen = len(stage.provider.requests)
    keyring.stop()
    keyring.start(unlocked=True)
    assert stage.token() == token
    assert len(stage.provider.requests) == seen


def test_logout_with_a_locked_keychain_is_finished_later(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    keyring.stop()
    keyring.start(unlocked=False)
    result = stage.run("logout", "work", "--local")
    assert result.exit == 6
    assert result.json["local"] == "failed"
    assert result.json["error"]["code"].startswith("E_KEYCHAIN_")
    assert stage.status()["state"] == "signed_out"

    keyring.stop()
    keyring.start(unlocked=True)
    assert stage.fails("token", "work")[:2] == (3, "E_NOT_SIGNED_IN")
    assert items(keyring.bus) == []


def test_the_record_holds_what_it_must_and_the_files_do_not(stage: Stage, keyring: GnomeKeyring) -> None:
    stage.signed_in()
    (item,) = items(keyring.bus)
    (token,) = stage.provider.current_refresh_tokens()
    record = item.record
    assert (record["refresh_token"], record["issuer"], record["subject"]) == (token, stage.provider.issuer, "alice")
    assert "alice" not in item.label
    access = stage.token()
    for file in stage.state_folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert token.encode() not in content
            assert access.encode() not in content
            assert file.stat().st_mode & 0o077 == 0, file
        else:
            assert file.stat().st_mode & 0o077 == 0, file


def test_a_record_that_is_gone(stage: Stage, keyring: GnomeKeyring) -> None:
    """Somebody deleted it with another tool: a new login is needed, and it works."""
    stage.signed_in()
    keyring.stop()
    for file in Path(keyring.bus.home["XDG_DATA_HOME"]).rglob("*.keyring"):
        file.unlink()
    keyring.start(unlocked=True)
    assert stage.fails("token", "work")[0] == 3
    assert stage.fails("refresh", "work")[0] == 3
    assert stage.signed_in()["state"] == "signed_in"
