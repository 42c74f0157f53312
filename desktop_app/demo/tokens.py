"""What the demo provider issues: JWT access tokens (RFC 9068) and ID tokens, by Authlib's generators."""

# Authlib carries no type information: its classes are Any to mypy, and these are its extension points.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

import secrets
import time
from typing import Any

from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core import OpenIDCode, OpenIDToken, UserInfo
from joserfc.jwk import KeySet

from desktop_app.demo.keys import ALGORITHM, Keys
from desktop_app.demo.people import APPLICATION_ID, TENANT_ID, Person
from desktop_app.demo.records import Session, Settings


def user_info(person: Person, scope: str) -> dict[str, Any]:
    """The claims of UserInfo that *scope* opens (OpenID Connect Core §5.4)."""
    everything = UserInfo(
        sub=person.id,
        name=person.name,
        given_name=person.given_name,
        family_name=person.family_name,
        preferred_username=person.username,
        email=person.email,
        email_verified=True,
    )
    return dict(everything.filter(scope))


class AccessTokens(JWTBearerTokenGenerator):
    """``at+jwt`` access tokens with roles, and refresh tokens of chance alone."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        super().__init__(
            settings.issuer,
            alg=ALGORITHM,
            refresh_token_generator=lambda **_: secrets.token_urlsafe(48),
            expires_generator=settings.access_ttl,
        )
        self._keys = keys

    def get_jwks(self) -> KeySet:
        """The signing key."""
        return self._keys.private

    def get_auth_time(self, user: Session) -> int:
        """When the person signed in: the same through every refresh."""
        return user.auth_time

    def get_extra_claims(self, client: object, grant_type: str, user: Session, scope: str) -> dict[str, Any]:
        """What FusionAuth puts into its access tokens, roles among it."""
        person = user.person
        return {
            "sid": user.id,
            "tid": TENANT_ID,
            "applicationId": APPLICATION_ID,
            "roles": list(person.roles),
            "preferred_username": person.username,
            "email": person.email,
        }


class _IdTokens(OpenIDToken):
    """ID tokens (OpenID Connect Core §2); at a refresh without nonce and with the first ``auth_time`` (§12.2)."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        super().__init__()
        self._settings = settings
        self._keys = keys

    def get_client_algorithm(self, client: object) -> str:
        """RS256."""
        return ALGORITHM

    def get_encode_header(self, client: object) -> dict[str, str]:
        """With the key's id."""
        return {"alg": ALGORITHM, "kid": self._keys.kid}

    def resolve_client_private_key(self, client: object) -> KeySet:
        """The signing key."""
        return self._keys.private

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        """The claims that do not depend on the person."""
        return {
            "iss": self._settings.issuer,
            "aud": client.get_client_id(),
            "exp": int(time.time()) + self._settings.id_ttl,
        }

    def generate_user_info(self, user: Session, scope: str) -> dict[str, Any]:
        """The claims that do."""
        return {**user_info(user.person, scope), "auth_time": user.auth_time, "sid": user.id}


class RefreshedIdTokens(_IdTokens):
    """ID tokens at the refresh grant."""


class FirstIdTokens(_IdTokens, OpenIDCode):
    """ID tokens at the code grant, with the request's nonce."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        super().__init__(settings, keys)
        self.require_nonce = False

    def exists_nonce(self, nonce: str, request: object) -> bool:
        """The nonce is the client's to judge (Core §15.5.2); the code is what must be used once."""
        return False


class FusionAuthMembers:
    """``userId`` and ``refresh_token_id``, which FusionAuth's token responses carry beside the standard's members."""

    def __call__(self, grant: Any) -> None:
        """Register with *grant*."""
        grant.register_hook("after_create_token_response", self.add)

    def add(self, grant: Any, response: tuple[int, dict[str, Any], object]) -> None:
        """Add them."""
        session: Session = grant.request.user
        response[1]["userId"] = session.person.id
        if "refresh_token" in response[1]:
            response[1]["refresh_token_id"] = session.id
