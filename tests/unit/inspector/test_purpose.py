"""What kind of token it is: by its type, by Keycloak's claim, by what only one kind carries."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.inspector.purpose import role_of

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.mark.parametrize(
    ("header", "claims", "role"),
    [
        ({"typ": "at+jwt"}, {"nonce": "x"}, "access"),
        ({"typ": "application/AT+JWT"}, {}, "access"),
        ({"typ": "logout+jwt"}, {}, "logout"),
        ({"typ": "JWT"}, {"typ": "ID"}, "id"),
        ({"typ": "JWT"}, {"typ": "Bearer", "nonce": "x"}, "access"),
        ({"typ": "JWT"}, {"typ": "Logout"}, "logout"),
        ({"typ": "JWT"}, {"typ": "Refresh"}, "unknown"),
        ({"typ": 7}, {"events": {_EVENT: {}}}, "logout"),
        (None, {"events": [_EVENT]}, "unknown"),
        ({}, {"at_hash": "x"}, "id"),
        ({}, {"nonce": "x", "scope": "y"}, "id"),
        ({}, {"scope": "y"}, "access"),
        ({}, {"scp": ["y"]}, "access"),
        ({}, {"realm_access": {}}, "access"),
        ({}, {"sub": "ada"}, "unknown"),
    ],
    ids=str,
)
def test_roles(header: dict[str, Any] | None, claims: dict[str, Any], role: str) -> None:
    assert role_of(header, claims) == role
