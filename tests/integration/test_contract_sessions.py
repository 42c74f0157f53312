"""Contract: `sessions`, `sessions end`, `sessions key` and `logout --everywhere`, against the embedded provider."""

from __future__ import annotations

import os
import pty
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_app.demo.people import ADA, APPLICATION_ID, MAX
from desktop_app.demo.records import Code, Device
from tests.support.command import Keyfob, Result
from tests.support.demo_provider import API_KEY, Provider, demo_provider
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.home import private_home
from tests.support.patience import PATIENCE, until
from tests.support.visitor import browser_command

_MEMBERS = {"id", "current", "device", "application", "address", "started", "last_used", "expires", "user"}


@dataclass
class Desk:
    """One home with the accounts ``ada`` and ``max``."""

    keyfob: Keyfob
    provider: Provider
    folder: Path

    def login(self, person: str) -> None:
        """Sign in, as the person of that name."""
        env = self.keyfob.env | {"BROWSER": browser_command(self.folder / f"browser-{person}", {"choice": person})}
        Keyfob(env).run("login", person, exits=0)

    def run(self, *words: str, exits: int = 0, stdin: str = "") -> Any:
        """The JSON answer."""
        return self.keyfob.run(*words, "--json", exits=exits, stdin=stdin).json

    def key(self, account: str = "ada") -> None:
        """Enter the API key."""
        self.run("sessions", "key", account, stdin=f"{API_KEY}\n")

    def more(self, count: int, *, device: str = "phone", person: Any = ADA) -> list[str]:
        """Sessions that began elsewhere."""
        now = time.time()
        begun = []
        for number in range(count):
            code = Code("h", person, "", "openid", "", "", "", int(now), Device(description=f"{device} {number}"), now)
            session = self.provider.store.begin(code)
            self.provider.store.add_refresh_token(session, f"{session.id}-token")
            begun.append(session.id)
        return begun

    def left(self, person: Any = ADA) -> set[str]:
        """The ids of the sessions that the provider has."""
        return {session.id for session in self.provider.store.sessions_of(person.id)}


@pytest.fixture
def desk(tmp_path: Path, shared_keyring: GnomeKeyring) -> Iterator[Desk]:
    with demo_provider(access_ttl=600) as provider:
        env = private_home(tmp_path / "home") | {"DBUS_SESSION_BUS_ADDRESS": shared_keyring.bus.address}
        keyfob = Keyfob(env)
        for name in ("ada", "max"):
            keyfob.add_account(
                name,
                issuer=provider.issuer,
                client_id="keyfob-demo",
                provider="fusionauth",
                allow_http=True,
                extra_params={"metaData.device.description": f"{name}'s laptop"},
            )
        made = Desk(keyfob, provider, tmp_path)
        made.login("ada")
        yield made


def failed(answer: Any) -> list[tuple[str, str]]:
    return [(one["id"], one["error"]["code"]) for one in answer["failed"]]


def test_the_list(desk: Desk) -> None:
    desk.key()
    desk.more(1)
    answer = desk.run("sessions", "ada")
    assert all(set(one) >= _MEMBERS for one in answer["sessions"])
    mine, other = answer["sessions"]
    assert (mine["current"], mine["device"], mine["user"]) == (True, "ada's laptop", ADA.id)
    assert (other["current"], other["device"], other["expires"]) == (False, "phone 0", None)
    assert mine["started"].endswith("Z")
    words = desk.keyfob.run("sessions", "ada", exits=0)
    assert len(words.stdout.splitlines()) == 2
    assert "this one" in words.stdout.splitlines()[0]
    assert API_KEY not in words.stdout + words.stderr


def test_without_a_key_there_is_this_one_and_a_sentence(desk: Desk) -> None:
    desk.more(2)
    answer = desk.run("sessions", "ada")
    assert [one["current"] for one in answer["sessions"]] == [True]
    assert answer["complete"] is False
    assert "API key" in desk.keyfob.run("sessions", "ada", exits=0).stderr
    refused = desk.run("sessions", "end", "ada", "--others", exits=2)
    assert refused["error"]["code"] == "E_USAGE"
    assert len(desk.left()) == 3
    mine = answer["sessions"][0]["id"]
    assert desk.run("sessions", "end", "ada", mine) == {"ended": [mine], "failed": []}
    assert desk.run("refresh", "ada", exits=3)["error"]["code"] == "E_REAUTH"


def test_not_signed_in(desk: Desk) -> None:
    for words in (("sessions", "max"), ("sessions", "end", "max", "--all", "--yes"), ("sessions", "end", "max", "x")):
        assert desk.run(*words, exits=3)["error"]["code"] == "E_NOT_SIGNED_IN"


def test_filters(desk: Desk) -> None:
    desk.key()
    desk.more(2)
    desk.more(1, device="tablet")
    assert len(desk.run("sessions", "ada", "--device", "PHONE")["sessions"]) == 2
    assert desk.run("sessions", "ada", "--unused-for", "3600")["sessions"] == []
    ended = desk.run("sessions", "end", "ada", "--device", "phone", "--yes")["ended"]
    assert len(ended) == 2
    assert len(desk.left()) == 2


