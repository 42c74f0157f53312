"""The refresh journal: which token is being spent, and by whom. Without it a crash could spend a token twice."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.ports import ProcessMark
from desktop_app.secret import Secret
from desktop_app.vault import fields

SCHEMA: Final = 1
#: Longer files are not ours.
MAX_BYTES: Final = 10_000

Phase = Literal["spending", "uncertain"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One refresh token on its way.

    :param token_hash: :func:`token_hash` of it.
    :param phase: ``spending``: the request is under way; ``uncertain``: no definite answer came.
    :param owner: who sends it; None once nobody does.
    :param at: wall clock, seconds.
    """

    token_hash: str
    phase: Phase
    owner: ProcessMark | None
    at: float


def token_hash(token: Secret, key: bytes) -> str:
    """HMAC-SHA256 (hex) of *token* under the record's key: names it without telling anything about it."""
    return hmac.new(
        key, b"keyfob journal\0" + token.reveal().encode(errors="surrogatepass"), hashlib.sha256
    ).hexdigest()


def encode(entry: Entry) -> bytes:
    """*entry* as the content of a file."""
    owner = None if entry.owner is None else {"pid": entry.owner.pid, "started": entry.owner.started}
    shown = {
        "schema": SCHEMA,
        "token_hash": entry.token_hash,
        "phase": entry.phase,
        "owner": owner,
        "at": entry.at,
    }
    return json.dumps(shown, allow_nan=False).encode()


def decode(data: bytes) -> Entry | None:
    """The entry in *data*; None if it is rubbish."""
    members = fields.parse(data) if len(data) <= MAX_BYTES else None
    if members is None:
        return None
    try:
        if fields.whole(members, "schema") != SCHEMA:
            return None
        owner = None
        if members.get("owner", 0) is not None:
            mark = fields.members(members, "owner")
            owner = ProcessMark(fields.count(mark, "pid"), fields.text(mark, "started"))
        phase = fields.text(members, "phase")
        if phase not in ("spending", "uncertain"):
            return None
        return Entry(
            token_hash=fields.text(members, "token_hash"),
            phase="spending" if phase == "spending" else "uncertain",
            owner=owner,
            at=fields.time(members, "at"),
        )
    except fields.WrongField:
        return None
