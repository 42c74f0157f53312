"""The record store: generations, twins, pieces, and what a crash between any two steps leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.secret import Secret
from desktop_app.vault import chunks, record
from desktop_app.vault.record import Record
from desktop_app.vault.store import RecordStore
from tests.support.keychain_double import Crash, KeychainDouble

ACCOUNT = "5e0e1c1e-0000-4000-8000-000000000001"
LIMIT = 1280
SHORT, LONG, LONGER = 100, 5000, 20_000


def a_record(generation: int = 1, length: int = SHORT, account_id: str = ACCOUNT) -> Record:
    """A record whose refresh token has *length* characters."""
    return Record(
        account_id, generation, "https://issuer.example", "client", "https://issuer.example", "ada",
        Secret(f"{generation}-".ljust(length, "r")), bytes(32), 1.0, 2, None, "n",
    )  # fmt: skip


def save(double: KeychainDouble, one: Record) -> None:
    RecordStore(double).save(one, prompt=False, timeout=1)


def load(double: KeychainDouble) -> Record | None:
    return RecordStore(double).load(ACCOUNT, prompt=False, timeout=1).record


@pytest.mark.parametrize("limit", [None, LIMIT])
@pytest.mark.parametrize("length", [0, 900, 1279, 1280, 1281, 4096, 20_000])
def test_round_trip(limit: int | None, length: int) -> None:
    double = KeychainDouble(limit)
    save(double, a_record(1, length))
    assert load(double) == a_record(1, length)
    assert (len(double.items) == 1) == (limit is None or len(record.encode(a_record(1, length))) <= limit)


def test_non_bmp_characters_fit_the_limit() -> None:
    double = KeychainDouble(LIMIT)
    odd = replace(a_record(1, 0), refresh_token=Secret("\U0001f511" * 700), subject="\U0001f511")
    save(double, odd)
    assert load(double) == odd


def test_one_item_where_there_is_no_limit() -> None:
    double = KeychainDouble()
    for generation in range(1, 4):
        save(double, a_record(generation, 200_000))
    assert list(double.items) == [ACCOUNT]
    assert load(double) == a_record(3, 200_000)


def test_an_older_generation_may_replace_a_newer_one() -> None:
    """A new login starts anew; the store keeps what it is given."""
    double = KeychainDouble()
    save(double, a_record(9))
    save(double, a_record(1))
    assert load(double) == a_record(1)


def test_nothing_there() -> None:
    loaded = RecordStore(KeychainDouble()).load(ACCOUNT, prompt=False, timeout=1)
    assert (loaded.record, loaded.trouble, loaded.twins) == (None, None, 0)


@pytest.mark.parametrize(
    ("values", "generation", "trouble"),
    [
        (["rubbish"], None, "rubbish"),
        (['{"schema": 2}'], None, "newer"),
        (["rubbish", '{"schema": 2}'], None, "newer"),
        ([record.encode(a_record(4)), record.encode(a_record(5))], 5, None),
        ([record.encode(a_record(5)), record.encode(a_record(4))], 5, None),
        (["rubbish", record.encode(a_record(4)), '{"schema": 2}'], 4, None),
        ([record.encode(a_record(4, account_id="another"))], None, "rubbish"),
        ([chunks.encode(chunks.head_of(ACCOUNT, 6, "a", ("gone",))), record.encode(a_record(5))], 5, None),
        ([chunks.encode(chunks.head_of("another", 6, "a", ("gone",)))], None, "rubbish"),
        ([json.dumps({"schema": 1, "chunks": []})], None, "rubbish"),
    ],
)
def test_the_newest_that_can_be_read_counts(values: list[str], generation: int | None, trouble: str | None) -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = values
    before = dict(double.items)
    loaded = RecordStore(double).load(ACCOUNT, prompt=False, timeout=1)
    assert (loaded.record and loaded.record.generation, loaded.trouble, loaded.twins) == (
        generation,
        trouble,
        len(values),
    )
    assert double.items == before


@pytest.mark.parametrize("unreadable", ["rubbish", '{"schema": 2, "from": "a newer Keyfob"}', "{" * 5_000_000])
def test_what_cannot_be_read_is_set_aside(unreadable: str) -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = [unreadable]
    save(double, a_record())
    assert load(double) == a_record()
    assert double.items[f"{ACCOUNT}.aside"] == [unreadable]
    save(double, a_record(2))
    assert double.items[f"{ACCOUNT}.aside"] == [unreadable]


def test_what_a_newer_keyfob_wrote_is_set_aside_rather_than_rubbish() -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = ["much longer rubbish than that", '{"schema": 2}']
    save(double, a_record())
    assert double.items[f"{ACCOUNT}.aside"] == ['{"schema": 2}']


def test_no_room_to_set_aside_does_not_cost_the_new_record() -> None:
    double = KeychainDouble(LIMIT)
    double.items[ACCOUNT] = ["rubbish" * 1000]
    save(double, a_record())
    assert load(double) == a_record()


def test_setting_aside_that_is_refused_is_told() -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = ["rubbish"]
    store = RecordStore(double)
    double.crash_before = 1
    with pytest.raises(Crash):
        store.save(a_record(), prompt=False, timeout=1)
    assert double.items == {ACCOUNT: ["rubbish"]}


def test_too_long_even_in_pieces() -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record(1, LONG))
    with pytest.raises(KeyfobError) as caught:
        save(double, a_record(2, 400_000))
    assert caught.value.code is Code.E_KEYCHAIN_FULL
    assert load(double) == a_record(1, LONG)


@pytest.mark.parametrize("old", [None, SHORT, LONG, LONGER])
@pytest.mark.parametrize("new", [SHORT, LONG, LONGER])
def test_a_crash_between_any_two_steps_leaves_one_record_whole(old: int | None, new: int) -> None:
    before = None if old is None else a_record(1, old)
    after = a_record(2, new)
    for step in range(1, 200):
        double = KeychainDouble(LIMIT)
        if before is not None:
            save(double, before)
        double.crash_before = step
        try:
            save(double, after)
        except Crash:
            loaded = RecordStore(double).load(ACCOUNT, prompt=False, timeout=1)
            assert loaded.record in (before, after)
            assert loaded.trouble is None
            # The next save works, and leaves nothing of the crash behind.
            save(double, a_record(3, LONG))
            assert load(double) == a_record(3, LONG)
            clean = KeychainDouble(LIMIT)
            save(clean, a_record(3, LONG))
            assert len(double.items) == len(clean.items)
            continue
        assert load(double) == after
        assert step > 1
        return
    pytest.fail("no end of steps")


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_a_crash_while_removing_leaves_a_whole_record_or_none(length: int) -> None:
    for step in range(1, 50):
        double = KeychainDouble(LIMIT)
        save(double, a_record(1, length))
        double.items[f"{ACCOUNT}.aside"] = ["rubbish"]
        double.crash_before = step
        try:
            RecordStore(double).remove(ACCOUNT, prompt=False, timeout=1)
        except Crash:
            loaded = RecordStore(double).load(ACCOUNT, prompt=False, timeout=1)
            assert loaded.record == (a_record(1, length) if step == 1 else None)
            assert loaded.trouble is None
            RecordStore(double).remove(ACCOUNT, prompt=False, timeout=1)
            assert double.items == {}
            continue
        assert double.items == {}
        return
    pytest.fail("no end of steps")


def test_many_generations_leave_no_pieces_behind() -> None:
    double = KeychainDouble(LIMIT)
    for generation, length in enumerate([LONGER, LONG, SHORT, LONGER, LONG, LONG, SHORT], 1):
        save(double, a_record(generation, length))
        assert load(double) == a_record(generation, length)
        text = record.encode(a_record(generation, length))
        assert len(double.items) == (1 if len(text) <= LIMIT else 1 + -(-len(text) // LIMIT))


def test_the_head_comes_after_its_pieces_and_before_the_old_ones_go() -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record(1, LONG))
    double.calls.clear()
    save(double, a_record(2, LONG))
    changes = [(call.kind, call.item) for call in double.calls if call.kind != "read"]
    head = changes.index(("write", ACCOUNT))
    assert {kind for kind, _ in changes[:head]} == {"write"}
    assert {kind for kind, _ in changes[head + 1 :]} == {"delete"}


@pytest.mark.parametrize("damage", ["missing", "another", "twin"])
def test_a_damaged_piece(damage: str) -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record(1, LONG))
    piece = f"{ACCOUNT}.a.1"
    if damage == "missing":
        del double.items[piece]
    elif damage == "another":
        double.items[piece] = ["another piece"]
    else:
        double.items[piece].insert(0, "a twin of another program")
    loaded = RecordStore(double).load(ACCOUNT, prompt=False, timeout=1)
    expected = (a_record(1, LONG), None) if damage == "twin" else (None, "rubbish")
    assert (loaded.record, loaded.trouble) == expected


def test_a_head_and_its_record_agree_on_the_generation() -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record(1, LONG))
    double.items[ACCOUNT] = [double.items[ACCOUNT][0].replace('"generation":1', '"generation":9')]
    loaded = RecordStore(double).load(ACCOUNT, prompt=False, timeout=1)
    assert (loaded.record, loaded.trouble) == (None, "rubbish")


@pytest.mark.parametrize(("state", "code"), [("locked", Code.E_KEYCHAIN_LOCKED), ("missing", Code.E_KEYCHAIN_MISSING)])
@pytest.mark.parametrize("call", ["load", "save", "remove", "trial"])
def test_troubles_pass_through_and_nothing_changes(state: Literal["locked", "missing"], code: Code, call: str) -> None:
    double = KeychainDouble()
    save(double, a_record())
    before = dict(double.items)
    double.state = state
    store = RecordStore(double)
    calls: dict[str, Callable[[], object]] = {
        "load": lambda: store.load(ACCOUNT, prompt=False, timeout=1),
        "save": lambda: store.save(a_record(2), prompt=False, timeout=1),
        "remove": lambda: store.remove(ACCOUNT, prompt=False, timeout=1),
        "trial": lambda: store.trial(ACCOUNT, prompt=False, timeout=1),
    }
    with pytest.raises(KeyfobError) as caught:
        calls[call]()
    assert caught.value.code is code
    assert double.items == before


def test_prompt_and_timeout_are_handed_on() -> None:
    double = KeychainDouble()
    double.state, double.person = "locked", "unlocks"
    RecordStore(double).save(a_record(), prompt=True, timeout=1)
    assert all(call.prompt for call in double.calls)
    assert double.dialogs == 1


def test_a_trial_leaves_nothing() -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record())
    before = dict(double.items)
    RecordStore(double).trial(ACCOUNT, prompt=False, timeout=1)
    assert double.items == before
    assert double.changes >= 3


def test_a_trial_finds_a_keychain_that_forgets() -> None:
    double = KeychainDouble()
    double.forgets = True
    with pytest.raises(KeyfobError) as caught:
        RecordStore(double).trial(ACCOUNT, prompt=False, timeout=1)
    assert caught.value.code is Code.E_KEYCHAIN_LOST


def test_old_pieces_that_stay_do_not_undo_a_save() -> None:
    double = KeychainDouble(LIMIT)
    save(double, a_record(1, LONG))
    double.keeps_deleted = True
    save(double, a_record(2, LONG))
    assert load(double) == a_record(2, LONG)
    double.keeps_deleted = False
    save(double, a_record(3, SHORT))
    assert list(double.items) == [ACCOUNT]


def test_a_deadline_passed_while_sweeping_is_told() -> None:
    """Whoever holds the account's lock must keep it until the call has come back."""

    class Slow(KeychainDouble):
        def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
            self.never_answers = True
            super().delete(item, prompt=prompt, timeout=timeout)

    double = Slow(LIMIT)
    save(double, a_record(1, SHORT))
    double.items[f"{ACCOUNT}.b.0"] = ["left by a crash"]
    with pytest.raises(KeychainTimeout):
        save(double, a_record(2, SHORT))
