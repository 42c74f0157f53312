"""Header parameters of IANA's registry "JSON Web Signature and Encryption Header Parameters" (as of 2026)."""

from __future__ import annotations

from typing import Final

from desktop_app.inspector.known_claims import Table

REGISTERED: Final[Table] = {
    "alg": ("RFC 7515 §4.1.1", "text"),
    "jku": ("RFC 7515 §4.1.2", "address"),
    "jwk": ("RFC 7515 §4.1.3", "key"),
    "kid": ("RFC 7515 §4.1.4", "id"),
    "x5u": ("RFC 7515 §4.1.5", "address"),
    "x5c": ("RFC 7515 §4.1.6", "list"),
    "x5t": ("RFC 7515 §4.1.7", "digest"),
    "x5t#S256": ("RFC 7515 §4.1.8", "digest"),
    "typ": ("RFC 7515 §4.1.9, RFC 9068 §2.1", "text"),
    "cty": ("RFC 7515 §4.1.10", "text"),
    "crit": ("RFC 7515 §4.1.11", "list"),
    "enc": ("RFC 7516 §4.1.2", "text"),
    "zip": ("RFC 7516 §4.1.3", "text"),
    "epk": ("RFC 7518 §4.6.1.1", "key"),
    "apu": ("RFC 7518 §4.6.1.2", "text"),
    "apv": ("RFC 7518 §4.6.1.3", "text"),
    "iv": ("RFC 7518 §4.7.1.1", "text"),
    "tag": ("RFC 7518 §4.7.1.2", "digest"),
    "p2s": ("RFC 7518 §4.8.1.1", "text"),
    "p2c": ("RFC 7518 §4.8.1.2", "number"),
    "iss": ("RFC 7519 §5.3", "address"),
    "sub": ("RFC 7519 §5.3", "id"),
    "aud": ("RFC 7519 §5.3", "list"),
    "b64": ("RFC 7797 §3", "flag"),
    "ppt": ("RFC 8225 §8.1", "text"),
    "url": ("RFC 8555 §6.4.1", "address"),
    "nonce": ("RFC 8555 §6.5.2", "id"),
    "svt": ("RFC 9321 §4.1", "list"),
    "trust_chain": ("OpenID Federation §4.3", "list"),
    "disclosures": ("RFC 9901 §8.1", "list"),
    "kb_jwt": ("RFC 9901 §8.1", "text"),
}
