"""Tokens and key sets made to measure: honest ones, and every other kind."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from jwt.algorithms import get_default_algorithms

from desktop_app.jose import base64url
from desktop_app.jose.jwk import KeySet, parse_key_set
from desktop_app.ports import HttpAnswer
from desktop_app.secret import Secret

ISSUER = "https://op.example"
CLIENT = "desktop"
NONCE = "n-0S6_WzA2Mj-the-one-that-was-sent"
SUBJECT = "ada"
NOW = 1_800_000_000
ALGORITHMS = get_default_algorithms()
#: The kind of key each algorithm signs with here.
KEY_OF_ALG = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "rsa"),
    "ES256": "p256",
    "ES384": "p384",
    "ES512": "p521",
    "ES256K": "secp256k1",
    "EdDSA": "ed25519",
    "Ed25519": "ed25519",
    "Ed448": "ed448",
}
_CURVES: dict[str, type[ec.EllipticCurve]] = {
    "p256": ec.SECP256R1,
    "p384": ec.SECP384R1,
    "p521": ec.SECP521R1,
    "secp256k1": ec.SECP256K1,
}


@functools.cache
def private(name: str) -> Any:
    """A private key by name: ``rsa``, ``rsa-2`` (another), ``p256`` …; one for each name and process."""
    kind = name.partition("-")[0]
    if kind in _CURVES:
        return ec.generate_private_key(_CURVES[kind]())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "ed448":
        return ed448.Ed448PrivateKey.generate()
    return rsa.generate_private_key(65537, 1024 if kind == "rsa1024" else 2048)


def jwk(name: str, *, secret: bool = False, **members: object) -> dict[str, Any]:
    """The public (or private) JWK of a key, its name as ``kid``; *members* are added, or taken out by None."""
    key = private(name)
    algorithm: Any = ALGORITHMS[_family(name)]
    entry = json.loads(algorithm.to_jwk(key if secret else key.public_key()))
    entry.pop("key_ops", None)
    entry |= {"kid": name, "use": "sig", **members}
    return {member: value for member, value in entry.items() if value is not None}


def key_set(*entries: object, fetched_at: float = NOW) -> KeySet:
    """The usable keys of a set of *entries* (by default: an RSA and a P-256 key)."""
    document = {"keys": list(entries or (jwk("rsa"), jwk("p256")))}
    return parse_key_set(json.dumps(document).encode(), fetched_at=fetched_at, source="https://op.example/keys")


def claims(**changes: object) -> dict[str, Any]:
    """An honest ID token's claims; *changes* are made to them, None takes one out."""
    honest = {
        "iss": ISSUER,
        "sub": SUBJECT,
        "aud": CLIENT,
        "exp": NOW + 300,
        "iat": NOW - 1,
        "nonce": NONCE,
    }
    return {name: value for name, value in (honest | changes).items() if value is not None}


def jws(
    content: Mapping[str, object] | bytes,
    *,
    alg: str = "RS256",
    key: str | bytes | None = None,
    header: Mapping[str, object] | bytes | None = None,
) -> str:
    """A compact JWS.

    :param key: name of the signing key, or the octets of a symmetric one.
    :param header: members changed (None takes one out), or the raw header.
    """
    key = key or KEY_OF_ALG.get(alg, "rsa")
    kid = {"kid": key} if isinstance(key, str) else {}
    if isinstance(header, bytes):
        head = header
    else:
        members = {"alg": alg, **kid, "typ": "JWT", **(header or {})}
        head = json.dumps({name: value for name, value in members.items() if value is not None}).encode()
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signing_input = f"{base64url.encode(head)}.{base64url.encode(body)}"
    return f"{signing_input}.{base64url.encode(sign(signing_input.encode(), alg, key))}"


def sign(data: bytes, alg: str, key: str | bytes) -> bytes:
    """The signature of *data*; none for an algorithm that does not sign."""
    if isinstance(key, bytes):
        return hmac.new(key, data, getattr(hashlib, f"sha{alg[2:]}")).digest()
    algorithm: Any = ALGORITHMS.get("EdDSA" if alg in ("Ed25519", "Ed448") else alg)
    return b"" if algorithm is None or alg == "none" else bytes(algorithm.sign(data, private(key)))


def secret_jws(*args: Any, **kwargs: Any) -> Secret:
    """:func:`jws` as a secret."""
    return Secret(jws(*args, **kwargs))


def answer(
    body: bytes | str | object = b"",
    *,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    date: float | None = None,
) -> HttpAnswer:
    """An HTTP answer; a body that is neither bytes nor text is written as JSON."""
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return HttpAnswer(status, media_type, dict(headers or {}), body, date, float(NOW))


def _family(name: str) -> str:
    kind = name.partition("-")[0]
    return "RS256" if kind.startswith("rsa") else "EdDSA" if kind.startswith("ed") else "ES256"
