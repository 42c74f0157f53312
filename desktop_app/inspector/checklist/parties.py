"""Issuer, audience, authorized party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.inspector.checklist.rows import Cell, Expected, Row
from desktop_app.inspector.values import brief
from desktop_app.oidc.claims import audiences

#: Microsoft Graph's audiences: what Entra gives who asks for no scope of an API of their own.
_GRAPH: Final = frozenset({"00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com"})
#: Where tokens name the application they were issued to.
_PARTIES: Final = ("azp", "client_id", "cid", "appid")


def issuer(claims: Mapping[str, object], expected: Expected) -> Row:
    """``iss``, compared to the letter (OpenID Connect Core §3.1.3.7-2, RFC 9068 §4)."""
    wanted, found = expected.issuer, claims.get("iss")
    if wanted is None:
        return Row("issuer", "not_asked")
    cells = Cell(wanted), _found(claims, "iss")
    if found == wanted:
        return Row("issuer", "pass", *cells)
    params = {"expected": wanted, "found": brief(found)}
    return Row("issuer", "fail", *cells, _issuer_reason(wanted, found), params)


def _issuer_reason(wanted: str, found: object) -> str:
    if not isinstance(found, str):
        return "issuer_missing"
    if found.rstrip("/") == wanted.rstrip("/"):
        return "issuer_slash"
    if found.casefold().rstrip("/") == wanted.casefold().rstrip("/"):
        return "issuer_spelling"
    here, there = _host(wanted), _host(found)
    if there == "sts.windows.net" and here == "login.microsoftonline.com":
        return "issuer_version"
    if here and here == there:
        return "issuer_tenant"
    return "issuer_other"


def audience(claims: Mapping[str, object], expected: Expected) -> Row:
    """``aud`` (RFC 7519 §4.1.3): the service, or for an ID token the client alone."""
    for_id = expected.wants == "id"
    wanted = (expected.client_id or "") if for_id else expected.audience or expected.client_id or ""
    if not wanted:
        return Row("audience", "not_asked")
    named = audiences(claims)
    cells = Cell(wanted), _found(claims, "aud", " ".join(named) if len(named) > 1 else "")
    params = {"expected": wanted, "found": ", ".join(named)[:300] or brief(claims.get("aud", ""))}
    by_party = expected.provider == "keycloak" and not expected.audience and claims.get("azp") == wanted
    if for_id and wanted in named and len(set(named)) > 1:
        return Row("audience", "fail", *cells, "audience_many", params)
    if wanted in named or (by_party and not for_id):
        return Row("audience", "pass", *cells)
    return Row("audience", "fail", *cells, _audience_reason(named, expected), params)


def _audience_reason(named: tuple[str, ...], expected: Expected) -> str:
    if expected.wants == "id":
        return "audience_id" if named else "audience_missing"
    if expected.provider == "keycloak":
        return "audience_keycloak"
    if not _GRAPH.isdisjoint(named):
        return "audience_graph"
    if expected.provider == "auth0" and named and all(one.rstrip("/").endswith("/userinfo") for one in named):
        return "audience_userinfo"
    return "audience_other" if named else "audience_missing"


def party(claims: Mapping[str, object], expected: Expected) -> Row:
    """The application the token was issued to: ``azp`` (OpenID Connect Core §2) or ``client_id`` (RFC 9068 §2.2)."""
    wanted = expected.client_id
    name = next((name for name in _PARTIES if name in claims), "")
    if not wanted or not name:
        return Row("party", "not_asked")
    cells = Cell(wanted), _found(claims, name)
    if claims[name] == wanted:
        return Row("party", "pass", *cells)
    return Row("party", "fail", *cells, "party_other", {"expected": wanted, "found": brief(claims[name])})


def _found(claims: Mapping[str, object], name: str, shown: str = "") -> Cell:
    if name not in claims:
        return Cell(text="found_nothing")
    return Cell(brief(shown or claims[name]))


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].lower()
