"""What each command asks of the engine, answers on stdout, tells on stderr, and exits with."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from desktop_app import __version__
from desktop_app.app import log, state_json
from desktop_app.app.doctor import Check
from desktop_app.app.texts import text
from desktop_app.cli.arguments import parse
from desktop_app.cli.commands.status import account_text
from desktop_app.errors import Code, KeyfobError, exit_status
from desktop_app.secret import Secret
from desktop_app.session.sign_out import SignOutResult
from tests.support.sessions import make_tokens
from tests.unit.cli.fake_engine import URL, Command, FakeEngine

Capture = pytest.CaptureFixture[str]


def answer(capsys: Capture) -> Any:
    """The last line of stdout, which must be ASCII JSON."""
    out = capsys.readouterr().out
    assert out.isascii()
    return json.loads(out.splitlines()[-1])


# --- answers ---------------------------------------------------------------------------------------------------------


def test_token_alone_on_stdout(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("token", "work", "--min-ttl", "60") == 0

    assert capsys.readouterr() == ("at-secret\n", "")
    assert keyfob.engine.calls == [("token", "work", 60.0)]


def test_token_in_json(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("token", "--json") == 0

    assert answer(capsys) == {
        "access_token": "at-secret",
        "expires_at": "2027-01-15T08:05:00Z",
        "token_type": "Bearer",
    }


def test_a_token_without_an_end(keyfob: Command, capsys: Capture) -> None:
    def prepare(engine: FakeEngine) -> None:
        engine.tokens = make_tokens(expires_at=None)

    keyfob.prepare = prepare

    assert keyfob.run("token", "--json") == 0
    assert answer(capsys)["expires_at"] is None


@pytest.mark.parametrize("command", ["login", "refresh"])
def test_the_accounts_object_is_the_answer(keyfob: Command, capsys: Capture, command: str) -> None:
    assert keyfob.run(command, "work", "--json") == 0

    found = answer(capsys)
    assert (found["name"], found["issuer"], found["error"]) == ("work", "https://auth.example.com", None)


def test_login_says_where_to_continue(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("login") == 0

    out, err = capsys.readouterr()
    assert out.startswith("work: ")
    assert URL in err
    assert keyfob.engine.calls == [("sign_in", "work", 300.0, True)]


def test_login_prints_the_address_first(keyfob: Command, capsys: Capture) -> None:
    seen: list[str] = []

    def prepare(engine: FakeEngine) -> None:
        engine.during_sign_in = lambda _request, _cancel: seen.append(capsys.readouterr().out)

    keyfob.prepare = prepare

    assert keyfob.run("login", "work", "--print-url", "--timeout", "5", "--json") == 0
    assert seen == [URL + "\n"]
    assert answer(capsys)["name"] == "work"
    assert keyfob.engine.calls == [("sign_in", "work", 5.0, False)]


def test_logout(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("logout", "--json") == 0
    assert answer(capsys) == {"local": "done", "revoke": "done", "end_session": "done"}
    assert keyfob.engine.calls == [("sign_out", "work", False, 30.0)]

    assert keyfob.run("logout", "work", "--local", "--timeout=3") == 0
    assert "work" in capsys.readouterr().out
    assert keyfob.engine.calls == [("sign_out", "work", True, 3.0)]


def test_a_logout_that_failed_in_part(keyfob: Command, capsys: Capture) -> None:
    error = KeyfobError(Code.E_RATE, "keys.rate", issuer="x")

    def prepare(engine: FakeEngine) -> None:
        engine.signed_out = SignOutResult("done", "failed", "skipped", error)

    keyfob.prepare = prepare

    assert keyfob.run("logout", "--json") == 5
    found = answer(capsys)
    assert (found["local"], found["revoke"], found["end_session"]) == ("done", "failed", "skipped")
    assert found["error"]["code"] == "E_RATE"
    assert keyfob.run("logout") == 5
    assert "E_RATE" in capsys.readouterr().err


def test_an_unconfirmed_end_is_no_failure(keyfob: Command, capsys: Capture) -> None:
    def prepare(engine: FakeEngine) -> None:
        unconfirmed = KeyfobError(Code.E_RATE, "keys.rate", issuer="words")
        engine.signed_out = SignOutResult("done", "done", "failed", None, unconfirmed)

    keyfob.prepare = prepare

    assert keyfob.run("logout") == 0
    assert "words" in capsys.readouterr().err


def test_doctor(keyfob: Command, capsys: Capture) -> None:
    keyfob.configure("work", "home")

    assert keyfob.run("doctor", "--json") == 0
    assert answer(capsys) == {"checks": [{"name": "Files", "status": "ok", "message": "Fine.", "hint": ""}]}
    assert keyfob.engine.calls == [("doctor", ("work", "home"))]
    keyfob.prepare = lambda engine: engine.checks.append(Check("Clock", "fail", "Wrong \x1b[0m.", "Set it."))
    assert keyfob.run("doctor", "home") == 5
    out = capsys.readouterr().out
    assert "Wrong \\u001b[0m." in out
    assert "Set it." in out


def test_status_text_shows_escapes(keyfob: Command, capsys: Capture) -> None:
    keyfob.file.write_text('[accounts."a\u202eb"]\nissuer = "https://x"\nclient_id = "c"\n')

    assert keyfob.run("status") == 0
    assert capsys.readouterr().out.startswith("a\\u202eb: signed out\n")
    assert keyfob.run("status", "--json") == 0
    assert answer(capsys)["accounts"][0]["name"] == "a\u202eb"


def test_status_of_everything_in_words() -> None:
    shown = account_text(
        {
            "name": "work",
            "state": "offline",
            "unsaved": True,
            "subject": "s",
            "username": None,
            "roles": ["admin", "user\x07"],
            "access_token_expires_at": "2026-01-01T00:00:00Z",
            "next_refresh_at": None,
            "issuer": "https://x",
            "client_id": "app",
            "error": {"code": "E_NETWORK", "message": "No.", "hint": "Wait."},
        }
    )

    assert shown.split("\n  ") == [
        "work: offline, the session is kept",
        "the session is not saved; it lives until Keyfob ends",
        "as s",
        "roles: admin, user\\u0007",
        "access token until 2026-01-01T00:00:00Z",
        "at https://x, client app",
        "No. Wait. (E_NETWORK)",
    ]


def test_every_state_has_a_word() -> None:
    assert all(text(f"cli.state_{state}") for state in state_json.LASTING | state_json.PASSING)


def test_status_of_nothing(keyfob: Command, capsys: Capture) -> None:
    keyfob.file.unlink()

    assert keyfob.run("status", "--json") == 0
    assert answer(capsys) == {"accounts": []}
    assert keyfob.run("status") == 0
    assert "keyfob accounts add" in capsys.readouterr().out


def test_version_and_help(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("--version") == 0
    assert capsys.readouterr().out == f"keyfob {__version__}\n"
    assert keyfob.run("--version", "--json") == 0
    assert answer(capsys) == {"version": __version__}
    assert keyfob.run("--help") == 0
    assert "keyfob accounts add NAME" in capsys.readouterr().out
    assert keyfob.run("login", "-h") == 0
    assert capsys.readouterr().out == "Usage: keyfob login [ACCOUNT] [--timeout S] [--print-url] [--json] [--debug]\n"
    assert keyfob.made is None


def test_the_window_and_the_demo(keyfob: Command) -> None:
    assert keyfob.run() == 0
    assert keyfob.run("--demo", "--debug") == 0
    assert keyfob.run("--hidden") == 0
    assert keyfob.run("demo-provider", "--port", "1", "--help") == 0

    assert keyfob.windows == [(False, False, False), (True, True, False), (False, False, True)]
    assert keyfob.demo == [["--port", "1", "--help"]]
    assert keyfob.made is None


# --- accounts --------------------------------------------------------------------------------------------------------


def test_accounts(keyfob: Command, capsys: Capture) -> None:
    keyfob.configure("work", more='[accounts.broken]\nissuer = "https://b"\n')

    for words in (("accounts", "--json"), ("accounts", "list", "--json")):
        assert keyfob.run(*words) == 0
        work, broken = answer(capsys)["accounts"]
        assert (work["name"], work["source"], work["locked"], work["error"]) == ("work", "user", False, None)
        assert (broken["name"], broken["error"]["code"]) == ("broken", "E_CONFIG")
    assert keyfob.run("accounts") == 0
    assert "work: https://auth.example.com (app)" in capsys.readouterr().out


def test_adding_an_account(keyfob: Command, capsys: Capture) -> None:
    words = (
        "accounts add home --issuer https://h --client-id c --provider keycloak --redirect-ports 1,2 --no-refresh"
        " --roles-claim a --roles-claim b --extra-param prompt=login --extra-param a=b=c --leeway-seconds 5 --json"
    )

    assert keyfob.run(*words.split(), "--scopes", "openid email") == 0

    assert answer(capsys)["provider"] == "keycloak"
    assert keyfob.run("status", "home") == 0
    found = keyfob.engine.config.account("home")
    assert (found.redirect_ports, found.refresh, found.roles_claim) == ((1, 2), False, ("a", "b"))
    assert (found.extra_params, found.leeway_seconds) == ({"prompt": "login", "a": "b=c"}, 5)
    assert found.scopes == ("openid", "email")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("accounts add", "E_USAGE"),
        ("accounts add home", "E_USAGE"),
        ("accounts add home --issuer https://h", "E_USAGE"),
        ("accounts add work --issuer https://h --client-id c", "E_CONFIG"),
        ("accounts add home --issuer http://h --client-id c", "E_CONFIG"),
        ("accounts add home --issuer https://h --client-id c --redirect-ports x", "E_USAGE"),
        ("accounts add home --issuer https://h --client-id c --extra-param x", "E_USAGE"),
        ("accounts add home --issuer https://h --client-id c --extra-param state=x", "E_CONFIG"),
        ("accounts add home --issuer https://h --client-id c --leeway-seconds -1", "E_USAGE"),
        ("accounts remove", "E_USAGE"),
        ("accounts remove nobody", "E_CONFIG"),
        ("accounts what", "E_USAGE"),
    ],
)
def test_accounts_that_cannot_be(keyfob: Command, capsys: Capture, words: str, code: str) -> None:
    before = keyfob.file.read_text()

    assert keyfob.run(*words.split(), "--json") == 2
    assert answer(capsys)["error"]["code"] == code
    assert keyfob.file.read_text() == before


def test_removing_an_account_forgets_it_first(keyfob: Command, capsys: Capture) -> None:
    locked = KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")
    keyfob.fails(locked)
    assert keyfob.run("accounts", "remove", "work", "--json") == 6
    assert "work" in keyfob.file.read_text()
    capsys.readouterr()
    keyfob.prepare = lambda _engine: None

    assert keyfob.run("accounts", "remove", "work", "--json") == 0

    assert answer(capsys) == {"removed": "work"}
    assert keyfob.engine.calls == [("forget", "work")]
    assert "work" not in keyfob.file.read_text()


def test_a_broken_account_can_be_removed(keyfob: Command) -> None:
    keyfob.configure("work", more='[accounts.broken]\nissuer = "https://b"\n')

    assert keyfob.run("accounts", "remove", "broken") == 0
    assert keyfob.engine.calls == []
    assert keyfob.run("accounts", "remove", "work") == 0


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("command", ["login", "status", "token", "refresh", "logout", "doctor"])
def test_every_code_has_its_exit_status(keyfob: Command, capsys: Capture, command: str, code: Code) -> None:
    keyfob.fails(KeyfobError(code, "keys.rate", reason="why", issuer="https://x"))

    assert keyfob.run(command, "--json") == exit_status(code)

    error = answer(capsys)["error"]
    assert set(error) == {"code", "title", "message", "hint", "retryable", "reason"}
    assert (error["code"], error["reason"]) == (code.value, "why")


def test_errors_as_text_go_to_stderr(keyfob: Command, capsys: Capture) -> None:
    keyfob.fails(KeyfobError(Code.E_RATE, "keys.rate", issuer="https://x\x1b[2J\u202e"))

    assert keyfob.run("token") == 5

    out, err = capsys.readouterr()
    assert out == ""
    assert "https://x\\u001b[2J\\u202e" in err
    assert "(E_RATE)" in err


@pytest.mark.parametrize("words", [("--json",), ()])
def test_a_fault_of_ours(keyfob: Command, capsys: Capture, words: tuple[str, ...]) -> None:
    keyfob.fails(RuntimeError("refresh_token=abcdefgh"))

    assert keyfob.run("token", *words) == 1

    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "abcdefgh" not in out + err
    assert "E_INTERNAL" in out + err


@pytest.mark.parametrize(
    "trouble", [RuntimeError("refresh_token=abcdefgh"), KeyfobError(Code.E_INTERNAL, "cli.internal")]
)
def test_a_fault_of_ours_for_debugging(keyfob: Command, capsys: Capture, trouble: BaseException) -> None:
    keyfob.fails(trouble)

    try:
        assert keyfob.run("status", "--debug", "--json") == 1
    finally:
        log.set_up(debug=False)

    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "E_INTERNAL"
    assert "Traceback" in err
    assert "abcdefgh" not in err


def test_ctrl_c_while_starting(keyfob: Command, capsys: Capture) -> None:
    keyfob.fails(KeyboardInterrupt())

    assert keyfob.run("status", "--json") == 7
    assert answer(capsys)["error"]["code"] == "E_CANCELLED"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("frobnicate", "unknown_command"),
        ("introspect", "unknown_command"),
        ("--frobnicate", "unknown_option"),
        ("login --frobnicate", "unknown_option"),
        ("login --min-ttl 1", "unknown_option"),
        ("status --timeout 5", "unknown_option"),
        ("login work home", "too_many"),
        ("accounts list x", "too_many"),
        ("login --timeout", "value_missing"),
        ("login --timeout 0", "bad_seconds"),
        ("login --timeout -5", "bad_seconds"),
        ("login --timeout nan", "bad_seconds"),
        ("login --timeout inf", "bad_seconds"),
        ("login --timeout 1e9", "bad_seconds"),
        ("login --timeout ٣", "bad_seconds"),
        ("login --timeout=", "bad_seconds"),
        ("token --min-ttl 99999999999", "bad_seconds"),
        ("token --min-ttl .", "bad_seconds"),
        ("login --timeout 1 --timeout 2", "twice"),
        ("login --print-url=yes", "no_value"),
        ("-x", "unknown_option"),
    ],
)
def test_wrong_usage(keyfob: Command, capsys: Capture, words: str, why: str) -> None:
    assert keyfob.run(*words.split(), "--json") == 2
    assert answer(capsys)["error"]["code"] == "E_USAGE"
    assert keyfob.run(*words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "(E_USAGE)" in err
    assert keyfob.made is None
    with pytest.raises(KeyfobError, match=f"cli.{why}$"):
        parse(words.split())


def test_json_after_two_dashes_is_a_name(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("status", "--", "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--json" in err


def test_which_account(keyfob: Command, capsys: Capture) -> None:
    keyfob.configure("work", "home")

    for command in ("login", "token", "refresh", "logout"):
        assert keyfob.run(command, "--json") == 2
        assert answer(capsys)["error"]["code"] == "E_USAGE"
        assert keyfob.run(command, "nobody", "--json") == 2
        assert answer(capsys)["error"]["code"] == "E_CONFIG"
    assert keyfob.run("status", "nobody", "--json") == 2
    assert answer(capsys)["error"]["code"] == "E_CONFIG"
    assert keyfob.run("status", "--json") == 0


def test_a_word_about_a_file_that_is_ignored(keyfob: Command, capsys: Capture) -> None:
    def prepare(engine: FakeEngine) -> None:
        engine.config.notices.append(KeyfobError(Code.E_CONFIG, "config.not_trusted", file="/etc/x"))

    keyfob.prepare = prepare

    assert keyfob.run("status", "--json") == 0
    out, err = capsys.readouterr()
    assert "/etc/x" in err
    assert "/etc/x" not in out


# --- streams ---------------------------------------------------------------------------------------------------------


class _Stream(io.StringIO):
    def __init__(self, error: BaseException | None = None, *, tty: bool = False) -> None:
        super().__init__()
        self.error = error
        self.tty = tty

    def write(self, text: str) -> int:
        if self.error is not None:
            raise self.error
        return super().write(text)

    def isatty(self) -> bool:
        return self.tty


def test_a_closed_pipe_is_quiet(keyfob: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = _Stream()
    monkeypatch.setattr(sys, "stdout", _Stream(BrokenPipeError()))
    monkeypatch.setattr(sys, "stderr", stderr)

    assert keyfob.run("status", "--json") == 5
    assert stderr.getvalue() == ""


def test_a_full_disk_is_told(keyfob: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = _Stream()
    monkeypatch.setattr(sys, "stdout", _Stream(OSError(28, "No space left on device")))
    monkeypatch.setattr(sys, "stderr", stderr)

    for words in (("token",), ("token", "--json")):
        assert keyfob.run(*words) == 5
    assert stderr.getvalue().count("(E_DISK)") == 2


def test_no_streams_at_all(keyfob: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)

    assert [keyfob.run("login"), keyfob.run("bogus"), keyfob.run("status")] == [0, 2, 0]


def test_characters_that_the_terminal_has_not(keyfob: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    keyfob.file.write_text('[accounts."äж"]\nissuer = "https://x"\nclient_id = "c"\n')
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))

    assert keyfob.run("status") == 0
    assert raw.getvalue().startswith("ä\\u0436: ".encode("latin-1"))


def test_the_secret_of_a_token_is_in_no_error(keyfob: Command, capsys: Capture) -> None:
    keyfob.fails(KeyfobError(Code.E_RATE, "keys.rate", issuer=str(Secret("at-secret"))))

    assert keyfob.run("token", "--json") == 5
    assert "at-secret" not in "".join(capsys.readouterr())
