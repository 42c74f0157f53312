"""State files: what goes in comes out, and nothing else is believed."""

from __future__ import annotations

import json
import string
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.app import state_json
from desktop_app.app.state_file import StateFiles, file_name
from desktop_app.session.account import Account
from desktop_app.session.stored import StoredError, StoredState
from tests.support.port_doubles import MemoryFiles

WORK = Account("work", "https://a", "app")
FULL = StoredState(
    account_id="id",
    issuer="https://a",
    client_id="app",
    state="needs_login",
    passing="refreshing",
    unsaved=True,
    saved="keychain",
    generation=7,
    subject="s",
    username="Ada \u202e",
    email="a@b",
    roles=("admin", "user"),
    access_token_expires_at=1.5,
    next_refresh_at=2.0,
    signed_in_at=3.0,
    lifetime=300.0,
    error=StoredError("E_REAUTH", "session.refused", "refused", {"words": "x", "n": 1, "none": None}),
    foreign_answers=3,
    attempts=2,
    retry_after=9.0,
    clock_offset=-4.5,
    token_calls=(1.0, 2.0),
)


def test_what_is_saved_is_loaded() -> None:
    files = MemoryFiles()
    states = StateFiles(files)

    states.save(WORK, FULL)

    assert states.load(WORK) == FULL
    states.remove(WORK)
    assert states.load(WORK) == StoredState(issuer="https://a", client_id="app")


def test_the_empty_state_has_every_field() -> None:
    assert {field.name: getattr(StoredState(), field.name) for field in fields(StoredState)} == state_json.EMPTY


@pytest.mark.parametrize("other", [Account("work", "https://b", "app"), Account("work", "https://a", "other")])
def test_another_issuer_or_client_has_no_subject(other: Account) -> None:
    files = MemoryFiles()
    StateFiles(files).save(WORK, FULL)

    found = StateFiles(files).load(other)

    assert (found.account_id, found.generation, found.state) == ("id", 7, "needs_login")
    assert (found.subject, found.username, found.email, found.roles, found.error) == (None, None, None, (), None)
    assert (found.access_token_expires_at, found.retry_after, found.attempts) == (None, None, 0)
    assert (found.issuer, found.client_id) == (other.issuer, other.client_id)


def test_signed_out_stays_signed_out_at_another_issuer() -> None:
    files = MemoryFiles()
    StateFiles(files).save(WORK, StoredState(issuer="https://a", client_id="app"))

    assert StateFiles(files).load(Account("work", "https://b", "app")).state == "signed_out"


def _change(**changes: Any) -> bytes:
    files = MemoryFiles()
    StateFiles(files).save(WORK, FULL)
    found = json.loads(files.content[file_name(WORK.key)])
    for key, value in changes.items():
        if value is ...:
            del found[key]
        else:
            found[key] = value
    return json.dumps(found).encode()


RUBBISH = [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b" " * 300_000]


@pytest.mark.parametrize("data", RUBBISH, ids=[str(number) for number in range(len(RUBBISH))])
def test_what_is_no_object_is_an_empty_state(data: bytes) -> None:
    files = MemoryFiles()
    files.content[file_name(WORK.key)] = data

    assert StateFiles(files).load(WORK) == StoredState(issuer="https://a", client_id="app")


#: A change of the file, and what it leaves of the state.
CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"version": 2}, {}),
    ({"version": ...}, {}),
    ({"extra": 1}, {}),
    ({"state": "signing_in"}, {"state": "offline"}),
    ({"state": ["signed_in"]}, {"state": "offline"}),
    ({"passing": "signed_in"}, {"passing": None}),
    ({"generation": -1}, {"generation": 0}),
    ({"generation": True}, {"generation": 0}),
    ({"generation": 1.0}, {"generation": 0}),
    ({"generation": 10**30}, {"generation": 0}),
    ({"unsaved": 1}, {"unsaved": False}),
    ({"saved": "file"}, {"saved": "none"}),
    ({"subject": 1}, {"subject": None}),
    ({"subject": ...}, {"subject": None}),
    ({"username": "a" * 20_001}, {"username": None}),
    ({"roles": "admin"}, {"roles": ()}),
    ({"roles": [1]}, {"roles": ()}),
    ({"lifetime": 1e300}, {"lifetime": None}),
    ({"token_calls": [None]}, {"token_calls": ()}),
    ({"account_id": "../x"}, {"account_id": None}),
    ({"account_id": 1}, {"account_id": None}),
    ({"error": {"code": "E_REAUTH"}}, {"error": None}),
    ({"error": {"code": "E_X", "text": "a.b", "more": 1}}, {"error": StoredError("E_X", "a.b")}),
    (
        {"error": {"code": "E_X", "text": "a.b", "reason": "r", "params": {"a": [], "n": 1}}},
        {"error": StoredError("E_X", "a.b", "r", {"n": 1})},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "left"), CHANGES, ids=[str(number) for number in range(len(CHANGES))])
def test_one_member_that_does_not_fit_costs_no_other(change: dict[str, Any], left: dict[str, Any]) -> None:
    files = MemoryFiles()
    files.content[file_name(WORK.key)] = _change(**change)

    assert StateFiles(files).load(WORK) == replace(FULL, **left)


@pytest.mark.parametrize("letter", ["a", "\u4e2d", "\U0001f600"])
def test_a_thousand_long_roles_are_kept(letter: str) -> None:
    files = MemoryFiles()
    roles = tuple(f"{number:04d}" + letter * 251 for number in range(1_000))

    StateFiles(files).save(WORK, replace(FULL, roles=roles))

    assert StateFiles(files).load(WORK) == replace(FULL, roles=roles)


def test_what_is_over_the_limit_gives_way_but_for_whose_item_it_is() -> None:
    files = MemoryFiles()
    error = StoredError("E_X", "a.b", "r", {"words": "x" * 100_000})
    huge = replace(FULL, error=error, roles=("\u4e2d" * 10_000,) * 200, username="u" * 5_000_000)

    StateFiles(files).save(WORK, huge)

    found = StateFiles(files).load(WORK)
    assert len(files.content[file_name(WORK.key)]) <= state_json.MAX_SIZE
    assert (found.account_id, found.generation, found.state, found.saved) == ("id", 7, "needs_login", "keychain")
    assert found.error == StoredError("E_X", "a.b", "r")
    assert found.username is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(state_json.EMPTY)), JSON, max_size=4))
def test_rubbish_never_gets_through(changes: dict[str, object]) -> None:
    files = MemoryFiles()
    files.content[file_name(WORK.key)] = _change(**changes)

    found = StateFiles(files).load(WORK)

    assert found.state in state_json.LASTING
    assert isinstance(found.roles, tuple)
    assert all(isinstance(role, str) for role in found.roles)
    StateFiles(files).save(WORK, found)
    assert StateFiles(files).load(WORK) == found
