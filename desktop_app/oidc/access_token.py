"""The access token: opaque by OAuth's rules, a JWT by many a provider's (RFC 6749 §1.4, RFC 9068 §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import jws, policy, signature
from desktop_app.jose.algorithms import SYMMETRIC
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import KeySet
from desktop_app.oidc.claims import audiences, shown, time_of
from desktop_app.secret import Secret

_TYPES: Final = frozenset({"", "jwt", "at+jwt", "application/jwt", "application/at+jwt"})
#: Each way of not being verifiable: the reason of E_ACCESS_TOKEN, and the sentence for a token treated as opaque.
_WHYS: Final = {
    "configured": ("", "protocol.opaque_configured"),
    "not_a_jwt": ("malformed", "protocol.opaque_not_a_jwt"),
    "encrypted": ("malformed", "protocol.opaque_encrypted"),
    "malformed": ("malformed", "protocol.opaque_malformed"),
    "hmac": ("alg", "protocol.opaque_hmac"),
    "alg": ("alg", "protocol.opaque_alg"),
    "no_key": ("kid", "protocol.opaque_no_key"),
    "typ": ("typ", "protocol.opaque_typ"),
    "id_token": ("typ", "protocol.opaque_id_token"),
    "bad_signature": ("signature", "protocol.opaque_bad_signature"),
    "other_issuer": ("iss", "protocol.opaque_other_issuer"),
    "other_audience": ("aud", "protocol.opaque_other_audience"),
}


@dataclass(frozen=True, slots=True)
class VerifiedAccessToken:
    """A JWT access token of the expected issuer for the expected audience, its signature verified.

    :param expires_at: by its ``exp``, wall-clock seconds; None if it has none.
    """

    claims: Mapping[str, Any] = field(repr=False)
    expires_at: float | None
    token: Secret


@dataclass(frozen=True, slots=True)
class OpaqueAccessToken:
    """An access token we cannot look into, or must not believe: good for sending, and no roles come from it.

    :param why: ``configured``, ``not_a_jwt``, ``encrypted``, ``malformed``, ``hmac``, ``alg``, ``no_key``, ``typ``,
        ``id_token``, ``bad_signature``, ``other_issuer`` or ``other_audience``. After ``no_key`` the caller may fetch
        the keys once more.
    """

    token: Secret
    why: str

    @property
    def text(self) -> str:
        """The text id of the sentence that says why."""
        return _WHYS[self.why][1]


class _Unverified(Exception):
    def __init__(self, why: str, found: str = "-") -> None:
        self.why = why
        self.found = found


def verify(
    token: Secret,
    keys: KeySet | None,
    *,
    rule: Literal["auto", "jwt", "opaque"],
    issuer: str,
    audience: str,
    client_id: str,
    provider: str,
    allowed_algs: tuple[str, ...],
    leeway: int,
    now: float,
) -> VerifiedAccessToken | OpaqueAccessToken:
    """Judge *token* by the account's rule.

    :param keys: the issuer's keys; None where there are none to be had.
    :param rule: ``opaque``: do not look. ``jwt``: it must verify. ``auto``: verified if it is a JWT whose signature,
        issuer and audience hold, else opaque.
    :param audience: expected in ``aud``; ``""`` = the client_id (for ``keycloak`` an ``azp`` of that value will do).
    :raises KeyfobError: E_ACCESS_TOKEN with ``reason``: signature alg typ iss aud exp iat kid malformed under
        ``jwt``; under either rule ``exp`` and ``iat`` where everything else holds and the token is not valid now.
    """
    if rule == "opaque":
        return OpaqueAccessToken(token, "configured")
    try:
        claims = _verified_claims(token, keys, allowed_algs)
        _check_claims(claims, issuer=issuer, audience=audience, client_id=client_id, provider=provider)
        times = {name: _time(claims, name) for name in ("exp", "nbf", "iat")}
    except _Unverified as error:
        if rule == "auto":
            return OpaqueAccessToken(token, error.why)
        raise KeyfobError(
            Code.E_ACCESS_TOKEN,
            f"protocol.access_token_{error.why}",
            reason=_WHYS[error.why][0],
            expected=issuer if error.why == "other_issuer" else audience or client_id,
            found=error.found,
        ) from None
    _check_times(times, leeway, now)
    return VerifiedAccessToken(MappingProxyType(claims), times["exp"], token)


def _verified_claims(token: Secret, keys: KeySet | None, allowed_algs: tuple[str, ...]) -> dict[str, Any]:
    try:
        parsed = jws.parse(token.reveal())
    except JoseError as error:
        if error.kind == "alg":
            raise _Unverified("alg") from None
        if error.detail == "encrypted":
            raise _Unverified("encrypted") from None
        # A header that can be read makes it a JWT with a fault; anything else is just text.
        jwt = error.where in ("payload", "signature") or error.kind == "crit" or error.detail in ("b64", "zip")
        raise _Unverified("malformed" if jwt else "not_a_jwt") from None
    if parsed.alg in SYMMETRIC:
        raise _Unverified("hmac")
    if parsed.header.get("typ", "").lower() not in _TYPES:
        raise _Unverified("typ", shown(parsed.header["typ"]))
    if keys is None:
        raise _Unverified("no_key")
    try:
        to_try = policy.choose(parsed.header, keys, allowed_algs)
        if not any(signature.verify(parsed, key) for key in to_try):
            raise _Unverified("bad_signature")
        return jws.claims(parsed)
    except JoseError as error:
        why = {"kid": "no_key", "alg": "alg"}.get(error.kind, "malformed")
        raise _Unverified("no_key" if error.detail == "no_key" else why) from None


def _check_claims(claims: Mapping[str, Any], *, issuer: str, audience: str, client_id: str, provider: str) -> None:
    if claims.get("iss") != issuer:
        raise _Unverified("other_issuer", shown(claims.get("iss")))
    # RFC 8725 §3.12: what only an ID token carries, and what Keycloak writes into tokens of other kinds.
    if "at_hash" in claims or "c_hash" in claims or claims.get("typ") in ("ID", "Refresh", "Offline", "Logout"):
        raise _Unverified("id_token")
    by_azp = provider == "keycloak" and not audience and claims.get("azp") == client_id
    if (audience or client_id) not in audiences(claims) and not by_azp:
        raise _Unverified("other_audience", shown(claims.get("aud")))


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    try:
        return time_of(claims, name)
    except ValueError:
        raise _Unverified("malformed", shown(claims[name])) from None


def _check_times(times: Mapping[str, float | None], leeway: int, now: float) -> None:
    expires_at = times["exp"]
    if expires_at is not None and now >= expires_at + leeway:
        raise _not_now("exp", expires_at, now)
    for name in ("nbf", "iat"):
        begins_at = times[name]
        if begins_at is not None and begins_at > now + leeway:
            raise _not_now("iat", begins_at, now)


def _not_now(reason: str, found: float, now: float) -> KeyfobError:
    return KeyfobError(
        Code.E_ACCESS_TOKEN, f"protocol.access_token_{reason}", reason=reason, found=int(found), now=int(now)
    )
