"""The demo provider's grants: Authlib's, with our memory behind them.

Both run inside one transaction of the store (see :mod:`desktop_app.demo.oauth`), so "spent" and "issued" are one step.
"""

# Authlib carries no type information: its classes are Any to mypy, and these are its extension points.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

import time
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from desktop_app.demo.records import Code, Device, RefreshToken, Session
from desktop_app.demo.store import digest

_MAX_WORDS = 200


class Refused(InvalidGrantError):
    """``invalid_grant`` with FusionAuth's ``error_reason`` beside it."""

    def __init__(self, description: str, reason: str) -> None:
        super().__init__(description)
        self.reason = reason

    def get_body(self) -> list[tuple[str, str]]:
        """The members of the error object."""
        return [*super().get_body(), ("error_reason", self.reason)]


class CodeGrant(AuthorizationCodeGrant):
    """RFC 6749 §4.1 for a public client."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep the code's hash with everything the request said."""
        data = request.payload.data
        now = int(time.time())
        self.server.store.add_code(
            Code(
                hash=digest(code),
                person=request.user,
                redirect_uri=request.payload.redirect_uri,
                scope=request.scope,
                nonce=data.get("nonce") or "",
                code_challenge=data["code_challenge"],
                code_challenge_method=data["code_challenge_method"],
                auth_time=now,
                device=Device(
                    name=_words(data.get("metaData.device.name")),
                    description=_words(data.get("metaData.device.description")),
                    type=_words(data.get("metaData.device.type")),
                    address=self.server.caller_address(),
                ),
                expires=now + self.server.settings.code_ttl,
            )
        )

    def query_authorization_code(self, code: str, client: object) -> Code:
        """The code if it may be exchanged."""
        found: Code | None = self.server.store.code(code)
        if found is None:
            raise Refused("The authorization code is unknown, expired or used.", "auth_code_not_found")
        return found

    def authenticate_user(self, authorization_code: Code) -> Session:
        """Start the session; it stands for the person from here on."""
        session: Session = self.server.store.begin(authorization_code)
        self.server.store.spend_code(authorization_code, session.id)
        return session

    def generate_token(self, **words: Any) -> dict[str, Any]:
        """A refresh token comes only with ``offline_access``."""
        wanted = "offline_access" in str(words.get("scope") or "").split()
        words["include_refresh_token"] = bool(words.get("include_refresh_token")) and wanted
        return dict(super().generate_token(**words))

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It stays, marked as spent, so that a second use can be told (and ends the session)."""


class RotatingRefreshGrant(RefreshTokenGrant):
    """RFC 6749 §6 with one-time refresh tokens (RFC 9700 §4.14)."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> RefreshToken:
        """The token if it may be used; a spent one takes its family with it."""
        found: RefreshToken | None = self.server.store.usable_refresh_token(refresh_token)
        if found is None:
            raise Refused("The refresh token is unknown, expired, used or revoked.", "refresh_token_not_found")
        return found

    def authenticate_user(self, refresh_token: RefreshToken) -> Session:
        """The session stands for the person."""
        return refresh_token.session

    def revoke_old_credential(self, refresh_token: RefreshToken) -> None:
        """The old one is spent."""
        self.server.store.spend(refresh_token, self.server.caller_address())


class RequiredS256(CodeChallenge):
    """RFC 7636 with S256 alone, and never without."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge, and one that leaves the method to the default (``plain``)."""
        data = grant.request.payload.data
        if not data.get("code_challenge"):
            raise InvalidRequestError("PKCE is required: code_challenge is missing.")
        if data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required with code_challenge_method=S256.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: Any, result: object) -> None:
        """Name the reason as FusionAuth does."""
        try:
            super().validate_code_verifier(grant, result)
        except InvalidGrantError as error:
            raise Refused("The code verifier does not fit.", "invalid_pkce_code_verifier") from error


class QueryMode:
    """What else an authorization request must not ask for (OpenID Connect Core §6, OAuth 2.0 response modes)."""

    def __call__(self, grant: Any) -> None:
        """Register with *grant*."""
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant: Any, redirect_uri: str) -> None:
        """Refuse request objects and response modes other than ``query``."""
        data = grant.request.payload.data
        for name in ("request", "request_uri"):
            if data.get(name):
                raise InvalidRequestError("Request objects are not supported.", error=f"{name}_not_supported")
        if data.get("response_mode", "query") != "query":
            raise InvalidRequestError("Only response_mode=query is supported.")


def _words(given: str | None) -> str:
    return (given or "")[:_MAX_WORDS]
