"""What the inspector's pane shows: plain frozen values. See :mod:`desktop_app.ui.models.view_state` for how texts are
made safe. What was pasted stands in none of their ``repr``: it could end in a log.

Times that move are seconds since the epoch (``at``); the widgets put them into words for the moment they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.ui.models.row_state import Shown

PartTone = Literal["header", "payload", "signature", "rest"]
Tone = Literal["ok", "bad", "warn", "neutral", "accent"]
Body = Literal["claims", "refused", "compare", "findings", "raw"]
BODIES: tuple[Body, ...] = ("claims", "refused", "compare", "findings", "raw")
#: empty: nothing given; busy: at work; found: several to choose from; token: one is shown; trouble: a sentence;
#: none: the account holds nothing to look at
Stage = Literal["empty", "busy", "found", "token", "trouble", "none"]


@dataclass(frozen=True, repr=False)
class Part(Shown):
    """A stretch of a token's text with its colour. Already shortened."""

    kind: PartTone
    text: str


@dataclass(frozen=True, repr=False)
class TokenText(Shown):
    """The card with the token's text.

    :param title: what it is ("Access token"). :param facts: algorithm, key, size.
    :param masked: dots in place of the text. :param live: from a session: Reveal and Copy are offered.
    :param note: how much of it is not shown; may be empty.
    """

    title: str
    facts: str
    parts: tuple[Part, ...] = ()
    masked: bool = False
    live: bool = False
    note: str = ""
    copied: bool = False


@dataclass(frozen=True)
class Verdict(Shown):
    """One of the three words. *id*: signature, claims, trust; *tone* is grey (neutral) for "not checked", never ok."""

    id: str
    word: str
    tone: Tone


@dataclass(frozen=True)
class LifeView:
    """The times of a token's life, seconds since the epoch; None where the token has none."""

    auth_time: float | None = None
    iat: float | None = None
    nbf: float | None = None
    exp: float | None = None


@dataclass(frozen=True, repr=False)
class ClaimNode(Shown):
    """A row of the tree.

    :param key: its path, unique; never shown. :param kind: ``header``, ``payload`` or ``other`` for the heading of a
        part, else ``claim``.
    :param at: it is a time: words for it move. :param chip: a remark ("personal data").
    """

    key: str
    kind: Literal["header", "payload", "other", "claim"]
    name: str
    value: str
    at: float | None = None
    chip: str = ""
    chip_tone: Tone = "neutral"
    children: tuple[ClaimNode, ...] = ()


@dataclass(frozen=True, repr=False)
class ExplainView(Shown):
    """The claim that is chosen, explained.

    :param at: it is a time: local, UTC and relative ones are shown.
    :param expected: what the account or the person asks for; empty where nobody does.
    :param verdict: word for how both compare. :param origin: who expects it.
    :param source: where the explanation is from.
    """

    key: str
    name: str
    title: str
    text: str
    value: str
    at: float | None = None
    expected: str = ""
    verdict: str = ""
    verdict_tone: Tone = "neutral"
    origin: str = ""
    source: str = ""


@dataclass(frozen=True, repr=False)
class CheckView(Shown):
    """A line of "Why refused?".

    :param kind: failed, ok, or unknown (not asked, or not to be told).
    :param raw: whether expected and found stand in monospace: words of the token, not ours.
    """

    id: str
    kind: Literal["failed", "ok", "unknown"]
    name: str
    expected: str
    found: str
    meaning: str = ""
    todo: str = ""
    raw: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, repr=False)
class ChecksView(Shown):
    """The page "Why refused?". *word* counts; *tone* is its colour."""

    word: str = ""
    tone: Tone = "neutral"
    hint: str = ""
    checks: tuple[CheckView, ...] = ()


@dataclass(frozen=True, repr=False)
class FindingView(Shown):
    """A finding. *id* is its stable code."""

    id: str
    kind: Literal["error", "warning", "info"]
    text: str
    where: str
    hint: str = ""


@dataclass(frozen=True, repr=False)
class CompareSide(Shown):
    """A card above the comparison. *title* empty: nothing chosen yet."""

    title: str = ""
    line: str = ""


@dataclass(frozen=True, repr=False)
class CompareRow(Shown):
    """A row of the comparison. *kind* ``section``: a heading."""

    kind: Literal["section", "removed", "added", "changed", "same"]
    name: str
    a: str = ""
    b: str = ""


@dataclass(frozen=True, repr=False)
class CompareView(Shown):
    """Two tokens beside each other. Without *rows* one of them is still to be chosen (*hint* says so)."""

    a: CompareSide = CompareSide()
    b: CompareSide = CompareSide()
    headline: str = ""
    text: str = ""
    changed: int = 0
    added: int = 0
    removed: int = 0
    same: int = 0
    rows: tuple[CompareRow, ...] = ()
    hint: str = ""


@dataclass(frozen=True, repr=False)
class RawBlock:
    """A block of the raw page: *text* is escaped and shortened by whoever made it (it is longer than a word)."""

    kind: PartTone
    title: str
    text: str
    note: str = ""


@dataclass(frozen=True, repr=False)
class FoundRow(Shown):
    """One of several tokens found. *key*: its number."""

    key: str
    title: str
    line: str
    chip: str = ""
    chip_tone: Tone = "neutral"


@dataclass(frozen=True)
class Choice(Shown):
    """An entry of a menu. *on*: the current one."""

    id: str
    word: str
    on: bool = False


@dataclass(frozen=True)
class Asked(Shown):
    """What is asked of the token.

    :param accounts: to compare with; ids are the accounts' names, ``""`` nobody, ``own`` values given here.
    :param wants: which token the service wants. :param own: values are given here. :param compared: so that roles
        that are needed may be given, too.
    :param at: ``""`` = now, else the time as the person wrote it. :param at_error: what is wrong with it.
    :param keys: where keys may come from; *key_kind*: given here, as ``file``, ``text`` or ``secret``.
    :param key_line: the keys in use and their age.
    """

    accounts: tuple[Choice, ...] = ()
    wants: tuple[Choice, ...] = ()
    own: bool = False
    compared: bool = False
    at: str = ""
    at_error: str = ""
    keys: tuple[Choice, ...] = ()
    key_kind: str = ""
    key_line: str = ""
    key_error: str = ""


@dataclass(frozen=True, repr=False)
class InspectorView(Shown):
    """The whole pane.

    :param title: of trouble, of work under way, of nothing to show; *text* its sentence.
    :param found: several tokens; :param back: how many, where one of them is shown.
    :param live: the session's tokens to choose from.
    """

    kind: Stage = "empty"
    title: str = ""
    text: str = ""
    token: TokenText | None = None
    verdicts: tuple[Verdict, ...] = ()
    life: LifeView | None = None
    claims: tuple[ClaimNode, ...] = ()
    checks: ChecksView = ChecksView()
    findings: tuple[FindingView, ...] = ()
    compare: CompareView = CompareView()
    found: tuple[FoundRow, ...] = ()
    back: int = 0
    asked: Asked = Asked()
    mine: tuple[Choice, ...] = ()
    live: tuple[Choice, ...] = ()
    can_sign_in: bool = False
