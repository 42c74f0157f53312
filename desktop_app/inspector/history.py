"""The claims of an account's last tokens, for comparing. In memory alone, and never the tokens themselves."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

#: Entries kept of an account.
KEPT: Final = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """What one token said.

    :param obtained_at: wall-clock seconds.
    :param generation: the session's count of token sets.
    :param which: which token of the set it was.
    """

    obtained_at: float
    generation: int
    which: Literal["access", "id"]
    header: Mapping[str, object] = field(repr=False)
    claims: Mapping[str, object] = field(repr=False)


class History:
    """The last ten entries of each account. Not for several threads."""

    def __init__(self) -> None:
        self._entries: dict[str, deque[Entry]] = {}

    def keep(self, account: str, entry: Entry) -> bool:
        """Remember *entry* of *account* (its key), the oldest giving way. An entry of the same generation and kind is
        there already when a session is restored: it is not kept twice.

        :returns: whether it was new.
        """
        kept = self._entries.setdefault(account, deque(maxlen=KEPT))
        if any((one.generation, one.which) == (entry.generation, entry.which) for one in kept):
            return False
        kept.append(entry)
        return True

    def entries(self, account: str, which: Literal["access", "id"] | None = None) -> tuple[Entry, ...]:
        """What is remembered of *account*, the newest first; of one kind of token if *which* says so."""
        kept = reversed(self._entries.get(account, ()))
        return tuple(entry for entry in kept if which in (None, entry.which))

    def forget(self, account: str) -> None:
        """Nothing of *account* is remembered any more: it was signed out, or somebody else signed in."""
        self._entries.pop(account, None)
