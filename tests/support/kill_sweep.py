"""A session whose program is killed at a system call of its choice, and what is found afterwards.

Everything is looked at from outside: the provider's own counters, what really is in the keychain, the files, and what
the next commands say. What is wrong comes back as sentences, so that a sweep of hundreds ends with all of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.support.command import PROGRAM, Keyfob, Result
from tests.support.keychain_contents import Item, items
from tests.support.patience import until
from tests.support.real import require
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage, failure, visit

Way = Literal["refresh", "login", "login again", "logout", "logout --local"]

_SOURCE = Path(__file__).with_name("kill_at.c")


@dataclass(frozen=True, slots=True)
class Struck:
    """One point of a sweep.

    :param at: the number of the system call; 0 = none, only counted.
    :param counted: how many there were until the end.
    :param killed: whether it came so far.
    :param call: the name of the last call counted, which was not made where *killed*.
    :param found: in a word, what was found afterwards.
    :param wrong: what should not be, in sentences.
    """

    way: Way
    at: int
    counted: int
    killed: bool
    call: str
    found: str = ""
    wrong: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What is wrong, with where."""
        return [f"{self.way}, killed at {self.at} of {self.call}: {one}" for one in self.wrong]


def build_killer(folder: Path) -> Path:
    """Compile ``kill_at`` into *folder*; skips the test where that cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    require(compiler is not None, "a C compiler")
    assert compiler is not None
    built = folder / "kill_at"
    done = subprocess.run([compiler, "-O1", "-o", built, _SOURCE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return built


class Lane:
    """One home, provider and keychain, used for one point after another."""

    def __init__(self, folder: Path, killer: Path, provider: ScriptedProvider, bus: Any) -> None:
        self.stage = Stage(folder / "stage", provider, bus.address)
        self.provider = provider
        self._bus = bus
        self._killer = killer
        self._report = folder / "report"
        self._wrong: list[str] = []

    def strike(self, way: Way, at: int) -> Struck:
        """Make ready for *way*, kill it at its *at*-th system call, look."""
        self._wrong = []
        self._make_ready(signed_in=way != "login")
        before = self._only_record() if way != "login" else None
        issued, reused = self.provider.counters.refresh_tokens_issued, self.provider.counters.reuse_events
        if way in ("login", "login again"):
            self._login(at)
        else:
            command, *options = way.split()
            self._command(at).run(command, "work", "--json", *options)
        counted, killed, call = self._read_report()
        self._until_quiet()
        self._look_at_files()
        found = (
            self._after_refresh(before, issued, reused)
            if way == "refresh"
            else self._after_login(had_session=before is not None, reused=reused)
            if before is None or way == "login again"
            else self._after_logout(before["refresh_token"], told=way == "logout")
        )
        return Struck(way, at, counted, killed, call, found, tuple(self._wrong))

    # --- before ------------------------------------------------------------------------------------------------------

    def _make_ready(self, *, signed_in: bool) -> None:
        state = self.stage.status()["state"]
        if signed_in and state != "signed_in":
            self.stage.signed_in()
            self._must(not self._trials(), "a trial was left by a whole sign-in")
        elif not signed_in and state != "signed_out":
            self.stage.run("logout", "work", "--local", exits=0)

    def _command(self, at: int) -> Keyfob:
        self._report.unlink(missing_ok=True)
        program = (str(self._killer), str(at), str(self._report), *PROGRAM)
        return Keyfob(self.stage.keyfob.env, program=program)

    def _login(self, at: int) -> None:
        with self._command(at).start("login", "work", "--print-url", "--json", "--timeout", "20") as running:
            with suppress(AssertionError, HTTPException, URLError, OSError):  # killed before, or while we are there
                visit(self.provider.sign_in(running.first_line()))
            running.wait()

    def _read_report(self) -> tuple[int, bool, str]:
        require(self._report.exists(), "ptrace")
        counted, killed, call = self._report.read_text().split()
        return int(counted), killed == "1", call

    def _until_quiet(self) -> None:
        """Until the provider has dealt with whatever the killed process had sent."""
        with urlopen(self.provider.issuer + "/.well-known/openid-configuration", timeout=10) as answer:
            answer.read()
        until("the provider is quiet", lambda: self.provider.wire.open_connections == 0)

    # --- after -------------------------------------------------------------------------------------------------------

    def _after_refresh(self, before: Any, issued: int, reused: int) -> str:
        counters = self.provider.counters
        rotated = counters.refresh_tokens_issued > issued
        now = self._only_record()
        is_old = now["refresh_token"] == before["refresh_token"]
        if is_old:
            self._must(now == before, "the record is neither the old nor a new one")
        else:
            self._must(now["generation"] == before["generation"] + 1, "the new record has a wrong generation")
            living = self.provider.current_refresh_tokens()
            self._must(now["refresh_token"] in living, "the new token is not the living one")
        self._must(counters.reuse_events == reused, "the killed process used a spent token")
        status = self.stage.status()
        self._must(status["state"] == "signed_in", f"status says {status['state']}")
        self._must(status["generation"] in (before["generation"], now["generation"]), "status has a wrong generation")
        self._token_must_be_good()
        if rotated and is_old:
            ended = failure(self.stage.run("refresh", "work"))
            self._must(ended == (3, "E_REAUTH", "lost_answer"), f"a lost answer is called {ended}")
            self._must(counters.reuse_events == reused + 1, "a spent token was sent more than once more")
            status = self.stage.status()
            told = status["state"], (status["error"] or {}).get("reason")
            self._must(told == ("needs_login", "lost_answer"), f"status says {told} of a lost answer")
            return "lost answer"
        self._must_go_on(reused)
        return "old record" if is_old else "new record"

    def _after_login(self, *, had_session: bool, reused: int) -> str:
        status = self.stage.status()
        if status["state"] == "signed_in":
            self._token_must_be_good()
            self._must_go_on(reused)
            return "signed in"
        self._must(status["state"] == "signed_out", f"status says {status['state']}")
        self._must(not had_session, "the earlier session is gone")
        self._must_be_gone()
        return "signed out"

    def _after_logout(self, token: str, *, told: bool) -> str:
        revoked = token not in self.provider.current_refresh_tokens()
        status = self.stage.status()
        if status["state"] == "signed_in":
            self._must(not revoked, "the provider ended a session that counts as signed in")
            self._token_must_be_good()
            self._must_go_on(self.provider.counters.reuse_events)
            return "signed in"
        self._must(status["state"] == "signed_out", f"status says {status['state']}")
        self._must_be_gone()
        if told:
            self._must(token not in self.provider.current_refresh_tokens(), "the provider was never told")
        return "signed out" if revoked or not told else "signed out, the provider told at the next start"

    def _must_go_on(self, reused: int) -> None:
        ended = self.stage.run("refresh", "work")
        self._must(ended.exit == 0, f"the next refresh: {_words(ended)}")
        self._must(self.provider.counters.reuse_events == reused, "a spent token was sent")
        status, record = self.stage.status(), self._only_record()
        self._must(status["state"] == "signed_in", f"after the next refresh status says {status['state']}")
        self._must(status["generation"] == record["generation"], "status and record differ in generation")
        self._must(not self._files("journal"), "a journal entry stands after a definite answer")
        held = self._kept()
        self._must(len(held) == 1, f"the keychain holds {held}")
        self._token_must_be_good()

    def _must_be_gone(self) -> None:
        """The next command finishes what was begun, and nothing is left of it."""
        ended = failure(self.stage.run("token", "work"))
        self._must(ended[:2] == (3, "E_NOT_SIGNED_IN"), f"token says {ended}")
        left = self._kept()
        self._must(left == [], f"left in the keychain: {left}")
        for folder in ("tokens", "journal", "tombstones", "unfinished"):
            self._must(not self._files(folder), f"left in {folder}: {self._files(folder)}")

    def _token_must_be_good(self) -> None:
        ended = self.stage.run("token", "work")
        if ended.exit != 0:
            self._wrong.append(f"token: {_words(ended)}")
            return
        asked = Request(
            self.provider.issuer + "/userinfo", headers={"Authorization": f"Bearer {ended.json['access_token']}"}
        )
        try:
            with urlopen(asked, timeout=10) as answer:
                answer.read()
        except URLError as refused:
            self._wrong.append(f"token gave one that the provider does not take: {refused}")

    # --- what is there -----------------------------------------------------------------------------------------------

    def _look_at_files(self) -> None:
        for file in self.stage.state_folder.rglob("*"):
            if not file.is_file():
                continue
            self._must(file.stat().st_mode & 0o077 == 0, f"others can read {file.name}")
            if file.suffix == ".json" and not file.name.startswith("."):
                try:
                    json.loads(file.read_text(encoding="utf-8"))
                except ValueError:
                    self._wrong.append(f"{file.parent.name}/{file.name} does not parse")

    def _files(self, folder: str) -> list[str]:
        return [
            file.name
            for file in self.stage.state_folder.rglob(f"{folder}/*")
            if file.is_file() and not file.name.startswith(".new-")
        ]

    def _items(self) -> list[Item]:
        return items(self._bus)

    def _kept(self) -> list[str]:
        """The names of all items but a trial's, which is no secret: the next sign-in takes it away."""
        self._must(len(self._trials()) <= 1, f"more than one trial was left: {self._trials()}")
        return [one.username for one in self._items() if not one.username.endswith(".trial")]

    def _trials(self) -> list[str]:
        return [one.username for one in self._items() if one.username.endswith(".trial")]

    def _only_record(self) -> Any:
        """The one record of this lane; more or fewer are wrong (an empty one then)."""
        records = [item.record for item in self._items() if self.provider.issuer in item.secret]
        self._must(len(records) == 1, f"there are {len(records)} records")
        return records[0] if records else {"refresh_token": None, "generation": -1}

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            self._wrong.append(what)


@contextmanager
def lane(folder: Path, killer: Path) -> Iterator[Lane]:
    """A :class:`Lane` with a provider and a real keychain of its own; grace 0, no page of the provider at its end."""
    script = Script(lifetime=3600, grace=0.0, metadata_without=("end_session_endpoint",))
    with unlocked_keyring(folder / "keyring") as keyring, ScriptedProvider(script) as provider:
        yield Lane(folder, killer, provider, keyring.bus)


def _words(result: Result) -> str:
    return f"exit {result.exit}, {(result.stdout or result.stderr).strip()[:300]}"
