"""The OAuth and OpenID Connect server: Authlib's, put together."""

# Authlib carries no type information: its classes are Any to mypy, and these are its extension points.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

from typing import Any, Final

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc9207 import IssuerParameter
from flask import Flask, Response, request

from desktop_app.demo.client import SCOPES, DemoClient
from desktop_app.demo.endpoints import AccessTokenReader, EndSession, Introspection, Revocation, UserInfoPage
from desktop_app.demo.grants import CodeGrant, QueryMode, RequiredS256, RotatingRefreshGrant
from desktop_app.demo.keys import Keys
from desktop_app.demo.people import CLIENT_ID
from desktop_app.demo.records import Settings
from desktop_app.demo.store import Store
from desktop_app.demo.tokens import AccessTokens, FirstIdTokens, FusionAuthMembers, RefreshedIdTokens


class Issuer(IssuerParameter):
    """RFC 9207: every answer at the redirect address names its issuer."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get_issuer(self) -> str:
        """What is named."""
        return self._issuer


class DemoServer(AuthorizationServer):
    """Authlib's server with the demo's memory, key and lifetimes, which the grants reach through it."""

    def __init__(self, app: Flask, settings: Settings, store: Store, keys: Keys) -> None:
        self.settings: Final = settings
        self.store: Final = store
        self.keys: Final = keys
        self.issuer: Final = Issuer(settings.issuer)
        self._clients = {CLIENT_ID: DemoClient()}
        app.config["OAUTH2_SCOPES_SUPPORTED"] = list(SCOPES)
        super().__init__(app, self._clients.get, self._keep)
        self.register_token_generator("default", AccessTokens(settings, keys))
        self.register_grant(
            CodeGrant, [RequiredS256(), QueryMode(), FirstIdTokens(settings, keys), FusionAuthMembers()]
        )
        self.register_grant(RotatingRefreshGrant, [RefreshedIdTokens(settings, keys), FusionAuthMembers()])
        self.register_extension(self.issuer)
        protector = ResourceProtector()
        protector.register_token_validator(AccessTokenReader(self))
        self.register_endpoint(UserInfoPage(resource_protector=protector))
        for endpoint in (Revocation, Introspection, EndSession):
            self.register_endpoint(endpoint)

    def get_authorization_grant(self, request: Any) -> Any:
        """Codes only. (Authlib's own refusal repeats the words of the request, and fails where those are not the ones
        an error description may have.) The redirect address was checked before."""
        if request.payload.response_type != "code":
            raise OAuth2Error(
                "Only response_type=code is supported.",
                error="unsupported_response_type",
                redirect_uri=request.payload.redirect_uri,
            )
        return super().get_authorization_grant(request)

    def validate_requested_scope(self, scope: str | None) -> None:
        """Unknown scopes are left out rather than refused (RFC 6749 §3.3 allows both); the answer says which remain."""

    def caller_address(self) -> str:
        """Where the request under way comes from."""
        return request.remote_addr or ""

    def token_response(self) -> Response:
        """Answer the token request, as one transaction: what is spent and what is issued stand or fall together."""
        with self.store.transaction():
            response: Response = self.create_token_response()
        return response

    def refuse(self, error: Any) -> Response:
        """Answer an authorization request that cannot go on, at the redirect address where it is known to be good."""
        response: Response = self.handle_error_response(None, error)
        self.issuer.add_issuer_parameter(self, response)
        return response

    def _keep(self, token: dict[str, Any], oauth_request: Any) -> None:
        if "refresh_token" in token:
            self.store.add_refresh_token(oauth_request.user, token["refresh_token"])
