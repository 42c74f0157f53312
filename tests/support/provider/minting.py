"""Tokens, honest or as the script has them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from tests.support.provider.grants import Family
from tests.support.provider.keys import KeyRing, b64, sign
from tests.support.provider.script import Jwt, Script, TokenAnswer


def mint(
    jwt: Jwt, claims: Mapping[str, Any], keys: KeyRing, *, client_id: str, header: Mapping[str, Any] | None = None
) -> str:
    """A compact JWS of *claims*, changed as *jwt* says."""
    if jwt.raw is not None:
        return jwt.raw
    asymmetric = jwt.alg if not (jwt.alg == "none" or jwt.alg.startswith("HS")) else "RS256"
    key = keys.choose(asymmetric, jwt.key)
    head = {"alg": jwt.alg, "kid": key.kid, "typ": "JWT", **(header or {}), **jwt.header}
    now = int(time.time())
    body = {**claims, **jwt.claims, **{name: now + seconds for name, seconds in jwt.times.items()}}
    head = {name: value for name, value in head.items() if name not in jwt.header_without}
    body = {name: value for name, value in body.items() if name not in jwt.without}
    signing_input = b".".join(b64(json.dumps(part).encode()).encode() for part in (head, body))
    secret = key.pem() if jwt.hs_secret == "public_key" else client_id.encode()
    signature = sign(jwt.alg, key, signing_input, secret)
    if jwt.signature == "missing":
        signature = b""
    elif jwt.signature == "corrupt":
        signature = bytes([signature[0] ^ 0x01]) + signature[1:]
    return signing_input.decode() + "." + b64(signature)


def access_claims(script: Script, family: Family, *, issuer: str, now: int, jti: str) -> dict[str, Any]:
    """An honest JWT access token's claims (RFC 9068 §2.2)."""
    return {
        "iss": issuer,
        "sub": family.subject,
        "aud": family.client_id,
        "client_id": family.client_id,
        "iat": now,
        "exp": now + script.lifetime,
        "jti": jti,
        "scope": family.scope,
        "roles": list(script.roles),
        "preferred_username": script.user.get("preferred_username", ""),
    }


def id_claims(
    script: Script, answer: TokenAnswer, family: Family, access_token: str, *, issuer: str, now: int, refreshed: bool
) -> dict[str, Any]:
    """An honest ID token's claims (OpenID Connect Core §2; at refresh §12.2: the first auth_time, no nonce)."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": family.subject,
        "aud": family.client_id,
        "iat": now,
        "exp": now + script.lifetime,
        "auth_time": family.auth_time,
        "sid": family.id,
        **script.user,
    }
    if family.nonce and not refreshed:
        claims["nonce"] = family.nonce
    if answer.at_hash != "none":
        words = access_token if answer.at_hash == "right" else access_token + "x"
        claims["at_hash"] = b64(hashlib.sha256(words.encode()).digest()[:16])
    return claims
