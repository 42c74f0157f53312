"""Keys to check signatures with, from a file's content or from what is remembered of an issuer."""

from __future__ import annotations

import json
from typing import Final

from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import Finding, KeyMaterial
from desktop_app.jose import jwk, pem, strict_json
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import Key, KeySet

#: The largest key file, bytes.
MAX_FILE: Final = 1_000_000
_BOM: Final = b"\xef\xbb\xbf"


def from_jwks(data: bytes, *, source: str, age_seconds: float | None = None) -> KeyMaterial:
    """The keys of a JWK set (RFC 7517 §5). Entries that cannot be used are left out and counted; an empty set is one.

    :raises JoseError: ``malformed``: no JSON, no JWK set (``no_keys``). ``key``, ``mixed``: public keys and secrets in
        one set: a token could choose which kind it is checked with.
    """
    data = data.removeprefix(_BOM)
    keys = jwk.parse_key_set(data, fetched_at=0, source=source, symmetric=True)
    secret = _are_secrets(keys.keys)
    problems: list[Finding] = []
    entries = strict_json.load_object(data, overflow="infinity")["keys"]
    private = sum(_is_private(entry) for entry in entries)
    if private:
        problems.append(finding("private_key", "key"))
    ignored = len(entries) - len(keys.keys) - private
    if ignored > 0:
        problems.append(finding("keys_ignored", "key", count=ignored))
    return KeyMaterial(keys, source, age_seconds, secret=secret, problems=tuple(problems))


def from_key(data: bytes, *, source: str) -> KeyMaterial:
    """One key: a public key in PEM form, or a JWK (``oct`` allowed).

    :raises JoseError: ``malformed`` where it is neither PEM nor JSON; ``key`` with ``private`` (a private key: we
        neither need nor want it), ``not_pem`` or another fault of a PEM.
    """
    data = data.removeprefix(_BOM)
    problems: tuple[Finding, ...] = ()
    if pem.looks_like_pem(data):
        keys: tuple[Key, ...] = (pem.parse_public_key(data),)
    else:
        entry = strict_json.load_object(data, overflow="infinity")
        try:
            keys = (jwk.parse_key(entry),)
        except JoseError as error:
            if error.detail == "private":
                raise
            keys, problems = (), (finding("key_unusable", "key", why=error.detail),)
    named = any(key.kid is not None for key in keys)
    return KeyMaterial(KeySet(keys, 0, source), source, secret=_are_secrets(keys), problems=problems, named=named)


def from_secret(secret: bytes, *, source: str) -> KeyMaterial:
    """A shared secret as it is typed."""
    from desktop_app.jose import base64url

    entry = {"kty": "oct", "k": base64url.encode(secret)}
    return from_key(json.dumps(entry).encode(), source=source)


def remembered(keys: KeySet, *, now: float) -> KeyMaterial:
    """The keys remembered of an issuer, with their age."""
    return KeyMaterial(keys, keys.source, max(0.0, now - keys.fetched_at))


def _are_secrets(keys: tuple[Key, ...]) -> bool:
    secrets = sum(key.kty == "oct" for key in keys)
    if 0 < secrets < len(keys):
        raise JoseError("key", "mixed")
    return secrets > 0


def _is_private(entry: object) -> bool:
    try:
        jwk.parse_key(entry)
    except JoseError as error:
        return error.detail == "private"
    return False
