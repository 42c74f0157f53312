"""Whose session it is, and where it is stored: other people, rubbish, other issuers, and a keychain that fails late."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome, places
from desktop_app.session.restore import restore
from tests.support.keychain_double import Crash, KeychainDouble
from tests.support.provider.script import Script
from tests.support.workbench import Bench, code_of, failing, workbench

# --- another person --------------------------------------------------------------------------------------------------


def test_another_person_needs_a_word(signed_in: Bench) -> None:
    before = signed_in.stored()
    signed_in.provider.change(subject="bob", user={"preferred_username": "bob"})
    found = failing(signed_in.sign_in)
    assert (found.code, found.params) == (Code.E_SUBJECT, {"known": "alice"})
    assert signed_in.stored() == before
    assert signed_in.provider.count("revoke") == 1
    assert signed_in.refresh().tokens.subject == "alice"


@pytest.mark.parametrize("answer", [True, False])
def test_another_person_confirmed_or_not(signed_in: Bench, answer: bool) -> None:
    before = signed_in.stored()
    signed_in.provider.change(subject="bob", user={"preferred_username": "bob"})
    asked: list[tuple[str | None, str | None]] = []

    def ask(known: str | None, new: str | None) -> bool:
        asked.append((known, new))
        return answer

    if answer:
        session = signed_in.sign_in(confirm_subject=ask)
        assert (session.record.subject, signed_in.state.subject, signed_in.state.username) == ("bob", "bob", "bob")
        assert len(signed_in.keychain.items) == 1
    else:
        assert code_of(lambda: signed_in.sign_in(confirm_subject=ask)) == (Code.E_SUBJECT, None)
        assert signed_in.stored() == before
    assert asked == [("alice", "bob")]
    assert len(signed_in.pages_seen) == 2


def test_the_same_person_is_not_asked(signed_in: Bench) -> None:
    signed_in.sign_in(confirm_subject=lambda known, new: pytest.fail("asked"))
    assert signed_in.state.generation == 2


# --- what stands in the item -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["rubbish", json.dumps({"schema": 99, "what": "a newer record"})])
def test_what_cannot_be_read_stays_under_its_own_name(signed_in: Bench, content: str) -> None:
    old = signed_in.record.account_id
    signed_in.keychain.items[old] = [content]
    session = signed_in.sign_in()
    assert session.record.account_id != old
    assert signed_in.keychain.items[old] == [content]
    assert signed_in.state.account_id == session.record.account_id
    assert signed_in.refresh().record.account_id == session.record.account_id


def test_an_item_that_is_gone_is_written_anew(signed_in: Bench) -> None:
    old = signed_in.record.account_id
    signed_in.keychain.items.clear()
    assert signed_in.sign_in().record.account_id == old


def test_an_account_pointed_to_another_issuer(signed_in: Bench, tmp_path: Path) -> None:
    old = signed_in.record.account_id
    with workbench(tmp_path / "other") as other:
        moved = replace(signed_in.account, issuer=other.provider.issuer)
        assert code_of(lambda: signed_in.token(account=moved)) == (Code.E_REAUTH, None)
        assert code_of(lambda: signed_in.refresh(account=moved)) == (Code.E_REAUTH, None)
        assert other.provider.requests == ()
        assert signed_in.deps.states.load(moved).subject is None
        other.provider.change(subject="bob")
        signed_in.browser.visit = other.visit
        session = signed_in.sign_in(account=moved)  # a first one: nobody is asked about bob
        assert session.record.subject == "bob"
        assert session.record.generation == 2
        assert list(signed_in.keychain.items) == [session.record.account_id] != [old]


def test_a_leftover_that_cannot_be_deleted_is_noted(signed_in: Bench, tmp_path: Path) -> None:
    old = signed_in.record.account_id
    with workbench(tmp_path / "other") as other:
        moved = replace(signed_in.account, issuer=other.provider.issuer)
        signed_in.browser.visit = other.visit
        signed_in.keychain.items[f"{old}.aside"] = ["x"]
        undeletable = _Undeletable(signed_in.keychain, old)
        signed_in.deps = replace(signed_in.deps, keychain=undeletable)
        session = signed_in.sign_in(account=moved)
        assert {session.record.account_id, old} <= set(signed_in.keychain.items)


class _Undeletable(KeychainDouble):
    def __init__(self, real: KeychainDouble, item: str) -> None:
        super().__init__()
        self.items = real.items
        self._item = item

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        self.keeps_deleted = item == self._item
        super().delete(item, prompt=prompt, timeout=timeout)


# --- a keychain that fails late --------------------------------------------------------------------------------------


def forget(bench: Bench) -> None:
    bench.keychain.forgets = True


def vanish(bench: Bench) -> None:
    bench.keychain.state = "missing"


def lock(bench: Bench) -> None:
    bench.keychain.state = "locked"


def deny(bench: Bench) -> None:
    bench.keychain.denies = True


def fill(bench: Bench) -> None:
    bench.keychain.max_utf16_units = 4


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (forget, Code.E_KEYCHAIN_LOST),
        (vanish, Code.E_KEYCHAIN_MISSING),
        (lock, Code.E_KEYCHAIN_LOCKED),
        (deny, Code.E_KEYCHAIN_DENIED),
        (fill, Code.E_KEYCHAIN_FULL),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
def test_a_keychain_that_fails_at_the_end(
    bench: Bench, trouble: Callable[[Bench], None], code: Code, first: bool
) -> None:
    if not first:
        bench.sign_in()
    items = {name: list(values) for name, values in bench.keychain.items.items()}
    account_id, subject = bench.state.account_id, bench.state.subject
    bench.provider.watch("token", lambda: trouble(bench))
    assert code_of(bench.sign_in) == (code, None)
    assert bench.provider.count("revoke") == 1
    assert bench.keychain.items == items
    assert (bench.state.account_id, bench.state.subject) == (account_id, subject)
    if not first:
        bench.keychain.state = "ready"
        bench.keychain.forgets = bench.keychain.denies = False
        bench.keychain.max_utf16_units = None
        assert bench.refresh().tokens.subject == "alice"


def test_a_record_that_was_garbled_is_put_back(signed_in: Bench) -> None:
    item = signed_in.record.account_id
    before = signed_in.keychain.items[item]
    signed_in.deps = replace(signed_in.deps, keychain=_GarblesOnce(signed_in.keychain))
    assert code_of(signed_in.sign_in) == (Code.E_KEYCHAIN_LOST, None)
    assert signed_in.keychain.items[item] == before
    assert signed_in.token().generation == 1


class _GarblesOnce(KeychainDouble):
    """Stores the third write wrongly: not the trial's, the record's."""

    def __init__(self, real: KeychainDouble) -> None:
        super().__init__()
        self.items = real.items
        self.left = 2

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        self.left -= 1
        super().write(item, value if self.left else "rubbish", prompt=prompt, timeout=timeout)
        if self.left == 0:
            raise KeyfobError(Code.E_KEYCHAIN_LOST, "keychain.lost")


def test_a_write_that_comes_late_brings_a_session_that_lives(signed_in: Bench) -> None:
    signed_in.provider.watch("token", signed_in.answer_late)
    assert code_of(signed_in.sign_in) == (Code.E_KEYCHAIN_TIMEOUT, None)
    assert signed_in.locks.is_held(signed_in.account.key)
    assert signed_in.provider.count("revoke") == 0
    signed_in.come_back()
    assert not signed_in.locks.is_held(signed_in.account.key)
    assert signed_in.record.generation == 2
    assert signed_in.refresh().record.generation == 3
    assert signed_in.provider.counters.reuse_events == 0


def test_a_first_write_that_comes_late_is_cleared_away(bench: Bench) -> None:
    bench.provider.watch("token", bench.answer_late)
    assert code_of(bench.sign_in) == (Code.E_KEYCHAIN_TIMEOUT, None)
    assert bench.provider.count("revoke") == 1
    bench.come_back()
    assert len(bench.keychain.items) == 1
    assert restore(bench.deps, bench.account, notify=bench.events.append) is None
    assert bench.keychain.items == {}
    assert places.read_unfinished(bench.files, bench.account) is None


def test_a_full_disk_at_the_end_undoes_the_login(signed_in: Bench) -> None:
    items = dict(signed_in.keychain.items)
    accounts = signed_in.folder / "accounts"

    def block() -> None:
        accounts.rename(signed_in.folder / "aside")
        accounts.write_text("in the way")

    signed_in.provider.watch("token", block)
    state = signed_in.state
    found = code_of(signed_in.sign_in)
    accounts.unlink()
    (signed_in.folder / "aside").rename(accounts)
    assert found == (Code.E_DISK, None)
    assert signed_in.state == state
    # What was read as the account's state was empty, so the new record went to an item of its own, and is gone again.
    assert signed_in.keychain.items == items


# --- killed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
def test_killed_at_every_change_of_the_keychain(bench: Bench, first: bool) -> None:
    """1 and 2 are the trial's, then the record; after the kill there is the old session whole, or none at all."""
    if not first:
        bench.sign_in()
    for number in range(1, 4):
        bench.keychain.crash_before = number
        with pytest.raises(Crash):
            bench.sign_in()
        bench.clock.shift += 60
        session = restore(bench.deps, bench.account, notify=bench.events.append)
        assert (session is None) is first
        records = [name for name in bench.keychain.items if not name.endswith(".trial")]
        assert len(records) == (0 if first else 1)


def test_killed_between_item_and_state(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(outcome, "signed_in", _die)
        with pytest.raises(Crash):
            bench.sign_in()
    assert len(bench.keychain.items) == 1
    assert code_of(bench.token) == (Code.E_NOT_SIGNED_IN, None)
    assert bench.keychain.items == {}
    session = bench.sign_in()
    assert list(bench.keychain.items) == [session.record.account_id]


def _die(*_: object, **__: object) -> None:
    raise Crash


@pytest.mark.parametrize("letter", ["a", "\u4e2d"])
def test_a_thousand_long_roles_survive(tmp_path: Path, letter: str) -> None:
    roles = tuple(f"{number:04d}" + letter * (251 if letter == "a" else 120) for number in range(1_000))
    with workbench(tmp_path, Script(roles=roles)) as bench:
        bench.sign_in()
        assert (bench.state.state, bench.state.account_id) == ("signed_in", bench.record.account_id)
        assert bench.state.roles == roles
        bench.sign_out(local=True)
        assert bench.keychain.items == {}
