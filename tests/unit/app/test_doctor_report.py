"""The report that is handed on holds no secret and does not say whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.app.config import Config, load
from desktop_app.app.doctor import examine, report
from desktop_app.app.doctor.check import Check, failed
from desktop_app.app.doctor.report import anonymous, secrets_of, without_home
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import Opener, Person, ProxyInUse, StateFolder
from tests.support.canaries import found_in
from tests.support.port_doubles import NOW, answer
from tests.support.surroundings_double import SurroundingsDouble
from tests.unit.app.test_doctor import ISSUER, JWKS, METADATA, World

_ADA = Person("/home/ada", "ada", ("laptop.example.com", "laptop"))
_SECRET = "hunter-two"
_LONG = "CANARY-Zq81xY7kPw3vB9nM5tR2cF6h"
_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJDQU5BUlkifQ.c2lnbmF0dXJlLWNhbmFyeQ"


def settings(folder: Path, more: str = "") -> Config:
    file = folder / "config.toml"
    file.write_text(f'[accounts.work]\nissuer = "{ISSUER}"\nclient_id = "app"\nclient_secret = "{_SECRET}"\n{more}\n')
    return load(str(file), machine_trusted=lambda _path: False)


def told(*checks: Check, config: Config) -> str:
    return report(list(checks), config, _ADA, at=NOW)


def test_it_reads_well(tmp_path: Path) -> None:
    shown = told(
        Check("Files", "ok", "Fine.", "Not shown."),
        Check("Clock (work)", "warn", "Off.", "Turn it."),
        config=settings(tmp_path),
    )

    assert shown.splitlines()[0].startswith("Keyfob doctor, 2026-")
    assert shown.splitlines()[2:] == ["[ok]   Files: Fine.", "[warn] Clock (work): Off.", "       Turn it."]


@pytest.mark.parametrize("secret", [_SECRET, _LONG, _JWT, f"Bearer {_LONG}", f"https://u:{_LONG}@proxy.example"])
def test_no_secret_in_words_of_others(tmp_path: Path, secret: str) -> None:
    """A provider that sends back what it was sent, a path or a variable that holds a token."""
    error = KeyfobError(Code.E_DENIED, "protocol.denied", words=f"not with {secret} please")
    checks = [
        failed("metadata", error, "work"),
        Check("Keychain", "fail", f"Denied: {secret}", f"Look at {secret}."),
        Check(f"Name {secret}", "skip", "", ""),
    ]

    shown = told(*checks, config=settings(tmp_path))

    bare = secret.removeprefix("Bearer ").removeprefix("https://u:").removesuffix("@proxy.example")
    assert found_in({"report": shown.encode()}, [bare]) == []
    assert "<secret>" in shown


def test_values_of_the_settings_are_secrets(tmp_path: Path) -> None:
    config = settings(tmp_path, 'extra_params = { tenant = "quiet-one" }\ntoken_params = { pin = "4711" }')

    assert secrets_of(config) == {_SECRET, "quiet-one", "4711"}
    shown = told(Check("Files", "fail", "quiet-one 4711", ""), config=config)
    assert "quiet-one" not in shown
    assert "4711" not in shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/home/ada/.config/keyfob/config.toml", "~/.config/keyfob/config.toml"),
        ("in /home/ada.", "in ~."),
        ("/home/adalbert/x", "/home/adalbert/x"),
        ("ada's files on laptop", "<user>'s files on <host>"),
        ("LAPTOP.example.com refused", "<host> refused"),
        ("adamant laptops", "adamant laptops"),
    ],
)
def test_nobody_is_named(line: str, expected: str) -> None:
    person = Person("/home/ada", "ada", ("laptop.example.com",))

    assert anonymous(line, person) == expected


def test_without_home_where_there_is_none() -> None:
    assert without_home("/a/b", "") == "/a/b"
    assert without_home("/a/b", "/") == "/a/b"


def test_a_whole_run_full_of_canaries(tmp_path: Path) -> None:
    """Settings, paths, environment, answers of the provider, names in certificates."""
    world = World(tmp_path)
    world.settings(
        f'client_secret = "{_SECRET}"\nca_file = "/home/ada/{_LONG}/ca.pem"\n'
        f'extra_params = {{ login_hint = "ada@example.com" }}\nscopes = ["openid", "{_LONG}"]'
    )
    around = SurroundingsDouble()
    around.seen = TransportError(
        Code.E_TLS, "network.tls_certificate", maybe_delivered=False, host="laptop", why=f"CN={_LONG}"
    )
    around.way = ProxyInUse("laptop:3128", _LONG)
    around.opens = Opener(f"/home/ada/bin/{_LONG}", False)
    around.place = StateFolder(f"/home/ada/{_LONG}", 2, 1)
    answers = (answer(METADATA.replace('"issuer"', f'"note": "{_JWT} {_SECRET}", "issuer"'), date=NOW + 90), JWKS)

    checks = examine(world.config, world.deps(*answers), ["work"], surroundings=around)
    shown = report(checks, world.config, around.person(), at=NOW)

    raw = "\n".join(f"{check.message} {check.hint}" for check in checks)
    assert found_in({"checks": raw.encode()}, [_LONG]) != []  # the search finds what is there
    assert found_in({"report": shown.encode()}, [_LONG, _SECRET, _JWT, "ada@example.com", "/home/ada"]) == []
    assert "laptop" not in shown
    assert len(shown.splitlines()) > 10
