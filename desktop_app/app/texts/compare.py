"""What a comparison of two tokens comes to. A is the first, B the second one."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str]] = {}

TEXTS: dict[str, str] = {
    "role_lost": "B does not have the role {names}.",
    "roles_lost": "B does not have the roles {names}.",
    "role_gained": "Only B has the role {names}.",
    "roles_gained": "Only B has the roles {names}.",
    "role_lost_refresh": "This refresh took the role {names} away.",
    "roles_lost_refresh": "This refresh took the roles {names} away.",
    "role_gained_refresh": "This refresh brought the role {names}.",
    "roles_gained_refresh": "This refresh brought the roles {names}.",
    "scope_lost": "B does not have the scope {names}.",
    "scopes_lost": "B does not have the scopes {names}.",
    "scope_gained": "Only B has the scope {names}.",
    "scopes_gained": "Only B has the scopes {names}.",
    "scope_lost_refresh": "This refresh took the scope {names} away.",
    "scopes_lost_refresh": "This refresh took the scopes {names} away.",
    "scope_gained_refresh": "This refresh brought the scope {names}.",
    "scopes_gained_refresh": "This refresh brought the scopes {names}.",
    "person": "They are about different people: {before} and {after}.",
    "issuer": "Different issuers: {before} and {after}.",
    "audience": "They are for different services: {before} and {after}.",
    "party": "Different applications asked for them: {before} and {after}.",
    "session": "They belong to different sessions.",
    "level": "The strength of the sign-in differs: {before} and {after}.",
    "algorithm": "They are signed in different ways: {before} and {after}.",
    "key": "They are signed with different keys: the issuer has changed its key, or has several.",
    "type": "They are of different types: {before} and {after}.",
    "longer": "B lives longer: {after}, and A {before}.",
    "shorter": "B lives shorter: {after}, and A {before}.",
    "usual": "The times and the token's own number (jti) change at every refresh.",
    "only_usual": "Only the times and the token's own number (jti) differ, as they do at every refresh.",
    "nothing": "Nothing differs.",
}