def test_ids(desk: Desk) -> None:
    desk.key()
    first, second, third = desk.more(3)
    assert desk.run("sessions", "end", "ada", first) == {"ended": [first], "failed": []}
    gone = desk.run("sessions", "end", "ada", first, second, "--yes", exits=2)
    assert (gone["ended"], failed(gone)) == ([second], [(first, "E_USAGE")])
    assert gone["error"]["reason"] == "gone"
    assert third in desk.left()
    assert len(desk.left()) == 2


def test_others_all_and_the_question(desk: Desk) -> None:
    desk.key()
    others = desk.more(3)
    for words in (("--others",), ("--all",), others[:2]):
        refused = desk.run("sessions", "end", "ada", *words, exits=2)
        assert refused["error"]["code"] == "E_USAGE"
        assert any(str(number) in refused["error"]["message"] for number in (2, 3, 4)), "it says how many"
    assert len(desk.left()) == 4
    assert set(desk.run("sessions", "end", "ada", "--others", "--yes")["ended"]) == set(others)
    assert [one["current"] for one in desk.run("sessions", "ada")["sessions"]] == [True]
    assert desk.run("sessions", "end", "ada", "--others") == {"ended": [], "failed": []}
    (mine,) = desk.left()
    assert desk.run("sessions", "end", "ada", "--all") == {"ended": [mine], "failed": []}
    assert desk.run("refresh", "ada", exits=3)["error"]["reason"] == "refused"


