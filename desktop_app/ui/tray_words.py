"""What the tray's icon, tooltip and menu say, worked out without drawing anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.app.texts import text
from desktop_app.session import states as s
from desktop_app.session.access import user_logged_in
from desktop_app.ui.life import Life
from desktop_app.ui.models import words
from desktop_app.ui.models.row_state import Mark, shown
from desktop_app.ui.projection.account import shown_state, state_name
from desktop_app.ui.projection.overview import person

#: More accounts than this are reached through the window.
MOST: int = 20
_TIP_LINES = 4
_LONGEST_NAME = 40
#: From the worst: the icon has one mark.
_WORST: tuple[Mark, ...] = ("trouble", "offline", "refreshing", "busy", "ok", "none")


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account in the menu.

    :param label: its name, and its state where it is not simply signed in.
    :param about: who, and what is left; empty where nobody is signed in.
    :param kind: what can be done: ``session`` (copy, refresh, sign out), ``again`` (sign in, at once), ``out`` (sign
        in), ``wait`` (nothing but open it).
    """

    key: str
    label: str
    mark: Mark
    about: str
    kind: str
    can_copy: bool
    can_refresh: bool


def entry(life: Life, now: float) -> AccountEntry:
    """The menu's entry of an account. :param now: wall clock."""
    state = "unsaved" if s.is_unsaved(life.state) else state_name(life.state)
    name = _short(life.account.name)
    mark: Mark = "trouble" if state == "unsaved" else words.MARKS[state]
    session = s.session_of(life.state)
    label = name if state == "signed_in" else text("tray.account_state", name=name, state=text(f"tray.state_{state}"))
    return AccountEntry(
        key=life.account.name,
        label=label,
        mark=mark,
        about="" if session is None else _about(session.tokens.expires_at, person(session), now),
        kind=_kind(life.state),
        can_copy=session is not None and user_logged_in(session.tokens, now),
        can_refresh=not life.busy and life.account.refresh,
    )


def worst(lives: Iterable[Life]) -> Mark:
    """The mark of the icon."""
    marks = {"trouble" if s.is_unsaved(life.state) else words.MARKS[state_name(life.state)] for life in lives}
    return next((mark for mark in _WORST if mark in marks), "none")


def tooltip(lives: Iterable[Life]) -> str:
    """In words what the icon says; trouble by name. Nothing in it can be taken for markup."""
    known = list(lives)
    troubled = [
        text("tray.tip_line", name=_short(life.account.name), state=text(f"window.badge_{shown_state(life.state)}"))
        for life in sorted(known, key=lambda life: _WORST.index(worst([life])))
        if worst([life]) in ("trouble", "offline")
    ]
    if not known:
        lines = [text("tray.tip_none")]
    elif troubled:
        more = len(troubled) - _TIP_LINES
        lines = [*troubled[:_TIP_LINES], *([text("tray.tip_more", count=more)] if more > 0 else [])]
    elif any(s.session_of(life.state) is not None for life in known):
        lines = [text("tray.tip_ok")]
    else:
        lines = [text("tray.tip_signed_out")]
    # Qt and some trays guess whether a tooltip is HTML.
    return "\n".join(lines).replace("<", "‹").replace("&", "＆")


def _kind(state: s.State) -> str:
    match state:
        case s.SignedIn() | s.Refreshing() | s.Offline():
            return "session"
        case s.NeedsLogin():
            return "again"
        case s.SignedOut():
            return "out"
        case s.SigningIn() | s.Restoring() | s.Locked() | s.SigningOut():
            return "wait"


def _about(ends: float | None, who: str, now: float) -> str:
    if ends is None:
        return _short(who)
    left = words.short(max(0.0, ends - now))
    return text("tray.who_left", who=_short(who), left=left) if who else text("window.line_left", left=left)


def _short(name: str) -> str:
    safe = shown(name)
    return safe if len(safe) <= _LONGEST_NAME else safe[: _LONGEST_NAME - 1] + "…"
