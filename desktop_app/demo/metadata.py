"""The provider's metadata (OpenID Connect Discovery §3, RFC 8414, RFC 9207)."""

from __future__ import annotations

from desktop_app.demo.client import SCOPES
from desktop_app.demo.keys import ALGORITHM


def discovery(issuer: str) -> dict[str, object]:
    """The document at ``/.well-known/openid-configuration``. Every word of it is kept."""
    public = ["none"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "revocation_endpoint": f"{issuer}/oauth2/revoke",
        "introspection_endpoint": f"{issuer}/oauth2/introspect",
        "end_session_endpoint": f"{issuer}/oauth2/logout",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": public,
        "revocation_endpoint_auth_methods_supported": public,
        "introspection_endpoint_auth_methods_supported": public,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "claims_supported": [
            *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid"),
            *("name", "given_name", "family_name", "preferred_username", "email", "email_verified"),
        ],
        "prompt_values_supported": ["none", "login", "select_account"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
