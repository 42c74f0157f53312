"""An account's row, header and page."""

from __future__ import annotations

from typing import assert_never
from urllib.parse import urlsplit

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import KeyfobError
from desktop_app.providers.presets import NAMES
from desktop_app.session import states as s
from desktop_app.ui.life import Life
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import (
    AccountPage,
    AccountRow,
    HeaderView,
    LineKind,
    LockedView,
    NeedsLoginView,
    RestoringView,
    SignedOutView,
    SigningInView,
    SigningOutView,
)
from desktop_app.ui.projection import times
from desktop_app.ui.projection.overview import person, session_view
from desktop_app.ui.projection.rights import steps


def state_name(state: s.State) -> str:
    """The contract's word for a state."""
    match state:
        case s.SignedOut():
            return "signed_out"
        case s.SigningIn():
            return "signing_in"
        case s.Restoring():
            return "restoring"
        case s.SignedIn():
            return "signed_in"
        case s.Refreshing():
            return "refreshing"
        case s.Offline():
            return "offline"
        case s.NeedsLogin():
            return "needs_login"
        case s.Locked():
            return "locked"
        case s.SigningOut():
            return "signing_out"
        case _:
            assert_never(state)


def shown_state(state: s.State) -> str:
    """The word of the badge: a session that waits for its keychain is not offline."""
    return "locked" if isinstance(state, s.Offline) and s.is_locked(state) else state_name(state)


def host(life: Life) -> str:
    """The issuer's host (with its port where it has one), or its bare name."""
    return urlsplit(life.account.issuer).netloc or life.account.issuer


def row(life: Life, now: float) -> AccountRow:
    """The sidebar's row. :param now: wall clock."""
    name = shown_state(life.state)
    line, kind = _line(life, name, now)
    return AccountRow(
        key=life.account.name,
        name=life.account.name,
        initials=words.initials(life.account.name),
        hue=words.hue(life.account.name),
        mark=words.MARKS[name],
        line=line,
        line_kind=kind,
        state_word=text(f"window.badge_{name}"),
    )


def header(life: Life) -> HeaderView:
    """Name, host, provider, badge."""
    return HeaderView(
        key=life.account.name,
        name=life.account.name,
        host=host(life),
        provider=text("life.embedded") if life.demo else NAMES[life.account.provider],
        badge=words.badge(shown_state(life.state)),
        demo=life.demo,
    )


def page(life: Life, now: float, monotonic: float) -> AccountPage:
    """The page of the state. :param now: wall clock. :param monotonic: for the sign-in's countdown."""
    state, key = life.state, life.account.name
    if life.stopped and isinstance(state, s.SignedOut | s.NeedsLogin | s.SigningIn | s.Restoring):
        return SignedOutView(key, key, host(life), trouble=True, stopped=True)
    match state:
        case s.SigningIn():
            return _signing_in(life, state, monotonic)
        case s.SignedIn() | s.Refreshing() | s.Offline():
            if s.session_of(state) is None and not (isinstance(state, s.Offline) and state.error):
                return RestoringView(key, key, waiting_for_keychain=life.unlocking)
            return session_view(life, state_name(state), now, host(life))
        case s.SignedOut(reason=reason):
            return _signed_out(life, reason)
        case s.Restoring():
            return RestoringView(key, key, waiting_for_keychain=life.unlocking)
        case s.NeedsLogin(why=why):
            message, hint = error_texts(why.text, why.params)
            if ended := _ended(life, why, now):  # the page's title and button say what to do
                message, hint = ended, ""
            held = s.session_of(state)
            last = (person(held) if held else life.stored.username) or life.stored.subject or ""
            return NeedsLoginView(key, message, hint, last, can_retry=why.reason not in ("refused", "lost_answer"))
        case s.Locked():
            return LockedView(key, key, prompting=life.unlocking)
        case s.SigningOut():
            return SigningOutView(key, key, host(life))
        case _:
            assert_never(state)


def _ended(life: Life, why: KeyfobError, now: float) -> str:
    """That the provider ended the session, and when; empty where it was something else, or nobody knows when."""
    at = next((event.at for event in reversed(life.activity) if event.kind == "needs_login"), None)
    if why.text != "protocol.refresh_refused" or at is None:
        return ""
    names = {"host": host(life), "words": why.params.get("words", "")}
    if times.day_word(at, now) == text("life.today"):
        return text("life.ended_at", time=times.clock_time(at), **names)
    return text("life.ended_before", when=times.day_and_time(at, now), **names)


def _line(life: Life, name: str, now: float) -> tuple[str, LineKind]:
    state = life.state
    if s.is_unsaved(state):
        return text("window.line_unsaved"), "bad"
    if life.stopped:
        return text("accounts.line_stopped"), "warn"
    match state:
        case s.SignedIn(session=session):
            tokens = session.tokens
            left = None if tokens.expires_at is None else tokens.expires_at - now
            return words.left_line(left, person(session)), "plain"
        case s.Offline() if s.is_locked(state):
            return text("window.line_locked"), "warn"
        case s.Offline(next_try=next_try):
            return words.offline_line(None if next_try is None else max(0.0, next_try - now))
        case s.NeedsLogin():
            return text("window.line_needs_login"), "bad"
        case s.Locked():
            return text("window.line_locked"), "warn"
        case s.SigningIn(url=url, checking=checking):
            return text(f"window.line_{'checking' if checking else 'opening' if url is None else 'waiting'}"), "plain"
        case s.SignedOut() | s.Restoring() | s.Refreshing() | s.SigningOut():
            return text(f"window.line_{name}"), "plain"
        case _:
            assert_never(state)


def _signing_in(life: Life, state: s.SigningIn, monotonic: float) -> SigningInView:
    run = life.sign_in
    total = 300.0 if run is None else run.total
    left = total if run is None or run.until is None else max(0.0, run.until - monotonic)
    step = 2 if state.checking else 0 if state.url is None else 1
    redirect = state.redirect_uri or "http://127.0.0.1/callback"
    return SigningInView(
        key=life.account.name,
        host=host(life),
        step=step,
        left=left,
        total=total,
        opened=run is None or run.opened,
        can_copy_link=state.url is not None,
        link=state.url or "",
        example=text("life.paste_example", redirect=redirect),
        paste_error="" if run is None else run.paste_error,
        copied=run is not None and run.copied,
        people=text("life.demo_people") if life.demo else "",
    )


def _signed_out(life: Life, reason: KeyfobError | None) -> SignedOutView:
    key = life.account.name
    if reason is None:
        note, result = life.sign_out_note, life.signed_out
        page = "" if result is None else result.page or ""
        # Nothing was ever there: nobody is "signed out".
        fresh = result is None and not note and life.stored.account_id is None and not life.activity
        return SignedOutView(
            key, key, host(life), reason=note, trouble=bool(note), steps=steps(result), page=page, fresh=fresh
        )
    message, hint = error_texts(reason.text, reason.params)
    return SignedOutView(key, key, host(life), reason=message, hint=hint, trouble=reason.exit_status != 7)
