"""Claims of everyday tokens: RFC 7519, OpenID Connect, OAuth. All but those of :data:`SPECIFIED` are in IANA's registry
"JSON Web Token Claims" (as of 2026)."""

from __future__ import annotations

from typing import Final

from desktop_app.inspector.known_claims import Table

_CORE: Final = "OpenID Connect Core"
_ADDRESS: Final = f"{_CORE} §5.1.1"
_PERSON: Final = f"{_CORE} §5.1"
_IDA: Final = "OpenID Identity Assurance claims §4"

REGISTERED: Final[Table] = {
    "iss": ("RFC 7519 §4.1.1", "address"),
    "sub": ("RFC 7519 §4.1.2", "id"),
    "aud": ("RFC 7519 §4.1.3, RFC 9068 §2.2", "list"),
    "exp": ("RFC 7519 §4.1.4", "time"),
    "nbf": ("RFC 7519 §4.1.5", "time"),
    "iat": ("RFC 7519 §4.1.6", "time"),
    "jti": ("RFC 7519 §4.1.7", "id"),
    "azp": (f"{_CORE} §2", "id"),
    "nonce": (f"{_CORE} §2", "id"),
    "auth_time": (f"{_CORE} §2, RFC 9068 §2.2.1", "time"),
    "at_hash": (f"{_CORE} §3.1.3.6", "digest"),
    "c_hash": (f"{_CORE} §3.3.2.11", "digest"),
    "acr": (f"{_CORE} §2, RFC 9068 §2.2.1", "text"),
    "amr": (f"{_CORE} §2, RFC 8176", "list"),
    "sub_jwk": (f"{_CORE} §7.4", "key"),
    "sid": ("OpenID Connect Front-Channel Logout §3", "id"),
    "events": ("RFC 8417 §2.2, OpenID Connect Back-Channel Logout §2.4", "object"),
    "toe": ("RFC 8417 §2.2", "time"),
    "txn": ("RFC 8417 §2.2", "id"),
    "scope": ("RFC 8693 §4.2, RFC 9068 §2.2.3", "words"),
    "client_id": ("RFC 8693 §4.3, RFC 9068 §2.2", "id"),
    "act": ("RFC 8693 §4.1", "object"),
    "may_act": ("RFC 8693 §4.4", "object"),
    "roles": ("RFC 9068 §2.2.3.1, RFC 7643 §4.1.2", "list"),
    "groups": ("RFC 9068 §2.2.3.1, RFC 7643 §4.1.2", "list"),
    "entitlements": ("RFC 9068 §2.2.3.1, RFC 7643 §4.1.2", "list"),
    "authorization_details": ("RFC 9396 §9.1", "list"),
    "cnf": ("RFC 7800 §3.1", "object"),
    "htm": ("RFC 9449 §4.2", "text"),
    "htu": ("RFC 9449 §4.2", "address"),
    "ath": ("RFC 9449 §4.2", "digest"),
    "token_introspection": ("RFC 9701 §5", "object"),
    "sub_id": ("RFC 9493 §4.1", "object"),
    "vot": ("RFC 8485 §3.1", "text"),
    "vtm": ("RFC 8485 §3.1", "address"),
    "name": (_PERSON, "text"),
    "given_name": (_PERSON, "text"),
    "family_name": (_PERSON, "text"),
    "middle_name": (_PERSON, "text"),
    "nickname": (_PERSON, "text"),
    "preferred_username": (_PERSON, "text"),
    "profile": (_PERSON, "address"),
    "picture": (_PERSON, "address"),
    "website": (_PERSON, "address"),
    "email": (_PERSON, "text"),
    "email_verified": (_PERSON, "flag"),
    "gender": (_PERSON, "text"),
    "birthdate": (_PERSON, "text"),
    "zoneinfo": (_PERSON, "text"),
    "locale": (_PERSON, "text"),
    "phone_number": (_PERSON, "text"),
    "phone_number_verified": (_PERSON, "flag"),
    "address": (_ADDRESS, "object"),
    "updated_at": (_PERSON, "time"),
    "_claim_names": (f"{_CORE} §5.6.2", "object"),
    "_claim_sources": (f"{_CORE} §5.6.2", "object"),
    "verified_claims": ("OpenID Identity Assurance §5", "object"),
    "place_of_birth": (_IDA, "object"),
    "nationalities": (_IDA, "list"),
    "birth_family_name": (_IDA, "text"),
    "birth_given_name": (_IDA, "text"),
    "birth_middle_name": (_IDA, "text"),
    "salutation": (_IDA, "text"),
    "title": (_IDA, "text"),
    "msisdn": (_IDA, "text"),
    "also_known_as": (_IDA, "text"),
}

#: Said by a published specification, as a member of a claim or outside the registry of claims.
SPECIFIED: Final[Table] = {
    "address.formatted": (_ADDRESS, "text"),
    "address.street_address": (_ADDRESS, "text"),
    "address.locality": (_ADDRESS, "text"),
    "address.region": (_ADDRESS, "text"),
    "address.postal_code": (_ADDRESS, "text"),
    "address.country": (_ADDRESS, "text"),
    "cnf.jkt": ("RFC 9449 §6.1", "digest"),
    "cnf.jwk": ("RFC 7800 §3.2", "key"),
    "cnf.kid": ("RFC 7800 §3.4", "id"),
    "cnf.jku": ("RFC 7800 §3.5", "address"),
    "cnf.jwe": ("RFC 7800 §3.3", "text"),
    "cnf.x5t#S256": ("RFC 8705 §3.1", "digest"),
    "act.sub": ("RFC 8693 §4.1", "id"),
    "act.act": ("RFC 8693 §4.1", "object"),
    "may_act.sub": ("RFC 8693 §4.4", "id"),
    "authorization_details.*.type": ("RFC 9396 §2", "text"),
    "events.http://schemas.openid.net/event/backchannel-logout": ("OpenID Connect Back-Channel Logout §2.4", "object"),
    "s_hash": ("FAPI 1.0 Advanced §5.1", "digest"),
    "urn:openid:params:jwt:claim:rt_hash": ("OpenID CIBA Core §10.3.1", "digest"),
    "urn:openid:params:jwt:claim:auth_req_id": ("OpenID CIBA Core §10.3.1", "id"),
    "active": ("RFC 7662 §2.2", "flag"),
    "username": ("RFC 7662 §2.2", "text"),
    "token_type": ("RFC 7662 §2.2", "text"),
    "response_type": ("RFC 9101 §4", "words"),
    "redirect_uri": ("RFC 9101 §4", "address"),
    "state": ("RFC 9101 §4", "id"),
    "code_challenge": ("RFC 7636 §4.3, RFC 9101 §4", "digest"),
    "code_challenge_method": ("RFC 7636 §4.3, RFC 9101 §4", "text"),
}

#: Names made so that nobody else can have them.
OWN: Final[Table] = {
    "http://*": ("RFC 7519 §4.2", "text"),
    "https://*": ("RFC 7519 §4.2", "text"),
    "urn:*": ("RFC 7519 §4.2", "text"),
}
