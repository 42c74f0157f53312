"""`sessions`, `sessions end` and `sessions key`: words in, words out (the provider's side is in tests/integration)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession
from desktop_app.session.end_sessions import EndResult, Failure
from desktop_app.session.list_sessions import Whom
from tests.unit.cli.fake_engine import Command, FakeEngine

MINE = ListedSession("s1", True, "laptop", "app", "192.0.2.1", 1_700_000_000.0, 1_700_000_060.0, None, "me")
OTHER = ListedSession("s2", False, "\u202ephone\x1b[31m\ud800", "app", "", None, None, None, "me")


def listing(*sessions: ListedSession, **more: Any) -> Any:
    def prepare(engine: FakeEngine) -> None:
        engine.listed = replace(engine.listed, sessions=sessions, **more)
        engine.ended = EndResult(tuple(one.id for one in sessions))

    return prepare


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_hostile_words_are_shown_as_escapes(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    keyfob.prepare = listing(MINE, OTHER)
    assert keyfob.run("sessions") == 0
    out = capsys.readouterr().out
    assert "\\u202ephone\\u001b[31m\\ud800" in out
    assert not any(ch in out for ch in "\u202e\x1b\ud800")
    assert len(out.splitlines()) == 2
    assert keyfob.run("sessions", "--json") == 0
    line = capsys.readouterr().out
    assert line.isascii()
    assert json.loads(line)["sessions"][1]["device"] == OTHER.device


def test_the_object_of_a_session(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    keyfob.prepare = listing(MINE)
    assert keyfob.run("sessions", "work", "--json") == 0
    assert answer(capsys) == {
        "sessions": [
            {
                "id": "s1",
                "current": True,
                "device": "laptop",
                "application": "app",
                "address": "192.0.2.1",
                "started": "2023-11-14T22:13:20Z",
                "last_used": "2023-11-14T22:14:20Z",
                "expires": None,
                "user": "me",
                "kind": "session",
            }
        ],
        "complete": True,
    }


@pytest.mark.parametrize("note", ["generic", "fusionauth_no_key", "fusionauth_key", "keycloak_offline"])
def test_what_there_is_not_is_said_plainly(keyfob: Command, capsys: pytest.CaptureFixture[str], note: str) -> None:
    keyfob.prepare = listing(MINE, complete=False, note=note, unreadable=3, page="https://p.example/me")
    assert keyfob.run("sessions") == 0
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 3
    assert "https://p.example/me" in said


def test_whose(keyfob: Command) -> None:
    assert keyfob.run("sessions", "--user", "max", "--application", "a") == 0
    assert keyfob.engine.calls == [("list_sessions", "work", Whom("max", "a"))]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("work", "s1"), ("s1",)),
        (("s1",), ("s1",)),
        (("s1", "s2", "--yes"), ("s1", "s2")),
        (("work", "s2", "s2"), ("s2",)),
        (("--", "s1"), ("s1",)),
        (("work", "--others"), ("s2",)),
        (("--others",), ("s2",)),
    ],
)
def test_which(keyfob: Command, words: tuple[str, ...], ids: tuple[str, ...]) -> None:
    keyfob.prepare = listing(MINE, OTHER)
    assert keyfob.run("sessions", "end", *words) == 0
    assert keyfob.engine.calls[-1] == ("end_sessions", "work", ids)


@pytest.mark.parametrize("words", [("--others",), ("--device", "phone"), ("--unused-for", "0", "--user", "max")])
def test_all_but_this_one_needs_to_know_this_one(
    keyfob: Command, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    keyfob.prepare = listing(replace(MINE, current=False), OTHER, this_known=False)
    assert keyfob.run("sessions", "end", *words, "--yes", "--json") == 2
    assert "which" in answer(capsys)["error"]["message"].lower()
    assert [call[0] for call in keyfob.engine.calls] == ["list_sessions"]


@pytest.mark.parametrize("option", ["--user", "--application", "--device"])
def test_an_empty_name_is_not_everybody(keyfob: Command, capsys: pytest.CaptureFixture[str], option: str) -> None:
    keyfob.prepare = listing(MINE, OTHER)
    for words in (("end", "--all", "--yes"), ()):
        assert keyfob.run("sessions", *words, option, "", "--json") == 2
        assert option in answer(capsys)["error"]["message"]
    assert not any(call[0].startswith("end") for call in keyfob.engine.calls)


def test_with_several_accounts_the_first_word_is_one(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    keyfob.configure("work", "home")
    keyfob.prepare = listing(MINE)
    assert keyfob.run("sessions", "end", "home", "s1") == 0
    assert keyfob.engine.calls[-1] == ("end_sessions", "home", ("s1",))
    assert keyfob.run("sessions", "end", "s1") == 2
    assert keyfob.run("sessions", "end", "--all", "--yes") == 2


def test_what_failed_and_what_was_gone(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    lost = KeyfobError(Code.E_NETWORK, "network.refused", host="p.example")

    def prepare(engine: FakeEngine) -> None:
        listing(MINE, OTHER)(engine)
        engine.ended = EndResult((), (Failure("s1", lost),), ("s2",))

    keyfob.prepare = prepare
    assert keyfob.run("sessions", "end", "s1", "s2", "none", "--yes", "--json") == 2
    found = answer(capsys)
    assert found["ended"] == []
    assert [(one["id"], one["error"]["code"]) for one in found["failed"]] == [
        ("none", "E_USAGE"),
        ("s1", "E_NETWORK"),
        ("s2", "E_USAGE"),
    ]
    assert keyfob.run("sessions", "end", "--all", "--device", "laptop", "--yes") == 5
    said = capsys.readouterr()
    assert "Not ended: 1" in said.out


def test_what_nobody_knows_is_not_told_as_ended(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(engine: FakeEngine) -> None:
        listing(MINE, OTHER)(engine)
        why = KeyfobError(Code.E_NETWORK, "sessions.end_unknown", reason="not_known")
        engine.ended = EndResult((), unknown=(Failure("s1", why), Failure("s2", why)))

    keyfob.prepare = prepare
    assert keyfob.run("sessions", "end", "--all", "--yes", "--json") == 5
    found = answer(capsys)
    assert found["ended"] == []
    assert [(one["id"], one["error"]["reason"]) for one in found["failed"]] == [
        ("s1", "not_known"),
        ("s2", "not_known"),
    ]
    assert keyfob.run("sessions", "end", "--all", "--yes") == 5
    said = capsys.readouterr()
    assert "Ended: 0." in said.out
    assert "Not known whether they ended: 2." in said.out
    assert "Not ended" not in said.out


def test_our_own_session_ending_is_told(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(engine: FakeEngine) -> None:
        listing(MINE)(engine)
        engine.ended = EndResult(("s1",), current_ended=True)

    keyfob.prepare = prepare
    assert keyfob.run("sessions", "end", "s1") == 0
    assert "keyfob login" in capsys.readouterr().err


def test_the_key_comes_from_stdin(keyfob: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("  the-key \nmore\n"))
    assert keyfob.run("sessions", "key", "work") == 0
    assert keyfob.engine.calls == [("store_api_key", "work", "the-key")]
    assert keyfob.run("sessions", "key", "--forget") == 0
    assert keyfob.engine.calls == [("forget_api_key", "work")]
    monkeypatch.setattr("sys.stdin", None)
    assert keyfob.run("sessions", "key", "work") == 2


def test_everywhere(keyfob: Command, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(engine: FakeEngine) -> None:
        engine.signed_out = replace(engine.signed_out, everywhere="done", page="https://p.example")

    keyfob.prepare = prepare
    assert keyfob.run("logout", "--everywhere", "--json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["everywhere"] == "done"
    assert "https://p.example" in said.err
    assert keyfob.engine.calls[0][-1] == "everywhere"
