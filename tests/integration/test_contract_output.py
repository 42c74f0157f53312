"""Contract: what goes to stdout and stderr, and the form of every answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.support.command import Keyfob
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import Stage, deliver, failure

#: A name that a terminal would show as another, if it were let.
_HOSTILE = "\u202eecila \x1b[31mÄ"
_WRONG_USAGE = [
    ("nonsense",),
    ("status", "--nonsense"),
    ("status", "work", "too-many"),
    ("token", "--min-ttl"),
    ("token", "--min-ttl", "soon"),
    ("token", "--min-ttl", "-5"),
    ("token", "--min-ttl", "1", "--min-ttl", "2"),
    ("login", "--timeout", "0"),
    ("login", "--print-url=yes"),
    ("accounts", "add"),
    ("accounts", "add", "name"),
]


@pytest.mark.parametrize("words", _WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_2_in_json_and_in_words(keyfob: Keyfob, words: tuple[str, ...]) -> None:
    assert failure(keyfob.run(*words, "--json"))[:2] == (2, "E_USAGE")

    in_words = keyfob.run(*words)
    assert in_words.exit == 2
    assert in_words.stdout == ""
    assert "E_USAGE" in in_words.stderr


@pytest.mark.parametrize("command", ["login", "token", "refresh", "logout", "doctor", "status"])
def test_an_unknown_account_is_a_fault_of_the_configuration(keyfob: Keyfob, command: str) -> None:
    assert failure(keyfob.run(command, "nobody", "--json"))[:2] == (2, "E_CONFIG")


@pytest.mark.parametrize("command", ["token", "refresh", "login", "logout"])
def test_an_account_may_be_left_out_only_where_there_is_one(
    keyfob: Keyfob, provider: ScriptedProvider, command: str
) -> None:
    assert failure(keyfob.run(command, "--json"))[:2] == (2, "E_CONFIG")
    keyfob.add_account("one", **provider.account)
    keyfob.add_account("two", **provider.account)
    assert failure(keyfob.run(command, "--json"))[:2] == (2, "E_USAGE")


def test_the_only_account_need_not_be_named(stage: Stage) -> None:
    with stage.keyfob.start("login", "--print-url", "--json") as login:
        assert deliver(stage, login).json["name"] == "work"
    named = stage.keyfob.run("token", "work", exits=0).stdout
    assert stage.keyfob.run("token", exits=0).stdout == named
    assert stage.run("refresh", exits=0).json["generation"] == 2
    assert stage.run("logout", "--local", exits=0).json["local"] == "done"


def test_every_answer_is_one_last_line_of_ascii_json(stage: Stage) -> None:
    stage.provider.change(user={"preferred_username": _HOSTILE, "name": "\ud55c"}, roles=("ädmin", "\u2066x"))
    stage.keyfob.add_account("zwei \u00fc", **stage.provider.account)

    stage.signed_in()

    for words in (
        ("status",),
        ("status", "work"),
        ("status", "zwei \u00fc"),
        ("accounts",),
        ("token", "work"),
        ("refresh", "work"),
        ("doctor", "work"),
        ("token", "zwei \u00fc"),
        ("logout", "work", "--local"),
    ):
        result = stage.run(*words)
        assert result.stdout.isascii(), words
        assert len(result.stdout.splitlines()) == 1, words
        assert isinstance(json.loads(result.stdout), dict), words


def test_text_shows_invisible_characters_as_escapes(stage: Stage) -> None:
    stage.provider.change(user={"preferred_username": _HOSTILE}, roles=("\u2066x",))
    signed_in = stage.signed_in()
    assert signed_in["username"] == _HOSTILE
    assert signed_in["roles"] == ["\u2066x"]

    shown = stage.keyfob.run("status", exits=0).stdout

    assert not set(shown) & {"\u202e", "\x1b", "\u2066"}
    assert "\\u202e" in shown.lower()
    assert "ecila" in shown


def test_stdout_carries_the_answer_and_nothing_else(stage: Stage) -> None:
    assert stage.keyfob.run("token", "work").stdout == ""
    stage.signed_in()

    token = stage.keyfob.run("token", "work", "--debug", exits=0)

    assert token.stdout == stage.run("token", "work", exits=0).json["access_token"] + "\n"
    assert token.stderr, "--debug writes everything to stderr"


def test_errors_without_json_go_to_stderr_with_their_code(stage: Stage) -> None:
    for words, code, status in (
        (("token", "work"), "E_NOT_SIGNED_IN", 3),
        (("refresh", "work"), "E_NOT_SIGNED_IN", 3),
        (("status", "nobody"), "E_CONFIG", 2),
    ):
        result = stage.keyfob.run(*words)
        assert (result.exit, result.stdout) == (status, ""), words
        assert code in result.stderr
        assert "Traceback" not in result.stderr


def test_version_and_help(keyfob: Keyfob) -> None:
    version = keyfob.run("--version", exits=0)
    assert version.stdout.startswith("keyfob ")
    assert keyfob.run("--version", "--json", exits=0).json["version"] in version.stdout
    for command in ("login", "status", "token", "refresh", "logout", "accounts", "doctor"):
        assert command in keyfob.run("--help", exits=0).stdout
        assert keyfob.run(command, "--help", exits=0).stdout


def test_python_m_is_the_same(keyfob: Keyfob) -> None:
    by_module = Keyfob(keyfob.env, program=(sys.executable, "-m", "desktop_app"))
    for words in (("--version",), ("status", "--json"), ("token", "--json")):
        one, other = keyfob.run(*words), by_module.run(*words)
        assert (one.exit, one.stdout) == (other.exit, other.stdout)


def test_a_reader_that_goes_away_is_no_fault_of_ours(stage: Stage) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*stage.keyfob.program, "status"], env=stage.keyfob.env, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert ended.returncode != 1
    assert ended.returncode != -signal.SIGPIPE
    assert b"Traceback" not in ended.stderr


def test_a_full_disk_behind_stdout_is_told(stage: Stage) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [*stage.keyfob.program, "status"], env=stage.keyfob.env, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 5
    assert b"E_DISK" in ended.stderr
