"""The ID token (OpenID Connect Core 1.0 §2, §3.1.3.7, §3.1.3.8, §12.2): verified, or refused with a reason."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from desktop_app.errors import Code, KeyfobError, Param
from desktop_app.jose import jws, policy, signature
from desktop_app.jose.algorithms import ASYMMETRIC
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import KeySet
from desktop_app.oidc.at_hash import at_hash
from desktop_app.oidc.claims import audiences, shown, time_of
from desktop_app.secret import Secret

#: How old an ID token may be when it arrives, seconds.
MAX_AGE: Final = 600
_MAX_SUBJECT: Final = 255
_TYPES: Final = frozenset({"", "jwt", "application/jwt"})
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
#: JoseError kinds that are not reasons themselves.
_REASON_OF: Final = {"crit": "malformed", "key": "alg"}


@dataclass(frozen=True, slots=True)
class FirstIdToken:
    """What the ID token of the original sign-in said, for its successors (Core §12.2)."""

    subject: str
    auth_time: int | None = None
    azp: str | None = None
    nonce: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an ID token is measured against.

    :param allowed_algs: see :func:`allowed_algs`.
    :param nonce: the one that was sent; None at refresh alone.
    :param leeway: allowed clock difference, seconds.
    :param access_token: the one that came with it, for ``at_hash``.
    :param max_age: seconds, as asked of the provider; None if not asked.
    :param first: at refresh, the first ID token.
    """

    issuer: str
    client_id: str
    allowed_algs: tuple[str, ...]
    nonce: str | None = field(repr=False)
    leeway: int
    access_token: Secret | None
    max_age: int | None = None
    first: FirstIdToken | None = None


@dataclass(frozen=True, slots=True)
class VerifiedIdToken:
    """An ID token that passed every check. Only :func:`verify` makes one. Times are wall-clock seconds."""

    claims: Mapping[str, Any] = field(repr=False)
    issuer: str
    subject: str
    expires_at: float
    issued_at: float
    auth_time: int | None
    azp: str | None
    token: Secret


def allowed_algs(configured: tuple[str, ...], metadata: tuple[str, ...]) -> tuple[str, ...]:
    """The algorithms an issuer's tokens may be signed with: the configured ones, or else the metadata's, or else
    RS256 (Core §3.1.3.7-7). Never ``none`` and never HS*, whoever names them: a public client has no secret."""
    if configured:
        return tuple(alg for alg in configured if alg in ASYMMETRIC)
    return tuple(alg for alg in metadata if alg in ASYMMETRIC) or ("RS256",)


def verify(token: Secret, keys: KeySet, expected: Expectation, *, now: float) -> VerifiedIdToken:
    """Check *token*.

    :param now: wall-clock seconds.
    :raises KeyfobError: E_ID_TOKEN with ``reason``: signature alg typ iss aud azp nonce exp iat sub at_hash auth_time
        kid malformed. After ``kid`` the caller may fetch the keys once more and try again. ``iat`` is also the
        reason of an ``nbf`` in the future: both say that the token is not valid yet, and both point at the clock.
    """
    try:
        parsed = jws.parse(token.reveal())
        if parsed.header.get("typ", "").lower() not in _TYPES:
            raise _refused("typ", found=parsed.header["typ"])
        keys_to_try = policy.choose(parsed.header, keys, expected.allowed_algs)
        key = next((key for key in keys_to_try if signature.verify(parsed, key)), None)
        if key is None:
            raise _refused("signature")
        claims = jws.claims(parsed)
    except JoseError as error:
        reason = _REASON_OF.get(error.kind, error.kind)
        raise _refused(reason, detail=error.detail) from None
    _check_parties(claims, expected)
    expires_at, issued_at = _check_times(claims, expected.leeway, now)
    _check_nonce(claims, expected)
    subject = _subject(claims, expected)
    auth_time = _auth_time(claims, expected, now)
    _check_at_hash(claims, parsed.alg, key.crv, expected.access_token)
    return VerifiedIdToken(
        claims=MappingProxyType(claims),
        issuer=expected.issuer,
        subject=subject,
        expires_at=expires_at,
        issued_at=issued_at,
        auth_time=auth_time,
        azp=claims.get("azp"),
        token=token,
    )


