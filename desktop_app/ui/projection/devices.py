"""A session's words for the table, and the sentences about a list. No Qt here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.models import words
from desktop_app.ui.models.devices_state import NoteView
from desktop_app.ui.models.row_state import shown
from desktop_app.ui.models.view_state import Action, BannerKind, BannerView
from desktop_app.ui.projection.times import clock_time, day_and_time, day_word, days_between

if TYPE_CHECKING:
    from desktop_app.ports import ListedSession
    from desktop_app.session.end_sessions import EndResult, Failure
    from desktop_app.session.list_sessions import SessionList

#: Words that are painted are no longer than this.
_LONGEST: Final = 200
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_PHONES: Final = ("iphone", "ipad", "android", "pixel", "mobile", "phone", "tablet", "ios")
_BROWSERS: Final = ("firefox", "chrome", "chromium", "safari", "edge", "opera", "browser", "mozilla", "vivaldi")
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
#: Errors after which another API key helps.
KEY_ERRORS: Final = frozenset({"sessions.key_refused", "sessions.key_wanted", "sessions.key_elsewhere"})


def device(one: ListedSession) -> str:
    """What the device is called."""
    name = one.device if one.current else one.device.split(", ", 1)[0]
    return shown(name[:_LONGEST]) or text("devices.unknown")


def about(one: ListedSession) -> str:
    """What more is known of it."""
    rest = "" if one.current else one.device.partition(", ")[2]
    kind = "" if one.kind == "session" else text(f"devices.kind_{one.kind}")
    parts = [part for part in (shown(rest[:_LONGEST]), kind) if part]
    return " · ".join(parts) or ("" if one.device else text("devices.no_description"))


def application(one: ListedSession, own: str) -> str:
    """Its application. :param own: the account's client id: an id that nobody knows by heart is told by that."""
    return named_application(one.application, own)


def named_application(name: str, own: str) -> str:
    """The same for its id alone."""
    if own and name == own and _UUID.fullmatch(own):
        return text("devices.same_application")
    return shown(name[:_LONGEST])


def address(one: ListedSession) -> str:
    """From where it was used."""
    return shown(one.address[:_LONGEST])


