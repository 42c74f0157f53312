"""A public key in PEM form (RFC 7468 §13), for people who hold one."""

from __future__ import annotations

from typing import Final

from desktop_app.jose import base64url
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import Key, parse_key

MAX_PEM: Final = 65_536
_CURVES: Final = {
    "secp256r1": ("P-256", 32),
    "secp384r1": ("P-384", 48),
    "secp521r1": ("P-521", 66),
    "secp256k1": ("secp256k1", 32),
}


def looks_like_pem(data: bytes) -> bool:
    """Whether *data* claims to be PEM."""
    return b"-----BEGIN " in data[:MAX_PEM]


def parse_public_key(data: bytes) -> Key:
    """The key of a ``PUBLIC KEY`` or ``RSA PUBLIC KEY`` block. It has no name, use or algorithm.

    :raises JoseError: ``key`` with ``private`` (a private key: we neither need nor want it), ``not_pem``, ``kty``,
        ``crv`` or a detail of :func:`desktop_app.jose.jwk.parse_key`.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

    if b"PRIVATE KEY-----" in data[:MAX_PEM]:
        raise JoseError("key", "private")
    if len(data) > MAX_PEM or not looks_like_pem(data):
        raise JoseError("key", "not_pem")
    try:
        public = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise JoseError("key", "not_pem") from None
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return parse_key({"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)})
    if isinstance(public, ec.EllipticCurvePublicKey):
        if public.curve.name not in _CURVES:
            raise JoseError("key", "crv")
        crv, size = _CURVES[public.curve.name]
        point = public.public_numbers()
        return parse_key({"kty": "EC", "crv": crv, "x": _number(point.x, size), "y": _number(point.y, size)})
    if isinstance(public, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        crv = "Ed25519" if isinstance(public, ed25519.Ed25519PublicKey) else "Ed448"
        return parse_key({"kty": "OKP", "crv": crv, "x": base64url.encode(raw)})
    raise JoseError("key", "kty")


def _number(value: int, size: int = 0) -> str:
    return base64url.encode(value.to_bytes(size or (value.bit_length() + 7) // 8))
