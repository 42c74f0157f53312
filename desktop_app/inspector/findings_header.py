"""What a reviewer says of a token's header (RFC 7515 §4, RFC 7516 §4, RFC 8725) and of its signature's form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from desktop_app.inspector.attacks import all_zero
from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import Finding, InspectedToken
from desktop_app.inspector.verify import is_none
from desktop_app.jose.algorithms import ALGORITHMS, SYMMETRIC

_SECRET: Final = frozenset(SYMMETRIC)
#: Bytes of the signatures that have one length alone (RFC 7518 §3.2, §3.4; RFC 8032).
_LENGTHS: Final = {
    "HS256": (32,), "HS384": (48,), "HS512": (64,), "ES256": (64,), "ES256K": (64,), "ES384": (96,), "ES512": (132,),
    "EdDSA": (64, 114), "Ed25519": (64,), "Ed448": (114,),
}  # fmt: skip
_RSA_LEAST: Final = 256
#: Types of tokens that are everyday; the value of the other ones is told.
_TYPES: Final = frozenset({"", "jwt", "at+jwt", "logout+jwt", "jose", "jws", "id+jwt"})
_PATH: Final = re.compile(r"\.\.[/\\]|^[/\\]|^[A-Za-z]:[/\\]|^file:|/dev/|/etc/|%2e%2e|\x00", re.IGNORECASE)
_INJECTION: Final = re.compile(
    r"['\"`;|<>$\\]|--|/\*|\b(?:union|select|insert|drop|sleep)\b\s|\r|\n|\{\{|\$\(", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]{0,20}://")
_LONG_KID: Final = 256
_ENCS: Final = frozenset({"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"})
#: RFC 8725 bis §3.13.
_MAX_ITERATIONS: Final = 1_200_000
_RARE: Final = ("crit", "b64", "zip", "jwk", "x5c", "jku", "x5u", "x5t", "cty")


def about(token: InspectedToken) -> list[Finding]:
    """Everything about the header and the form of the signature. Says nothing where there is no header."""
    header = token.header
    if header is None:
        return []
    found: list[Finding] = []
    if token.kind == "jwe":
        _encryption(header, found)
    else:
        _algorithm(token, header, found)
        for name in ("typ", "kid"):
            if not isinstance(header.get(name, ""), str):
                found.append(finding("header_type", f"header.{name}", name=name))
    if any(name in header for name in _RARE):
        _rare(token, header, found)
    typ = header.get("typ")
    if isinstance(typ, str) and token.kind == "jws":
        short = typ.lower().removeprefix("application/")
        if short not in _TYPES:
            found.append(finding("typ_other", "header.typ", typ=typ[:100]))
    kid = header.get("kid")
    if isinstance(kid, str):
        _kid(kid, found)
    return found


def _algorithm(token: InspectedToken, header: Mapping[str, Any], found: list[Finding]) -> None:
    alg = header.get("alg")
    if not isinstance(alg, str):
        found.append(finding("alg_missing", "header.alg"))
    elif alg in ALGORITHMS:
        if alg in _SECRET:
            found.append(finding("hmac", "header.alg", alg=alg))
        if token.form == "compact" and token.signature:
            _signature(token.signature, alg, found)
    elif is_none(alg):
        found.append(finding("alg_none", "header.alg", alg=alg))
    else:
        found.append(finding("alg_unknown", "header.alg", alg=alg[:100]))


def _signature(made: bytes, alg: str, found: list[Finding]) -> None:
    if all_zero(made, alg):
        found.append(finding("signature_zero", "signature"))
    lengths = _LENGTHS.get(alg)
    if len(made) in lengths if lengths else len(made) >= _RSA_LEAST:
        return
    if alg.startswith("ES") and made[:1] == b"\x30" and len(made) > 8:
        found.append(finding("signature_der", "signature"))
    else:
        least = lengths[0] if lengths else _RSA_LEAST
        found.append(finding("signature_length", "signature", alg=alg, found=len(made), expected=least))


def _rare(token: InspectedToken, header: Mapping[str, Any], found: list[Finding]) -> None:
    encrypted = token.kind == "jwe"
    if "crit" in header:
        crit = header["crit"]
        names = ", ".join(str(name)[:40] for name in crit[:5]) if isinstance(crit, list) else str(crit)[:100]
        found.append(finding("crit_unknown", "header.crit", names=names))
    if "b64" in header:
        found.append(finding("b64_false", "header.b64"))
    if "zip" in header:
        found.append(finding("jwe_zip" if encrypted else "zip", "header.zip"))
    if "jwk" in header:
        found.append(finding("embedded_key", "header.jwk"))
    if "x5c" in header:
        found.append(finding("embedded_certificate", "header.x5c"))
    for name in ("jku", "x5u"):
        if name in header:
            found.append(finding("key_address", f"header.{name}", address=str(header[name])[:200]))
    if "x5t" in header:
        found.append(finding("x5t_sha1", "header.x5t"))


def _kid(kid: str, found: list[Finding]) -> None:
    if kid.isalnum() and len(kid) <= _LONG_KID:
        return
    if len(kid) > _LONG_KID:
        found.append(finding("kid_long", "header.kid", count=len(kid)))
        kid = kid[:_LONG_KID]
    if _ADDRESS.match(kid):
        found.append(finding("kid_address", "header.kid", kid=kid[:100]))
    elif _PATH.search(kid):
        found.append(finding("kid_path", "header.kid", kid=kid[:100]))
    if _INJECTION.search(kid):
        found.append(finding("kid_injection", "header.kid", kid=kid[:100]))


def _encryption(header: Mapping[str, Any], found: list[Finding]) -> None:
    alg, enc, iterations = header.get("alg"), header.get("enc"), header.get("p2c")
    if alg == "RSA1_5":
        found.append(finding("jwe_deprecated", "header.alg", alg=alg))
    elif alg == "dir":
        found.append(finding("jwe_direct", "header.alg"))
    elif not isinstance(alg, str):
        found.append(finding("alg_missing", "header.alg"))
    elif is_none(alg):
        found.append(finding("alg_none", "header.alg", alg=alg))
    if not isinstance(enc, str) or enc not in _ENCS:
        found.append(finding("jwe_enc_unknown", "header.enc", enc=str(enc)[:100]))
    if isinstance(iterations, int) and iterations > _MAX_ITERATIONS:
        found.append(finding("jwe_iterations", "header.p2c", count=str(iterations)[:40]))
