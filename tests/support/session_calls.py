"""What tests of the session calls share: an HTTP that answers by a script, credentials, and calls that do as told."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import (
    Credentials,
    HttpAnswer,
    ListedSession,
    Listing,
    Method,
    Offers,
    Place,
    Trust,
)
from desktop_app.secret import Secret
from tests.support.port_doubles import NOW, HttpDouble

USER = "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a01"
OTHER = "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a02"
MINE = "11111111-2222-4333-8444-555555555555"
FUSIONAUTH = Place("fusionauth", "acme.com", "app", Trust(), "https://auth.example/oauth2/token")
KEYCLOAK = Place(
    "keycloak",
    "https://kc.example/realms/r",
    "app",
    Trust(),
    "https://kc.example/realms/r/protocol/openid-connect/token",
    "https://kc.example/realms/r/protocol/openid-connect/logout",
)


def reply(value: object = b"", status: int = 200, media_type: str = "application/json") -> HttpAnswer:
    """An answer; what is no bytes goes as JSON."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return HttpAnswer(status, media_type if body else "", {}, body, None, NOW)


@dataclass(frozen=True, slots=True)
class Sent:
    """A call that went out."""

    method: str
    url: str
    authorization: str | None
    headers: Mapping[str, str]
    body: Mapping[str, object] | None
    limit: int


class SendDouble(HttpDouble):
    """The next answer of :attr:`answers` to every call; *sent* is what went out."""

    def __init__(self, *answers: HttpAnswer | KeyfobError) -> None:
        super().__init__()
        self.answers = deque(answers)
        self.sent: list[Sent] = []
        self.forms: list[tuple[str, dict[str, object]]] = []

    def send(
        self,
        method: Method,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        authorization: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> HttpAnswer:
        """The next answer."""
        given = None if authorization is None else authorization.reveal()
        revealed = None if body is None else {name: _revealed(value) for name, value in body.items()}
        self.sent.append(Sent(method, url, given, dict(headers or {}), revealed, limit))
        return self._next()

    def post_form(self, url: str, fields: Mapping[str, str | Secret], **_how: Any) -> HttpAnswer:  # type: ignore[override]  # it answers
        """The next answer."""
        self.forms.append((url, {name: _revealed(value) for name, value in fields.items()}))
        return self._next()

    def _next(self) -> HttpAnswer:
        found = self.answers.popleft()
        if isinstance(found, KeyfobError):
            raise found
        return found


def _revealed(value: object) -> object:
    return value.reveal() if isinstance(value, Secret) else value


def credentials(*, api_key: str | None = None, tenant: str | None = None, this: str = MINE) -> Credentials:
    """Those of USER, whose session is *this*. A revocation of it raises E_SERVER, to be seen."""

    def revoke() -> None:
        raise KeyfobError(Code.E_SERVER, "protocol.server", status=599)

    return Credentials(
        subject=USER,
        this=ListedSession(this, current=True, user=USER),
        tenant=tenant,
        bearer=lambda: Secret("the.access.token"),
        revoke=revoke,
        with_refresh_token=lambda work: work(Secret("the-refresh-token")),
        api_key=None if api_key is None else Secret(api_key),
    )


@dataclass
class CallsDouble:
    """A :class:`desktop_app.ports.SessionCalls` in memory.

    :ivar people: user → sessions.
    :ivar troubles: id → what ending it raises.
    :ivar during: called while a session ends, before it does.
    """

    people: dict[str, list[ListedSession]]
    offers: Offers = Offers(own_list=True, end_by_id=True, everywhere=True, others=True, application="list")
    troubles: dict[str, KeyfobError] = field(default_factory=dict)
    during: Callable[[ListedSession], object] = lambda _session: None
    ended: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    one_call: bool = False
    deaf: bool = False
    guard: threading.Lock = field(default_factory=threading.Lock)

    def own(self) -> Listing:
        """USER's."""
        return Listing(tuple(self.people.get(USER, ())), complete=self.offers.own_list)

    def of(self, user: str | None, application: str | None) -> Listing:
        """Picked."""
        everybody = [one for sessions in self.people.values() for one in sessions]
        picked = everybody if user is None else self.people.get(user, [])
        return Listing(tuple(one for one in picked if application in (None, one.application)))

    def find(self, session_id: str) -> ListedSession | None:
        """Anybody's."""
        return next((one for one in self.of(None, None).sessions if one.id == session_id), None)

    def find_user(self, words: str) -> str:
        """An id, or E_USAGE."""
        if words not in self.people:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=words)
        return words

    def end(self, session: ListedSession) -> bool:
        """Gone from its list, or the trouble a test wants."""
        with self.guard:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.during(session)
            if session.id in self.troubles:
                raise self.troubles[session.id]
            with self.guard:
                return self._drop(session.id)
        finally:
            with self.guard:
                self.at_once -= 1

    def end_by(self, user: str | None, application: str | None) -> bool:
        """In one call, where *one_call* says so; where it is *deaf* it says yes and does nothing."""
        if self.one_call and not self.deaf:
            for one in self.of(user, application).sessions:
                self._drop(one.id)
        return self.one_call

    def everywhere(self) -> None:
        """All of USER's."""
        for one in self.own().sessions:
            self._drop(one.id)

    def validate(self) -> Mapping[str, object] | None:
        """Nothing."""
        return None

    def _drop(self, session_id: str) -> bool:
        for sessions in self.people.values():
            for one in list(sessions):
                if one.id == session_id:
                    sessions.remove(one)
                    self.ended.append(session_id)
                    return True
        return False
