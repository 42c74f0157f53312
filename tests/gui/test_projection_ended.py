"""A session that the provider ended: who ended it, when, and in which words."""

from __future__ import annotations

import time

from desktop_app.app.activity import ActivityEvent
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.states import NeedsLogin
from desktop_app.ui.life import Life
from desktop_app.ui.models.view_state import NeedsLoginView
from desktop_app.ui.projection.account import page
from tests.support.engine_double import account

#: Noon, so that some minutes earlier is the same day.
NOON = time.mktime((2026, 11, 23, 12, 0, 0, 0, 0, -1))


def sentence(error: KeyfobError, *events: ActivityEvent, now: float = NOON) -> str:
    life = Life(account(), state=NeedsLogin(None, error), activity=events)
    view = page(life, now, 0.0)
    assert isinstance(view, NeedsLoginView)
    return view.sentence


def refused(words: str = "revoked") -> KeyfobError:
    return KeyfobError(Code.E_REAUTH, "protocol.refresh_refused", reason="refused", words=words)


def test_today_and_before() -> None:
    earlier = ActivityEvent("needs_login", NOON - 86_400)
    at = ActivityEvent("needs_login", NOON - 33 * 60)

    host = account().issuer.partition("://")[2]
    assert sentence(refused(), earlier, at) == f"{host} ended this session at 11:27. It said: revoked."
    assert sentence(refused(), earlier) == f"{host} ended this session. It said: revoked. (Yesterday at 12:00)"


def test_without_a_time_and_for_other_reasons_the_usual_words() -> None:
    assert "ended this session: revoked" in sentence(refused())
    lost = KeyfobError(Code.E_REAUTH, "protocol.refresh_lost_answer", reason="lost_answer")
    assert "got lost on the way" in sentence(lost, ActivityEvent("needs_login", NOON))


def test_the_provider_s_words_are_shown_as_text() -> None:
    shown = sentence(refused("<b>\u202eevil"), ActivityEvent("needs_login", NOON))
    assert "\u202e" not in shown
    assert "<b>" in shown
