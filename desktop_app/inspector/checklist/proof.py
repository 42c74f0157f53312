"""Key, algorithm and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.inspector.checklist.rows import Cell, Expected, Row
from desktop_app.inspector.purpose import role_of
from desktop_app.inspector.values import brief, moment
from desktop_app.jose.algorithms import ALGORITHMS, ASYMMETRIC, SYMMETRIC
from desktop_app.jose.policy import checks_signatures, fits
from desktop_app.oidc.claims import audiences

#: Header types of proofs and events (RFC 9449 §4.2, RFC 8417 §2.3).
_OTHER: Final = frozenset({"dpop+jwt", "secevent+jwt"})
#: Keycloak's claim ``typ`` of refresh tokens.
_REFRESH: Final = frozenset({"Refresh", "Offline"})
#: What of the single providers' claims only access tokens carry.
_OF_ACCESS: Final = ("appid", "appidacr", "azpacr", "applicationId")


def key(header: Mapping[str, object], claims: Mapping[str, object], expected: Expected) -> Row:
    """The key that ``kid`` names among the issuer's remembered ones, and whether the signature is its."""
    alg, kid = header.get("alg"), header.get("kid")
    cells = Cell(text="key_published"), Cell(brief(kid)) if "kid" in header else Cell(text="key_not_named")
    if expected.signature == "valid":
        return Row("key", "pass", *cells)
    if alg in SYMMETRIC:
        return Row("key", "unknown", *cells, "key_shared")
    if expected.keys is None:
        return Row("key", "unknown", *cells, "key_none")
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        return Row("key", "unknown", *cells, "key_no_algorithm")
    params = {"kid": brief(kid) if "kid" in header else "-"}
    lengths = {"age": max(0.0, expected.keys_age or 0.0)}
    checking = [one for one in expected.keys.keys if checks_signatures(one)]
    named = [one for one in checking if one.kid == kid] if "kid" in header else checking
    if "kid" in header and not named:
        return Row("key", "fail", *cells, _rotated(claims, expected), params, lengths)
    if not any(fits(one, alg) for one in named):
        return Row("key", "fail", *cells, "key_unfit", {**params, "alg": alg}, lengths)
    if expected.signature == "invalid":
        return Row("key", "fail", *cells, "key_signature", params, lengths)
    return Row("key", "unknown", *cells, "key_not_checked", params, lengths)


def _rotated(claims: Mapping[str, object], expected: Expected) -> str:
    """Whether the key is newer than what is remembered, or older: the token's own time tells."""
    issued = moment(claims.get("iat")).at
    if issued is None or expected.keys_age is None:
        return "key_unknown"
    return "key_new" if issued > expected.at - expected.keys_age else "key_withdrawn"


def algorithm(header: Mapping[str, object], expected: Expected) -> Row:
    """``alg``: the one who checks chooses, never the token (RFC 8725 §3.1)."""
    allowed = expected.allowed_algs or ASYMMETRIC
    alg = header.get("alg")
    # All that can be published: a list of a dozen names would say less.
    wanted = Cell(" ".join(expected.allowed_algs)) if expected.allowed_algs else Cell(text="algorithm_public")
    cells = wanted, Cell(brief(alg)) if "alg" in header else Cell(text="found_nothing")
    if isinstance(alg, str) and alg in allowed and alg in ALGORITHMS:
        return Row("algorithm", "pass", *cells)
    params = {"alg": brief(alg, 60), "allowed": " ".join(allowed)}
    return Row("algorithm", "fail", *cells, _algorithm_reason(alg, expected), params)


def _algorithm_reason(alg: object, expected: Expected) -> str:
    if not isinstance(alg, str):
        return "algorithm_missing"
    if alg.strip().casefold() == "none":
        return "algorithm_unsigned"
    if alg in SYMMETRIC:
        return "algorithm_shared_fusionauth" if expected.provider == "fusionauth" else "algorithm_shared"
    return "algorithm_other" if alg in ALGORITHMS else "algorithm_unknown"


def type_(header: Mapping[str, object], claims: Mapping[str, object], expected: Expected, use: str) -> Row:
    """Whether it is the kind of token the service wants (RFC 8725 §3.11, RFC 9068 §4)."""
    cells = Cell(text=f"type_is_{expected.wants}"), Cell(text=f"type_is_{use}")
    if use == expected.wants:
        return Row("type", "pass", *cells)
    if use == "unknown":
        return Row("type", "unknown", *cells, "type_unknown")
    return Row("type", "fail", *cells, f"type_{use}", {"typ": brief(header.get("typ", claims.get("typ", "-")), 60)})


def token_use(header: Mapping[str, object], claims: Mapping[str, object], expected: Expected) -> str:
    """``access``, ``id``, ``refresh``, ``logout``, ``other`` or ``unknown``: by what the token says, then by what only
    tokens of one kind carry."""
    typ, said = header.get("typ"), claims.get("typ")
    if isinstance(typ, str) and typ.lower().removeprefix("application/") in _OTHER:
        return "other"
    if isinstance(said, str) and said in _REFRESH:
        return "refresh"
    role = role_of(header, claims)
    if role != "unknown":
        return role
    if claims.get("tty") == "at" or any(name in claims for name in _OF_ACCESS):
        return "access"
    # For the client alone, although the service has a name of its own: what an ID token looks like after a refresh.
    client, service = expected.client_id, expected.audience
    if client and audiences(claims) == (client,) and service not in ("", client):
        return "id"
    return "unknown"
