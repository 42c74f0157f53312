"""The demo provider's parts by themselves."""

from __future__ import annotations

import string
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app.texts import error_texts
from desktop_app.app.texts.demo import ERRORS, TEXTS
from desktop_app.demo.account import demo_account
from desktop_app.demo.child import own_command
from desktop_app.demo.client import DemoClient, LoopbackAddresses, form_target
from desktop_app.demo.people import ADA, APPLICATION_ID, CLIENT_ID, MAX, is_application, person_by_id, person_by_login
from desktop_app.demo.records import Code, Device, Settings
from desktop_app.demo.serve import DEFAULT_PORT, parse
from desktop_app.demo.store import Store, digest
from desktop_app.demo.style import CSS, ICON
from tests.support.command import ROOT
from tests.support.openapi import faults

ISSUER = "http://127.0.0.1:8765"


# --- the account and the child ---------------------------------------------------------------------------------------


def test_the_account_is_ready_to_sign_in() -> None:
    account = demo_account(ISSUER)
    assert (account.name, account.issuer, account.client_id) == ("Demo", ISSUER, CLIENT_ID)
    assert (account.provider, account.access_token, account.allow_http) == ("fusionauth", "jwt", True)
    assert account.extra_params["metaData.device.description"]
    assert (account.redirect_ports, account.redirect_path) == ((0,), "/callback")


def test_the_child_is_this_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command() == (sys.executable, "-m", "desktop_app", "demo-provider")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == (sys.executable, "demo-provider")


def test_nothing_heavy_is_imported_before_it_runs() -> None:
    words = (
        "import sys; import desktop_app.demo.account, desktop_app.demo.child, desktop_app.demo.serve;"
        "print(sorted({'authlib', 'flask', 'werkzeug', 'joserfc', 'jinja2', 'sqlite3', 'cryptography', 'argparse'}"
        " & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- options ---------------------------------------------------------------------------------------------------------


def test_the_options_and_what_they_are_without() -> None:
    options = parse([])
    assert (options.port, options.data, options.parent_pipe) == (DEFAULT_PORT, None, False)
    assert (options.access_ttl, options.refresh_ttl, options.grace) == (120, 30 * 86_400, 0)
    lifetimes = ["--access-ttl", "3", "--refresh-ttl", "4", "--grace", "5"]
    options = parse(["--port", "9", "--data", "/x", "--parent-pipe", *lifetimes])
    assert (options.port, options.data, options.parent_pipe) == (9, Path("/x"), True)
    assert (options.access_ttl, options.refresh_ttl, options.grace) == (3, 4, 5)


def test_a_port_that_is_about_to_be_free_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop_app.demo import web_server

    earlier = web_server.bind(0, patience=0)
    port = earlier.getsockname()[1]
    monkeypatch.setattr(web_server.time, "sleep", lambda _: earlier.close())
    with web_server.bind(port, patience=5) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_a_port_that_stays_taken_is_left() -> None:
    from desktop_app.demo import web_server

    with web_server.bind(0, patience=0) as earlier, web_server.bind(earlier.getsockname()[1], patience=0) as listener:
        assert listener.getsockname()[1] != earlier.getsockname()[1]


# --- addresses and people --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("http://127.0.0.1:1/callback", True),
        ("http://127.0.0.1:65535/callback", True),
        ("http://127.0.0.1/callback", True),
        ("http://[::1]:49152/callback", True),
        ("http://127.0.0.1:65536/callback", False),
        ("http://127.0.0.1:0/callback", False),
        ("http://127.0.0.1:01/callback", False),
        ("http://127.0.0.1:1/callback\n", False),
        ("http://127.0.0.1:1/callback/", False),
        ("http://127.0.0.1:1/Callback", False),
        ("http://127.0.0.1:1/callback#x", False),
        ("http://127.0.0.1:1/callback?", False),
        ("https://127.0.0.1:1/callback", False),
        ("HTTP://127.0.0.1:1/callback", False),
        ("http://user@127.0.0.1:1/callback", False),
        ("http://127.0.0.2:1/callback", False),
        ("http://localhost:1/callback", False),
        ("http://[::1]evil:1/callback", False),
        ("", False),
    ],
)
def test_redirect_addresses(uri: str, allowed: bool) -> None:
    assert (uri in LoopbackAddresses()) is allowed
    assert DemoClient().check_redirect_uri(uri) is allowed


def test_where_the_form_may_end() -> None:
    assert form_target("http://127.0.0.1:5/callback") == "http://127.0.0.1:5"
    assert form_target("http://[::1]:5/callback") == "http:"


def test_people_and_the_application_are_found() -> None:
    assert person_by_id(ADA.id) is ADA
    assert person_by_id("x") is None
    assert person_by_login("MAX@Demo.Example") is MAX
    assert person_by_login("") is None
    assert is_application(CLIENT_ID)
    assert is_application(APPLICATION_ID)
    assert not is_application("")


