"""What each endpoint answers: honestly, or as the script has it."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from tests.support.provider.grants import Family, Grants, Refused
from tests.support.provider.keys import KeyRing
from tests.support.provider.minting import access_claims, id_claims, mint
from tests.support.provider.record import Counters, Seen
from tests.support.provider.script import Redirect, Script, TokenAnswer
from tests.support.provider.wire import Reply

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
#: Endpoint → path. The key set's path ends in a word of chance: it must come from the metadata.
PATHS = {
    "discovery": "/.well-known/openid-configuration",
    "authorize": "/authorize",
    "token": "/token",
    "userinfo": "/userinfo",
    "revoke": "/revoke",
    "introspect": "/introspect",
    "end_session": "/end-session",
}


class Endpoints:
    """The provider behind its server.

    :param client_secret: what the client must send besides its id, ``""`` for a public client.
    """

    def __init__(self, counters: Counters, *, client_id: str, client_secret: str) -> None:
        self.issuer = ""
        self.script = Script()
        self.keys = KeyRing()
        self.client_id = client_id
        self.grants = Grants(counters)
        self._client_secret = client_secret
        self._counters = counters
        self._keys_path = f"/keys-{secrets.token_hex(4)}"
        self._by_endpoint: dict[str, Callable[[Seen], Reply]] = {
            "discovery": self._discovery,
            "jwks": self._jwks,
            "authorize": self._authorize,
            "token": self._token,
            "refresh": self._refresh,
            "userinfo": self._userinfo,
            "revoke": self._revoke,
            "introspect": self._introspect,
            "end_session": self._end_session,
        }

    def endpoint_of(self, seen: Seen) -> str:
        """The name of the endpoint that a request meets."""
        if seen.path == self._keys_path:
            return "jwks"
        name = next((name for name, path in PATHS.items() if path == seen.path), "other")
        return "refresh" if name == "token" and seen.value("grant_type") == "refresh_token" else name

    def reply(self, seen: Seen) -> Reply:
        """The answer to a request."""
        handler = self._by_endpoint.get(seen.endpoint)
        return handler(seen) if handler else Reply(404, b"not here", "text/plain")

    def metadata(self) -> dict[str, Any]:
        """The provider's description of itself (OpenID Connect Discovery §3)."""
        here = self.issuer
        honest = {
            "issuer": here,
            "authorization_endpoint": here + PATHS["authorize"],
            "token_endpoint": here + PATHS["token"],
            "jwks_uri": here + self._keys_path,
            "userinfo_endpoint": here + PATHS["userinfo"],
            "revocation_endpoint": here + PATHS["revoke"],
            "introspection_endpoint": here + PATHS["introspect"],
            "end_session_endpoint": here + PATHS["end_session"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "token_endpoint_auth_methods_supported": ["client_secret_post" if self._client_secret else "none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return _without({**honest, **self.script.metadata}, self.script.metadata_without)

    def _discovery(self, seen: Seen) -> Reply:
        return _json(self.metadata())

    def _jwks(self, seen: Seen) -> Reply:
        if self.script.jwks is not None:
            return Reply(200, self.script.jwks.encode())
        keys = [key.jwk() for key in self.keys.published(second_rsa=self.script.second_rsa_key)]
        keys = [key for key in keys if key["kty"] not in self.script.keys_without]
        return _json({"keys": [*keys, *self.script.extra_keys]})

    def _authorize(self, seen: Seen) -> Reply:
        """Sends the browser straight back: there is no login page."""
        redirect_uri = seen.value("redirect_uri")
        target = urlsplit(redirect_uri)
        if seen.value("client_id") != self.client_id or target.scheme != "http" or target.hostname not in _LOOPBACK:
            return Reply(400, b"unknown client or redirect address", "text/plain")
        repeated = [name for name, values in seen.query.items() if len(values) > 1]
        challenge = seen.value("code_challenge")
        error = None
        if repeated or seen.value("response_type") != "code" or "openid" not in seen.value("scope").split():
            error = ("invalid_request", "response_type=code and scope=openid are needed, each parameter once")
        elif seen.value("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
            error = ("invalid_request", "PKCE with S256 is needed")
        parameters = {}
        script = self.script.redirect
        error = error or script.error
        if error:
            parameters = {"error": error[0], "error_description": error[1]}
        else:
            now = time.time()
            family = Family(
                id=secrets.token_hex(8),
                subject=self.script.subject,
                client_id=self.client_id,
                scope=seen.value("scope"),
                nonce=seen.value("nonce"),
                auth_time=int(now),
            )
            parameters = {"code": self.grants.new_code(family, redirect_uri, challenge, now)}
        return self._back(redirect_uri, parameters, seen.value("state"), script)

    def _back(self, where: str, parameters: dict[str, str], state: str, script: Redirect) -> Reply:
        if state and script.state != "none":
            parameters["state"] = state if script.state == "right" else "another-" + state[8:]
        if script.iss != "none":
            parameters["iss"] = self.issuer if script.iss == "right" else "https://other.example"
        parameters = _without({**parameters, **script.extra}, script.without)
        pairs = [*parameters.items(), *((name, parameters.get(name, "") + "2") for name in script.repeat)]
        mark = "&" if "?" in where else "?"
        return Reply(302, b"", "text/plain", {"Location": where + mark + urlencode(pairs)})

    def _token(self, seen: Seen) -> Reply:
        answer = self.script.sign_in
        try:
            self._check_client(seen)
            if answer.error:
                raise Refused(*answer.error)
            if seen.value("grant_type") != "authorization_code":
                raise Refused("unsupported_grant_type", "only codes and refresh tokens")
            _once(seen)
            family = self.grants.redeem(
                seen.value("code"),
                seen.value("redirect_uri"),
                self.client_id,
                seen.value("code_verifier"),
                time.time(),
            )
        except Refused as refused:
            return _refusal(refused, answer.error_status)
        offline = "offline_access" in family.scope.split()
        refresh_token = self.grants.issue(family, self.script.refresh_token_length, time.time()) if offline else None
        return self._tokens(answer, family, refresh_token, refreshed=False)

    def _refresh(self, seen: Seen) -> Reply:
        answer = self.script.refresh
        self._counters.refreshes += 1
        try:
            self._check_client(seen)
            if answer.error:
                raise Refused(*answer.error)
            _once(seen)
            now = time.time()
            token = seen.value("refresh_token")
            family, is_current = self.grants.spend(token, self.client_id, self.script.grace, now)
        except Refused as refused:
            return _refusal(refused, answer.error_status)
        refresh_token = family.current
        if self.script.rotation == "rotate" and is_current:
            refresh_token = self.grants.issue(family, self.script.refresh_token_length, now)
        elif self.script.rotation == "omit":
            refresh_token = None
        return self._tokens(answer, family, refresh_token, refreshed=True)

    def _tokens(self, answer: TokenAnswer, family: Family, refresh_token: str | None, *, refreshed: bool) -> Reply:
        script = self.script
        if script.rotate_before_signing:
            self.keys.rotate()
        now = int(time.time())
        jti = secrets.token_urlsafe(18)
        if script.access == "jwt":
            claims = access_claims(script, family, issuer=self.issuer, now=now, jti=jti)
            header = {"typ": "at+jwt"}
            access = mint(answer.access_token, claims, self.keys, client_id=self.client_id, header=header)
        else:
            access = jti
        family.access_tokens[access] = now + script.lifetime
        self._counters.access_tokens_issued += 1
        claims = id_claims(script, answer, family, access, issuer=self.issuer, now=now, refreshed=refreshed)
        body: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": script.lifetime,
            "scope": family.scope,
            "id_token": mint(answer.id_token, claims, self.keys, client_id=self.client_id),
        }
        if refresh_token is not None:
            body["refresh_token"] = refresh_token
        body = _without({**body, **answer.fields}, answer.without)
        return _json(body, {"Cache-Control": "no-store"})

    def _check_client(self, seen: Seen) -> None:
        """Public: the id in the form. Otherwise the secret too, in the form or by Basic (RFC 6749 §2.3.1)."""
        client_id, secret = seen.value("client_id"), seen.value("client_secret")
        scheme, _, words = seen.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            name, _, password = base64.b64decode(words).decode().partition(":")
            client_id, secret = unquote_plus(name), unquote_plus(password)
        if client_id != self.client_id or secret != self._client_secret:
            raise Refused("invalid_client", "unknown client, or a wrong secret")

    def _bearer(self, seen: Seen) -> Family | None:
        """The family of the access token in the Authorization header (RFC 6750 §2.1); other places do not count."""
        scheme, _, token = seen.headers.get("authorization", "").partition(" ")
        family = self.grants.of_token(token) if scheme.lower() == "bearer" and token else None
        if family is None or family.revoked or family.access_tokens.get(token, 0.0) < time.time():
            return None
        return family

    def _userinfo(self, seen: Seen) -> Reply:
        family = self._bearer(seen)
        if family is None:
            return Reply(401, b"", "text/plain", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        script = self.script
        honest = {"sub": family.subject, "roles": list(script.roles), **script.user}
        return _json(_without({**honest, **script.userinfo}, script.userinfo_without))

    def _revoke(self, seen: Seen) -> Reply:
        try:
            self._check_client(seen)
        except Refused as refused:
            return _refusal(refused, 401)
        family = self.grants.of_token(seen.value("token"))
        if family is not None:
            self.grants.revoke(family)
        return Reply(200, b"", "text/plain")

    def _introspect(self, seen: Seen) -> Reply:
        try:
            self._check_client(seen)
        except Refused as refused:
            return _refusal(refused, 401)
        family = self.grants.of_token(seen.value("token"))
        if family is None or family.revoked:
            return _json({"active": False})
        return _json({"active": True, "sub": family.subject, "client_id": family.client_id, "scope": family.scope})

    def _end_session(self, seen: Seen) -> Reply:
        """Ends the session that the ID token names, and sends the browser back (RP-Initiated Logout §2, §3)."""
        payload = (seen.value("id_token_hint").split(".") + ["", ""])[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)) or b"{}")
        family = self.grants.families.get(str(claims.get("sid", "")))
        if family is not None:
            self.grants.revoke(family)
        where = seen.value("post_logout_redirect_uri")
        if not where or urlsplit(where).hostname not in _LOOPBACK:
            return Reply(200, b"signed out", "text/plain")
        script = self.script.logout
        return self._back(where, {}, seen.value("state"), Redirect(script.state, "none", script.extra))


def _json(value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(200, json.dumps(value).encode(), "application/json", headers or {})


def _refusal(refused: Refused, status: int) -> Reply:
    body = json.dumps({"error": refused.error, "error_description": refused.description}).encode()
    return Reply(status, body)


def _without(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _once(seen: Seen) -> None:
    """Parameters of a token request come once (RFC 6749 §3.2)."""
    if any(len(values) > 1 for values in seen.form.values()):
        raise Refused("invalid_request", "a parameter came twice")
