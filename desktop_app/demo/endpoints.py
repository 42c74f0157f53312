"""The endpoints beside the token endpoint: Authlib's, with our memory behind them."""

# Authlib carries no type information: its classes are Any to mypy, and these are its extension points.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.core import UserInfoEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet

from desktop_app.demo.client import DemoClient
from desktop_app.demo.keys import ALGORITHM
from desktop_app.demo.people import CLIENT_ID
from desktop_app.demo.records import RefreshToken, Session
from desktop_app.demo.tokens import user_info

if TYPE_CHECKING:
    from desktop_app.demo.oauth import DemoServer


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A valid access token of ours; *session* is None when that has ended meanwhile."""

    claims: dict[str, Any]
    session: Session | None

    @property
    def scope(self) -> str:
        """Space-separated."""
        return str(self.claims.get("scope", ""))

    def check_client(self, client: object) -> bool:
        """Whether it was issued to *client*."""
        return self.claims.get("client_id") == getattr(client, "client_id", None)

    def get_scope(self) -> str:
        """As in the token."""
        return self.scope

    def is_expired(self) -> bool:
        """Expired ones are not read in the first place."""
        return False

    def is_revoked(self) -> bool:
        """With its session gone it opens nothing here any more."""
        return self.session is None

    def get_user(self) -> Session | None:
        """The session stands for the person."""
        return self.session

    def get_client(self) -> DemoClient:
        """There is one."""
        return DemoClient()


def read_access_token(server: DemoServer, token: str) -> AccessToken | None:
    """*token* if it is a valid access token of ours."""
    claims = server.keys.read_access_token(token)
    if claims is None:
        return None
    return AccessToken(claims, server.store.session(str(claims.get("sid"))))


def _either(server: DemoServer, token: str) -> RefreshToken | AccessToken | None:
    return server.store.refresh_token(token) or read_access_token(server, token)


class AccessTokenReader(BearerTokenValidator):
    """RFC 6750."""

    def __init__(self, server: DemoServer) -> None:
        super().__init__()
        self._server = server

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        """The token, if it is one."""
        return read_access_token(self._server, token_string)


class UserInfoPage(UserInfoEndpoint):
    """OpenID Connect Core §5.3."""

    def generate_user_info(self, user: Session, scope: str) -> dict[str, Any]:
        """The claims the token's scope opens."""
        return user_info(user.person, scope)


class Revocation(RevocationEndpoint):
    """RFC 7009. Either token takes the whole session with it (§2.1), a spent refresh token too."""

    CLIENT_AUTH_METHODS = ("none",)

    def query_token(self, token_string: str, token_type_hint: str | None) -> RefreshToken | AccessToken | None:
        """The token, whatever the hint says."""
        return _either(self.server, token_string)

    def revoke_token(self, token: RefreshToken | AccessToken, request: object) -> None:
        """End the session."""
        if token.session is not None:
            self.server.store.end(token.session.id)


class Introspection(IntrospectionEndpoint):
    """RFC 7662, open to the client for its own tokens."""

    CLIENT_AUTH_METHODS = ("none",)

    def query_token(self, token_string: str, token_type_hint: str | None) -> RefreshToken | AccessToken | None:
        """The token, whatever the hint says."""
        return _either(self.server, token_string)

    def check_permission(self, token: RefreshToken | AccessToken, client: object, request: object) -> bool:
        """Its own tokens."""
        return token.check_client(client)

    def introspect_token(self, token: RefreshToken | AccessToken) -> dict[str, Any]:
        """The members of RFC 7662 §2.2."""
        if isinstance(token, AccessToken):
            return {**token.claims, "active": True, "token_type": "Bearer", "username": _username(token.session)}
        session = token.session
        return {
            "active": True,
            "client_id": CLIENT_ID,
            "scope": session.scope,
            "sub": session.person.id,
            "username": session.person.username,
            "iss": self.server.settings.issuer,
            "exp": int(session.expires),
        }


class EndSession(EndSessionEndpoint):
    """OpenID Connect RP-Initiated Logout 1.0. The ID token names the session that ends: the demo keeps none in the
    browser, it asks who somebody is at every sign-in."""

    def get_server_jwks(self) -> KeySet:
        """The key ID tokens are signed with."""
        keys: KeySet = self.server.keys.private
        return keys

    def get_algorithms(self) -> list[str]:
        """RS256."""
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        """End the session the ID token was issued in."""
        claims = end_session_request.id_token_claims
        if claims is not None:
            self.server.store.end(str(claims.get("sid")))


def _username(session: Session | None) -> str:
    return "" if session is None else session.person.username