@pytest.mark.parametrize(
    "words",
    [
        ("sessions", "end", "ada"),
        ("sessions", "end", "ada", "x", "--all"),
        ("sessions", "end", "ada", "--all", "--others"),
    ],
)
def test_it_must_be_said_which(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run(*words, exits=2)["error"]["code"] == "E_USAGE"


def test_an_administrator_and_the_member(desk: Desk) -> None:
    desk.login("max")
    mine = desk.run("sessions", "max")["sessions"][0]["id"]
    wanted = desk.run("sessions", "ada", "--user", "max", exits=2)
    assert "API key" in wanted["error"]["message"]
    desk.key()
    listed = desk.run("sessions", "ada", "--user", "max@demo.example")["sessions"]
    assert [(one["id"], one["user"], one["current"]) for one in listed] == [(mine, MAX.id, False)]
    assert desk.run("sessions", "end", "ada", mine) == {"ended": [mine], "failed": []}
    assert desk.run("refresh", "max", exits=3)["error"]["code"] == "E_REAUTH"
    assert desk.keyfob.status("max")["state"] == "needs_login"


def test_the_member_reaches_nobody_else(desk: Desk) -> None:
    desk.login("max")
    desk.key("max")
    (ada,) = desk.left(ADA)
    for words in (("--user", "ada"), ("--application", APPLICATION_ID)):
        assert desk.run("sessions", "max", *words, exits=4)["error"]["reason"] == "role"
        assert desk.run("sessions", "end", "max", "--all", "--yes", *words, exits=4)["error"]["reason"] == "role"
    assert failed(desk.run("sessions", "end", "max", ada, exits=2)) == [(ada, "E_USAGE")]
    assert desk.left(ADA) == {ada}


def test_a_whole_application(desk: Desk) -> None:
    desk.key()
    desk.more(2, person=MAX)
    refused = desk.run("sessions", "end", "ada", "--all", "--application", APPLICATION_ID, exits=2)
    assert APPLICATION_ID in refused["error"]["message"]
    answer = desk.run("sessions", "end", "ada", "--all", "--application", APPLICATION_ID, "--yes")
    assert answer == {"ended": [], "failed": [], "unlisted": True}
    assert desk.left() | desk.left(MAX) == set()


def test_a_wrong_key_is_not_kept(desk: Desk) -> None:
    refused = desk.run("sessions", "key", "ada", stdin="wrong\n", exits=4)
    assert (refused["error"]["code"], refused["error"]["reason"]) == ("E_DENIED", "401")
    assert "wrong" not in str(desk.run("sessions", "ada"))
    assert desk.run("sessions", "key", "ada", stdin="", exits=2)["error"]["code"] == "E_USAGE"
    assert desk.run("sessions", "ada")["complete"] is False
    desk.key()
    assert desk.run("sessions", "ada")["complete"] is True
    assert desk.run("sessions", "key", "ada", "--forget") == {"api_key": "forgotten"}
    assert desk.run("sessions", "ada")["complete"] is False


def test_a_key_on_the_command_line_is_refused(desk: Desk) -> None:
    assert desk.keyfob.run("sessions", "key", "ada", API_KEY).exit == 2


def at_a_terminal(desk: Desk, words: tuple[str, ...], typed: str, asks: str) -> tuple[int, str, str]:
    """Run it at a terminal of its own: exit status, what the terminal showed, stdout."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*desk.keyfob.program, *words],
        env=desk.keyfob.env,
        cwd=desk.keyfob.cwd,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    limit = time.monotonic() + PATIENCE
    while asks.encode() not in shown:
        assert time.monotonic() < limit, shown
        shown += os.read(ours, 4096)
    os.write(ours, typed.encode())
    out, _ = process.communicate(timeout=PATIENCE)
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.returncode, shown.decode(), out.decode()


def test_at_a_terminal_it_asks(desk: Desk) -> None:
    desk.key()
    desk.more(2)
    words = ("sessions", "end", "ada", "--others")
    exit_no, shown, _ = at_a_terminal(desk, words, "no\n", "Type yes or no")
    assert "2" in shown
    assert (exit_no, len(desk.left())) == (7, 3)
    exit_yes, _, out = at_a_terminal(desk, words, "yes\n", "Type yes or no")
    assert (exit_yes, len(desk.left())) == (0, 1)
    assert "2" in out


def test_at_a_terminal_the_key_is_not_shown(desk: Desk) -> None:
    exit_, shown, out = at_a_terminal(desk, ("sessions", "key", "ada"), f"{API_KEY}\n", "not shown")
    assert exit_ == 0, shown
    assert API_KEY not in shown + out
    assert desk.run("sessions", "ada")["complete"] is True


def ended_of(result: Result) -> tuple[set[str], dict[str, str]]:
    answer = result.json
    return set(answer["ended"]), dict(failed(answer))


def test_an_interrupt_says_what_was_ended_and_what_not(desk: Desk) -> None:
    desk.key()
    others = set(desk.more(300))
    before = desk.left()
    with desk.keyfob.start("sessions", "end", "ada", "--others", "--yes", "--json") as ending:
        until("some have ended", lambda: len(desk.left()) <= len(before) - 10)
        ending.signal()
        result = ending.wait()
    ended, left = ended_of(result)
    assert (result.exit, result.code) == (7, "E_CANCELLED")
    assert set(left.values()) == {"E_CANCELLED"}
    assert ended | set(left) == others
    assert desk.left() == before - ended, "what is told as ended has ended, and nothing else"
    assert len(desk.run("sessions", "ada")["sessions"]) == len(before) - len(ended), "the list is true"


def test_progress_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.key()
    desk.more(30)
    end = desk.provider.store.end

    def slowly(session_id: str) -> bool:
        time.sleep(0.3)
        return end(session_id)

    monkeypatch.setattr(desk.provider.store, "end", slowly)
    ending = desk.keyfob.run("sessions", "end", "ada", "--others", "--yes", exits=0)
    assert "of 30 done" in ending.stderr
    assert "30" in ending.stdout


def test_debug_tells_everything_but_secrets(desk: Desk) -> None:
    desk.more(2)
    said = ""
    for words, typed in (
        (("sessions", "key", "ada"), f"{API_KEY}\n"),
        (("sessions", "ada"), ""),
        (("sessions", "end", "ada", "--others", "--yes"), ""),
        (("logout", "ada", "--everywhere", "--timeout", "1"), ""),
        (("sessions", "ada"), ""),
    ):
        result = desk.keyfob.run(*words, "--debug", stdin=typed)
        said += result.stdout + result.stderr
    assert API_KEY not in said
    assert "eyJ" not in said, "no JWT"
    assert "-token" not in said, "no refresh token of the list"


def test_signing_out_everywhere(desk: Desk) -> None:
    desk.more(2)
    answer = desk.run("logout", "ada", "--everywhere", "--timeout", "1")
    assert {name: answer[name] for name in ("local", "revoke", "everywhere")} == dict.fromkeys(
        ("local", "revoke", "everywhere"), "done"
    )
    assert desk.left() == set()
    again = desk.run("logout", "ada", "--everywhere", "--timeout", "1", exits=5)
    assert (again["everywhere"], again["error"]["code"]) == ("failed", "E_NOT_SIGNED_IN"), "nobody was asked"
    assert desk.run("logout", "ada", "--everywhere", "--local", exits=2)["error"]["code"] == "E_USAGE"


def test_a_provider_that_is_gone(tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    """Offline: signed out here; the rest is told, with where it can be done."""
    env = private_home(tmp_path / "home") | {
        "DBUS_SESSION_BUS_ADDRESS": shared_keyring.bus.address,
        "BROWSER": browser_command(tmp_path / "browser", {"choice": "max"}),
    }
    keyfob = Keyfob(env)
    with demo_provider(access_ttl=600) as provider:
        keyfob.add_account(
            "max", issuer=provider.issuer, client_id="keyfob-demo", provider="fusionauth", allow_http=True
        )
        keyfob.run("login", "max", exits=0)
    listed = keyfob.run("sessions", "max", "--json")
    assert (listed.exit, listed.code) == (5, "E_NETWORK")
    left = keyfob.run("logout", "max", "--everywhere", "--json")
    assert (left.exit, left.code) == (5, "E_NETWORK")
    assert [left.json[name] for name in ("local", "revoke", "end_session", "everywhere")] == ["done"] + ["failed"] * 3
    assert provider.issuer in left.stderr
    assert keyfob.status("max")["state"] == "signed_out"
