"""Claims that only some providers use, or use in their own way: provider → name → (source, kind).

Read from the providers' documentation, 2026. ``*`` stands for any one name on the way; a name that ends in ``*`` is a
beginning.
"""

from __future__ import annotations

from typing import Final

from desktop_app.inspector.known_claims import Table

_FUSIONAUTH: Final = "FusionAuth, tokens and claims"
_KEYCLOAK: Final = "Keycloak, access token"
_ENTRA: Final = "Microsoft Entra, access token claims"
_ENTRA_MORE: Final = "Microsoft Entra, optional claims"
_AUTH0: Final = "Auth0, access token profiles"
_OKTA: Final = "Okta, token claims"
_ZITADEL: Final = "Zitadel, claims"

VENDORS: Final[dict[str, Table]] = {
    "fusionauth": {
        "applicationId": (_FUSIONAUTH, "id"),
        "authenticationType": (_FUSIONAUTH, "text"),
        "tid": (_FUSIONAUTH, "id"),
        "tty": (_FUSIONAUTH, "text"),
        "sid": (_FUSIONAUTH, "id"),
        "roles": (_FUSIONAUTH, "list"),
        "permissions": ("FusionAuth, entity management", "object"),
    },
    "keycloak": {
        "typ": (_KEYCLOAK, "text"),
        "session_state": (_KEYCLOAK, "id"),
        "allowed-origins": (_KEYCLOAK, "list"),
        "realm_access": (_KEYCLOAK, "object"),
        "realm_access.roles": (_KEYCLOAK, "list"),
        "resource_access": (_KEYCLOAK, "object"),
        "resource_access.*": (_KEYCLOAK, "object"),
        "resource_access.*.roles": (_KEYCLOAK, "list"),
        "organization": ("Keycloak, organizations", "object"),
        "clientId": ("Keycloak, service accounts", "id"),
        "clientHost": ("Keycloak, service accounts", "text"),
        "clientAddress": ("Keycloak, service accounts", "text"),
        "authorization": ("Keycloak, authorization services", "object"),
        "authorization.permissions": ("Keycloak, authorization services", "list"),
        "trusted-certs": (_KEYCLOAK, "list"),
    },
    "entra": {
        "acct": (_ENTRA_MORE, "number"),
        "acrs": (_ENTRA, "list"),
        "aio": (_ENTRA, "text"),
        "appid": (_ENTRA, "id"),
        "appidacr": (_ENTRA, "text"),
        "azpacr": (_ENTRA, "text"),
        "ctry": (_ENTRA_MORE, "text"),
        "deviceid": (_ENTRA_MORE, "id"),
        "emails": ("Azure AD B2C, tokens", "list"),
        "extension_*": (_ENTRA_MORE, "text"),
        "fwd": (_ENTRA_MORE, "text"),
        "groups": (_ENTRA, "list"),
        "hasgroups": (_ENTRA, "flag"),
        "home_oid": (_ENTRA_MORE, "id"),
        "idp": (_ENTRA, "address"),
        "idtyp": (_ENTRA_MORE, "text"),
        "in_corp": (_ENTRA_MORE, "text"),
        "ipaddr": (_ENTRA, "text"),
        "login_hint": (_ENTRA_MORE, "text"),
        "oid": (_ENTRA, "id"),
        "onprem_sid": (_ENTRA_MORE, "id"),
        "platf": (_ENTRA_MORE, "text"),
        "puid": (_ENTRA, "id"),
        "pwd_exp": (_ENTRA_MORE, "duration"),
        "pwd_url": (_ENTRA_MORE, "address"),
        "rh": (_ENTRA, "text"),
        "roles": (_ENTRA, "list"),
        "scp": (_ENTRA, "words"),
        "signin_state": (_ENTRA_MORE, "list"),
        "tenant_ctry": (_ENTRA_MORE, "text"),
        "tenant_region_scope": (_ENTRA_MORE, "text"),
        "tfp": ("Azure AD B2C, tokens", "text"),
        "tid": (_ENTRA, "id"),
        "unique_name": (_ENTRA, "text"),
        "upn": (_ENTRA_MORE, "text"),
        "uti": (_ENTRA, "id"),
        "ver": (_ENTRA, "text"),
        "verified_primary_email": (_ENTRA_MORE, "list"),
        "verified_secondary_email": (_ENTRA_MORE, "list"),
        "vnet": (_ENTRA_MORE, "text"),
        "wids": (_ENTRA, "list"),
        "xms_cc": (_ENTRA_MORE, "list"),
        "xms_edov": (_ENTRA_MORE, "flag"),
        "xms_mirid": (_ENTRA, "text"),
        "xms_pdl": (_ENTRA_MORE, "text"),
        "xms_pl": (_ENTRA_MORE, "text"),
        "xms_st": (_ENTRA, "object"),
        "xms_tcdt": (_ENTRA, "time"),
        "xms_tpl": (_ENTRA_MORE, "text"),
        "ztdid": (_ENTRA_MORE, "id"),
    },
    "auth0": {
        "gty": (_AUTH0, "text"),
        "permissions": (_AUTH0, "list"),
        "org_id": ("Auth0, organizations", "id"),
        "org_name": ("Auth0, organizations", "text"),
        "http://*": ("Auth0, custom claims", "text"),
        "https://*": ("Auth0, custom claims", "text"),
    },
    "okta": {
        "cid": (_OKTA, "id"),
        "uid": (_OKTA, "id"),
        "scp": (_OKTA, "list"),
        "ver": (_OKTA, "number"),
        "idp": (_OKTA, "id"),
        "groups": (_OKTA, "list"),
    },
    "google": {
        "hd": ("Google, ID token", "text"),
        "azp": ("Google, ID token", "id"),
    },
    "zitadel": {
        "urn:zitadel:iam:org:project:roles": (_ZITADEL, "object"),
        "urn:zitadel:iam:org:project:*": (_ZITADEL, "object"),
        "urn:zitadel:iam:org:id": (_ZITADEL, "id"),
        "urn:zitadel:iam:org:domain:*": (_ZITADEL, "text"),
        "urn:zitadel:iam:user:metadata": (_ZITADEL, "object"),
        "urn:zitadel:iam:user:resourceowner:id": (_ZITADEL, "id"),
        "urn:zitadel:iam:user:resourceowner:name": (_ZITADEL, "text"),
        "urn:zitadel:iam:user:resourceowner:primary_domain": (_ZITADEL, "text"),
    },
    "authentik": {
        "ak_proxy": ("authentik, proxy provider", "object"),
        "uid": ("authentik, OAuth2 provider", "id"),
    },
}

#: Header parameters of providers.
HEADER: Final[dict[str, Table]] = {
    "fusionauth": {"gty": (_FUSIONAUTH, "list")},
}
