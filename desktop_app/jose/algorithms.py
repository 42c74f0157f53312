"""The signature algorithms we know and the keys they take (RFC 7518 §3, RFC 8037 §3.1, RFC 8812, RFC 9864)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: RFC 7518 §3.3 and §3.5: keys of 2048 bits or more. The upper bound is what OpenSSL takes.
RSA_MIN_BITS: Final = 2048
RSA_MAX_BITS: Final = 16384


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What a header's ``alg`` asks of its key.

    :param kty: the key type.
    :param curves: the curves it works on, empty where there is none.
    :param hash: name of its hash function as :mod:`hashlib` knows it; ``""`` where the curve decides.
    """

    kty: str
    curves: tuple[str, ...]
    hash: str


ALGORITHMS: Final[dict[str, Algorithm]] = {
    "RS256": Algorithm("RSA", (), "sha256"),
    "RS384": Algorithm("RSA", (), "sha384"),
    "RS512": Algorithm("RSA", (), "sha512"),
    "PS256": Algorithm("RSA", (), "sha256"),
    "PS384": Algorithm("RSA", (), "sha384"),
    "PS512": Algorithm("RSA", (), "sha512"),
    "ES256": Algorithm("EC", ("P-256",), "sha256"),
    "ES384": Algorithm("EC", ("P-384",), "sha384"),
    "ES512": Algorithm("EC", ("P-521",), "sha512"),
    "ES256K": Algorithm("EC", ("secp256k1",), "sha256"),
    "EdDSA": Algorithm("OKP", ("Ed25519", "Ed448"), ""),
    "Ed25519": Algorithm("OKP", ("Ed25519",), "sha512"),
    "Ed448": Algorithm("OKP", ("Ed448",), "shake_256"),
    "HS256": Algorithm("oct", (), "sha256"),
    "HS384": Algorithm("oct", (), "sha384"),
    "HS512": Algorithm("oct", (), "sha512"),
}

#: Those whose verifying key can be published.
ASYMMETRIC: Final = tuple(name for name, algorithm in ALGORITHMS.items() if algorithm.kty != "oct")
SYMMETRIC: Final = tuple(name for name, algorithm in ALGORITHMS.items() if algorithm.kty == "oct")
#: RFC 9864 gives EdDSA on one curve a name of its own; both names mean the same signature.
EDDSA: Final = frozenset({"EdDSA", "Ed25519", "Ed448"})
