"""What the doctor finds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from desktop_app.app.activity import ActivityLog
from desktop_app.app.config import Config, load
from desktop_app.app.doctor import Check, examine
from desktop_app.app.key_cache import KeyCache
from desktop_app.app.state_file import StateFiles
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import Listener, ProcessMark
from desktop_app.session.deps import Deps
from desktop_app.session.metadata_source import MetadataSource
from desktop_app.session.stored import StoredError, StoredState
from tests.support.keychain_double import KeychainDouble
from tests.support.port_doubles import NOW, Answer, ClockDouble, HttpDouble, LocksDouble, MemoryFiles, answer
from tests.support.surroundings_double import SurroundingsDouble

ISSUER = "https://auth.example.com"
METADATA = json.dumps(
    {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
    }
)
KEY = {"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "4KRXuMKQpQmQ9LUQqtLAU3m3KGtdGkqkTJqN4A8Q2vI"}
JWKS = answer(json.dumps({"keys": [KEY]}))
WELL = (answer(METADATA, date=NOW), JWKS)


class _Processes:
    def me(self) -> ProcessMark:
        return ProcessMark(1, "now")

    def is_alive(self, mark: ProcessMark) -> bool:
        return True


class World:
    """Settings with one account, and everything the doctor looks at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = MemoryFiles()
        self.keychain = KeychainDouble()
        self.config = self.settings()

    def settings(self, more: str = "", *, other: str = "") -> Config:
        file = self.path / "config.toml"
        file.write_text(f'[accounts.work]\nissuer = "{ISSUER}"\nclient_id = "app"\n{more}\n{other}')
        self.config = load(str(file), machine_trusted=lambda _path: False)
        return self.config

    def deps(self, *answers: Answer) -> Deps:
        http, clock, locks = HttpDouble(*answers), ClockDouble(), LocksDouble()
        return Deps(
            http=http,
            keychain=self.keychain,
            locks=locks,
            files=self.files,
            processes=_Processes(),
            clock=clock,
            states=StateFiles(self.files),
            keys=KeyCache(self.files, http, locks, clock),
            metadata=MetadataSource(http, clock),
            activity=ActivityLog(self.files),
        )

    def examine(self, *answers: Answer, around: SurroundingsDouble | None = None) -> dict[str, Check]:
        told: list[Check] = []
        checks = examine(self.config, self.deps(*answers), self.config.names, on_check=told.append, surroundings=around)
        assert sorted(told, key=str) == sorted(checks, key=str)
        assert all(check.message for check in checks)
        assert all(check.hint for check in checks if check.status == "fail")
        return {check.name.removesuffix(" (work)"): check for check in checks}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def statuses(checks: dict[str, Check]) -> dict[str, str]:
    return {name: check.status for name, check in checks.items()}


def test_all_is_well(world: World) -> None:
    assert statuses(world.examine(*WELL)) == dict.fromkeys(
        ("Configuration", "Files", "Keychain", "Metadata", "Clock", "Signing keys", "Session"), "ok"
    )
    assert not [name for name in world.files.content if "doctor" in name]


def test_trouble_with_the_settings(world: World) -> None:
    world.settings(other='nonsense = 1\n[accounts.broken]\nissuer = "https://b"\n[other]\n')

    checks = world.examine(*WELL)

    assert statuses(checks)["Configuration"] == "fail"
    assert checks["Settings (broken)"].status == "fail"


def test_a_disk_that_takes_nothing(world: World) -> None:
    world.files.broken = True

    found = statuses(world.examine(*WELL))

    assert (found["Files"], found["Signing keys"]) == ("fail", "fail")


@pytest.mark.parametrize(("state", "status"), [("locked", "warn"), ("missing", "fail")])
def test_the_keychain(world: World, state: str, status: str) -> None:
    world.keychain.state = state  # type: ignore[assignment]  # one of its words

    assert statuses(world.examine(*WELL))["Keychain"] == status


@pytest.mark.parametrize(
    "trouble",
    [
        TransportError(Code.E_NETWORK, "network.refused", maybe_delivered=False, host="x"),
        answer("<html>"),
        answer("{}"),
        answer(METADATA.replace(ISSUER, "https://other")),
        answer("", 503),
    ],
    ids=["offline", "html", "empty", "issuer", "503"],
)
def test_metadata_that_cannot_be_had(world: World, trouble: Answer) -> None:
    found = statuses(world.examine(trouble))

    assert (found["Metadata"], found["Signing keys"], found["Session"]) == ("fail", "skip", "ok")


@pytest.mark.parametrize(
    ("off", "status", "word"), [(0, "ok", ""), (-30, "ok", ""), (48, "warn", "behind"), (-61, "fail", "ahead")]
)
def test_the_clock(world: World, off: float, status: str, word: str) -> None:
    clock = world.examine(answer(METADATA, date=NOW + off), JWKS)["Clock"]

    assert clock.status == status
    assert word in clock.message


def test_a_provider_without_a_date(world: World) -> None:
    assert statuses(world.examine(answer(METADATA), JWKS))["Clock"] == "skip"


@pytest.mark.parametrize(("keys", "status"), [(answer('{"keys": []}'), "fail"), (answer("<html>"), "fail")])
def test_keys(world: World, keys: Answer, status: str) -> None:
    assert statuses(world.examine(WELL[0], keys))["Signing keys"] == status


def test_scopes_that_are_not_offered(world: World) -> None:
    world.settings('scopes = ["openid", "groups"]')

    scopes = world.examine(*WELL)["Scopes"]

    assert scopes.status == "warn"
    assert "groups" in scopes.message


def test_a_ca_file_that_is_not_there(world: World) -> None:
    world.settings('ca_file = "missing.pem"')

    assert world.examine(*WELL)["Certificate authority"].status == "fail"


def test_a_session_that_ended(world: World) -> None:
    account = world.config.account("work")
    kept = StoredState(issuer=ISSUER, client_id="app", state="needs_login")
    error = StoredError("E_RATE", "keys.rate", None, {"issuer": ISSUER})
    StateFiles(world.files).save(account, replace(kept, error=error))

    session = world.examine(*WELL)["Session"]

    assert session.status == "warn"
    assert ISSUER in session.message


def test_the_browsers_opener_and_the_ports(world: World) -> None:
    busy = KeyfobError(Code.E_PORT, "browser.port_busy", host="127.0.0.1", ports="8080")

    class Busy:
        def listen(self, *, host: str, ports: object, path: str) -> object:
            raise busy

    world.settings("redirect_ports = [8080]")
    listener = cast("Listener", Busy())

    checks = examine(world.config, world.deps(*WELL), ["work"], listener=listener, opener=lambda: None)

    found = {check.name: check for check in checks}
    assert (found["Browser"].status, found["Redirect port (work)"].status) == ("fail", "fail")
    assert "8080" in found["Redirect port (work)"].message
