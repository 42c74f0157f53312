"""Which provider this is, by the shape of its endpoints. A guess that only fills defaults in; nothing is trusted."""

from __future__ import annotations

from urllib.parse import urlsplit

from desktop_app.oidc.metadata import ProviderMetadata


def recognise(metadata: ProviderMetadata) -> str:
    """The provider kind ("fusionauth", "keycloak", …), or "generic"."""
    token, authorize = urlsplit(metadata.token_endpoint), urlsplit(metadata.authorization_endpoint)
    host = token.hostname or ""
    by_host = {
        "google": host == "oauth2.googleapis.com",
        "entra": host == "login.microsoftonline.com" or host.endswith(".ciamlogin.com"),
        "auth0": host.endswith(".auth0.com"),
        "okta": host.endswith((".okta.com", ".oktapreview.com")),
        "zitadel": host.endswith(".zitadel.cloud") or authorize.path.endswith("/oauth/v2/authorize"),
    }
    by_path = {
        "keycloak": "/realms/" in token.path and token.path.endswith("/protocol/openid-connect/token"),
        "okta": token.path.startswith("/oauth2/") and token.path.endswith("/v1/token"),
        "authentik": token.path.endswith("/application/o/token/"),
        "fusionauth": token.path.endswith("/oauth2/token")
        and urlsplit(metadata.jwks_uri).path.endswith("/.well-known/jwks.json")
        and urlsplit(metadata.end_session_endpoint or "").path.endswith("/oauth2/logout"),
    }
    for name, found in (*by_host.items(), *by_path.items()):
        if found:
            return name
    return "generic"
