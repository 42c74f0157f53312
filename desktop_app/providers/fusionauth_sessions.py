"""FusionAuth's session calls (its API reference, "Refresh tokens" and "Logout"; OpenAPI description 1.69).

An API key goes bare into Authorization and opens everything; a person's own access token (Bearer) ends that person's
sessions by id, and lists nothing. Times are epoch milliseconds. The list holds raw refresh tokens: they are dropped
here, where it is read. Ending answers with an empty body and does not say what went.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession, Listing, Offers
from desktop_app.providers import session_answers as answers
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.ports import Clock, Credentials, Http, HttpAnswer, Method, Place

_REFRESH: Final = "/api/jwt/refresh"
_TOKEN_PATH: Final = "/oauth2/token"  # noqa: S105 - a path
_MILLISECONDS: Final = 1000.0
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
_KEY: Final = "sessions.key_refused"


class FusionAuthSessions:
    """A :class:`desktop_app.ports.SessionCalls`."""

    def __init__(self, http: Http, clock: Clock, place: Place, credentials: Credentials) -> None:
        self._http = http
        self._clock = clock
        self._place = place
        self._credentials = credentials
        self._base, in_path = _base(place.token_endpoint)
        self._tenant = in_path or _uuid_or_none(credentials.tenant)

    @property
    def offers(self) -> Offers:
        """With an API key everything; without one no list."""
        if self._credentials.api_key is None:
            return Offers(end_by_id=True, everywhere=True, api_key="wanted", note="fusionauth_no_key")
        return Offers(
            own_list=True,
            end_by_id=True,
            everywhere=True,
            others=True,
            application="end",
            api_key="known",
            note="fusionauth_key",
        )

    def own(self) -> Listing:
        """``GET /api/jwt/refresh?userId=``; without an API key the one this program holds."""
        if self._credentials.api_key is None:
            return Listing((self._credentials.this,), complete=False)
        return self._list(self._credentials.subject)

    def of(self, user: str | None, application: str | None) -> Listing:
        """A user's, picked by application; there is no list of an application's."""
        if user is None:
            raise KeyfobError(Code.E_USAGE, "sessions.no_application_list")
        listed = self._list(user)
        if application is None:
            return listed
        picked = tuple(one for one in listed.sessions if one.application == application)
        return Listing(picked, unreadable=listed.unreadable)

    def find(self, session_id: str) -> ListedSession | None:
        """``GET /api/jwt/refresh/{tokenId}``; None where there is none (any more)."""
        answer = self._with_key("GET", f"{_REFRESH}/{answers.in_path(session_id)}")
        if answer.status == 404:
            return None
        value = answers.read(answer, self._clock.now(), denied=_KEY)
        found = value.get("refreshToken") if isinstance(value, dict) else None
        session = self._session(found)
        if session is None:
            raise answers.malformed("refreshToken")
        return session

    def find_user(self, words: str) -> str:
        """``GET /api/user/{userId}``, or ``GET /api/user?loginId=`` (e-mail address or user name)."""
        query = f"/{words}" if _UUID.fullmatch(words) else f"?{_query(loginId=words)}"
        answer = self._with_key("GET", f"/api/user{query}")
        if answer.status == 404:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=words[: answers.MAX_WORDS])
        value = answers.read(answer, self._clock.now(), denied=_KEY)
        user = value.get("user") if isinstance(value, dict) else None
        id_ = user.get("id") if isinstance(user, dict) else None
        if not isinstance(id_, str) or not _UUID.fullmatch(id_):
            raise answers.malformed("user.id")
        return id_

    def end(self, session: ListedSession) -> bool:
        """``DELETE /api/jwt/refresh/{tokenId}``, by the API key or as its owner; our own by its refresh token where no
        token names its id."""
        if session.current and not _UUID.fullmatch(session.id):
            self._credentials.revoke()
            return True
        path = f"{_REFRESH}/{answers.in_path(session.id)}"
        if self._credentials.api_key is not None:
            return answers.ended(self._with_key("DELETE", path), self._clock.now(), denied=_KEY)
        bearer = Secret(f"Bearer {self._credentials.bearer().reveal()}")
        return answers.ended(self._call("DELETE", path, bearer), self._clock.now())

    def end_by(self, user: str | None, application: str | None) -> bool:
        """``DELETE /api/jwt/refresh?userId=&applicationId=``."""
        criteria = _query(userId=user, applicationId=application)
        if not criteria or "" in (user, application):  # an empty name would leave a criterion out
            raise ValueError("nothing is named")  # FusionAuth refuses that as well; ours must not try
        answers.ended(self._with_key("DELETE", f"{_REFRESH}?{criteria}"), self._clock.now(), denied=_KEY)
        return True

    def everywhere(self) -> None:
        """``POST /api/logout`` with ``global``; the refresh token is the proof, and the answer is always yes."""
        now = self._clock.now()
        self._credentials.with_refresh_token(
            lambda token: log_out(self._http, now, self._place, token, everywhere=True)
        )

    def validate(self) -> Mapping[str, object] | None:
        """``GET /api/jwt/validate``: FusionAuth's metadata name no introspection endpoint."""
        bearer = Secret(f"Bearer {self._credentials.bearer().reveal()}")
        answer = self._call("GET", "/api/jwt/validate", bearer)
        if answer.status == 401:
            return {"active": False}
        value = answers.read(answer, self._clock.now())
        claims = value.get("jwt") if isinstance(value, dict) else None
        if not isinstance(claims, dict):
            raise answers.malformed("jwt")
        return {**claims, "active": True}

    def _list(self, user: str) -> Listing:
        if not user:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user="")
        answer = self._with_key("GET", f"{_REFRESH}?{_query(userId=user)}", limit=answers.LIST_LIMIT)
        value = answers.read(answer, self._clock.now(), denied=_KEY)
        return self.read_list(value)

    def read_list(self, value: object) -> Listing:
        """The answer ``{"refreshTokens": […]}``; an absent list is an empty one. Raises E_USERINFO."""
        if not isinstance(value, dict):
            raise answers.malformed("refreshTokens")
        listed = answers.entries(value.get("refreshTokens", []), "refreshTokens")
        found = [session for entry in listed if (session := self._session(entry)) is not None]
        return Listing(tuple(found), unreadable=len(listed) - len(found))

    def _session(self, entry: object) -> ListedSession | None:
        """One entry, without its token."""
        if not isinstance(entry, dict) or not answers.is_id(entry.get("id")):
            return None
        about = entry.get("metaData")
        device = about.get("device") if isinstance(about, dict) else None
        device = device if isinstance(device, dict) else {}
        application = answers.words(entry, "applicationId")
        names = (answers.words(device, name) for name in ("description", "name", "type"))
        return ListedSession(
            id=entry["id"],
            current=entry["id"] == self._credentials.this.id,
            device=next((name for name in names if name), ""),
            application=application,
            address=answers.words(device, "lastAccessedAddress"),
            started=answers.instant(entry, "startInstant", _MILLISECONDS)
            or answers.instant(entry, "insertInstant", _MILLISECONDS),
            last_used=answers.instant(device, "lastAccessedInstant", _MILLISECONDS),
            user=answers.words(entry, "userId"),
            kind="session" if application else "sso",
        )

    def _with_key(self, method: Method, path: str, *, limit: int = 1_000_000) -> HttpAnswer:
        key = self._credentials.api_key
        if key is None:
            raise KeyfobError(Code.E_USAGE, "sessions.key_wanted")
        return self._call(method, path, key, limit=limit)

    def _call(self, method: Method, path: str, authorization: Secret, *, limit: int = 1_000_000) -> HttpAnswer:
        headers = {} if self._tenant is None else {"X-FusionAuth-TenantId": self._tenant}
        return self._http.send(
            method,
            self._base + path,
            trust=self._place.trust,
            too_large=answers.TOO_LARGE,
            limit=limit,
            authorization=authorization,
            headers=headers,
        )


