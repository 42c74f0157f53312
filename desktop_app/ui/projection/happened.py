"""What happened to an account: entries, days, and the strip. Equal events fold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from desktop_app.app.activity import ActivityEvent
from desktop_app.app.texts import text, title
from desktop_app.errors import Code
from desktop_app.ui.models.view_state import (
    ActivityView,
    DayView,
    EntryView,
    FilterChip,
    Mark,
    Span,
    StripLabel,
    StripMark,
    StripTip,
    StripView,
)
from desktop_app.ui.projection.times import clock_time, day_word

_MARKS: dict[str, Mark] = {
    "signed_in": "ok",
    "refreshed": "ok",
    "signed_out": "none",
    "sign_in_failed": "trouble",
    "refresh_failed": "offline",
    "needs_login": "trouble",
    "unsaved": "trouble",
}
_KINDS = {
    "sign": ("signed_in", "signed_out", "sign_in_failed"),
    "refresh": ("refreshed",),
    "trouble": ("sign_in_failed", "refresh_failed", "needs_login", "unsaved"),
}
_FOLDED = frozenset(("refreshed", "refresh_failed"))
#: The strip shows at most this much time, seconds.
_STRIP = 2 * 3600.0
_SHORTEST = 600.0


def entries(events: Sequence[ActivityEvent]) -> tuple[EntryView, ...]:
    """The latest first; a run of equal refreshes or failures is one entry."""
    found = []
    for _, run in groupby(reversed(events), key=lambda event: (event.kind, event.details.get("code"))):
        together = list(run)
        found += [together] if together[0].kind in _FOLDED else [[one] for one in together]
    return tuple(_entry(run) for run in found)


def activity(key: str, events: Sequence[ActivityEvent], now: float, chosen: str) -> ActivityView:
    """The Activity tab. :param chosen: the filter that is on: all, sign, refresh, trouble."""
    shown = [event for event in events if chosen == "all" or _is_of(event, _KINDS[chosen])]
    days = [
        DayView(word, entries(list(of_day)[::-1]))
        for word, of_day in groupby(reversed(shown), key=lambda event: day_word(event.at, now))
    ]
    filters = [FilterChip("all", text("window.filter_all"), on=chosen == "all", count=len(events))]
    filters += [
        FilterChip(name, text(f"window.filter_{name}"), on=chosen == name, count=_count(events, kinds))
        for name, kinds in _KINDS.items()
    ]
    totals = text(
        "life.totals",
        sign_ins=text("life.sign_ins", count=_count(events, ("signed_in",))),
        refreshes=text("life.refreshes", count=_count(events, _KINDS["refresh"])),
        troubles=text("life.troubles", count=_count(events, _KINDS["trouble"])),
    )
    return ActivityView(
        key, totals=totals if events else "", strip=strip(events, now), filters=tuple(filters), days=tuple(days)
    )


def strip(events: Sequence[ActivityEvent], now: float) -> StripView | None:
    """The last two hours as a strip; None before anything happened."""
    recent = [event for event in events if now - _STRIP <= event.at <= now]
    if not recent:
        return None
    start = min(recent[0].at, now - _SHORTEST)
    ticks = tuple(event.at for event in recent if event.kind == "refreshed")
    marks = tuple(
        StripMark(_MARKS[event.kind], event.at) for event in recent if event.kind in ("signed_in", "needs_login")
    )
    labels = (StripLabel(start, clock_time(start)), StripLabel(now, text("life.strip_now")))
    sentence = text(
        "life.strip_sentence",
        start=clock_time(start),
        refreshes=text("life.refreshes", count=len(ticks)),
        troubles=text("life.troubles", count=_count(recent, _KINDS["trouble"])),
    )
    spans = _spans(events, start, now)
    return StripView(start, now, spans, ticks, marks, labels, sentence, _tips(recent, spans))


def _tips(recent: Sequence[ActivityEvent], spans: Sequence[Span]) -> tuple[StripTip, ...]:
    """What is drawn, in words: the moments before the stretches they lie in."""
    moments = [
        StripTip(
            event.at,
            event.at,
            text("life.strip_moment", time=clock_time(event.at), event=text(f"life.event_{event.kind}")),
        )
        for event in reversed(recent)
        if event.kind in ("refreshed", "signed_in", "needs_login")
    ]
    stretches = [
        StripTip(
            span.start,
            span.end,
            text(f"life.strip_{span.kind}", start=clock_time(span.start), end=clock_time(span.end)),
        )
        for span in spans
    ]
    return (*moments, *stretches)


def _spans(events: Sequence[ActivityEvent], start: float, now: float) -> tuple[Span, ...]:
    """Signed in from a sign-in or refresh on, offline from a failed refresh on, nothing after an end."""
    spans: list[Span] = []
    state, since = None, start
    for event in (*events, ActivityEvent("", now)):
        kind = {"signed_in": "signed_in", "refreshed": "signed_in", "refresh_failed": "offline"}.get(event.kind)
        at = max(start, min(event.at, now))
        if event.kind in ("sign_in_failed", "unsaved"):
            continue
        if kind != state or event.kind == "":
            if state == "signed_in" and at > since:
                spans.append(Span("signed_in", since, at))
            elif state == "offline" and at > since:
                spans.append(Span("offline", since, at))
            state, since = kind, at
    return tuple(spans)


def _entry(run: Sequence[ActivityEvent]) -> EntryView:
    latest, first = run[0], run[-1]
    if _is_cancelled(latest):
        return EntryView("none", text("life.event_sign_in_cancelled"), "", clock_time(latest.at))
    mark = _MARKS.get(latest.kind, "none")
    name = latest.kind if latest.kind in _MARKS else "other"
    if name == "refresh_failed" and str(latest.details.get("code")).startswith("E_KEYCHAIN"):
        name = "not_refreshed"
    if len(run) > 1:
        words, about = text(f"life.event_{name}_many", count=len(run)), text("life.since", time=clock_time(first.at))
    else:
        words, about = text(f"life.event_{name}"), ""
    reason = _reason(latest)
    if reason and latest.kind == "refresh_failed":
        reason = text("life.session_kept", title=reason)
    return EntryView(mark, words, " ".join(part for part in (reason, about) if part), clock_time(latest.at))


def _reason(event: ActivityEvent) -> str:
    code = event.details.get("code")
    try:
        return title(Code(code)) if isinstance(code, str) else ""
    except ValueError:
        return ""


def _count(events: Sequence[ActivityEvent], kinds: Sequence[str]) -> int:
    return sum(1 for event in events if _is_of(event, kinds))


def _is_of(event: ActivityEvent, kinds: Sequence[str]) -> bool:
    """Whether *event* is of *kinds*; what the person cancelled is no trouble."""
    return event.kind in kinds and not (kinds == _KINDS["trouble"] and _is_cancelled(event))


def _is_cancelled(event: ActivityEvent) -> bool:
    return event.kind == "sign_in_failed" and event.details.get("code") == Code.E_CANCELLED
