"""The session page: who, for how long, where, what happened."""

from __future__ import annotations

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import Code
from desktop_app.providers.presets import ENDS_EVERYWHERE
from desktop_app.session import states as s
from desktop_app.session.called import called
from desktop_app.session.refresh_policy import lead
from desktop_app.session.session import Session
from desktop_app.ui.life import Life
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import Action, BannerView, Fact, RingView, SessionView
from desktop_app.ui.projection.happened import entries, strip
from desktop_app.ui.projection.rights import capabilities, may
from desktop_app.ui.projection.times import clock_time, day_and_time

_RECENT = 3
#: There is nothing for a person to do but to wait.
_TRIED_AGAIN = frozenset({Code.E_NETWORK, Code.E_SERVER, Code.E_RATE})


def session_view(life: Life, state: str, now: float, host: str) -> SessionView:
    """:param state: signed_in, refreshing or offline. :param now: wall clock."""
    assert state in ("signed_in", "refreshing", "offline")  # noqa: S101 - what the caller matched
    session = s.session_of(life.state)
    stored = life.stored
    expires = stored.access_token_expires_at if session is None else session.tokens.expires_at
    obtained = now if session is None else session.tokens.obtained_at
    who = (person(session) if session else stored.username) or stored.subject or life.account.name
    roles = session.tokens.roles if session else stored.roles
    email = (session.tokens.email if session else stored.email) or ""
    left = 0.0 if expires is None else max(0.0, expires - now)
    total = 0.0 if expires is None else max(1.0, expires - obtained)
    notch = None
    if expires is not None and stored.next_refresh_at is not None and state != "offline":
        notch = min(max(0.0, expires - stored.next_refresh_at), lead(total))
    return SessionView(
        key=life.account.name,
        state="signed_in" if state == "signed_in" else "refreshing" if state == "refreshing" else "offline",
        who=who,
        email="" if email == who else email,
        initials=words.initials(who),
        hue=words.hue(life.account.name),
        roles=roles,
        ring=RingView(total=total, left=left, notch=notch, waiting=state == "offline"),
        token_facts=_token_facts(life, state, now, expires, total),
        facts=_facts(life, host, now),
        banner=_banner(life, now),
        strip=strip(life.activity, now),
        entries=entries(life.activity)[:_RECENT],
        can_refresh=not life.busy and life.account.refresh,
        can_copy=session is not None and left > 0,
        copied=life.copied,
        capabilities=capabilities(life, now),
        can_everywhere=life.account.provider in ENDS_EVERYWHERE,
    )


def person(session: Session) -> str:
    """What a person is called: their name where the provider tells it, else the name they sign in with."""
    return called(session.tokens)


def _nominal(seconds: float) -> int:
    """The lifetime as the provider means it: its whole seconds cost up to one, the way of the answer another."""
    return -(-round(seconds) // 5) * 5 if seconds > 30 else round(seconds)


def _token_facts(life: Life, state: str, now: float, expires: float | None, total: float) -> tuple[Fact, ...]:
    ends = text("window.no_end") if expires is None else clock_time(expires, seconds=True)
    facts = [Fact("ends", text("window.fact_ends"), ends)]
    due = life.stored.next_refresh_at
    if state == "offline":
        awaited = "keychain" if s.is_locked(life.state) else "network"
        facts.append(Fact("refresh", text("window.fact_refresh"), text(f"window.waits_for_{awaited}")))
    elif due is not None:
        when = text("life.ends_in", time=clock_time(due, seconds=True), when=words.in_short(max(0.0, due - now)))
        facts.append(Fact("refreshes", text("window.fact_refreshes"), when))
    if expires is not None:
        facts.append(Fact("lasts", text("window.fact_lasts"), text("window.each", time=words.spoken(_nominal(total)))))
    return tuple(facts)


def _facts(life: Life, host: str, now: float) -> tuple[Fact, ...]:
    stored = life.stored
    facts = [
        Fact("issuer", text("window.fact_provider"), life.account.issuer, icon="provider", copy=True),
        Fact("saved", text("window.fact_saved"), text(f"window.saved_{stored.saved}"), icon="lock"),
    ]
    if stored.signed_in_at is not None:
        signed_in_at = day_and_time(stored.signed_in_at, now)
        facts.append(Fact("signed_in", text("window.fact_signed_in"), signed_in_at, icon="clock"))
    facts += may(life, now)
    return tuple(facts)


def _banner(life: Life, now: float) -> BannerView | None:
    """One at a time, the worst first."""
    state = life.state
    if s.is_unsaved(state):
        error = life.stored.error
        reason = "" if error is None else error_texts(error.text, error.params)[0]
        return BannerView("bad", text("window.unsaved_title"), text("window.unsaved_text", reason=reason))
    if life.stopped:
        again = Action("start_demo", text("accounts.demo_again"))
        title, reason = text("accounts.demo_stopped"), text("accounts.demo_stopped_text")
        return BannerView("warn", title, reason, (again,), icon="offline")
    if isinstance(state, s.Offline) and s.is_locked(state):
        unlock = Action("unlock", text("window.unlock"))
        return BannerView("warn", text("window.locked_title"), text("window.locked_session"), (unlock,), icon="key")
    if isinstance(state, s.Offline):
        reason = text("life.offline_unknown") if state.error is None else _why(state)
        if state.next_try is not None:
            when = words.in_short(max(0.0, state.next_try - now))
            reason = text("window.offline_next", reason=reason, when=when)
        actions = (Action("try_now", text("window.try_now")), Action("details", text("window.details")))
        return BannerView("warn", text("window.offline_title"), reason, actions, icon="offline")
    if life.role_lost:
        return BannerView("warn", text("window.role_lost", role=life.role_lost))
    if life.stored.saved == "memory":
        return BannerView("warn", text("life.only_memory"))
    if life.demo:
        return BannerView("info", text("life.demo_note"), text("life.demo_people"))
    return None


def _why(state: s.Offline) -> str:
    assert state.error is not None  # noqa: S101 - the caller looked
    message, hint = error_texts(state.error.text, state.error.params)
    if state.next_try is not None and state.error.code in _TRIED_AGAIN:
        return message  # when it is tried again is said beside it
    return f"{message} {hint}".strip()
