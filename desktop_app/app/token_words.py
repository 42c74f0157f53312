"""Words for what the inspector explains: claims, the checklist, a comparison, what is shared.

Everything is plain text with words of others escaped. Nothing here knows a time zone: whoever shows a time says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.app.escape import escape, words_of_others
from desktop_app.app.locale_words import listed
from desktop_app.app.texts import text
from desktop_app.errors import Param

if TYPE_CHECKING:
    from desktop_app.inspector.checklist import Cell, Row
    from desktop_app.inspector.claims import Explanation, Known
    from desktop_app.inspector.gist import Sentence
    from desktop_app.inspector.model import Inspection
    from desktop_app.inspector.share import Form
    from desktop_app.inspector.values import Moment

_YEAR: Final = 365.25 * 86_400
#: So many days are told without hours.
_LONG: Final = 30
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What the pane says of a claim.

    :param label: its short name for people, ``""`` where it is not known.
    :param sentence: what it means.
    :param origin: whose meaning that is: registered, a specification, a provider's.
    :param source: where that is written, ``""`` where it is not known.
    """

    label: str
    sentence: str
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row of the checklist; *meaning* and *todo* are empty where nothing is wrong."""

    label: str
    expected: str
    found: str
    meaning: str
    todo: str


def claim_words(explanation: Explanation, *, header: bool = False) -> ClaimWords:
    """What a name means.

    :param header: it is a header parameter.
    """
    if not explanation.meanings:
        if explanation.parent:
            parent = words_of_others(explanation.parent)
            return ClaimWords("", text("claims.part_of_text", parent=parent), text("claims.part_of", parent=parent), "")
        return ClaimWords("", text("claims.unknown_text"), text("claims.unknown"), "")
    first = explanation.meanings[0]
    sources = dict.fromkeys([first.source] if explanation.sure else [one.source for one in explanation.meanings])
    return ClaimWords(_label(first), _meaning(explanation), _origin(explanation, header), "; ".join(sources))


def time_trouble(moment: Moment) -> str:
    """Why a claim holds no time that can be shown; ``""`` where it does."""
    return text(f"claims.time_{moment.trouble}") if moment.trouble else ""


def row_words(row: Row, when: Callable[[float], str]) -> RowWords:
    """The words of one row of the checklist.

    :param when: says a time of the token (wall-clock seconds), as the place where it is shown does.
    """
    values: dict[str, Param] = {**row.params, **_lengths(row.lengths)}
    meaning = text(f"why.{row.reason}", **values) if row.reason else ""
    todo = text(f"why.{row.reason}_todo", **values) if row.reason else ""
    return RowWords(text(f"why.{row.key}"), _cell(row.expected, when), _cell(row.found, when), meaning, todo)


def gist_words(sentence: Sentence) -> str:
    """One sentence about a comparison."""
    return text(f"compare.{sentence.text}", **sentence.params, **_lengths(sentence.lengths))


def shared(inspection: Inspection, form: Form, *, mask: Iterable[str] | None = None, guess: bool = True) -> str:
    """A token made safe to share, as text, JSON or Markdown.

    :param mask: names to mask; None = the usual ones.
    :param guess: mask too what only looks like a person's.
    """
    from desktop_app.inspector import share
    from desktop_app.inspector.redact import DEFAULT_MASK

    names = DEFAULT_MASK if mask is None else frozenset(mask)
    verdicts = inspection.verdicts
    words = share.Words(
        title=text("share.title"),
        header=text("share.header"),
        claims=text("share.claims"),
        times=text("share.times"),
        signature=text("share.removed"),
        masked=_masked,
        verdicts={
            text("share.label_signature"): text(f"share.signature_{verdicts.signature}"),
            text("share.label_claims"): text(f"share.claims_{verdicts.claims}"),
            text("share.label_trust"): text(f"share.trust_{verdicts.trust}"),
        },
        escape=escape,
    )
    return share.share(inspection.token, form, words, verdicts=verdicts, mask=names, guess=guess)


def length(seconds: float) -> str:
    """``4 minutes``, ``2 hours 5 minutes``: the two largest units, for sentences; beyond a month days, then years."""
    whole = max(0, round(abs(seconds)))
    if whole >= 2 * _YEAR:
        return text("inspect_pane.years", n=round(whole / _YEAR))
    parts: list[str] = []
    for name, size in _UNITS:
        count, rest = divmod(whole, size)
        if count or (size == 1 and not parts):
            parts.append(text(f"window.{name}s_word", n=count))
        elif parts:  # a gap ends it: "1 day" rather than "1 day 3 seconds"
            break
        whole = rest
        if len(parts) == 2 or (len(parts) == 1 and not whole) or (name == "day" and count >= _LONG):
            break
    return parts[0] if len(parts) == 1 else text("window.and_time", first=parts[0], second=parts[1])


def _masked(count: int) -> str:
    if count == 0:
        return text("share.masked_none")
    return text("share.masked", count=count)


def _label(known: Known) -> str:
    return text(f"claims.{known.text.removeprefix('claims.')}_label")


def _sentence(known: Known) -> str:
    return text(f"claims.{known.text.removeprefix('claims.')}")


def _vendor(word: str) -> str:
    from desktop_app.providers.presets import NAMES

    return NAMES.get(word, word)


def _meaning(explanation: Explanation) -> str:
    first = explanation.meanings[0]
    if explanation.sure or len(explanation.meanings) == 1:
        return _sentence(first)
    return " ".join(
        text("claims.said_by", vendor=_vendor(one.vendor), sentence=_sentence(one)) for one in explanation.meanings
    )


def _origin(explanation: Explanation, header: bool) -> str:
    first = explanation.meanings[0]
    if first.origin == "registered":
        return text("claims.registered_header") if header else text("claims.registered")
    if first.origin in ("specified", "own"):
        return text(f"claims.{first.origin}")
    if explanation.sure:
        return text("claims.vendor", vendor=_vendor(first.vendor))
    users = dict.fromkeys(_vendor(one.vendor) for one in explanation.meanings)
    return text("claims.vendors", vendors=listed(tuple(users)))


def _cell(cell: Cell, when: Callable[[float], str]) -> str:
    if cell.at is not None:
        return when(cell.at)
    return text(f"why.{cell.text}", **_lengths(cell.lengths)) if cell.text else words_of_others(cell.value)


def _lengths(lengths: Mapping[str, float]) -> dict[str, str]:
    return {name: length(seconds) for name, seconds in lengths.items()}
