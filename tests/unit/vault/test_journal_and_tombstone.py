"""The two small marks: what is written is read, rubbish is nothing, and no token can be read from them."""

from __future__ import annotations

import hmac
import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ports import ProcessMark
from desktop_app.secret import Secret
from desktop_app.vault import journal, tombstone
from desktop_app.vault.journal import Entry
from desktop_app.vault.tombstone import Tombstone

ENTRY = Entry("ab" * 32, "spending", ProcessMark(4711, "boot-12345"), 1_700_000_000.5)
STONE = Tombstone("account", 4, 1_700_000_000.0)


@pytest.mark.parametrize("entry", [ENTRY, Entry("cd" * 32, "uncertain", None, 0.0)])
def test_journal_round_trip(entry: Entry) -> None:
    assert journal.decode(journal.encode(entry)) == entry


@pytest.mark.parametrize("stone", [STONE, replace(STONE, revoke=True)])
def test_tombstone_round_trip(stone: Tombstone) -> None:
    assert tombstone.decode(tombstone.encode(stone)) == stone


JOURNAL = json.loads(journal.encode(ENTRY))
TOMBSTONE = json.loads(tombstone.encode(STONE))


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": 2},
        {"schema": None},
        {"schema": True},
        {"token_hash": 1},
        {"phase": "spent"},
        {"phase": None},
        {"owner": []},
        {"owner": {}},
        {"owner": {"pid": "1", "started": "x"}},
        {"owner": {"pid": -1, "started": "x"}},
        {"owner": {"pid": True, "started": "x"}},
        {"owner": {"pid": 1, "started": 2}},
        {"at": "now"},
        {"at": True},
    ],
)
def test_an_entry_with_a_wrong_member_is_rubbish(changed: dict[str, object]) -> None:
    assert journal.decode(json.dumps(JOURNAL | changed).encode()) is None


@pytest.mark.parametrize("name", sorted(JOURNAL))
def test_an_entry_lacks_no_member(name: str) -> None:
    assert journal.decode(json.dumps({key: value for key, value in JOURNAL.items() if key != name}).encode()) is None


@pytest.mark.parametrize(
    "changed", [{"schema": 2}, {"account_id": 1}, {"generation": -1}, {"generation": "1"}, {"at": None}, {"revoke": 1}]
)
def test_a_tombstone_with_a_wrong_member_is_rubbish(changed: dict[str, object]) -> None:
    assert tombstone.decode(json.dumps(TOMBSTONE | changed).encode()) is None


@pytest.mark.parametrize("data", [b"", b"\0", b"[]", b"{}", b"\xff\xfe", b"{" * 9000, b" " * 10_001])
def test_rubbish(data: bytes) -> None:
    assert journal.decode(data) is None
    assert tombstone.decode(data) is None


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert journal.decode(data) is None
    assert tombstone.decode(data) is None


def test_the_hash_names_a_token_and_tells_nothing() -> None:
    first, second = Secret("token"), Secret("token2")
    assert journal.token_hash(first, bytes(32)) == journal.token_hash(Secret("token"), bytes(32))
    assert journal.token_hash(first, bytes(32)) != journal.token_hash(second, bytes(32))
    assert journal.token_hash(first, bytes(32)) != journal.token_hash(first, b"\1" * 32)
    assert len(journal.token_hash(first, bytes(32))) == 64
    assert len(journal.token_hash(Secret("\ud800"), bytes(32))) == 64


def test_the_hash_does_not_change_between_releases() -> None:
    """An entry of an earlier release must still name its token."""
    expected = hmac.digest(bytes(32), b"keyfob journal\0token", "sha256").hex()

    assert journal.token_hash(Secret("token"), bytes(32)) == expected


def test_the_form_does_not_change_between_releases() -> None:
    assert json.loads(journal.encode(ENTRY)) == {
        "schema": 1,
        "token_hash": "ab" * 32,
        "phase": "spending",
        "owner": {"pid": 4711, "started": "boot-12345"},
        "at": 1_700_000_000.5,
    }
    assert json.loads(tombstone.encode(STONE)) == {
        "schema": 1,
        "account_id": "account",
        "generation": 4,
        "at": 1_700_000_000.0,
    }
    assert json.loads(tombstone.encode(replace(STONE, revoke=True)))["revoke"] is True


def test_the_longest_files() -> None:
    entry, stone = journal.encode(ENTRY).ljust(10_000), tombstone.encode(STONE).ljust(10_000)

    assert (journal.decode(entry), tombstone.decode(stone)) == (ENTRY, STONE)
    assert (journal.decode(entry + b" "), tombstone.decode(stone + b" ")) == (None, None)


@pytest.mark.parametrize("time", [math.inf, math.nan])
def test_a_time_that_is_no_number_is_not_written(time: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        journal.encode(replace(ENTRY, at=time))
    with pytest.raises(ValueError, match="JSON"):
        tombstone.encode(replace(STONE, at=time))
