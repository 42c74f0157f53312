"""What kind of JWT a token is, as far as it can be told: ID token, access token, logout token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

Role = Literal["id", "access", "logout", "unknown"]

_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_OF_ID: Final = ("nonce", "at_hash", "c_hash", "s_hash")
_OF_ACCESS: Final = (
    "scope",
    "scp",
    "client_id",
    "realm_access",
    "resource_access",
    "roles",
    "permissions",
    "cid",
    "gty",
)


def role_of(header: Mapping[str, Any] | None, claims: Mapping[str, Any]) -> Role:
    """By the header's ``typ`` (RFC 9068 §2.1, OIDC Back-Channel Logout §2.4), by Keycloak's claim ``typ``, else by
    the claims that only one kind carries."""
    typ = header.get("typ") if header else None
    if isinstance(typ, str):
        short = typ.lower().removeprefix("application/")
        if short == "at+jwt":
            return "access"
        if short == "logout+jwt":
            return "logout"
    said = claims.get("typ")
    if isinstance(said, str):
        by_claim: dict[str, Role] = {"ID": "id", "Bearer": "access", "Logout": "logout"}
        if said in by_claim:
            return by_claim[said]
    events = claims.get("events")
    if isinstance(events, dict) and _LOGOUT_EVENT in events:
        return "logout"
    if any(name in claims for name in _OF_ID):
        return "id"
    if any(name in claims for name in _OF_ACCESS):
        return "access"
    return "unknown"


def carries_marks_of_id(claims: Mapping[str, Any]) -> bool:
    """Whether it has a claim that only ID tokens have."""
    return any(name in claims for name in _OF_ID)
