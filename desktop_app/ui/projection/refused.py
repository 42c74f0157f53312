"""The checklist in words. Pure; runs on a worker thread."""

from __future__ import annotations

from typing import Literal

from desktop_app.app.texts import text
from desktop_app.app.token_words import row_words
from desktop_app.inspector.checklist import Checklist, Row
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import ChecksView, CheckView, Tone

_KINDS: dict[str, Literal["failed", "ok", "unknown"]] = {"fail": "failed", "pass": "ok", "unknown": "unknown"}


def checks(checklist: Checklist, now: float, *, compared: bool) -> ChecksView:
    """The page "Why refused?".

    :param now: what relative times are counted from. :param compared: an account or own values are compared with.
    """
    rows = tuple(_check(row, now) for row in checklist.rows if row.verdict in _KINDS)
    failed = checklist.failed
    right = sum(row.verdict == "pass" for row in checklist.rows)
    word, tone = _count(failed, right, checklist.asked)
    return ChecksView(word, tone, "" if compared else text("inspect_pane.checks_hint"), rows)


def _count(failed: int, right: int, asked: int) -> tuple[str, Tone]:
    if failed:
        return text("inspect_pane.checks_fail", failed=failed, all=asked), "bad"
    if right == asked:
        return text("inspect_pane.checks_right", all=asked), "ok" if asked else "neutral"
    return text("inspect_pane.checks_told", right=right, all=asked), "neutral"


def _check(row: Row, now: float) -> CheckView:
    def when(at: float) -> str:
        return text("life.ends_in", time=moments.short_local(at, now), when=moments.relative(at, now))

    words = row_words(row, when)
    raw = (bool(row.expected.value), bool(row.found.value))
    return CheckView(
        row.key, _KINDS[row.verdict], words.label, words.expected, words.found, words.meaning, words.todo, raw
    )
