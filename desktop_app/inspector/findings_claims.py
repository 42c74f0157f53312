"""What a reviewer says of a token's claims (RFC 7519 §4, RFC 8725 §3, RFC 9068 §2, OIDC Core §2), times aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from desktop_app.inspector import private
from desktop_app.inspector.codes import finding
from desktop_app.inspector.decode import strings
from desktop_app.inspector.limits import MAX_SHOWN
from desktop_app.inspector.model import Finding, InspectedToken, Question
from desktop_app.inspector.purpose import Role, carries_marks_of_id, role_of

#: Claims about a person (OIDC Core §5.1 and providers' own) that everybody who sees an access token would read.
PERSONAL: Final = frozenset(
    {
        "email",
        "phone_number",
        "phone",
        "mobile",
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "birthdate",
        "birthday",
        "gender",
        "address",
        "picture",
        "profile",
        "upn",
        "unique_name",
        "ipaddr",
        "ip_address",
        "firstName",
        "lastName",
        "mobilePhone",
        "ssn",
        "national_id",
        "social_security_number",
        "verified_primary_email",
    }
)
#: Claims that hold what nobody may see.
_SECRETS: Final = frozenset(
    {
        "password",
        "passwd",
        "pwd",
        "secret",
        "client_secret",
        "api_key",
        "apikey",
        "private_key",
        "refresh_token",
        "access_key",
        "secret_key",
    }
)
#: RFC 9068 §2.2.
_OF_ACCESS: Final = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")
_EXPECTED: Final = (("iss", "missing_iss"), ("aud", "missing_aud"), ("exp", "missing_exp"))
_USEFUL: Final = (("sub", "missing_sub"), ("iat", "missing_iat"))
_LONG_NUMBER: Final = re.compile(r"[:,\[]\s*-?[0-9]{16,}")
_SAFE: Final = 2**53
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_COOKIE: Final = 4_096
_HEADER: Final = 8_192


def about(token: InspectedToken, question: Question) -> list[Finding]:
    """Everything about the claims and the size. A token of any form that has claims is looked at."""
    found: list[Finding] = []
    total = token.sizes.total
    if total > _COOKIE and token.kind != "opaque" and not token.refused:
        found.append(finding("large_header" if total > _HEADER else "large_cookie", "token", count=total))
    claims = token.claims
    if claims is None:
        return found
    if token.kind == "jws":
        role = role_of(token.header, claims)
        for name, code in _EXPECTED:
            if name not in claims:
                found.append(finding(code, f"claims.{name}"))
        for name, code in _USEFUL:
            if name not in claims:
                found.append(finding(code, f"claims.{name}"))
        _purpose(token, claims, role, found)
    else:
        role = "unknown"
    _types(claims, question, found)
    if role in ("access", "unknown") and not PERSONAL.isdisjoint(claims):
        names = sorted(PERSONAL.intersection(claims))
        if role == "access":
            found.append(finding("personal_data", "claims", names=", ".join(names)))
    _text(token, claims, found)
    return found


def _purpose(token: InspectedToken, claims: Mapping[str, Any], role: Role, found: list[Finding]) -> None:
    if role == "id":
        found.append(finding("id_token", "token"))
    elif role == "logout":
        found.append(finding("logout_token", "token"))
        if "nonce" in claims:
            found.append(finding("typ_contradicts", "claims.nonce", name="nonce"))
    elif role == "access":
        if carries_marks_of_id(claims):
            name = next(name for name in ("nonce", "at_hash", "c_hash", "s_hash") if name in claims)
            found.append(finding("typ_contradicts", f"claims.{name}", name=name))
        typ = token.header.get("typ") if token.header else None
        if isinstance(typ, str) and typ.lower().removeprefix("application/") == "at+jwt":
            missing = [name for name in _OF_ACCESS if name not in claims]
            if missing:
                found.append(finding("rfc9068_missing", "claims", names=", ".join(missing)))


def _types(claims: Mapping[str, Any], question: Question, found: list[Finding]) -> None:
    issuer = claims.get("iss", "")
    if not isinstance(issuer, str):
        found.append(finding("iss_type", "claims.iss"))
    elif issuer.startswith("http://"):
        found.append(finding("iss_http", "claims.iss"))
    subject = claims.get("sub", "-")
    if not isinstance(subject, str):
        found.append(finding("sub_type", "claims.sub"))
    elif not subject:
        found.append(finding("sub_empty", "claims.sub"))
    audience = claims.get("aud", "-")
    if isinstance(audience, list):
        if not all(isinstance(one, str) for one in audience):
            found.append(finding("aud_type", "claims.aud"))
        elif not audience:
            found.append(finding("aud_empty", "claims.aud"))
        elif len(audience) > 1:
            found.append(finding("aud_many", "claims.aud", count=len(audience)))
    elif not isinstance(audience, str):
        found.append(finding("aud_type", "claims.aud"))
    elif not audience:
        found.append(finding("aud_empty", "claims.aud"))
    if question.client_id is not None and claims.get("azp", question.client_id) != question.client_id:
        found.append(finding("azp_mismatch", "claims.azp", expected=question.client_id, found=str(claims["azp"])[:300]))
    if not _SECRETS.isdisjoint(claims):
        for name in sorted(_SECRETS.intersection(claims)):
            found.append(finding("secret_claim", f"claims.{name}", name=name))


def _text(token: InspectedToken, claims: Mapping[str, Any], found: list[Finding]) -> None:
    """Looked at closely only where the text as written gives a reason to."""
    written = token.payload_text
    head = token.header_text
    if not written.isascii() or "\\" in written:
        _characters(claims, "claims", found)
    if token.header is not None and (not head.isascii() or "\\" in head):
        _characters(token.header, "header", found)
    if _LONG_NUMBER.search(written) is not None:
        _numbers(claims, found)
    if private.may_hold(written):
        found.extend(finding("private_key", place) for place in list(private.places(claims, "claims"))[:MAX_SHOWN])
    if token.header is not None and private.may_hold(head):
        found.extend(
            finding("private_key", place) for place in list(private.places(token.header, "header"))[:MAX_SHOWN]
        )


def _characters(value: Any, where: str, found: list[Finding]) -> None:
    surrogates = hidden = 0
    for path, text in strings(value, where):
        if text.isprintable():
            continue
        if _SURROGATE.search(text) is not None:
            surrogates += 1
            if surrogates <= MAX_SHOWN:
                found.append(finding("lone_surrogate", path))
        elif hidden < MAX_SHOWN:
            hidden += 1
            found.append(finding("hidden_characters", path))


def _numbers(claims: Mapping[str, Any], found: list[Finding]) -> None:
    waiting: list[tuple[str, Any]] = [("claims", claims)]
    count = 0
    while waiting and count < MAX_SHOWN:
        where, one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend((f"{where}.{name}"[:200], inner) for name, inner in one.items())
        elif isinstance(one, list):
            waiting.extend((f"{where}[{at}]"[:200], inner) for at, inner in enumerate(one))
        elif isinstance(one, int) and abs(one) > _SAFE:
            count += 1
            found.append(finding("number_unsafe", where))
