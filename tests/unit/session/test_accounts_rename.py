"""Renaming: the session goes on under the new name, whenever we are killed one whole account is found."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Files, Keychain
from desktop_app.session import api_key, places
from desktop_app.session.account import Account
from desktop_app.session.deps import Deps
from desktop_app.session.rename import NOTE, finish, rename
from desktop_app.session.sign_in import login_lock
from desktop_app.session.stored import StoredState
from desktop_app.vault.tombstone import Tombstone
from tests.support.workbench import Bench, code_of, workbench

#: More steps than a renaming has.
_STEPS = 25


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Life:
    """Lets *left* more changes be made; from then on nothing works any more."""

    left: int
    made: list[str] = field(default_factory=list)

    def change(self, what: str) -> None:
        if self.left <= 0:
            raise Killed
        self.left -= 1
        self.made.append(what)


class DyingFiles:
    """The files of a process that will be killed."""

    def __init__(self, files: Files, life: Life) -> None:
        self._files = files
        self._life = life

    def read(self, name: str, limit: int = 4_000_000) -> bytes | None:
        return self._files.read(name, limit)

    def write(self, name: str, content: bytes, *, durable: bool = False) -> None:
        self._life.change(f"write {name}")
        self._files.write(name, content, durable=durable)

    def remove(self, name: str) -> None:
        self._life.change(f"remove {name}")
        self._files.remove(name)

    def names(self, folder: str) -> Sequence[str]:
        return self._files.names(folder)


class DyingKeychain:
    """Its keychain."""

    def __init__(self, keychain: Keychain, life: Life) -> None:
        self._keychain = keychain
        self._life = life

    def __getattr__(self, name: str) -> object:
        found = getattr(self._keychain, name)
        if name in ("write", "delete"):
            self._life.change(f"{name} an item")
        return found


class Settings:
    """The names in the settings file."""

    def __init__(self) -> None:
        self.names = ["work"]

    def write(self) -> None:
        self.names = ["office"]


@pytest.fixture
def office(signed_in: Bench) -> Account:
    """The account under its new name."""
    return replace(signed_in.account, name="office")


def with_api_key(bench: Bench) -> None:
    bench.files.write(f"api-keys/{bench.account.key}.json", b"{}")
    bench.keychain.items[api_key.item_of(bench.account)] = ["the key"]


def files_of(bench: Bench, account: Account) -> list[str]:
    return [str(path) for path in bench.folder.rglob(f"{account.key}*") if path.suffix != ".lock"]


def test_the_session_and_all_that_belongs_to_it_move(signed_in: Bench, office: Account) -> None:
    bench, settings = signed_in, Settings()
    with_api_key(bench)
    before, events = bench.state, bench.deps.activity
    record, happened = bench.record, [event.kind for event in events.events(bench.account)]  # type: ignore[attr-defined]  # the double's

    rename(bench.deps, bench.account, office, settings.write)

    assert settings.names == ["office"]
    assert bench.deps.states.load(office) == before
    assert [event.kind for event in events.events(office)] == happened  # type: ignore[attr-defined]  # the double's
    assert files_of(bench, bench.account) == []
    assert bench.files.read(NOTE) is None
    assert sorted(bench.keychain.items) == sorted([record.account_id, api_key.item_of(office)])
    assert bench.keychain.items[api_key.item_of(office)] == ["the key"]
    assert bench.token(account=office).subject == "alice"
    assert bench.refresh(account=office).record.generation == record.generation + 1


def test_the_old_name_is_free_and_shares_nothing(signed_in: Bench, office: Account) -> None:
    bench = signed_in
    rename(bench.deps, bench.account, office, Settings().write)
    assert code_of(bench.token)[0] is Code.E_NOT_SIGNED_IN
    bench.sign_in()
    assert bench.state.account_id != bench.deps.states.load(office).account_id
    bench.sign_out(local=True)
    assert bench.token(account=office).subject == "alice"


@pytest.mark.parametrize("steps", range(_STEPS))
def test_killed_at_any_step_one_whole_account_is_found(tmp_path: Path, steps: int) -> None:
    with workbench(tmp_path) as bench:
        bench.sign_in()
        with_api_key(bench)
        office, settings, life = replace(bench.account, name="office"), Settings(), Life(steps)
        dying: Deps = replace(
            bench.deps,
            files=DyingFiles(bench.files, life),
            keychain=DyingKeychain(bench.keychain, life),  # type: ignore[arg-type]  # passes every call on
        )

        def write() -> None:
            life.change("write the settings")
            settings.write()

        try:
            rename(dying, bench.account, office, write)
        except Killed:
            assert settings.names == (["office"] if "write the settings" in life.made else ["work"])

        # Before anything is cleared away the name in the settings has its session.
        (name,) = settings.names
        named, other = (office, bench.account) if name == "office" else (bench.account, office)
        assert bench.token(account=named).subject == "alice"
        finish(bench.deps, lambda: settings.names)

        assert bench.files.read(NOTE) is None
        assert files_of(bench, other) == []
        assert bench.deps.states.load(other).account_id is None
        kept = bench.deps.states.load(named).account_id
        assert sorted(bench.keychain.items) == sorted([kept, api_key.item_of(named)])
        assert bench.refresh(account=named).record.generation == 2


def test_the_steps_are_all_of_them(signed_in: Bench, office: Account) -> None:
    with_api_key(signed_in)
    life = Life(1000)
    files = DyingFiles(signed_in.files, life)
    keychain = DyingKeychain(signed_in.keychain, life)
    rename(replace(signed_in.deps, files=files, keychain=keychain), signed_in.account, office, Settings().write)  # type: ignore[arg-type]  # as above
    assert 10 < len(life.made) + 1 < _STEPS


def test_settings_that_cannot_be_written_leave_the_old_name(signed_in: Bench, office: Account) -> None:
    def refused() -> None:
        raise KeyfobError(Code.E_CONFIG, "config.unwritable", file="f", why="w")

    before = signed_in.stored()
    assert code_of(lambda: rename(signed_in.deps, signed_in.account, office, refused))[0] is Code.E_CONFIG
    assert signed_in.stored() == before
    assert signed_in.files.read(NOTE) is None
    assert signed_in.token().subject == "alice"


def test_a_sign_in_under_way_is_not_renamed(signed_in: Bench, office: Account) -> None:
    settings = Settings()
    with signed_in.locks.acquire(login_lock(signed_in.account), timeout=0):
        assert code_of(lambda: rename(signed_in.deps, signed_in.account, office, settings.write))[0] is Code.E_LOCK
    assert settings.names == ["work"]
    assert files_of(signed_in, office) == []


def test_a_refresh_under_way_is_waited_for(signed_in: Bench, office: Account) -> None:
    held = signed_in.locks.acquire(signed_in.account.key, timeout=0)
    settings = Settings()
    moving = threading.Thread(target=rename, args=(signed_in.deps, signed_in.account, office, settings.write))
    moving.start()
    assert settings.names == ["work"]
    held.release()
    moving.join(30)
    assert settings.names == ["office"]


def test_what_a_forgotten_account_of_that_name_left_goes(signed_in: Bench, office: Account) -> None:
    bench = signed_in
    mine = bench.state.account_id
    bench.sign_in(account=office)  # its settings were removed by hand
    assert len(bench.keychain.items) == 2
    rename(bench.deps, bench.account, office, Settings().write)
    assert list(bench.keychain.items) == [mine]
    assert bench.deps.states.load(office).account_id == mine


def test_a_sign_out_begun_meanwhile_is_not_lost(signed_in: Bench, office: Account) -> None:
    bench, settings = signed_in, Settings()
    account_id = bench.record.account_id

    def write() -> None:  # another process writes its tombstone before it has the lock
        places.write_tombstone(bench.files, bench.account, Tombstone(account_id, 1, 0.0))
        settings.write()

    rename(bench.deps, bench.account, office, write)
    assert code_of(lambda: bench.token(account=office))[0] is Code.E_NOT_SIGNED_IN


def test_a_note_that_is_rubbish_is_removed(signed_in: Bench) -> None:
    for rubbish in (
        b"",
        b"[]",
        b"\xff",
        b'{"from": 1, "to": 2, "phase": 3}',
        b'{"from": "a", "to": "a", "phase": "x"}',
    ):
        signed_in.files.write(NOTE, rubbish)
        finish(signed_in.deps, lambda: ["work"])
        assert signed_in.files.read(NOTE) is None
    assert signed_in.token().subject == "alice"


@pytest.mark.parametrize(("phase", "kept"), [("copying", "work"), ("written", "office")])
def test_both_names_in_the_settings_share_nothing(signed_in: Bench, office: Account, phase: str, kept: str) -> None:
    bench = signed_in
    state: StoredState = bench.state
    bench.deps.states.save(office, state)
    bench.files.write(NOTE, f'{{"from": "work", "to": "office", "phase": "{phase}"}}'.encode())
    finish(bench.deps, lambda: ["work", "office"])
    found = {name: bench.deps.states.load(replace(office, name=name)).account_id for name in ("work", "office")}
    assert [name for name, account_id in found.items() if account_id] == [kept]
