"""What differs by provider, as data: the defaults of an account that says ``provider = "…"``.

A key of the account always wins over its preset. ``{client_id}`` inside a role path stands for the account's client
id (its dots escaped). Sources: the providers' own documentation, 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Providers that can end all sessions of a person at once.
ENDS_EVERYWHERE: Final = frozenset({"fusionauth", "keycloak"})

#: provider → account key → default, for the keys that differ from the general defaults.
DEFAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "generic": {},
    # Roles are in the access token since 1.24. No any-port loopback rule is documented: ports are configured.
    "fusionauth": {"roles_claim": ["roles"]},
    "keycloak": {"roles_claim": ["realm_access.roles", "resource_access.{client_id}.roles"]},
    # Entra ignores the port for http://localhost alone, and its default access token is for another audience.
    "entra": {"redirect_host": "localhost", "roles_claim": ["roles", "groups"]},
    # Google knows no offline_access scope: a refresh token comes by parameter. Access tokens are opaque.
    "google": {
        "scopes": ["openid", "profile", "email"],
        "access_token": "opaque",
        "roles_claim": [],
        "extra_params": {"access_type": "offline", "prompt": "consent"},
    },
    "auth0": {},
    "okta": {"roles_claim": ["groups"]},
    "zitadel": {"roles_claim": ["urn:zitadel:iam:org:project:roles"]},
    "authentik": {"roles_claim": ["groups"]},
}

#: Providers whose access tokens name the client in ``azp`` where others put it into ``aud``.
AZP_IS_AUDIENCE: Final = frozenset({"keycloak"})

#: The authorization parameter that labels the session in the provider's own list (the value is the host's name).
DEVICE_PARAMETER: Final[Mapping[str, str]] = {"fusionauth": "metaData.device.description"}

#: Names for people.
NAMES: Final[Mapping[str, str]] = {
    "generic": "OpenID Connect",
    "fusionauth": "FusionAuth",
    "keycloak": "Keycloak",
    "entra": "Microsoft Entra ID",
    "google": "Google",
    "auth0": "Auth0",
    "okta": "Okta",
    "zitadel": "Zitadel",
    "authentik": "authentik",
}
