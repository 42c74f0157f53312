"""What `status` answers from files and locks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app.config import Config, load
from desktop_app.app.state_file import StateFiles, file_name
from desktop_app.app.status import account_key, rfc3339, status
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.account import Account
from desktop_app.session.stored import StoredError, StoredState
from desktop_app.vault import tombstone
from tests.support.port_doubles import NOW, LocksDouble, MemoryFiles

STATE = StoredState(
    account_id="id",
    issuer="https://a",
    client_id="app",
    state="signed_in",
    saved="keychain",
    generation=3,
    subject="sub",
    username="ada",
    roles=("admin",),
    access_token_expires_at=1_790_000_000.9,
    next_refresh_at=1_789_999_940.0,
)


class World:
    """Settings with `work`, and what status reads."""

    def __init__(self, path: Path) -> None:
        self.file = path / "config.toml"
        self.files = MemoryFiles()
        self.locks = LocksDouble()
        self.settings()

    def settings(self, more: str = "", *, issuer: str = "https://a") -> Config:
        self.file.write_text(f'[accounts.work]\nissuer = "{issuer}"\nclient_id = "app"\n{more}')
        self.config = load(str(self.file), machine_trusted=lambda _path: False)
        account = self.config.accounts["work"]
        assert isinstance(account, Account)
        self.account = account
        return self.config

    def keep(self, state: StoredState) -> None:
        StateFiles(self.files).save(Account("work", "https://a", "app"), state)

    def show(self, *names: str) -> Any:
        return status(self.config, self.files, self.locks, names or None)["accounts"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_account_never_used(world: World) -> None:
    assert world.show() == [
        {
            "name": "work",
            "issuer": "https://a",
            "client_id": "app",
            "provider": "generic",
            "state": "signed_out",
            "unsaved": False,
            "subject": None,
            "username": None,
            "roles": [],
            "access_token_expires_at": None,
            "next_refresh_at": None,
            "saved": "none",
            "generation": 0,
            "error": None,
        }
    ]


def test_a_signed_in_account(world: World) -> None:
    world.keep(STATE)

    (found,) = world.show("work")

    assert (found["state"], found["subject"], found["username"], found["roles"]) == (
        "signed_in",
        "sub",
        "ada",
        ["admin"],
    )
    assert found["access_token_expires_at"] == "2026-09-21T14:13:20Z"
    assert found["next_refresh_at"] == "2026-09-21T14:12:20Z"
    assert (found["saved"], found["generation"]) == ("keychain", 3)


def test_a_passing_state_counts_while_the_lock_is_held(world: World) -> None:
    world.keep(replace(STATE, state="offline", passing="refreshing"))

    assert world.show()[0]["state"] == "offline"
    world.locks.held.add(world.account.key)
    assert world.show()[0]["state"] == "refreshing"


def test_a_sign_in_under_way(world: World) -> None:
    world.locks.held.add(f"{world.account.key}-login")

    assert world.show()[0]["state"] == "signing_in"


def test_a_standing_tombstone_is_a_sign_out(world: World) -> None:
    world.keep(STATE)
    grave = tombstone.Tombstone("id", 3, NOW)
    world.files.content[f"tombstones/{world.account.key}.json"] = tombstone.encode(grave)

    found = world.show()[0]

    assert (found["state"], found["subject"], found["saved"], found["generation"]) == ("signed_out", None, "none", 3)
    world.files.content[f"tombstones/{world.account.key}.json"] = b"rubbish"
    assert world.show()[0]["state"] == "signed_out"
    world.files.content[f"tombstones/{world.account.key}.json"] = b" " * 5_000_000
    assert world.show()[0]["state"] == "signed_out"


def test_a_stored_error_is_told(world: World) -> None:
    world.keep(replace(STATE, state="offline", error=StoredError("E_RATE", "keys.rate", None, {"issuer": "x\x1b"})))

    error = world.show()[0]["error"]

    assert error["code"] == "E_RATE"
    assert "x\\u001b" in error["message"]
    assert error["retryable"] is True


@pytest.mark.parametrize(
    "error",
    [
        StoredError("E_FUTURE", "keys.rate", None, {"issuer": "x"}),
        StoredError("E_RATE", "keys.unknown", None, {}),
        StoredError("E_RATE", "nowhere.rate", None, {}),
        StoredError("E_RATE", "keys.rate", None, {}),
        StoredError("E_RATE", "..titles", None, {}),
    ],
)
def test_an_error_of_another_version_is_told_in_words_we_have(world: World, error: StoredError) -> None:
    world.keep(replace(STATE, error=replace(error, reason="why")))

    shown = world.show()[0]["error"]

    assert shown["code"] == ("E_REAUTH" if error.code == "E_FUTURE" else "E_RATE")
    assert shown["message"]
    assert shown["reason"] == "why"


def test_another_issuer_needs_a_login(world: World) -> None:
    world.keep(STATE)
    world.settings(issuer="https://other")

    found = world.show()[0]

    assert (found["state"], found["subject"], found["issuer"]) == ("needs_login", None, "https://other")


BROKEN = '[accounts.broken]\nissuer = "https://b"\n'


def test_a_broken_account_among_others(world: World) -> None:
    world.settings(BROKEN)

    found = {account["name"]: account for account in world.show()}

    assert found["work"]["error"] is None
    assert found["broken"]["error"]["code"] == "E_CONFIG"
    assert set(found["broken"]) == set(found["work"])
    with pytest.raises(KeyfobError, match="config.missing"):
        world.show("broken")


@pytest.mark.parametrize("beside", ["[nonsense]\n", "[settings]\ncolour = 1\n"])
def test_wrong_settings_beside_the_accounts_hide_none(world: World, beside: str) -> None:
    world.settings(beside)

    assert [account["name"] for account in world.show()] == ["work"]


@pytest.mark.parametrize("text", [BROKEN, "accounts = 1", "a =", f"{BROKEN}[nonsense]\n"])
def test_nothing_but_trouble_is_an_error(world: World, text: str) -> None:
    world.file.write_text(text)
    world.config = world.config.reread()

    with pytest.raises(KeyfobError) as caught:
        world.show()
    assert caught.value.code is Code.E_CONFIG


def test_no_accounts_is_an_answer(world: World) -> None:
    world.file.unlink()
    world.config = world.config.reread()

    assert world.show() == []


def test_the_key_is_the_accounts_own(world: World) -> None:
    names = ("work", "", "Ä\u202e", "x" * 64)

    assert [account_key(name) for name in names] == [Account(name, "i", "c").key for name in names]
    assert file_name(world.account.key) == f"accounts/{account_key('work')}.json"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (253402300799, "9999-12-31T23:59:59Z"),
        (253402300800, None),
        (1e300, None),
        (float("inf"), None),
        (float("nan"), None),
        (-1e12, None),
        (None, None),
        ("0", None),
    ],
)
def test_times(seconds: object, shown: str | None) -> None:
    assert rfc3339(seconds) == shown
