"""Signing keys and their public halves as JWKs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_ALGORITHMS = get_default_algorithms()
_KTY_OF_ALG = {"R": "RSA", "P": "RSA", "E": "EC"}


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with a name."""

    kid: str
    kty: str
    alg: str
    private: PrivateKey

    def jwk(self) -> dict[str, Any]:
        """The public half (RFC 7517 §4)."""
        algorithm: Any = _ALGORITHMS[self.alg]
        text = algorithm.to_jwk(self.private.public_key())
        public: dict[str, Any] = json.loads(text)
        public.pop("key_ops", None)
        return {**public, "kid": self.kid, "use": "sig", "alg": self.alg}

    def pem(self) -> bytes:
        """The public half as PEM."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def _once(make: Callable[[int], SigningKey]) -> Callable[[int], SigningKey]:
    """Remember what *make* gave; providers in several threads must not get two keys of one name."""
    lock = threading.Lock()
    remembered = lru_cache(maxsize=32)(make)

    @wraps(make)
    def give(number: int) -> SigningKey:
        with lock:
            return remembered(number)

    return give


@_once
def rsa_key(number: int) -> SigningKey:
    """The *number*-th RSA key of this process."""
    return SigningKey(f"rsa-{number}", "RSA", "RS256", rsa.generate_private_key(65537, 2048))


@_once
def ec_key(number: int) -> SigningKey:
    """The *number*-th P-256 key of this process."""
    return SigningKey(f"ec-{number}", "EC", "ES256", ec.generate_private_key(ec.SECP256R1()))


@_once
def ed_key(number: int) -> SigningKey:
    """The *number*-th Ed25519 key of this process."""
    return SigningKey(f"ed-{number}", "OKP", "EdDSA", ed25519.Ed25519PrivateKey.generate())


class KeyRing:
    """The keys of one provider: an RSA, a P-256 and an Ed25519 one, replaced together."""

    def __init__(self) -> None:
        self._generation = 1

    def rotate(self) -> None:
        """New keys; the old ones leave the key set."""
        self._generation += 1

    def published(self, *, second_rsa: bool = False) -> tuple[SigningKey, ...]:
        """What the key set holds now."""
        keys = (rsa_key(self._generation), ec_key(self._generation), ed_key(1))
        return (*keys, rsa_key(self._generation + 50)) if second_rsa else keys

    def choose(self, alg: str, which: str) -> SigningKey:
        """The key for *alg*: the current one, another that nobody publishes, or the one with that kid."""
        kty = _KTY_OF_ALG.get(alg[:1], "OKP") if alg != "EdDSA" else "OKP"
        if which == "other":
            return {"RSA": rsa_key, "EC": ec_key}.get(kty, ed_key)(99 if kty != "OKP" else 2)
        for key in self.published(second_rsa=True):
            if key.kid == which or (which == "current" and key.kty == kty):
                return key
        raise ValueError(f"no key {which} for {alg}")


def sign(alg: str, key: SigningKey, signing_input: bytes, hs_secret: bytes) -> bytes:
    """The signature; empty for ``none``."""
    if alg == "none":
        return b""
    if alg.startswith("HS"):
        return hmac.new(hs_secret, signing_input, getattr(hashlib, f"sha{alg[2:]}")).digest()
    algorithm: Any = _ALGORITHMS[alg]
    return bytes(algorithm.sign(signing_input, key.private))