def used(one: ListedSession, now: float) -> str:
    """How long ago it was used: ``12 min ago``."""
    if one.last_used is None:
        return ""
    ago = now - one.last_used
    if ago < _MINUTE:
        return text("devices.now")
    if ago < _HOUR:
        return text("devices.minutes_ago", n=int(ago // _MINUTE))
    days = days_between(one.last_used, now)
    if days <= 0 or ago < 6 * _HOUR:
        return text("devices.hours_ago", n=int(ago // _HOUR))
    return text("devices.yesterday") if days == 1 else text("devices.days_ago", n=days)


def started(one: ListedSession, now: float) -> str:
    """When it began: ``today 09:12``, else the date."""
    if one.started is None:
        return ""
    days = days_between(one.started, now)
    if days in (0, 1):
        return text(f"devices.{'yesterday' if days else 'today'}_at", time=clock_time(one.started))
    return day_word(one.started, now)


def ends(one: ListedSession, now: float) -> str:
    """When it ends: the date, or today's time; empty where nobody knows."""
    if one.expires is None:
        return ""
    if days_between(one.expires, now) == 0:
        return text("devices.today_at", time=clock_time(one.expires))
    return day_word(one.expires, now)


def icon(one: ListedSession) -> str:
    """The picture of its kind of device, as far as its words tell."""
    said = one.device.casefold()
    if any(word in said for word in _PHONES):
        return "phone"
    if one.kind == "sso" or not said or any(word in said for word in _BROWSERS):
        return "browser"
    return "laptop"


def sentence(one: ListedSession, now: float, own: str) -> str:
    """The whole row in words, for screen readers and the tooltip."""
    unknown = text("devices.not_known")
    known = text("devices.row_ends", time=day_and_time(one.expires, now)) if one.expires is not None else ""
    told = text(
        "devices.row_is",
        device=device(one),
        about=about(one) or unknown,
        application=application(one, own) or unknown,
        address=address(one) or unknown,
        used=used(one, now) or unknown,
        started=day_and_time(one.started, now) if one.started is not None else unknown,
        ends=known or text("devices.row_ends", time=unknown),
    )
    return f"{text('devices.row_current')} {told}" if one.current else told


# --- a list ----------------------------------------------------------------------------------------------------------


def notes(listed: SessionList, *, own: bool) -> tuple[NoteView, ...]:
    """What the list does not have, and what can be done then."""
    found: list[NoteView] = []
    offers = listed.offers
    actions: list[Action] = []
    if not listed.complete and own:
        if offers.api_key == "wanted":
            actions.append(Action("key", text("devices.enter_key")))
        if offers.everywhere:
            actions.append(Action("everywhere", text("devices.everywhere")))
        if listed.page is not None:
            actions.append(Action("page", text("devices.own_page")))
    if offers.api_key == "known":
        actions.append(Action("forget_key", text("devices.forget_key")))
    if listed.note:
        found.append(NoteView(text(f"sessions.note_{listed.note}"), tuple(actions)))
    elif actions:
        found.append(NoteView(text("devices.no_list"), tuple(actions)))
    if not listed.this_known and listed.sessions:
        found.append(NoteView(text("devices.this_unknown"), icon="warning"))
    if listed.unreadable:
        found.append(NoteView(text("devices.unreadable", count=listed.unreadable), icon="warning"))
    return tuple(found)


def consequence(chosen: Sequence[ListedSession], current: ListedSession | None, lifetime: float | None) -> str:
    """What ending them means. How long an access token lasts is known of this application alone.

    :param lifetime: of an access token here, seconds.
    """
    count = len(chosen)
    here = {current.application} if current is not None and current.application else set()
    if lifetime and here and {each.application for each in chosen} == here:
        time = words.spoken(-(-round(lifetime) // 5) * 5 if lifetime > 30 else lifetime)
        return text("devices.must_sign_in_in", count=count, time=time)
    return text("devices.must_sign_in", count=count)


def end_verb(count: int, *, asks: bool, asks_one: bool = False) -> str:
    """``End 3 sessions``, with dots where it asks first. :param asks_one: it does so for a single one, too."""
    more = asks and (asks_one or count != 1)
    return text("devices.end_more" if more else "devices.end_many", count=count)


def trouble(error: KeyfobError) -> tuple[str, str]:
    """What is wrong, and what to do; how the command line says it is no help here."""
    message, hint = error_texts(error.text, error.params)
    return message, "" if "keyfob " in hint else hint


def outcome(result: EndResult) -> BannerView:
    """What came of ending sessions: how many ended, how many did not and why."""
    ended = len(result.ended)
    stopped = [one for one in result.failed if one.error.code is Code.E_CANCELLED]
    failed = [one for one in result.failed if one.error.code is not Code.E_CANCELLED]
    if result.unlisted:
        title = text("devices.ended_all")
    elif ended == 0 and result.unknown:
        title = text("devices.ended_unknown", count=len(result.unknown))
    elif ended == 0:
        title = text("devices.ended_none")
    else:
        title = text("devices.ended_many", count=ended)
    rest = []
    if result.gone:
        rest.append(text("devices.ended_and_gone", count=len(result.gone)))
    if failed:
        rest.append(_why(failed))
    if result.unknown:
        rest.append(" ".join(trouble(result.unknown[0].error)).strip())
    if stopped:
        rest.append(text("devices.stopped_rest", count=len(stopped)))
    kind: BannerKind = "bad" if failed else "warn" if stopped or result.unknown else "info"
    close = (Action("dismiss", text("devices.dismiss")),)
    return BannerView(kind, title, " ".join(rest), close, "" if kind != "info" else "ok")


def role_lost(role: str) -> BannerView:
    """The page for other people's sessions is gone. :param role: ``""`` where nobody knows which one it was."""
    title = text("devices.role_lost", role=role or text("devices.role_word"))
    return BannerView("warn", title, text("devices.role_lost_text"), (Action("dismiss", text("devices.dismiss")),))


def _why(failed: Sequence[Failure]) -> str:
    message, hint = trouble(failed[0].error)
    why = f"{message} {hint}".strip()
    return text("devices.failed_many", count=len(failed), why=why)
