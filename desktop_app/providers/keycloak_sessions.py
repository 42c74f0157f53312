"""Keycloak's session calls: the account interface for one's own (times in seconds), the administration's for others
(times in milliseconds). Both take the person's access token; Keycloak judges by the roles in it.

Not every version's account interface lists offline sessions, so whoever asks for ``offline_access`` may not find
themselves there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession, Listing, Offers
from desktop_app.providers import session_answers as answers
from desktop_app.providers.keycloak_entries import account_sessions, admin_session
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.ports import Clock, Credentials, Http, HttpAnswer, Method, Place
    from desktop_app.ports.provider_sessions import SessionKind

TOKEN_PATH: Final = "/protocol/openid-connect/token"  # noqa: S105 - a path
#: How many of an application's sessions are asked for at a time.
_PAGE: Final = 500
_DENIED: Final = "sessions.keycloak_denied"


class KeycloakSessions:
    """A :class:`desktop_app.ports.SessionCalls`."""

    offers = Offers(
        own_list=True, end_by_id=True, everywhere=True, others=True, application="list", note="keycloak_offline"
    )

    def __init__(self, http: Http, clock: Clock, place: Place, credentials: Credentials) -> None:
        self._http = http
        self._clock = clock
        self._place = place
        self._credentials = credentials
        self._realm = realm_of(place.token_endpoint)
        root, _, name = self._realm.rpartition("/realms/")
        self._admin = f"{root}/admin/realms/{name}"

    def own(self) -> Listing:
        """``GET …/account/sessions/devices``."""
        value = answers.read(self._call("GET", f"{self._realm}/account/sessions/devices"), self._now, denied=_DENIED)
        return account_sessions(value, self._credentials.subject, self._credentials.this.id)

    def of(self, user: str | None, application: str | None) -> Listing:
        """``GET …/users/{id}/sessions`` and ``…/offline-sessions/{client}``, or ``GET …/clients/{id}/user-sessions``.

        The offline sessions of a user are those of the application that is named, or of our own.
        """
        client = None if application is None and user is None else self._client(application)
        if user is None:
            if client is None:
                raise KeyfobError(Code.E_USAGE, "sessions.no_application", application=application or "")
            return self._paged(f"/clients/{client}/user-sessions", "session")
        online = self._read(f"/users/{answers.in_path(user)}/sessions", "session")
        if application is not None:
            if client is None:
                raise KeyfobError(Code.E_USAGE, "sessions.no_application", application=application)
            picked = tuple(one for one in online.sessions if application in one.application.split(", "))
            online = Listing(picked, unreadable=online.unreadable)
        if client is None:
            return online
        offline = self._read(f"/users/{answers.in_path(user)}/offline-sessions/{client}", "offline")
        return _joined(online, offline)

    def find(self, session_id: str) -> ListedSession | None:
        """Keycloak tells nothing of a session by its id; ending it says whether there was one."""
        return ListedSession(session_id) if answers.is_id(session_id) else None

    def find_user(self, words: str) -> str:
        """``GET …/users/{id}``, else ``GET …/users?exact=true`` with ``email`` or ``username``."""
        if answers.is_id(words):
            answer = self._call("GET", f"{self._admin}/users/{answers.in_path(words)}")
            if answer.status != 404:
                return _id_of(answers.read(answer, self._now, denied=_DENIED))
        name = "email" if "@" in words else "username"
        query = urlencode({name: words, "exact": "true"}, errors="surrogatepass")
        found = answers.read(self._call("GET", f"{self._admin}/users?{query}"), self._now, denied=_DENIED)
        # Not every version knows "exact"; without it a part of a name finds other people.
        people = [one for one in answers.entries(found, "users") if _is_called(one, name, words)]
        if len(people) != 1:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=words[: answers.MAX_WORDS])
        return _id_of(people[0])

    def end(self, session: ListedSession) -> bool:
        """One's own by the account interface, which says yes to unknown ones too; others' by the administration's."""
        id_ = answers.in_path(session.id)
        if session.current and session.kind == "offline":
            # Ending an offline session by its id is for administrators; its refresh token is the person's way.
            self._credentials.revoke()
            return True
        if session.user == self._credentials.subject:
            answer = self._call("DELETE", f"{self._realm}/account/sessions/{id_}")
        else:
            offline = "?isOffline=true" if session.kind == "offline" else ""
            answer = self._call("DELETE", f"{self._admin}/sessions/{id_}{offline}")
        return answers.ended(answer, self._now, denied=_DENIED)

    def end_by(self, user: str | None, application: str | None) -> bool:
        """``POST …/users/{id}/logout``; for an application there is no one call that leaves the others alone. One's own
        end by the account interface."""
        if user is None or application is not None:
            return False
        if user == self._credentials.subject:
            self.everywhere()
            return True
        answer = self._call("POST", f"{self._admin}/users/{answers.in_path(user)}/logout", body={})
        if not answers.ended(answer, self._now, denied=_DENIED):
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=user)
        return True

    def everywhere(self) -> None:
        """``DELETE …/account/sessions?current=true``. Offline sessions stay; our own ends by its refresh token."""
        answer = self._call("DELETE", f"{self._realm}/account/sessions?current=true")
        if not answers.ended(answer, self._now, denied=_DENIED):
            raise KeyfobError(Code.E_METADATA, "sessions.no_calls")

    def validate(self) -> Mapping[str, object] | None:
        """Introspection is in Keycloak's metadata."""
        return None

    @property
    def _now(self) -> float:
        return self._clock.now()

    def _client(self, application: str | None) -> str | None:
        """Keycloak's own id of a client; None where there is none, or where our own may not be looked up."""
        query = urlencode({"clientId": application or self._place.client_id}, errors="surrogatepass")
        answer = self._call("GET", f"{self._admin}/clients?{query}")
        if application is None and answer.status == 403:
            return None  # offline sessions need one role more (view-clients); the others do not
        listed = answers.entries(answers.read(answer, self._now, denied=_DENIED), "clients")
        wanted = application or self._place.client_id
        found = [one for one in listed if isinstance(one, dict) and one.get("clientId") == wanted]
        return answers.in_path(_id_of(found[0])) if found else None

    def _read(self, path: str, kind: SessionKind) -> Listing:
        answer = self._call("GET", self._admin + path)
        if answer.status == 404:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=path.split("/")[2])
        return self._listing(answers.read(answer, self._now, denied=_DENIED), kind)

    def _listing(self, value: object, kind: SessionKind) -> Listing:
        listed = answers.entries(value, "sessions")
        found = [one for entry in listed if (one := admin_session(entry, kind, self._credentials.this.id)) is not None]
        return Listing(tuple(found), unreadable=len(listed) - len(found))

    def _paged(self, path: str, kind: SessionKind) -> Listing:
        return _joined(*self._pages(path, kind))

    def _pages(self, path: str, kind: SessionKind) -> Iterator[Listing]:
        for first in range(0, answers.MAX_SESSIONS, _PAGE):
            answer = self._call("GET", f"{self._admin}{path}?first={first}&max={_PAGE}")
            page = self._listing(answers.read(answer, self._now, denied=_DENIED), kind)
            yield page
            if len(page.sessions) + page.unreadable < _PAGE:
                return

    def _call(self, method: Method, url: str, *, body: Mapping[str, object] | None = None) -> HttpAnswer:
        return self._http.send(
            method,
            url,
            trust=self._place.trust,
            too_large=answers.TOO_LARGE,
            limit=answers.LIST_LIMIT,
            authorization=Secret(f"Bearer {self._credentials.bearer().reveal()}"),
            body=body,
        )


def realm_of(token_endpoint: str) -> str:
    """The realm's address.

    :raises KeyfobError: E_METADATA, this is not Keycloak's token endpoint.
    """
    realm = token_endpoint.removesuffix(TOKEN_PATH)
    if realm == token_endpoint or "/realms/" not in realm or "?" in realm:
        raise KeyfobError(Code.E_METADATA, "sessions.no_calls")
    return realm


def own_page(issuer: str) -> str:
    """Where a person sees their devices."""
    return issuer.rstrip("/") + "/account/device-activity"


def _joined(*listings: Listing) -> Listing:
    """Each session once: an offline one may be listed for both reasons."""
    found = {(one.id, one.kind): one for listing in listings for one in listing.sessions}
    return Listing(tuple(found.values()), unreadable=sum(listing.unreadable for listing in listings))


def _is_called(entry: object, name: str, words: str) -> bool:
    """Whether the member *name* says *words*. Keycloak keeps names and addresses of people in small letters."""
    value = entry.get(name) if isinstance(entry, dict) else None
    return isinstance(value, str) and value.casefold() == words.casefold()


def _id_of(entry: object) -> str:
    id_ = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(id_, str) or not answers.is_id(id_):
        raise answers.malformed("id")
    return id_
