"""The mark of a sign-out: set first, so that a refresh under way cannot bring the session back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from desktop_app.vault import fields

SCHEMA: Final = 1
#: Longer files are not ours.
MAX_BYTES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One sign-out.

    :param generation: the newest generation that is signed out; a later one is a new session.
    :param at: wall clock, seconds.
    :param revoke: the provider is to be told as well.
    """

    account_id: str
    generation: int
    at: float
    revoke: bool = False


def encode(tombstone: Tombstone) -> bytes:
    """*tombstone* as the content of a file."""
    shown: dict[str, object] = {
        "schema": SCHEMA,
        "account_id": tombstone.account_id,
        "generation": tombstone.generation,
        "at": tombstone.at,
    }
    if tombstone.revoke:
        shown["revoke"] = True
    return json.dumps(shown, allow_nan=False).encode()


def decode(data: bytes) -> Tombstone | None:
    """The tombstone in *data*; None if it is rubbish."""
    members = fields.parse(data) if len(data) <= MAX_BYTES else None
    if members is None:
        return None
    try:
        if fields.whole(members, "schema") != SCHEMA:
            return None
        return Tombstone(
            fields.text(members, "account_id"),
            fields.count(members, "generation"),
            fields.time(members, "at"),
            "revoke" in members and fields.flag(members, "revoke"),
        )
    except fields.WrongField:
        return None