def log_out(http: Http, now: float, place: Place, token: Secret, *, everywhere: bool) -> None:
    """``POST /api/logout``: end the session of the refresh token *token*, or all of its owner's."""
    base, _tenant = _base(place.token_endpoint)
    body = {"global": everywhere, "refreshToken": token}
    answer = http.send("POST", f"{base}/api/logout", trust=place.trust, too_large=answers.TOO_LARGE, body=body)
    if not answers.ended(answer, now):
        raise KeyfobError(Code.E_METADATA, "sessions.no_calls")


def _base(token_endpoint: str) -> tuple[str, str | None]:
    """Where the interface begins, and the tenant that stands in the path (since 1.46).

    :raises KeyfobError: E_METADATA, this is not FusionAuth's token endpoint.
    """
    base = token_endpoint.removesuffix(_TOKEN_PATH)
    if base == token_endpoint or "?" in token_endpoint:
        raise KeyfobError(Code.E_METADATA, "sessions.no_calls")
    above, _, last = base.rpartition("/")
    return (above, last) if _UUID.fullmatch(last) else (base, None)


def _uuid_or_none(value: str | None) -> str | None:
    return value if value is not None and _UUID.fullmatch(value) else None


def _query(**named: str | None) -> str:
    return urlencode({name: value for name, value in named.items() if value}, errors="surrogatepass")
