"""A company's own build: made, looked at, and signed in with."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest

from desktop_app.ui.theme import TOKENS
from tests.packaging.conftest import Desktop
from tests.support.display import until
from tests.support.frozen import company_package, company_program
from tests.support.oidc_provider import oidc_provider
from tests.support.stage import failure
from tests.support.tree import ROOT
from tests.support.window import SHOTS, window

NAME = "Acme Sign-in"
GOOD = """
[accounts.Acme]
issuer = "https://auth.acme.example"
client_id = "8f2c"
[policy]
locked = ["accounts.Acme"]
"""


def check(file: Path) -> tuple[int, str]:
    """What packaging/company.py says of a file."""
    words = [str(ROOT / ".venv" / "bin" / "python"), str(ROOT / "packaging" / "company.py"), str(file)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_is_made_and_signed_in_with(screen: Desktop, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "provider").mkdir()
    config = tmp_path / "company.toml"
    with oidc_provider(tmp_path / "provider", port=port) as provider:
        lines = [f"{key} = {_toml(value)}" for key, value in provider.account.items()]
        config.write_text("\n".join(["[accounts.Acme]", *lines, '[policy]\nlocked = ["accounts.Acme"]\n']), "utf-8")
        program = company_program(tmp_path / "build", config, NAME)
        package = company_package(program, config, NAME)

        keyfob = screen.keyfob
        keyfob.program, keyfob.cwd = (str(program / "keyfob"),), tmp_path
        assert keyfob.status()["name"] == "Acme"
        with window(keyfob, screen.display) as shown:
            until("one button", shown.has_primary)
            # The button of first run is as wide as its page; the one of an account's page is as wide as its words.
            accent = TOKENS["accent"][0]
            until("its own first run", lambda: shown.look().area(accent, width=240, height=8) is not None)
            shown.keep("company-first-run")
            assert shown.display.tool("getwindowname", shown.id) == NAME
            shown.press_primary()
            screen.browser.drive(screenshots=SHOTS / "company")
            shown.await_signed_in()
            shown.keep("company-signed-in")
            assert keyfob.status()["subject"] == "alice"
            assert shown.terminate()[0] == 0
        # The account is the company's, and the demo is not part of it.
        assert failure(keyfob.run("accounts", "remove", "Acme", "--json"))[:2] == (2, "E_CONFIG")
        names = "".join(path.name for path in (program / "_internal").iterdir())
        assert not re.search(r"flask|werkzeug|click|jinja", names, re.IGNORECASE)
        assert "Flask" not in (program / "LICENCES.txt").read_text("utf-8")

    fields = subprocess.run(
        ["dpkg-deb", "-f", str(package), "Package", "Provides", "Conflicts", "Replaces"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert fields == ["Package: acme-sign-in", "Provides: keyfob", "Conflicts: keyfob", "Replaces: keyfob"]
    subprocess.run(["dpkg-deb", "-x", str(package), str(tmp_path / "x")], check=True)
    entry = (tmp_path / "x/usr/share/applications/keyfob.desktop").read_text("utf-8")
    assert f"Name={NAME}\n" in entry


def test_good_settings_pass(tmp_path: Path) -> None:
    file = tmp_path / "company.toml"
    file.write_text(GOOD, "utf-8")

    assert check(file) == (0, "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no account"),
        ("[accounts.Acme]\nissuer = 'https://a.example'\n", "client_id is missing"),
        (GOOD + "[accounts.Acme.token_params]\napi_key = 'x'\n", "api_key seems to be a secret"),
        (GOOD + "[accounts.Acme.extra_params]\npassword = 'x'\n", "password seems to be a secret"),
        (GOOD + "# password: hunter2\n", "a password"),
        (GOOD + "[accounts.Acme.extra_params]\nx = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln'\n", "a token"),
        (GOOD.replace("https://auth", "https://me:pw@auth"), "an address with a password"),
        (GOOD + "# -----BEGIN PRIVATE KEY-----\n", "a private key"),
        (GOOD.replace("client_id", "client_name"), "client_name is not a setting"),
        (GOOD.replace("[policy]", "ca_file = '/etc/ca.pem'\n[policy]"), "a file beside"),
        (GOOD.replace("[policy]", "ca_file = 'ca.pem'\n[policy]"), "there is no file"),
        ("[accounts.Acme", "company.toml"),
    ],
)
def test_settings_that_are_refused(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "company.toml"
    file.write_text(text, "utf-8")

    code, told = check(file)

    assert (code, word in told) == (1, True), told


def test_a_client_secret_passes_with_a_word(tmp_path: Path) -> None:
    file = tmp_path / "company.toml"
    file.write_text(GOOD.replace("[policy]", "client_secret = 'GOCSPX'\n[policy]"), "utf-8")

    code, told = check(file)

    assert (code, "does not count as confidential" in told, "GOCSPX" in told) == (0, True, False)


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
