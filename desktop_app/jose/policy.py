"""Which keys may check which token (RFC 8725 §3.1, §3.10; RFC 7517 §4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from desktop_app.jose.algorithms import ALGORITHMS, EDDSA, RSA_MIN_BITS
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import Key, KeySet

#: A token that names no key is tried with at most this many.
MAX_TRIES: Final = 64


def choose(header: Mapping[str, object], keys: KeySet, allowed_algs: Collection[str]) -> tuple[Key, ...]:
    """The keys to try, at least one; exactly one where the header names it.

    The algorithm is the caller's choice (*allowed_algs*), never the header's. Keys inside the header (jwk, x5c) or
    behind its addresses (jku, x5u) are not looked at. ``kid`` is compared and nothing else.

    :raises JoseError: ``alg`` with ``not_allowed`` or ``no_key``; ``kid`` with ``unknown`` (no key of that name that
        may check signatures: fetching the set again may help) or ``duplicate``.
    """
    alg, kid = header.get("alg"), header.get("kid")
    if not isinstance(alg, str) or alg not in ALGORITHMS or alg not in allowed_algs:
        raise JoseError("alg", "not_allowed")
    checking = [key for key in keys.keys if checks_signatures(key)]
    if kid is None:
        fitting = tuple(key for key in checking if fits(key, alg))[:MAX_TRIES]
        if not fitting:
            raise JoseError("alg", "no_key")
        return fitting
    named = [key for key in checking if key.kid == kid]
    if len(named) != 1:
        raise JoseError("kid", "duplicate" if named else "unknown")
    if not fits(named[0], alg):
        raise JoseError("alg", "no_key")
    return (named[0],)


def checks_signatures(key: Key) -> bool:
    """Whether *key* may check signatures at all: its use, its operations, its size."""
    if key.use not in (None, "sig"):
        return False
    if key.key_ops is not None and "verify" not in key.key_ops:
        return False
    return key.kty != "RSA" or key.bits >= RSA_MIN_BITS


def fits(key: Key, alg: str) -> bool:
    """Whether *key* is one for *alg*: its type, its curve, and the algorithm it says it is for."""
    algorithm = ALGORITHMS[alg]
    if key.kty != algorithm.kty or (algorithm.curves and key.crv not in algorithm.curves):
        return False
    # "EdDSA" on Ed25519 and "Ed25519" are two names of one signature (RFC 9864 §2.2).
    return key.alg in (None, alg) or (alg in EDDSA and key.alg in EDDSA and key.alg in ("EdDSA", key.crv))