def test_the_client_knows_only_its_own_scopes_and_grants() -> None:
    client = DemoClient()
    assert client.get_allowed_scope("openid x email openid") == "openid email"
    assert client.get_allowed_scope(None) == ""
    assert not client.check_client_secret("")
    assert [client.check_endpoint_auth_method(name, "token") for name in ("none", "client_secret_basic")] == [
        True,
        False,
    ]
    assert [client.check_grant_type(name) for name in ("refresh_token", "password", "implicit")] == [True, False, False]


# --- the store -------------------------------------------------------------------------------------------------------


class _Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    """A clock that stands."""
    return _Clock()


def _code(token: str = "code") -> Code:
    return Code(
        digest(token), ADA, "http://127.0.0.1:1/callback", "openid", "n", "c", "S256", 999_999, Device(), 1_000_060.0
    )


def test_what_was_written_is_read_by_the_next_one(tmp_path: Path, clock: _Clock) -> None:
    settings = Settings(ISSUER, refresh_ttl=50)
    store = Store(tmp_path / "s", settings, clock)
    kept = store.lasting("x", lambda: "one")
    store.add_code(_code())
    code = store.code("code")
    assert code == _code()
    session = store.begin(code)
    store.add_refresh_token(session, "token")
    store.close()

    store = Store(tmp_path / "s", settings, clock)
    assert store.lasting("x", lambda: "two") == kept == "one"
    known = store.usable_refresh_token("token")
    assert known is not None
    assert (known.session.id, known.session.person, known.spent_at) == (session.id, ADA, None)
    clock.now += 50
    assert store.refresh_token("token") is None
    assert store.sessions_of(ADA.id) == []
    store.close()


def test_a_change_that_fails_is_not_kept(clock: _Clock) -> None:
    store = Store(None, Settings(ISSUER), clock)

    def fail() -> None:
        with store.transaction():
            store.add_code(_code())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.code("code") is None
    store.add_code(_code())
    assert store.code("code") is not None
    store.close()


def test_old_codes_and_sessions_are_forgotten(clock: _Clock) -> None:
    store = Store(None, Settings(ISSUER, access_ttl=10), clock)
    store.add_code(_code("old"))
    first = store.begin(_code("old"))
    clock.now += 10
    assert store.session(first.id) is None
    assert not store.end(store.begin(_code("other")).id + "x")
    clock.now += 5000
    store.add_code(_code("new"))
    assert store.code("old") is None
    assert store.code("new") is None  # it was out of date when it came
    assert store.end_all() == 1
    store.close()


def test_a_file_of_another_issuer_is_refused(tmp_path: Path) -> None:
    import sqlite3

    Store(tmp_path / "s", Settings(ISSUER)).close()
    with pytest.raises(sqlite3.DatabaseError, match="another issuer"):
        Store(tmp_path / "s", Settings("http://127.0.0.1:1"))


# --- texts and looks -------------------------------------------------------------------------------------------------


def test_every_error_has_its_words() -> None:
    for name, pair in ERRORS.items():
        fields = {field for words in pair for _, field, _, _ in string.Formatter().parse(words) if field}
        message, hint = error_texts(f"demo.{name}", dict.fromkeys(fields, "x"))
        assert message.endswith(".")
        assert hint


def test_words_are_plain() -> None:
    for words in (*TEXTS.values(), *(words for pair in ERRORS.values() for words in pair)):
        assert "!" not in words
        assert "<" not in words


def test_the_icon_is_the_programs() -> None:
    ours = (ROOT / "resources" / "icons" / "keyfob.svg").read_text(encoding="utf-8")
    assert "".join(ICON.split()) == "".join(ours.split())


def test_the_sheet_needs_nothing_from_outside() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert CSS.count("{") == CSS.count("}")


# --- the check against the vendor's description, checked -------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ([], "RefreshTokenResponse"),
        ({"refreshTokens": {}}, "RefreshTokenResponse"),
        ({"refreshTokens": [{"id": "no uuid"}]}, "RefreshTokenResponse"),
        ({"refreshTokens": [{"insertInstant": 1.5}]}, "RefreshTokenResponse"),
        ({"refreshTokens": [{"insertInstant": True}]}, "RefreshTokenResponse"),
        ({"refreshToken": {"metaData": {"scopes": ["a", "a"]}}}, "RefreshTokenResponse"),
        ({"refreshToken": {"unknown": 1}}, "RefreshTokenResponse"),
        ({"jwt": {"iss": 1}}, "ValidateResponse"),
        ({"user": {"active": "yes"}}, "UserResponse"),
    ],
)
def test_the_check_finds_faults(value: Any, schema: str) -> None:
    assert len(faults(value, schema)) == 1
