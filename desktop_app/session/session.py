"""A signed-in account's session: the only place where tokens exist together."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.session.stored import Saved
from desktop_app.vault.record import Record
from desktop_app.vault.token_file import TokenSet


@dataclass(frozen=True, slots=True)
class Session:
    """A record and the verified tokens of its generation.

    :param saved: where the record is kept.
    """

    record: Record
    tokens: TokenSet
    saved: Saved
