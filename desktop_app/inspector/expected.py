"""The verdict on the claims: the times, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.inspector import times
from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import ClaimsVerdict, Finding, InspectedToken, Question
from desktop_app.inspector.purpose import Role, role_of
from desktop_app.oidc.claims import audiences, shown


def check(token: InspectedToken, question: Question) -> tuple[ClaimsVerdict, list[Finding]]:
    """Judge a signed token's claims; ``not_checked`` where there was nothing to check.

    :returns: the verdict, and what is to be said about it.
    """
    found: list[Finding] = []
    if token.kind != "jws" or token.form != "compact" or token.refused:
        return "not_checked", found
    asked = question.issuer is not None or question.audience is not None
    claims = token.claims
    if claims is None:
        if question.issuer is not None:
            found.append(finding("issuer_mismatch", "claims.iss", expected=question.issuer, found="-"))
        if question.audience is not None:
            found.append(finding("audience_mismatch", "claims.aud", expected=question.audience, found="-"))
        return ("failed" if asked else "not_checked"), found
    checked, good = times.check(claims, question, found)
    if question.issuer is not None and claims.get("iss") != question.issuer:
        good = False
        found.append(finding("issuer_mismatch", "claims.iss", expected=question.issuer, found=shown(claims.get("iss"))))
    role = role_of(token.header, claims)
    audience = audience_for(role, question)
    if audience is not None and not _is_for(audience, claims, role, question):
        good = False
        found.append(finding("audience_mismatch", "claims.aud", expected=audience, found=shown(claims.get("aud"))))
    if not (checked or asked):
        return "not_checked", found
    return ("ok" if good else "failed"), found


def audience_for(role: Role, question: Question) -> str | None:
    """The audience a token of that kind must have: an ID token is for the client, an access token for the API."""
    if role == "id" and question.client_id is not None and question.audience is not None:
        return question.client_id
    return question.audience


def _is_for(audience: str, claims: Mapping[str, Any], role: Role, question: Question) -> bool:
    if audience in audiences(claims):
        return True
    return question.azp_counts and role != "id" and claims.get("azp") == question.client_id == audience
