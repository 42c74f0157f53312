"""A home of its own with an account at a scripted provider, and whatever keychain a test has for it."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

from tests.support.command import Keyfob, Result, Running
from tests.support.home import private_home
from tests.support.scripted_provider import ScriptedProvider
from tests.support.visitor import browser_command

#: How long the program waits in a test for the person who never comes, seconds.
SOON = 3


class Stage:
    """The command and its provider.

    :param keychain: ``DBUS_SESSION_BUS_ADDRESS`` of a bus with a keychain; None: there is none.
    :param account: further keys of the account ``work``.
    """

    def __init__(self, folder: Path, provider: ScriptedProvider, keychain: str | None, **account: object) -> None:
        self.folder = folder
        self.provider = provider
        env = private_home(folder / "home")
        if keychain is not None:
            env["DBUS_SESSION_BUS_ADDRESS"] = keychain
        self.keyfob = Keyfob(env)
        self.keyfob.add_account("work", **provider.account | account)

    @property
    def state_folder(self) -> Path:
        """Where the program keeps its own files."""
        return Path(self.keyfob.env["XDG_STATE_HOME"])

    def use_visitor(self) -> None:
        """Let ``$BROWSER`` be the visitor."""
        self.keyfob.env["BROWSER"] = browser_command(self.folder / "browser")

    def start_login(self, *words: str, account: str = "work") -> Running:
        """`login --print-url --json` in the background."""
        return self.keyfob.start("login", account, "--print-url", "--json", *words)

    def login(self, *words: str, account: str = "work", timeout: float = 90) -> Result:
        """Sign in; the browser is this process."""
        with self.start_login("--timeout", str(timeout), *words, account=account) as running:
            line = running.first_line()
            if line.startswith("http"):
                come_back(self.provider.sign_in(line))
            return running.wait()

    def signed_in(self, *words: str, account: str = "work") -> Any:
        """Sign in, which must work; gives the account's object."""
        result = self.login(*words, account=account)
        assert result.exit == 0, f"{result.stdout}{result.stderr}"
        return result.json

    def run(self, *words: str, exits: int | None = None) -> Result:
        """A command with ``--json``."""
        return self.keyfob.run(*words, "--json", exits=exits)

    def fails(self, *words: str) -> tuple[int, str | None, str | None]:
        """A command that must not work: its exit status, code and reason."""
        return failure(self.run(*words))

    def status(self, account: str = "work") -> Any:
        """The account's object of `status`."""
        return self.keyfob.status(account)

    def token(self) -> str:
        """What `token work` prints."""
        return self.keyfob.run("token", "work", exits=0).stdout.strip()

    def calls(self, *endpoints: str) -> int:
        """How many requests the provider has seen; of *endpoints* alone where some are named."""
        return sum(not endpoints or seen.endpoint in endpoints for seen in self.provider.requests)

    def stored(self) -> dict[str, Any]:
        """The account's state file."""
        (file,) = self.state_folder.rglob("accounts/*.json")
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return read


def failure(result: Result) -> tuple[int, str | None, str | None]:
    """Exit status, code and reason of a command that did not work; the error object's form is checked."""
    answer = result.json
    assert isinstance(answer, Mapping), answer
    error = answer["error"]
    assert set(error) - {"reason"} == {"code", "title", "message", "hint", "retryable"}, error
    assert isinstance(error["retryable"], bool)
    assert all(isinstance(error[name], str) and error[name] for name in ("code", "title", "message")), error
    return result.exit, error["code"], error.get("reason")


def visit(url: str) -> int:
    """Be the browser: open *url*, follow redirects; gives the status of the page at the end."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            status: int = answer.status
            return status
    except HTTPError as refused:
        return refused.code


def come_back(url: str) -> None:
    """Visit *url* for its redirect alone: where the machine is slow, the page after it may be asked for too late."""
    with contextlib.suppress(URLError):
        visit(url)


def deliver(stage: Stage, running: Running) -> Result:
    """Sign in at the address that *running* prints, come back, and wait for its end."""
    come_back(stage.provider.sign_in(running.first_line()))
    return running.wait()
