"""All questions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.inspector.checklist import parties, proof, rights, times
from desktop_app.inspector.checklist.rows import KEYS, Cell, Checklist, Expected, Row, Verdict, in_order

if TYPE_CHECKING:
    from desktop_app.inspector.model import InspectedToken


def check(token: InspectedToken, expected: Expected) -> Checklist:
    """Hold *token* against what is *expected* of it.

    A token whose claims cannot be read (opaque, encrypted, or no JSON object inside) leaves every question about them
    unknown: only its type is told.
    """
    header = token.header or {}
    if token.claims is None:
        rows = [Row(key, "not_asked") for key in KEYS if key not in ("key", "algorithm", "type")]
        if token.kind in ("jws", "sd-jwt"):
            rows += [proof.key(header, {}, expected), proof.algorithm(header, expected)]
        else:
            rows += [Row("key", "not_asked"), Row("algorithm", "not_asked")]
        return in_order((*rows, _unreadable(token, expected)))
    claims = token.claims
    use = proof.token_use(header, claims, expected)
    return in_order(
        (
            parties.issuer(claims, expected),
            parties.audience(claims, expected),
            parties.party(claims, expected),
            times.expiry(claims, expected),
            times.not_before(claims, expected),
            times.clock(expected),
            rights.scopes(claims, expected, use),
            rights.roles(claims, expected, use),
            proof.key(header, claims, expected),
            proof.algorithm(header, expected),
            proof.type_(header, claims, expected, use),
        )
    )


_UNREADABLE: Final = {"jwe": "type_encrypted", "jws": "type_no_claims", "sd-jwt": "type_no_claims"}


def _unreadable(token: InspectedToken, expected: Expected) -> Row:
    reason = _UNREADABLE.get(token.kind, "type_opaque")
    # An access token need not be readable; an ID token must.
    verdict: Verdict = "fail" if expected.wants == "id" else "unknown"
    return Row("type", verdict, Cell(text=f"type_is_{expected.wants}"), Cell(text=f"{reason}_found"), reason)
