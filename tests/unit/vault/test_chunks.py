"""The head of a record in pieces: how it is written, and what is taken for one."""

from __future__ import annotations

import hashlib
import json

import pytest

from desktop_app.vault import chunks, record
from desktop_app.vault.chunks import Head
from desktop_app.vault.record import RecordTrouble

HEAD = Head("account", 3, "b", ("0123456789abcdef", "fedcba9876543210"))
TEXT = (
    '{"schema":1,"generation":3,"account_id":"account","chunk_set":"b",'
    '"chunks":["0123456789abcdef","fedcba9876543210"]}'
)


def test_the_form_does_not_change_between_releases() -> None:
    assert chunks.encode(HEAD) == TEXT
    assert chunks.from_members(record.members_of(TEXT)) == HEAD
    assert list(HEAD.names()) == ["account.b.0", "account.b.1"]


@pytest.mark.parametrize("number", [1, chunks.MAX_CHUNKS])
@pytest.mark.parametrize("chunk_set", chunks.SETS)
def test_how_many_pieces_there_may_be(number: int, chunk_set: str) -> None:
    members = json.loads(TEXT) | {"chunk_set": chunk_set, "chunks": ["x"] * number}
    found = chunks.from_members(members)

    assert (found.chunk_set, len(found.digests)) == (chunk_set, number)


@pytest.mark.parametrize(
    "changed",
    [
        {"chunks": []},
        {"chunks": ["x"] * (chunks.MAX_CHUNKS + 1)},
        {"chunks": [1]},
        {"chunks": None},
        {"chunk_set": "c"},
        {"chunk_set": 1},
        {"account_id": 1},
        {"generation": -1},
    ],
    ids=range(8),
)
def test_no_head(changed: dict[str, object]) -> None:
    with pytest.raises(RecordTrouble) as refused:
        chunks.from_members(json.loads(TEXT) | changed)

    assert refused.value.kind == "rubbish"


def test_the_digest_of_any_piece() -> None:
    assert chunks.digest("piece") == hashlib.sha256(b"piece").hexdigest()[:16]
    assert chunks.digest("\ud800") == hashlib.sha256(b"\xed\xa0\x80").hexdigest()[:16]


@pytest.mark.parametrize("size", [1, 3, 4, 10])
def test_pieces_make_the_text(size: int) -> None:
    pieces = chunks.split("0123456789", size)

    assert "".join(pieces) == "0123456789"
    assert {len(piece) for piece in pieces[:-1]} <= {size}
