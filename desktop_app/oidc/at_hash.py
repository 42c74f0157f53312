"""The access token's hash inside an ID token (OpenID Connect Core 1.0 §3.1.3.6)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop_app.jose import base64url
from desktop_app.jose.algorithms import ALGORITHMS

if TYPE_CHECKING:
    from desktop_app.secret import Secret


def at_hash(access_token: Secret, alg: str, crv: str | None) -> str:
    """base64url of the left half of the access token's hash, by the hash function of the ID token's *alg*.

    :param crv: the key's curve: EdDSA hashes with SHA-512 on Ed25519 and with SHAKE256 (114 bytes) on Ed448
        (RFC 8032 §5.1, §5.2).
    """
    data = access_token.reveal().encode(errors="surrogatepass")
    if crv == "Ed448":
        digest = hashlib.shake_256(data).digest(114)
    else:
        digest = hashlib.new(ALGORITHMS[alg].hash or "sha512", data).digest()
    return base64url.encode(digest[: len(digest) // 2])
