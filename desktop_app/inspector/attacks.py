"""Tries the known attacks on a token, offline: whether it was made with a key that everybody has.

RFC 8725 §2.1 (a public key used as a secret), §2.2 (weak secrets), CVE-2018-0114 (a key the token brings itself),
CVE-2022-21449 (a signature of zeros).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any, Final

from desktop_app.jose import base64url, jwk, signature
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import Key, KeySet
from desktop_app.jose.jws import ParsedJws

#: Secrets from documentation, examples and templates, and what people type first.
KNOWN_SECRETS: Final = tuple(
    word.encode()
    for word in (
        "",
        " ",
        "0",
        "1234",
        "12345678",
        "123456",
        "a-string-secret-at-least-256-bits-long",
        "admin",
        "changeit",
        "changeme",
        "default",
        "dev",
        "example",
        "hs256-secret",
        "hmac",
        "jwt",
        "jwt-secret",
        "jwt_secret",
        "jwtsecret",
        "key",
        "keyboard cat",
        "my-secret",
        "my_secret_key",
        "mysecret",
        "null",
        "password",
        "private",
        "public",
        "qwerty",
        "secret",
        "secret-key",
        "secret_key",
        "secretkey",
        "shhhhh",
        "shhhhhh",
        "supersecret",
        "super-secret",
        "test",
        "token",
        "undefined",
        "your-256-bit-secret",
        "your-384-bit-secret",
        "your-512-bit-secret",
        "your-secret",
        "your-secret-key",
        "your_secret_key",
        "yoursecret",
    )
)
#: Longer content is not tried with fifty secrets.
_MAX_TRIED: Final = 100_000
_MAX_KEYS: Final = 8


def known_secret(parsed: ParsedJws) -> bool:
    """Whether an HS* token was made with a secret from a list that every attacker has."""
    if len(parsed.signing_input) > _MAX_TRIED:
        return False
    return any(_made_with(secret, parsed) for secret in KNOWN_SECRETS)


def made_with_public_key(parsed: ParsedJws, keys: KeySet) -> bool:
    """Whether an HS* token was made with one of the public *keys* as its secret, in whatever encoding."""
    if len(parsed.signing_input) > _MAX_TRIED:
        return False
    for key in keys.keys[:_MAX_KEYS]:
        if key.kty != "oct" and any(_made_with(secret, parsed) for secret in encodings(key)):
            return True
    return False


def made_with_own_key(parsed: ParsedJws) -> bool:
    """Whether the key in the token's own header (``jwk``) made its signature: it then proves nothing."""
    try:
        key = jwk.parse_key(parsed.header.get("jwk"))
    except JoseError:
        return False
    return signature.verify(parsed, key)


def encodings(key: Key) -> Iterator[bytes]:
    """The ways a public key is written that a careless verifier might take for a secret."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from jwt.algorithms import get_default_algorithms
    from jwt.exceptions import PyJWTError

    entry: dict[str, Any] = {"kty": key.kty, **key.members}
    if key.crv is not None:
        entry["crv"] = key.crv
    named = {**entry, **({"kid": key.kid} if key.kid else {}), **({"alg": key.alg} if key.alg else {})}
    for members in (entry, named):
        yield json.dumps(members).encode()
        yield json.dumps(members, separators=(",", ":")).encode()
        yield json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    for member in key.members.values():
        yield member.encode()
        yield base64url.decode(member)
    if "y" in key.members:
        yield b"\x04" + base64url.decode(key.members["x"]) + base64url.decode(key.members["y"])
    family = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}[key.kty]
    try:
        ready: Any = get_default_algorithms()[family].from_jwk(entry)
    except (ValueError, PyJWTError):  # a point beside its curve
        return
    formats = [PublicFormat.SubjectPublicKeyInfo, *([PublicFormat.PKCS1] if key.kty == "RSA" else [])]
    for form in formats:
        pem: bytes = ready.public_bytes(Encoding.PEM, form)
        yield ready.public_bytes(Encoding.DER, form)
        lines = pem.split(b"\n")
        yield from (pem, pem.rstrip(b"\n"), pem + b"\n", pem.replace(b"\n", b"\r\n"), pem.replace(b"\n", b"\\n"))
        yield pem.replace(b"\n", b"\r\n").rstrip(b"\r\n")
        yield from (
            b"".join(lines[1:-2]),
            b"\n".join(lines[1:-2]),
            b"\n".join(lines[1:-2]) + b"\n",
            pem.replace(b"\n", b""),
        )


def _made_with(secret: bytes, parsed: ParsedJws) -> bool:
    made = hmac.digest(secret, parsed.signing_input, ALGORITHMS[parsed.alg].hash)
    return hmac.compare_digest(made, parsed.signature)


def all_zero(made: bytes, alg: str) -> bool:
    """Whether a signature, or one half of an ECDSA signature, is nothing but zeros."""
    if not any(made):
        return bool(made)
    half = len(made) // 2
    return alg.startswith("ES") and len(made) % 2 == 0 and not (any(made[:half]) and any(made[half:]))


def hash_size(alg: str) -> int:
    """Bytes of an HS* algorithm's hash: the shortest secret it may have (RFC 7518 §3.2)."""
    return hashlib.new(ALGORITHMS[alg].hash).digest_size
