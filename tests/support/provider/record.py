"""What a provider saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A request.

    :param endpoint: which one it met (``token`` and ``refresh`` are the token endpoint's two grants).
    :param query: parsed, with every value of each name; *form* likewise.
    :param headers: lower-case names.
    :param at: wall clock.
    :param connection: number of the connection it came over.
    """

    method: str
    path: str
    endpoint: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0
    connection: int = 0

    def value(self, name: str) -> str:
        """The one value of a query or form parameter, ``""`` if there is none."""
        values = self.form.get(name) or self.query.get(name) or [""]
        return values[0]


@dataclass(slots=True)
class Counters:
    """Numbers that tests compare.

    :ivar reuse_events: spent refresh tokens that came again outside the grace time.
    :ivar grace_uses: spent ones that came again within it.
    :ivar calls_after_poison: requests after a poisoned answer, fetching keys apart.
    """

    codes_issued: int = 0
    access_tokens_issued: int = 0
    refresh_tokens_issued: int = 0
    refreshes: int = 0
    reuse_events: int = 0
    grace_uses: int = 0
    uses_after_revocation: int = 0
    families_revoked: int = 0
    pkce_failures: int = 0
    poisoned_answers: int = 0
    calls_after_poison: int = 0

    def json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)
