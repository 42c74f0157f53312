"""Lists the sessions a provider keeps: one's own, and, for administrators, other people's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession, Offers
from desktop_app.session.access import OTHER_SESSIONS, capabilities
from desktop_app.session.place import page_of
from desktop_app.session.session_calls import CURRENT, Opened, open_calls, require_other_sessions

if TYPE_CHECKING:
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event


#: The note of providers whose list may leave out the session this program holds.
HIDDEN: Final = "keycloak_offline"
#: So many ids that are in no list are looked up, one by one.
MOST_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose sessions are meant: one's own, unless a user (id, e-mail address or user name) or an application is named.

    Everything but one's own needs the capability ``other_sessions``.
    """

    user: str | None = None
    application: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is about the person of the account."""
        return self.user is None and self.application is None


@dataclass(frozen=True, slots=True)
class SessionList:
    """What the provider listed, and what can be done with it.

    :param complete: False where there is no list, and *sessions* is only the one this program holds.
    :param unreadable: entries that could not be read.
    :param note: name of a sentence in ``sessions.note_*``; ``""`` for none.
    :param page: where a person sees and ends their sessions in the browser.
    :param user: the id of the person whose sessions these are, None for an application's.
    :param this_known: False where nobody can say which of *sessions* this program holds: then "all but this one" cannot
        be picked. Among another person's there is none.
    """

    sessions: tuple[ListedSession, ...]
    offers: Offers
    complete: bool
    unreadable: int
    note: str
    page: str | None
    user: str | None
    this_known: bool = True


def list_sessions(
    deps: Deps,
    account: Account,
    whom: Whom,
    *,
    notify: Callable[[Event], None],
    cancel: Cancel | None = None,
) -> SessionList:
    """Ask the provider now.

    :raises KeyfobError: E_NOT_SIGNED_IN, E_REAUTH, E_DENIED (``reason`` ``role``: the capability is missing; ``401``,
        ``403``: the provider says no), E_USAGE (no such person; the API key is missing; there is no such list),
        E_USERINFO, E_PORTAL, E_SERVER, E_RATE, E_PROXY, TransportError, E_KEYCHAIN_*.
    """
    opened = open_calls(deps, account, notify=notify, cancel=cancel)
    user = require(deps, account, opened, whom)
    listed = opened.calls.own() if whom.is_own else opened.calls.of(user, whom.application)
    offers = opened.calls.offers
    sessions = listed.sessions
    note = offers.note
    if note == HIDDEN:
        # Some Keycloaks do not name the session this program lives by, where it is an offline one.
        hidden = whom.is_own and not any(one.current for one in sessions)
        sessions = (replace(opened.this, kind="offline"), *sessions) if hidden else sessions
        note = HIDDEN if hidden else ""
    return SessionList(
        sessions=sessions,
        offers=offers,
        complete=listed.complete,
        unreadable=listed.unreadable,
        note=note,
        page=page_of(deps, account),
        user=opened.subject if whom.is_own else user,
        this_known=opened.this.id != CURRENT
        or any(one.current for one in sessions)
        or user not in (None, opened.subject),
    )


def require(deps: Deps, account: Account, opened: Opened, whom: Whom) -> str | None:
    """Check the capability for *whom*, and find the person.

    :returns: the person's id; None for an application's sessions.
    """
    if whom.is_own:
        return opened.subject
    require_other_sessions(account, opened.tokens(), deps.clock.now())
    offers = opened.calls.offers
    if not offers.others:
        raise KeyfobError(Code.E_USAGE, "sessions.key_wanted" if offers.api_key == "wanted" else "sessions.not_here")
    return None if whom.user is None else opened.calls.find_user(whom.user)


def find_sessions(
    deps: Deps,
    account: Account,
    listed: SessionList,
    ids: Iterable[str],
    *,
    notify: Callable[[Event], None],
    cancel: Cancel | None = None,
) -> tuple[list[ListedSession], list[str]]:
    """The sessions with these ids, and the ids that are none. Who may end other people's sessions may name any.

    :raises KeyfobError: as :func:`list_sessions`.
    """
    found, unknown = pick(listed, ids)
    if not unknown or not listed.offers.others:
        return found, unknown
    opened = open_calls(deps, account, notify=notify, cancel=cancel)
    if not capabilities(account, opened.tokens(), deps.clock.now())[OTHER_SESSIONS]:
        return found, unknown
    left: list[str] = []
    for id_ in unknown:
        session = opened.calls.find(id_) if len(unknown) <= MOST_NAMED else None
        if session is None:
            left.append(id_)
        else:
            found.append(session)
    return found, left


def pick(listed: SessionList, ids: Iterable[str]) -> tuple[list[ListedSession], list[str]]:
    """The sessions with these ids, and the ids that are none of them.

    Where there is no list but single sessions can be ended, an id is taken as one's own: the provider judges.
    """
    found: list[ListedSession] = []
    unknown: list[str] = []
    for id_ in dict.fromkeys(ids):
        # An offline session may have the id of the one it came from: both are meant.
        known = [one for one in listed.sessions if one.id == id_]
        if not known and not listed.complete and listed.offers.end_by_id:
            known = [ListedSession(id_, user=listed.user or "")]
        found += known
        if not known:
            unknown.append(id_)
    return found, unknown
