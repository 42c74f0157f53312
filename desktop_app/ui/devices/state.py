"""What the Devices tab holds of an account, in memory alone, and the view that follows from it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import access
from desktop_app.session import states as s
from desktop_app.session.list_sessions import Whom
from desktop_app.ui.devices.model import Prepared
from desktop_app.ui.models.devices_state import DevicesView, EndingView, KeyView, Scope
from desktop_app.ui.models.view_state import Action, BannerView
from desktop_app.ui.projection import devices as project
from desktop_app.ui.projection.account import host

if TYPE_CHECKING:
    from desktop_app.session.list_sessions import SessionList
    from desktop_app.session.session import Session
    from desktop_app.ui.life import Life

#: The provider cannot list an application's sessions, but can end them.
_UNLISTED = "sessions.no_application_list"


@dataclass(slots=True)
class Tab:
    """An account's part.

    :param words: whose sessions (a person, an application), as they were typed.
    :param subject: whose session it was when the list was read.
    :param reading: set to stop the reading under way. :param cancel: set to stop the ending under way.
    :param granted_by: the roles that open other people's sessions; empty where they are not open.
    """

    scope: Scope = "own"
    words: str = ""
    subject: str = ""
    listed: SessionList | None = None
    prepared: Prepared = field(default_factory=Prepared)
    trouble: KeyfobError | None = None
    reading: threading.Event | None = None
    banner: BannerView | None = None
    key: KeyView | None = None
    ending: EndingView | None = None
    cancel: threading.Event | None = None
    granted_by: tuple[str, ...] = ()
    may_others: bool = False

    @property
    def whom(self) -> Whom | None:
        """Whose sessions are meant; None where nobody was named yet."""
        if self.scope == "own":
            return Whom()
        if not self.words:
            return None
        return Whom(user=self.words) if self.scope == "person" else Whom(application=self.words)

    @property
    def this_known(self) -> bool:
        """Whether it can be said which of the sessions is this device's."""
        return self.listed is None or self.listed.this_known

    def forget(self) -> None:
        """Keep no list; what runs is stopped."""
        for running in (self.reading, self.cancel):
            if running is not None:
                running.set()
        self.listed, self.prepared, self.trouble, self.reading = None, Prepared(), None, None

    def look_at_roles(self, life: Life, now: float) -> str | None:
        """Note whether other people's sessions are open. An ended token says nothing new.

        :returns: the role that was lost just now (``""`` where nobody knows which), None where none was.
        """
        session = s.session_of(life.state)
        if session is None:
            self.may_others, self.granted_by = False, ()
            return None
        found = access.explained(life.account, session.tokens, now)
        other = next(one for one in found if one.name == access.OTHER_SESSIONS)
        if other.why == "token_ended":
            return None
        before, had = self.may_others, self.granted_by
        self.may_others, self.granted_by = other.granted, other.granted_by
        return (had[0] if had else "") if before and not other.granted else None


def signed_in(life: Life) -> Session | None:
    """The session, where it goes on."""
    if isinstance(life.state, s.NeedsLogin | s.SigningOut):
        return None
    return s.session_of(life.state)


def view_of(life: Life, tab: Tab) -> DevicesView:
    """What is shown."""
    name = life.account.name
    if signed_in(life) is None:
        return _without_session(life)
    common = {
        "account": name,
        "scope": tab.scope,
        "may_others": tab.may_others,
        "banner": tab.banner,
        "key": tab.key,
        "ending": tab.ending,
        "loading": tab.reading is not None,
    }
    listed = tab.listed
    if listed is not None:
        notes = project.notes(listed, own=tab.scope == "own")
        can_select = listed.complete or tab.scope != "own"
        return DevicesView(kind="list", notes=notes, can_select=can_select, this_known=tab.this_known, **common)  # type: ignore[arg-type]  # fields
    if tab.reading is not None:
        title, words = text("devices.loading_title"), text("devices.loading_text", host=host(life))
        stop = (Action("cancel", text("devices.cancel")),)
        return DevicesView(kind="loading", title=title, text=words, actions=stop, **common)  # type: ignore[arg-type]  # fields
    if tab.trouble is not None:
        return _troubled(tab, tab.trouble, common)
    if tab.whom is None:
        title, words = text(f"devices.{tab.scope}_hint_title"), text(f"devices.{tab.scope}_hint_text")
        return DevicesView(kind="hint", title=title, text=words, **common)  # type: ignore[arg-type]  # fields
    title, words = text("devices.stopped_title"), text("devices.stopped_text")
    again = (Action("reload", text("devices.try_again")),)
    return DevicesView(kind="trouble", title=title, text=words, actions=again, **common)  # type: ignore[arg-type]  # fields


def _troubled(tab: Tab, error: KeyfobError, common: dict[str, object]) -> DevicesView:
    if error.text == _UNLISTED:
        title, words = text("devices.unlisted_title"), text("devices.unlisted_text", application=tab.words)
        end = (Action("end_all", text("devices.unlisted_end")),)
        return DevicesView(kind="unlisted", title=title, text=words, actions=end, **common)  # type: ignore[arg-type]  # fields
    message, hint = project.trouble(error)
    actions = [Action("reload", text("devices.try_again"), primary=error.text not in project.KEY_ERRORS)]
    if error.text in project.KEY_ERRORS:
        wanted = error.text == "sessions.key_wanted"
        label = text("devices.enter_key" if wanted else "devices.other_key")
        actions.insert(0, Action("key", label, primary=tab.key is None))
    return DevicesView(
        kind="trouble",
        title=text("devices.trouble_title"),
        text=message,
        hint=hint,
        actions=tuple(actions),
        **common,  # type: ignore[arg-type]  # fields
    )


def _without_session(life: Life) -> DevicesView:
    name, state = life.account.name, life.state
    match state:
        case s.NeedsLogin(why=why):
            message, hint = error_texts(why.text, why.params)
            title, words = text("window.needs_login_title"), message
        case s.SignedOut() | s.SigningIn():
            title, words, hint = text("devices.signed_out_title"), text("devices.signed_out_text"), ""
        case _:
            return DevicesView(name, "loading", title=text("devices.wait_title"), text=text("devices.wait_text"))
    again = (Action("sign_in", text("window.sign_in"), primary=True),)
    return DevicesView(name, "signed_out", title=title, text=words, hint=hint, actions=again)


def was_stopped(error: KeyfobError) -> bool:
    """Whether the person stopped it."""
    return error.code is Code.E_CANCELLED
