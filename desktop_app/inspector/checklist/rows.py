"""What the checklist is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from desktop_app.inspector.model import SignatureVerdict
    from desktop_app.jose.jwk import KeySet

Verdict = Literal["fail", "unknown", "pass", "not_asked"]
#: The rows, in the order of the page.
KEYS: Final = (
    *("issuer", "audience", "party", "expiry", "not_before", "clock"),
    *("scopes", "roles", "key", "algorithm", "type"),
)
_RANK: Final[dict[Verdict, int]] = {"fail": 0, "unknown": 1, "pass": 2, "not_asked": 3}

Params = Mapping[str, str | int]
Lengths = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a service (or Keyfob itself) expects of a token: an account's settings, or what a person typed.

    :param at: the time it is judged at, wall-clock seconds of this computer.
    :param provider: the provider's word of the configuration; ``""`` or ``generic`` where it is not known.
    :param issuer: None where nobody asks. Likewise *client_id*.
    :param audience: expected in ``aud``; ``""`` = the client_id.
    :param scopes: all of them are needed; ``offline_access`` is a wish, not a right, and not asked for.
    :param roles: any one of them is enough.
    :param roles_claim: where roles are looked for, dotted paths as in the configuration.
    :param allowed_algs: empty = every asymmetric one.
    :param wants: which token the service wants.
    :param clock_offset: how far this clock is behind the provider's (seconds to add), None where not measured.
    :param leeway: seconds that clocks may differ.
    :param keys: the issuer's keys as remembered, None where there are none.
    :param keys_age: how old they are, seconds.
    :param signature: what checking the signature with them gave.
    """

    at: float
    provider: str = ""
    issuer: str | None = None
    audience: str = ""
    client_id: str | None = None
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    roles_claim: tuple[str, ...] = ("roles",)
    allowed_algs: tuple[str, ...] = ()
    wants: Literal["access", "id"] = "access"
    clock_offset: float | None = None
    leeway: int = 60
    keys: KeySet | None = None
    keys_age: float | None = None
    signature: SignatureVerdict = "not_checked"


@dataclass(frozen=True, slots=True)
class Cell:
    """An expected or a found value.

    :param value: words of others as they are (bounded, raw: escape them where they are shown); ``""`` where *text* or
        *at* speaks.
    :param text: id of a sentence without its module, as in :class:`Row`; ``""`` where the value speaks for itself.
    :param lengths: lengths of time for the sentence, seconds.
    :param at: a time, wall-clock seconds.
    """

    value: str = ""
    text: str = ""
    lengths: Lengths = field(default_factory=dict)
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer.

    :param key: one of :data:`KEYS`; its label is the text ``why.<key>``.
    :param reason: for rows that fail or are unknown: ``why.<reason>`` says what it means, ``why.<reason>_todo`` what to
        do. ``""`` for the others.
    :param params: values for those sentences; words of others.
    :param lengths: lengths of time for them, seconds.
    """

    key: str
    verdict: Verdict
    expected: Cell = field(default_factory=Cell)
    found: Cell = field(default_factory=Cell)
    reason: str = ""
    params: Params = field(default_factory=dict)
    lengths: Lengths = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checklist:
    """All rows: the failing ones first, then what cannot be said, what is right, what nobody asked; each group in the
    order of the page."""

    rows: tuple[Row, ...]

    @property
    def failed(self) -> int:
        """How many rows fail."""
        return sum(row.verdict == "fail" for row in self.rows)

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return sum(row.verdict != "not_asked" for row in self.rows)

    def __getitem__(self, key: str) -> Row:
        """The row of that key. :raises KeyError: there is none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


def in_order(rows: tuple[Row, ...]) -> Checklist:
    """The rows as people read them."""
    return Checklist(tuple(sorted(rows, key=lambda row: (_RANK[row.verdict], KEYS.index(row.key)))))
