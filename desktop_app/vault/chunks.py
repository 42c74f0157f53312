"""A record in pieces, for a keychain whose items are too small for it (Windows: 1,280 UTF-16 units).

The item named after the account then holds a *head* that names the pieces. There are two sets of names, ``a`` and
``b``; the set that the present head names is never written to, so that the old record stays whole until the new head
replaces the old one. Pieces are written upwards and removed downwards: what a crash leaves behind has no gaps and is
found by counting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.vault import fields
from desktop_app.vault.record import SCHEMA, RecordTrouble

ChunkSet = Literal["a", "b"]
SETS: Final[tuple[ChunkSet, ChunkSet]] = ("a", "b")
#: More pieces than this are no head of ours.
MAX_CHUNKS: Final = 200
_DIGEST_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class Head:
    """Names the pieces of one record.

    :param digests: of each piece, in order; tells a piece from a stale or foreign one.
    """

    account_id: str
    generation: int
    chunk_set: ChunkSet
    digests: tuple[str, ...]

    def names(self) -> Iterator[str]:
        """Names of the pieces' items, in order."""
        return (item_name(self.account_id, self.chunk_set, number) for number in range(len(self.digests)))


def item_name(account_id: str, chunk_set: ChunkSet, number: int) -> str:
    """Name of the item that holds piece *number* (from 0)."""
    return f"{account_id}.{chunk_set}.{number}"


def split(text: str, size: int) -> tuple[str, ...]:
    """*text* (ASCII) in pieces of at most *size* units."""
    return tuple(text[start : start + size] for start in range(0, len(text), size))


def digest(piece: str) -> str:
    """What a head says of a piece: the start of its SHA-256, hex."""
    return hashlib.sha256(piece.encode(errors="surrogatepass")).hexdigest()[:_DIGEST_CHARACTERS]


def head_of(account_id: str, generation: int, chunk_set: ChunkSet, pieces: tuple[str, ...]) -> Head:
    """The head that names *pieces*."""
    return Head(account_id, generation, chunk_set, tuple(digest(piece) for piece in pieces))


def encode(head: Head) -> str:
    """*head* as ASCII text."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "generation": head.generation,
            "account_id": head.account_id,
            "chunk_set": head.chunk_set,
            "chunks": list(head.digests),
        },
        separators=(",", ":"),
    )


def is_head(members: fields.Members) -> bool:
    """Whether these are the members of a head, not of a whole record."""
    return "chunks" in members


def from_members(members: fields.Members) -> Head:
    """The head with these members.

    :raises RecordTrouble: they are not those of a head.
    """
    try:
        digests = fields.texts(members, "chunks")
        chunk_set = fields.text(members, "chunk_set")
        head = Head(
            fields.text(members, "account_id"),
            fields.count(members, "generation"),
            "a" if chunk_set == "a" else "b",
            digests,
        )
    except fields.WrongField:
        raise RecordTrouble() from None
    if chunk_set not in SETS or not 0 < len(digests) <= MAX_CHUNKS:
        raise RecordTrouble()
    return head
