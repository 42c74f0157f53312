"""What is asked of a token in the pane, and the work of looking at it. Runs on worker threads; touches no Qt."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from desktop_app.inspector.checklist import Expected
from desktop_app.inspector.inspect import inspect_all, judge
from desktop_app.inspector.model import Inspection, KeyMaterial, Question

if TYPE_CHECKING:
    from desktop_app.session.account import Account

#: Tokens of one text that are listed.
MOST_TOKENS: Final = 500
Wants = Literal["access", "id"]
#: Codes that say there is nothing to show but a sentence.
NOTHING: Final = frozenset({"no_token", "private_key", "too_large"})


@dataclass(frozen=True, slots=True)
class Own:
    """Values that a person gave; words as they were typed."""

    issuer: str = ""
    audience: str = ""
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and by which keys.

    :param account: compared with it; None: with *own* where *uses_own*, else with nothing.
    :param of_account: what the account asks (its remembered keys among it), as the engine gave it.
    :param at: the time it is judged at, wall-clock seconds; None is now.
    :param key: keys that a person gave in place of the account's; *key_kind*: how (file, text, secret, none).
    :param wants: which token the service wants.
    """

    account: Account | None = None
    of_account: Question | None = None
    uses_own: bool = False
    own: Own = field(default_factory=Own)
    at: float | None = None
    key: KeyMaterial | None = None
    key_kind: str = ""
    wants: Wants = "access"

    def keys(self) -> KeyMaterial | None:
        """The keys that count."""
        if self.key_kind:
            return self.key
        return self.of_account.keys if self.of_account is not None else None

    def question(self, now: float) -> Question:
        """For the inspector. :param now: wall-clock seconds."""
        at = now if self.at is None else self.at
        if self.of_account is not None:
            offset = self.of_account.clock_offset if self.at is None else None
            return replace(self.of_account, at=at, keys=self.keys(), clock_offset=offset)
        own = self.own if self.uses_own else Own()
        return Question(at, self.keys(), issuer=own.issuer or None, audience=own.audience or None)

    def expected(self, now: float, inspection: Inspection) -> Expected:
        """For the checklist."""
        question = self.question(now)
        account, own = self.account, self.own
        keys = question.keys
        return Expected(
            at=question.at,
            provider="" if account is None else account.provider,
            issuer=question.issuer,
            audience=account.audience if account is not None else own.audience if self.uses_own else "",
            client_id=None if account is None else account.client_id,
            scopes=account.scopes if account is not None else own.scopes if self.uses_own else (),
            roles=own.roles if account is not None or self.uses_own else (),
            roles_claim=("roles",) if account is None else account.roles_claim,
            wants=self.wants,
            clock_offset=question.clock_offset,
            leeway=question.leeway,
            keys=None if keys is None else keys.keys,
            keys_age=None if keys is None else keys.age_seconds,
            signature=inspection.verdicts.signature,
        )


def look(given: str, asking: Asking, now: float, stop: threading.Event) -> tuple[tuple[Inspection, ...], bool]:
    """Every token in *given*, up to :data:`MOST_TOKENS`; and whether there were more (or it was stopped)."""
    question = asking.question(now)
    found: list[Inspection] = []
    for inspection in inspect_all(iter((given,)), question):
        if stop.is_set() or len(found) == MOST_TOKENS:
            return tuple(found), True
        found.append(inspection)
    return tuple(found), False


def look_again(inspection: Inspection, asking: Asking, now: float) -> Inspection:
    """The same token, asked something else."""
    if NOTHING & {finding.code for finding in inspection.findings}:
        return inspection
    return judge(inspection.token, asking.question(now), inspection.label, inspection.line)
