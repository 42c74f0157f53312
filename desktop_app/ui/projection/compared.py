"""Two tokens beside each other, in words. Pure; runs on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.app.texts import text
from desktop_app.app.token_words import gist_words
from desktop_app.inspector.compare import Difference, Side, compare
from desktop_app.inspector.gist import gist
from desktop_app.inspector.values import moment
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import CompareRow, CompareSide, CompareView

#: Sentences that are told; the rows say the rest.
_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A token chosen for one side: its claims, never its text.

    :param title: what it is. :param account: whose; may be empty.
    """

    title: str
    account: str
    side: Side = field(repr=False)


def side_view(chosen: Chosen | None, now: float) -> CompareSide:
    """The card of a side."""
    if chosen is None:
        return CompareSide()
    issued = moment(chosen.side.claims.get("iat")).at
    line = chosen.account
    if issued is not None:
        when = moments.short_local(issued, now)
        line = (
            text("inspect_pane.side_line", account=chosen.account, time=when)
            if chosen.account
            else text("inspect_pane.side_line_bare", time=when)
        )
    return CompareSide(chosen.title, line)


def comparison(a: Chosen | None, b: Chosen | None, now: float) -> CompareView:
    """The page."""
    one, other = side_view(a, now), side_view(b, now)
    if a is None or b is None:
        return CompareView(one, other, hint=text("inspect_pane.compare_hint"))
    found = compare(a.side, b.side)
    said = [gist_words(sentence) for sentence in gist(a.side, b.side, found)]
    rows: list[CompareRow] = []
    for part in ("claims", "header"):
        inside = [_row(row, now) for row in found.rows if row.part == part]
        if inside:
            rows += [CompareRow("section", text(f"inspect_pane.part_{part}")), *inside]
    return CompareView(
        one,
        other,
        said[0] if said else "",
        " ".join(said[1:_SENTENCES]),
        found.count("changed"),
        found.count("added"),
        found.count("removed"),
        found.count("same"),
        tuple(rows),
    )


def _row(row: Difference, now: float) -> CompareRow:
    before, after = row.before, row.after
    if row.before_time is not None and row.before_time.at is not None:
        before = moments.short_local(row.before_time.at, now)
    if row.after_time is not None and row.after_time.at is not None:
        after = moments.short_local(row.after_time.at, now)
    if row.change == "same" and not after:
        after = before
    return CompareRow(row.change, row.name, before, after)
