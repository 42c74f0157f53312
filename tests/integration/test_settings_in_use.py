"""`[settings]` as the command line honours it: browser, proxy, extra certificate authority; a bad one stops nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.certificates import authority, server_context
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.patience import until
from tests.support.proxy_double import ProxyDouble
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.stage import Stage, come_back

NAME = "provider.example"


def settle(stage: Stage, **settings: str) -> None:
    """Write `[settings]` below the account."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    before = stage.keyfob.config_file.read_text(encoding="utf-8")
    stage.keyfob.configure(before + "\n".join(["[settings]", *lines, ""]))


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[ScriptedProvider]:
    """A provider over https, whose authority nobody trusts of themselves."""
    tls = server_context(tmp_path, names=("127.0.0.1", NAME))
    with ScriptedProvider(Script(lifetime=3600), tls=tls) as provider:
        yield provider


def test_a_login_goes_to_the_browser_of_the_settings(stage: Stage) -> None:
    note, opener = stage.folder / "note", stage.folder / "my browser"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{note}.new" && mv "{note}.new" "{note}"\n')
    opener.chmod(0o700)
    settle(stage, browser=f"'{opener}' --private-window %u")
    stage.keyfob.env.pop("BROWSER", None)

    with stage.keyfob.start("login", "work", "--json") as login:
        until("the browser was started", note.exists)
        option, url, *more = note.read_text().splitlines()
        come_back(stage.provider.sign_in(url))
        result = login.wait()

    assert (option, more) == ("--private-window", [])
    assert url.startswith(stage.provider.issuer + "/authorize?")
    assert result.exit == 0, result.stderr
    assert result.json["state"] == "signed_in"


def test_the_extra_authority_lets_a_login_through_and_a_broken_one_is_named(
    tmp_path: Path, secure: ScriptedProvider, shared_keyring: GnomeKeyring
) -> None:
    stage = Stage(tmp_path / "stage", secure, shared_keyring.bus.address)
    assert stage.login(timeout=3).code == "E_TLS"
    file = tmp_path / "extra.pem"
    file.write_text("no certificate")
    settle(stage, ca_file=str(file))
    refused = stage.login(timeout=3)
    assert refused.code == "E_TLS"
    assert str(file) in refused.json["error"]["message"]
    file.write_bytes(authority().write(tmp_path).read_bytes())
    assert stage.signed_in()["state"] == "signed_in"


def test_the_proxy_of_the_settings_is_asked_for_the_way(
    tmp_path: Path, secure: ScriptedProvider, shared_keyring: GnomeKeyring
) -> None:
    secure.issuer = secure._endpoints.issuer = f"https://{NAME}"
    stage = Stage(tmp_path / "stage", secure, shared_keyring.bus.address)
    with ProxyDouble(("127.0.0.1", secure.wire.port)) as proxy, ProxyDouble(("127.0.0.1", 1), "deny") as other:
        stage.keyfob.env["https_proxy"] = other.url
        settle(stage, proxy=proxy.url, ca_file=str(authority().write(tmp_path)))
        with stage.start_login() as login:
            url = login.first_line()
            login.signal()
            login.wait()

        assert url.startswith(f"https://{NAME}/authorize?")
        assert proxy.asked
        assert all(head.startswith(f"CONNECT {NAME}:443 ") for head in proxy.asked)
        assert other.asked == []


def test_settings_that_cannot_be_used_stop_no_command(stage: Stage) -> None:
    settle(stage, browser="firefox | tee", proxy="http://ada:canary@p.example:1", theme="pink")

    assert stage.status()["state"] == "signed_out"
    assert stage.signed_in()["state"] == "signed_in"
    told = stage.keyfob.run("status", exits=0).stderr
    assert "settings.browser" in told
    assert "settings.proxy" in told
    assert "canary" not in told
