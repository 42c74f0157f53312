"""What the roles allow and why, and what became of a sign-out, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.locale_words import listed
from desktop_app.app.texts import text
from desktop_app.session import access
from desktop_app.session import states as s
from desktop_app.ui.models.view_state import Fact, Mark, MarkedView

if TYPE_CHECKING:
    from desktop_app.session.sign_out import SignOutResult
    from desktop_app.ui.life import Life

_MARKS: dict[str, Mark] = {"done": "ok", "failed": "trouble", "skipped": "none"}


def capabilities(life: Life, now: float) -> tuple[MarkedView, ...]:
    """Each capability of the account. :param now: wall clock."""
    session = s.session_of(life.state)
    if session is None:
        return ()
    return tuple(_capability(one) for one in access.explained(life.account, session.tokens, now))


def may(life: Life, now: float) -> list[Fact]:
    """What the first granted capability opens, for the card of facts."""
    session = s.session_of(life.state)
    if session is None:
        return []
    granted = [one for one in access.explained(life.account, session.tokens, now) if one.granted]
    return [
        Fact("may", text("window.fact_may", role=one.granted_by[0]), _title(one), icon="shield") for one in granted[:1]
    ]


def _title(one: access.Capability) -> str:
    return text("devices.may_other_sessions") if one.name == access.OTHER_SESSIONS else one.name


def _capability(one: access.Capability) -> MarkedView:
    title = _title(one)
    if one.granted:
        return MarkedView("ok", title, text("devices.granted", roles=listed(one.granted_by)))
    if one.why in ("token_ended", "not_signed_in"):
        return MarkedView("none", title, text("devices.token_ended"))
    wanted = listed(one.wanted) or text("devices.nobody_may")
    why = "devices.no_roles_known" if one.why == "no_roles_known" else "devices.no_role"
    return MarkedView("none", title, text(why, roles=wanted))


def steps(result: SignOutResult | None) -> tuple[MarkedView, ...]:
    """What became of each step of a sign-out; the others' end only where it was asked for."""
    if result is None:
        return ()
    done = [("local", result.local), ("revoke", result.revoke), ("end_session", result.end_session)]
    if result.everywhere != "skipped":
        done.insert(1, ("everywhere", result.everywhere))
    return tuple(MarkedView(_MARKS[step], _step(name, step)) for name, step in done)


def _step(name: str, step: str) -> str:
    return text(f"devices.step_{name}" if step == "done" else f"devices.step_{name}_{step}")
