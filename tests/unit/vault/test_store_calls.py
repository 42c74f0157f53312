"""What the record store asks of the keychain: every call in its order, with the caller's prompt and deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.secret import Secret
from desktop_app.vault import chunks, record
from desktop_app.vault.record import Record
from desktop_app.vault.store import RecordStore
from tests.support.keychain_double import KeychainDouble

ACCOUNT = "account"


class Written(KeychainDouble):
    """Notes prompt and deadline of every call, and what was written."""

    def __init__(self, max_utf16_units: int | None = None) -> None:
        super().__init__(max_utf16_units)
        self.how: list[tuple[bool, float]] = []
        self.values: list[str] = []

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        self.how.append((prompt, timeout))
        return super().read(item, prompt=prompt, timeout=timeout)

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        self.how.append((prompt, timeout))
        self.values.append(value)
        super().write(item, value, prompt=prompt, timeout=timeout)

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        self.how.append((prompt, timeout))
        super().delete(item, prompt=prompt, timeout=timeout)


def a_record(length: int = 0, generation: int = 1, subject: str = "ada") -> Record:
    """A record whose refresh token has *length* characters."""
    return Record(
        ACCOUNT, generation, "https://i", "c", "https://i", subject, Secret("r" * length), bytes(32), 1.0, 2, None, "n"
    )


def of_length(length: int) -> Record:
    """A record of *length* characters."""
    return a_record(length - len(record.encode(a_record())))


def save(double: KeychainDouble, one: Record) -> None:
    RecordStore(double).save(one, prompt=False, timeout=1)


def load(double: KeychainDouble) -> Record | None:
    return RecordStore(double).load(ACCOUNT, prompt=False, timeout=1).record


CALLS: dict[str, Callable[[RecordStore], object]] = {
    "load": lambda store: store.load(ACCOUNT, prompt=True, timeout=7.5),
    "save": lambda store: store.save(a_record(), prompt=True, timeout=7.5),
    "save in pieces": lambda store: store.save(of_length(3_000), prompt=True, timeout=7.5),
    "remove": lambda store: store.remove(ACCOUNT, prompt=True, timeout=7.5),
    "trial": lambda store: store.trial(ACCOUNT, prompt=True, timeout=7.5),
    "remove a trial": lambda store: store.remove_trial(ACCOUNT, prompt=True, timeout=7.5),
}


@pytest.mark.parametrize("limit", [None, 1_280])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_has_the_callers_prompt_and_deadline(call: str, limit: int | None) -> None:
    double = Written(limit)
    save(double, of_length(3_000))
    double.put_twin(ACCOUNT, "rubbish")
    double.how.clear()

    CALLS[call](RecordStore(double))

    assert set(double.how) == {(True, 7.5)}


def test_a_trial_has_an_item_and_a_value_of_its_own() -> None:
    double = Written()
    for _ in range(2):
        RecordStore(double).trial(ACCOUNT, prompt=False, timeout=1)

    assert [(call.kind, call.item) for call in double.calls] == [
        ("write", "account.trial"),
        ("delete", "account.trial"),
    ] * 2
    assert len(set(double.values)) == 2
    assert {len(value) for value in double.values} == {64}


def test_what_a_trial_left_is_removed_and_nothing_else() -> None:
    double = KeychainDouble()
    save(double, a_record())
    double.items["account.trial"] = ["left"]
    RecordStore(double).remove_trial(ACCOUNT, prompt=False, timeout=1)
    assert list(double.items) == [ACCOUNT]


@pytest.mark.parametrize("limit", [500, 1_280])
def test_a_record_that_just_fits_is_not_split(limit: int) -> None:
    double = KeychainDouble(limit)
    save(double, of_length(limit))
    assert list(double.items) == [ACCOUNT]
    save(double, of_length(limit + 1))
    assert sorted(double.items) == [ACCOUNT, "account.a.0", "account.a.1"]
    assert load(double) == of_length(limit + 1)


def test_a_head_that_just_fits_is_written() -> None:
    pieces = 3
    head = len(chunks.encode(chunks.head_of(ACCOUNT, 1, "a", ("x",) * pieces)))
    one = of_length(pieces * head)
    double = KeychainDouble(head)

    save(double, one)

    assert load(double) == one
    assert len(double.items[ACCOUNT][0]) == head


def test_the_most_pieces() -> None:
    double = KeychainDouble(5_000)
    most = of_length(5_000 * chunks.MAX_CHUNKS)
    save(double, most)
    assert load(double) == most
    assert len(double.items) == 1 + chunks.MAX_CHUNKS

    with pytest.raises(KeyfobError) as refused:
        save(double, of_length(5_000 * chunks.MAX_CHUNKS + 1))
    assert (refused.value.code, refused.value.text) == (Code.E_KEYCHAIN_FULL, "keychain.full")
    assert load(double) == most

    double.calls.clear()
    RecordStore(double).remove(ACCOUNT, prompt=False, timeout=1)
    assert double.items == {}
    assert f"account.a.{chunks.MAX_CHUNKS}" not in {call.item for call in double.calls}


def test_a_head_too_long_for_the_keychain() -> None:
    double = KeychainDouble(200)

    with pytest.raises(KeyfobError) as refused:
        save(double, of_length(5_000))

    assert (refused.value.code, double.changes) == (Code.E_KEYCHAIN_FULL, 0)


@pytest.mark.parametrize("pieces", [1, 2, 3, 4])
def test_old_pieces_go_downwards_and_nothing_else(pieces: int) -> None:
    double = KeychainDouble(1_280)
    save(double, a_record())
    for number in range(pieces):
        double.items[f"account.b.{number}"] = ["left by a crash"]
    double.calls.clear()

    save(double, a_record(generation=2))

    deleted = [call.item for call in double.calls if call.kind == "delete"]
    assert deleted == [f"account.b.{number}" for number in reversed(range(pieces))]


def test_of_two_of_one_generation_the_first_counts() -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = [record.encode(a_record(subject=name)) for name in ("first", "second")]

    found = load(double)

    assert found is not None
    assert found.subject == "first"


def test_of_several_newer_ones_the_first_is_set_aside() -> None:
    double = KeychainDouble()
    double.items[ACCOUNT] = ["rubbish", '{"schema": 3}', '{"schema": 2}']
    save(double, a_record())

    assert double.items["account.aside"] == ['{"schema": 3}']


@pytest.mark.parametrize("damage", ["another account's head", "no piece", "another generation", "another's record"])
def test_what_is_damaged_is_rubbish_and_is_set_aside(damage: str) -> None:
    double = KeychainDouble(1_280)
    save(double, of_length(3_000))
    head = double.items[ACCOUNT][0]
    if damage == "no piece":
        del double.items["account.a.1"]
    elif damage == "another's record":
        head = record.encode(a_record()).replace('"account"', '"another"')
    elif damage == "another generation":
        head = head.replace('"generation":1', '"generation":2')
    else:
        head = head.replace('"account"', '"another"')
    double.items[ACCOUNT] = [head, '{"schema": 2}']

    assert RecordStore(double).load(ACCOUNT, prompt=False, timeout=1).trouble == "newer"
    double.items[ACCOUNT] = [head]
    assert RecordStore(double).load(ACCOUNT, prompt=False, timeout=1).trouble == "rubbish"
    save(double, a_record())
    assert double.items["account.aside"] == [head]
