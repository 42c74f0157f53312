"""Contract: config.toml, its layers, `accounts`, and an account that is pointed elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import records_of
from tests.support.real import require
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.stage import Stage, failure

_GOOD = '[accounts.good]\nissuer = "https://one.example"\nclient_id = "desktop"\n'
#: lines of a wrong account → the key that is to blame, and its line within them.
_WRONG = [
    ('colour = "red"', "colour"),
    ("client_id = 5", "client_id"),
    ('client_id = ""', "client_id"),
    ('scopes = "openid"', "scopes"),
    ('scopes = ["two words"]', "scopes"),
    ('redirect_host = "0.0.0.0"', "redirect_host"),
    ("redirect_ports = [70000]", "redirect_ports"),
    ('redirect_path = "callback"', "redirect_path"),
    ('id_token_algs = ["none"]', "id_token_algs"),
    ('id_token_algs = ["HS256"]', "id_token_algs"),
    ('access_token = "maybe"', "access_token"),
    ('refresh = "yes"', "refresh"),
    ("leeway_seconds = -1", "leeway_seconds"),
    ('extra_params = {state = "mine"}', "state"),
    ('extra_params = {code_challenge_method = "plain"}', "code_challenge_method"),
    ('extra_params = {response_mode = "query"}', "response_mode"),
    ('token_params = {refresh_token = "mine"}', "refresh_token"),
    ('provider = "unheard-of"', "provider"),
]


@pytest.mark.parametrize(("line", "key"), _WRONG, ids=[line for line, _ in _WRONG])
def test_what_is_wrong_is_named_by_file_line_and_key(keyfob: Keyfob, line: str, key: str) -> None:
    parts = [] if line.startswith("client_id") else ['client_id = "desktop"']
    bad = "\n".join(["[accounts.bad]", 'issuer = "https://two.example"', *parts, line])
    keyfob.configure(f"{_GOOD}\n{bad}\n")
    number = f"{_GOOD}\n{bad}\n".splitlines().index(line) + 1

    result = keyfob.run("token", "bad", "--json")

    assert failure(result)[:2] == (2, "E_CONFIG")
    message = result.json["error"]["message"]
    assert str(keyfob.config_file) in message
    assert f"line {number}:" in message
    assert key in message
    # The other account still works.
    assert failure(keyfob.run("token", "good", "--json"))[:2] == (3, "E_NOT_SIGNED_IN")
    shown = keyfob.run("status", "--json", exits=0).json["accounts"]
    assert [(one["name"], one["error"] and one["error"]["code"]) for one in shown] == [
        ("good", None),
        ("bad", "E_CONFIG"),
    ]


@pytest.mark.parametrize("issuer", ["http://plain.example", "http://10.0.0.1:8080", "http://localhost.example"])
@pytest.mark.parametrize("allow_http", [True, False])
def test_plain_http_is_for_this_computer_alone(keyfob: Keyfob, issuer: str, allow_http: bool) -> None:
    keyfob.add_account("work", issuer=issuer, client_id="desktop", allow_http=allow_http)
    assert failure(keyfob.run("login", "work", "--json"))[:2] == (2, "E_CONFIG")


@pytest.mark.parametrize("content", [b"[accounts", b"\xff\xfe", b"accounts = 5\n", b"a = 1\na = 2\n", b"[" * 5000])
def test_a_file_that_is_no_configuration(keyfob: Keyfob, content: bytes) -> None:
    keyfob.configure("")
    keyfob.config_file.write_bytes(content)
    for words in (("status",), ("token",), ("accounts",)):
        result = keyfob.run(*words, "--json")
        assert failure(result)[:2] == (2, "E_CONFIG")
        assert str(keyfob.config_file) in result.json["error"]["message"]


def test_no_configuration_at_all(keyfob: Keyfob) -> None:
    assert keyfob.run("status", "--json", exits=0).json == {"accounts": []}
    assert keyfob.run("accounts", "--json", exits=0).json == {"accounts": []}
    assert failure(keyfob.run("token", "--json"))[:2] == (2, "E_CONFIG")


# --- accounts -------------------------------------------------------------------------------------------------------


def test_accounts_are_added_listed_used_and_removed(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    keyfob, provider = stage.keyfob, stage.provider
    keyfob.configure("# a word of mine\n" + keyfob.config_file.read_text(encoding="utf-8"))
    words = ["--issuer", provider.issuer, "--client-id", provider.client_id, "--allow-http"]
    assert stage.run("accounts", "add", "second", *words, exits=0).json["name"] == "second"
    assert stage.fails("accounts", "add", "second", *words)[:2] == (2, "E_CONFIG")
    assert [one["name"] for one in stage.run("accounts", exits=0).json["accounts"]] == ["work", "second"]
    assert "# a word of mine" in keyfob.config_file.read_text(encoding="utf-8")

    stage.signed_in(account="second")
    assert len(records_of(shared_keyring.bus, provider.issuer)) == 1
    assert stage.run("accounts", "remove", "second", exits=0).json == {"removed": "second"}

    assert records_of(shared_keyring.bus, provider.issuer) == []
    assert [one["name"] for one in stage.run("accounts", exits=0).json["accounts"]] == ["work"]
    assert stage.fails("accounts", "remove", "second")[:2] == (2, "E_CONFIG")


def test_a_wrong_account_is_not_added(keyfob: Keyfob) -> None:
    words = ("accounts", "add", "x", "--issuer", "http://plain.example", "--client-id", "c", "--json")
    assert failure(keyfob.run(*words))[:2] == (2, "E_CONFIG")
    assert keyfob.run("accounts", "--json", exits=0).json == {"accounts": []}


# --- another issuer -------------------------------------------------------------------------------------------------


def test_an_account_pointed_at_another_issuer(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    """It has no subject, its refresh token goes nowhere else, and its next login is a first one."""
    stage.signed_in()
    first = stage.provider.issuer
    with ScriptedProvider(Script(subject="bob", lifetime=3600)) as other:
        stage.keyfob.configure("")
        stage.keyfob.add_account("work", **other.account)
        status = stage.status()
        assert (status["subject"], status["username"], status["roles"]) == (None, None, [])
        assert stage.fails("token", "work")[:2] == (3, "E_REAUTH")
        assert stage.fails("refresh", "work")[:2] == (3, "E_REAUTH")
        assert other.requests == ()

        stage.provider = other
        new = stage.login()
        assert new.exit == 0, new.stdout
        assert (new.json["subject"], new.json["issuer"]) == ("bob", other.issuer)
        assert records_of(shared_keyring.bus, first) == []
        assert len(records_of(shared_keyring.bus, other.issuer)) == 1


def test_another_client_is_another_session(stage: Stage) -> None:
    stage.signed_in()
    seen = len(stage.provider.requests)
    stage.keyfob.configure("")
    stage.keyfob.add_account("work", **stage.provider.account | {"client_id": "another"})
    assert stage.status()["subject"] is None
    assert stage.fails("token", "work")[:2] == (3, "E_REAUTH")
    assert len(stage.provider.requests) == seen


# --- layers ---------------------------------------------------------------------------------------------------------


def machine_wide(keyfob: Keyfob, folder: Path, text: str, *, mode: int = 0o644) -> Keyfob:
    """The command in a mount namespace of its own, where /etc/xdg/keyfob/config.toml says *text*."""
    source = folder / "machine.toml"
    source.write_text(text, encoding="utf-8")
    script = (
        "mount -t tmpfs none /etc/xdg && mkdir /etc/xdg/keyfob && "
        f'cp "$0" /etc/xdg/keyfob/config.toml && chmod {mode:o} /etc/xdg/keyfob/config.toml && exec "$@"'
    )
    inside = ("unshare", "--mount", "--map-root-user", "sh", "-c", script, str(source))
    works = shutil.which("unshare") is not None and (
        subprocess.run([*inside, "true"], env=keyfob.env, capture_output=True, check=False).returncode == 0
    )
    require(works, "unshare --mount --map-root-user")
    return Keyfob(keyfob.env, program=(*inside, *keyfob.program))


def accounts_of(keyfob: Keyfob) -> dict[str, Any]:
    return {one["name"]: one for one in keyfob.run("accounts", "--json", exits=0).json["accounts"]}


_MACHINE = '[accounts.work]\nissuer = "https://company.example"\nclient_id = "company"\n'


def test_the_machine_wide_file_is_read(keyfob: Keyfob, tmp_path: Path) -> None:
    found = accounts_of(machine_wide(keyfob, tmp_path, _MACHINE))["work"]
    assert (found["issuer"], found["source"], found["locked"]) == ("https://company.example", "machine", False)


def test_the_users_file_wins_as_a_whole_where_trust_is_concerned(keyfob: Keyfob, tmp_path: Path) -> None:
    """Issuer, discovery_url, client_id and ca_file come from one layer."""
    keyfob.configure('[accounts.work]\nissuer = "https://mine.example"\nclient_id = "mine"\n')
    found = accounts_of(machine_wide(keyfob, tmp_path, _MACHINE + 'discovery_url = "https://company.example/d"\n'))
    assert (found["work"]["issuer"], found["work"]["client_id"]) == ("https://mine.example", "mine")

    keyfob.configure('[accounts.work]\nissuer = "https://mine.example"\n')
    mixed = machine_wide(keyfob, tmp_path, _MACHINE)
    assert failure(mixed.run("token", "work", "--json"))[:2] == (2, "E_CONFIG")


def test_what_the_company_has_locked_wins(keyfob: Keyfob, tmp_path: Path) -> None:
    keyfob.configure('[accounts.work]\nissuer = "https://mine.example"\nclient_id = "mine"\n')
    inside = machine_wide(keyfob, tmp_path, _MACHINE + '[policy]\nlocked = ["accounts.work"]\n')
    found = accounts_of(inside)["work"]
    assert (found["issuer"], found["locked"]) == ("https://company.example", True)
    assert inside.run("status", "--json").stderr, "the person is told that a value of theirs is ignored"
    assert failure(inside.run("accounts", "remove", "work", "--json"))[:2] == (2, "E_CONFIG")


def test_a_machine_wide_file_that_others_can_write_is_ignored_with_a_word(keyfob: Keyfob, tmp_path: Path) -> None:
    inside = machine_wide(keyfob, tmp_path, _MACHINE, mode=0o666)
    listed = inside.run("accounts", "--json", exits=0)
    assert listed.json == {"accounts": []}
    assert "/etc/xdg/keyfob/config.toml" in listed.stderr
