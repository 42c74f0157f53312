"""A small client that checks nothing, to hold the scripted provider to its word."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests

from tests.support.provider.module import CLIENT_ID
from tests.support.provider.provider import ScriptedProvider

VERIFIER = "v" * 64
REDIRECT = "http://127.0.0.1:49152/callback"


class CarelessClient:
    """Follows the protocol and believes everything."""

    def __init__(self, provider: ScriptedProvider) -> None:
        self.provider = provider
        self.metadata: Any = requests.get(provider.issuer + "/.well-known/openid-configuration", timeout=30).json()

    def url(self, **changes: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT,
            "scope": "openid profile email offline_access",
            "state": "the-state-of-it",
            "nonce": "the-nonce",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | changes
        endpoint: str = self.metadata["authorization_endpoint"]
        return endpoint + "?" + urlencode({k: v for k, v in asked.items() if v})

    def authorize(self, **changes: str) -> dict[str, list[str]]:
        location = self.provider.sign_in(self.url(**changes))
        assert location.startswith(REDIRECT + "?")
        return parse_qs(urlsplit(location).query)

    def post(self, endpoint: str = "token_endpoint", **fields: str) -> requests.Response:
        return requests.post(self.metadata[endpoint], data={"client_id": CLIENT_ID} | fields, timeout=30)

    def redeem(self, code: str, **changes: str) -> requests.Response:
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT} | changes
        return self.post(**{"code_verifier": VERIFIER} | fields)

    def sign_in(self) -> dict[str, Any]:
        tokens: dict[str, Any] = self.redeem(self.authorize()["code"][0]).json()
        return tokens

    def refresh(self, token: str) -> requests.Response:
        return self.post(grant_type="refresh_token", refresh_token=token)

    def claims(self, token: str) -> dict[str, Any]:
        keys = jwt.PyJWKSet.from_dict(requests.get(self.metadata["jwks_uri"], timeout=30).json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["RS256", "ES256"], audience=CLIENT_ID, issuer=self.provider.issuer
        )
        return claims