def _check_parties(claims: Mapping[str, Any], expected: Expectation) -> None:
    """iss, aud, azp (§3.1.3.7-2 to 5), and that it is no logout token (Back-Channel Logout 1.0 §2.4)."""
    if claims.get("iss") != expected.issuer:
        raise _refused("iss", expected=expected.issuer, found=shown(claims.get("iss")))
    # We trust no other audience, so every further one is an untrusted one.
    named = audiences(claims)
    if set(named) != {expected.client_id}:
        raise _refused("aud", expected=expected.client_id, found=shown(claims.get("aud")))
    if "azp" in claims and claims["azp"] != expected.client_id:
        raise _refused("azp", expected=expected.client_id, found=shown(claims["azp"]))
    first = expected.first
    if first is not None and "azp" in claims and claims["azp"] != first.azp:
        raise _refused("azp", expected=shown(first.azp), found=shown(claims["azp"]))
    events = claims.get("events")
    if isinstance(events, dict) and _LOGOUT_EVENT in events:
        raise _refused("typ", found="logout")


def _check_times(claims: Mapping[str, Any], leeway: int, now: float) -> tuple[float, float]:
    """exp, iat (§3.1.3.7-9 and 10) and nbf (RFC 7519 §4.1.5)."""
    expires_at, issued_at = _time(claims, "exp"), _time(claims, "iat")
    if expires_at is None or now >= expires_at + leeway:
        raise _refused("exp", found=shown(claims.get("exp")), now=int(now))
    if issued_at is None or issued_at > now + leeway or now - issued_at > MAX_AGE:
        raise _refused("iat", found=shown(claims.get("iat")), now=int(now))
    not_before = _time(claims, "nbf", reason="iat")
    if not_before is not None and not_before > now + leeway:
        raise _refused("iat", found=shown(claims["nbf"]), now=int(now))
    return expires_at, issued_at


def _check_nonce(claims: Mapping[str, Any], expected: Expectation) -> None:
    """§3.1.3.7-11; at refresh it may be missing, but not another one (§12.2)."""
    if "nonce" not in claims and expected.nonce is None and expected.first is not None:
        return
    wanted = expected.nonce if expected.nonce is not None or expected.first is None else expected.first.nonce
    found = claims.get("nonce")
    if wanted is None or not isinstance(found, str) or not _same(found, wanted):
        raise _refused("nonce")


def _subject(claims: Mapping[str, Any], expected: Expectation) -> str:
    """sub (§2: at most 255 ASCII characters); at refresh the same person (§12.2)."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT or not subject.isascii():
        raise _refused("sub", found=shown(subject))
    if expected.first is not None and subject != expected.first.subject:
        raise _refused("sub", expected=expected.first.subject, found=subject)
    return subject


def _auth_time(claims: Mapping[str, Any], expected: Expectation, now: float) -> int | None:
    """auth_time (§3.1.3.7-13); at refresh that of the original sign-in where both say (§12.2)."""
    found = _time(claims, "auth_time")
    if expected.max_age is not None and (found is None or not -expected.leeway <= now - found <= _late(expected)):
        raise _refused("auth_time", found=shown(claims.get("auth_time")), now=int(now))
    auth_time = None if found is None else int(found)
    first = expected.first
    if first is not None and None not in (first.auth_time, auth_time) and first.auth_time != auth_time:
        raise _refused("auth_time", expected=str(first.auth_time), found=str(auth_time))
    return auth_time


def _late(expected: Expectation) -> int:
    return (expected.max_age or 0) + expected.leeway


def _check_at_hash(claims: Mapping[str, Any], alg: str, crv: str | None, access_token: Secret | None) -> None:
    if "at_hash" not in claims or access_token is None:
        return
    found = claims["at_hash"]
    if not isinstance(found, str) or not _same(found, at_hash(access_token, alg, crv)):
        raise _refused("at_hash")


def _time(claims: Mapping[str, Any], name: str, reason: str = "") -> float | None:
    try:
        return time_of(claims, name)
    except ValueError:
        raise _refused(reason or name, found=shown(claims[name])) from None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def _refused(reason: str, **params: Param) -> KeyfobError:
    values: dict[str, Param] = {"expected": "-", "found": "-", "detail": "-", "now": 0, **params}
    return KeyfobError(Code.E_ID_TOKEN, f"protocol.id_token_{reason}", reason=reason, **values)
