"""FusionAuth's session calls, as its OpenAPI description has them (version 1.69): list, look at, end, validate.

Who may: the API key (bare in ``Authorization``), or the owner's JWT (``Bearer``) for single sessions. Times are epoch
milliseconds. Raw refresh tokens are not in the list: only their hashes are kept here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from desktop_app.demo.endpoints import AccessToken, read_access_token
from desktop_app.demo.people import APPLICATION_ID, PEOPLE, TENANT_ID, Person, is_application, person_by_id
from desktop_app.demo.records import Session

if TYPE_CHECKING:
    from desktop_app.demo.oauth import DemoServer

_UNAUTHORIZED = ("", 401)
_MISSING = ("", 404)
Answer = Response | tuple[Response | str, int]


def session_calls(server: DemoServer, api_key: str) -> Blueprint:
    """The blueprint of everything below ``/api/``."""
    views = Blueprint("session_calls", __name__)
    store = server.store

    def has_key() -> bool:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), api_key.encode())

    def bearer() -> AccessToken | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return read_access_token(server, token.strip()) if scheme.lower() == "bearer" else None

    def may_end(session: Session) -> bool:
        owner = bearer()
        return has_key() or (owner is not None and owner.claims["sub"] == session.person.id)

    @views.before_request
    def tenant() -> Answer | None:
        asked = request.headers.get("X-FusionAuth-TenantId", TENANT_ID)
        return None if asked == TENANT_ID else _error("[invalid]X-FusionAuth-TenantId", "There is no such tenant.")

    @views.get("/api/jwt/refresh")
    def listing() -> Answer:
        if not has_key():
            return _UNAUTHORIZED
        user = request.args.get("userId")
        if not user:
            return _error("[missing]userId", "Name the user with userId.")
        return jsonify({"refreshTokens": [_shown(session) for session in store.sessions_of(user)]})

    @views.get("/api/jwt/refresh/<session_id>")
    def one(session_id: str) -> Answer:
        if not has_key():
            return _UNAUTHORIZED
        session = store.session(session_id)
        return _MISSING if session is None else jsonify({"refreshToken": _shown(session)})

    @views.delete("/api/jwt/refresh/<session_id>")
    def end_one(session_id: str) -> Answer:
        return end(store.session(session_id))

    @views.delete("/api/jwt/refresh")
    def end_by() -> Answer:
        asked = _asked()
        token, user, application = (asked.get(name) for name in ("token", "userId", "applicationId"))
        if isinstance(token, str) and token:
            known = store.refresh_token(token)
            return end(None if known is None else known.session)
        if not has_key():
            return _UNAUTHORIZED
        if not user and not application:
            return _error("[missing]criteria", "Name a token, a user or an application.")
        if not application or is_application(str(application)):
            store.end_all(str(user) if user else None)
        return Response(status=200)

    def end(session: Session | None) -> Answer:
        if session is None:
            return _MISSING if has_key() or bearer() is not None else _UNAUTHORIZED
        if not may_end(session):
            return _UNAUTHORIZED
        store.end(session.id)
        return Response(status=200)

    @views.post("/api/logout")
    def logout() -> Answer:
        asked = _asked()
        token = asked.get("refreshToken")
        known = store.refresh_token(token) if isinstance(token, str) else None
        if known is not None:
            store.end(known.session.id)
            if asked.get("global") in (True, "true") and known.spent_at is None:
                store.end_all(known.session.person.id)
        return Response(status=200)

    @views.get("/api/jwt/validate")
    def validate() -> Answer:
        token = bearer()
        if token is None:
            return _UNAUTHORIZED
        # FusionAuth's description calls `aud` an object, which a client id is not: `applicationId` says it instead.
        return jsonify({"jwt": {name: value for name, value in token.claims.items() if name != "aud"}})

    @views.get("/api/user")
    def user_by() -> Answer:
        wanted = {name: request.args.get(name, "").casefold() for name in ("email", "username", "loginId", "userId")}
        people = (
            person
            for person in PEOPLE
            if wanted["email"] == person.email
            or wanted["username"] == person.username
            or wanted["loginId"] in (person.email, person.username)
            or wanted["userId"] == person.id
        )
        return user(next(people, None))

    @views.get("/api/user/<user_id>")
    def user_by_id(user_id: str) -> Answer:
        return user(person_by_id(user_id))

    def user(person: Person | None) -> Answer:
        if not has_key():
            return _UNAUTHORIZED
        return _MISSING if person is None else jsonify({"user": _user(person)})

    return views


def _asked() -> Mapping[str, Any]:
    """The request's parameters: a JSON object, a form, or the query; what is said in the body counts more."""
    body = request.get_json(silent=True) if request.is_json else None
    return {**request.args.to_dict(), **request.form.to_dict(), **(body if isinstance(body, dict) else {})}


def _error(code: str, message: str) -> Answer:
    return jsonify({"generalErrors": [{"code": code, "message": message}]}), 400


def _instant(seconds: float) -> int:
    return round(seconds * 1000)


def _shown(session: Session) -> dict[str, object]:
    device = {
        "name": session.device.name,
        "description": session.device.description,
        "type": session.device.type,
        "lastAccessedAddress": session.device.address,
    }
    return {
        "applicationId": APPLICATION_ID,
        "id": session.id,
        "insertInstant": _instant(session.started),
        "startInstant": _instant(session.started),
        "tenantId": TENANT_ID,
        "userId": session.person.id,
        "metaData": {
            "device": {
                **{name: value for name, value in device.items() if value},
                "lastAccessedInstant": _instant(session.last_used),
            },
            "scopes": session.scope.split(),
        },
    }


def _user(person: Person) -> dict[str, object]:
    registration = {"applicationId": APPLICATION_ID, "roles": list(person.roles), "verified": True}
    return {
        "id": person.id,
        "tenantId": TENANT_ID,
        "active": True,
        "verified": True,
        "email": person.email,
        "username": person.username,
        "firstName": person.given_name,
        "lastName": person.family_name,
        "fullName": person.name,
        "registrations": [registration],
    }
