"""Scopes (what the application may ask for) and roles (what the person may do)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from desktop_app.inspector.checklist.rows import Cell, Expected, Row
from desktop_app.inspector.values import brief, words
from desktop_app.oidc.roles import roles_from

#: A wish for a refresh token: many providers grant it without writing it down.
_WISHES: Final = frozenset({"offline_access"})
#: Names under which providers and their customers keep roles.
_ROLE_NAMES: Final = ("roles", "role", "groups", "permissions", "entitlements", "wids")
_WHO: Final = ("email", "preferred_username", "upn", "unique_name", "name", "sub")
_MAX_PLACES: Final = 200


def scopes(claims: Mapping[str, object], expected: Expected, use: str) -> Row:
    """``scope`` (RFC 9068 §2.2.3) or ``scp`` (Entra, Okta): every one that is needed."""
    wanted = tuple(scope for scope in expected.scopes if scope not in _WISHES)
    if not wanted or expected.wants == "id":
        return Row("scopes", "not_asked")
    name = next((name for name in ("scope", "scp") if name in claims), "")
    cells = Cell(" ".join(wanted)), Cell(brief(" ".join(words(claims[name]))) if name else "", _nothing(name))
    if not name:
        reason = "scopes_id_token" if use == "id" else "scopes_none"
        return Row("scopes", "unknown", *cells, reason)
    missing = [scope for scope in wanted if scope not in words(claims[name])]
    if not missing:
        return Row("scopes", "pass", *cells)
    return Row("scopes", "fail", *cells, "scopes_missing", {"missing": " ".join(missing)})


def roles(claims: Mapping[str, object], expected: Expected, use: str) -> Row:
    """The roles at the places the account names; any of the expected ones is enough."""
    if not expected.roles:
        return Row("roles", "not_asked")
    has = roles_from(claims, expected.roles_claim)
    cells = Cell(" ".join(expected.roles)), Cell(brief(" ".join(has)), _nothing(" ".join(has)))
    if not set(has).isdisjoint(expected.roles):
        return Row("roles", "pass", *cells)
    params = {
        "role": " / ".join(expected.roles)[:300],
        "who": next((value for name in _WHO if isinstance(value := claims.get(name), str) and value), "?")[:300],
        "looked": ", ".join(expected.roles_claim)[:300],
        "place": _elsewhere(claims, expected),
    }
    return Row("roles", "fail", *cells, _roles_reason(claims, expected, use, has, params["place"]), params)


def _roles_reason(
    claims: Mapping[str, object], expected: Expected, use: str, has: tuple[str, ...], elsewhere: str
) -> str:
    if elsewhere:
        return "roles_elsewhere"
    if use == "id" and expected.wants == "access":
        return "roles_id_token"
    if has:
        return "roles_missing"
    named = claims.get("_claim_names")
    if claims.get("hasgroups") is True or (isinstance(named, Mapping) and "groups" in named):
        return "roles_too_many"
    return "roles_fusionauth" if expected.provider == "fusionauth" else "roles_none"


def _elsewhere(claims: Mapping[str, object], expected: Expected) -> str:
    """Another place in the token that holds one of the roles, as a path for the configuration; ``""`` without one."""
    for path in islice(_places(claims), _MAX_PLACES):
        if path not in expected.roles_claim and not set(roles_from(claims, (path,))).isdisjoint(expected.roles):
            return path
    return ""


def _places(claims: Mapping[str, object]) -> Iterator[str]:
    yield from _ROLE_NAMES
    yield "realm_access.roles"
    clients = claims.get("resource_access")
    if isinstance(clients, Mapping):
        yield from (f"resource_access.{_step(client)}.roles" for client in clients)
    yield from (_step(name) for name in claims if name.rpartition("/")[2].rpartition(":")[2] in _ROLE_NAMES)


def _step(name: str) -> str:
    return name.replace(".", "\\.")


def _nothing(found: str) -> str:
    return "" if found else "found_nothing"
