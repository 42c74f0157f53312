"""JSON Web Keys and sets of them (RFC 7517, RFC 7518 §6, RFC 8037 §2): public keys, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from desktop_app.jose import base64url, strict_json
from desktop_app.jose.algorithms import RSA_MAX_BITS
from desktop_app.jose.errors import JoseError

#: Entries past this many are not looked at.
MAX_KEYS: Final = 500
#: Bytes of a coordinate, by curve.
_EC_BYTES: Final = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
_OKP_BYTES: Final = {"Ed25519": 32, "Ed448": 57}
_CURVE_BITS: Final = {"P-256": 256, "P-384": 384, "P-521": 521, "secp256k1": 256, "Ed25519": 256, "Ed448": 456}
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True)
class Key:
    """One usable key.

    :param kid: its name, None if it has none.
    :param kty: ``RSA``, ``EC``, ``OKP`` or ``oct``.
    :param alg: the one algorithm it is for, None if it does not say.
    :param use: ``sig``, ``enc`` or another word, None if it does not say.
    :param key_ops: what it is for, None if it does not say.
    :param crv: the curve, None for RSA and oct.
    :param bits: its size.
    :param members: the members that make the key, base64url (for ``oct`` a secret).
    """

    kid: str | None
    kty: str
    alg: str | None
    use: str | None
    key_ops: tuple[str, ...] | None
    crv: str | None
    bits: int
    members: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of a set, in its order.

    :param fetched_at: wall-clock seconds.
    :param source: where it came from, for people.
    """

    keys: tuple[Key, ...]
    fetched_at: float
    source: str


def parse_key_set(data: bytes, *, fetched_at: float, source: str, symmetric: bool = False) -> KeySet:
    """The keys of a JWK set. Entries that we cannot use, non-objects and private keys included, are left out
    (RFC 7517 §5); an empty set is one.

    :param symmetric: take ``oct`` keys too. Never for an issuer's keys.
    :raises JoseError: ``malformed`` where it is no JSON or no JWK set (``no_keys``).
    """
    entries = strict_json.load_object(data, overflow="infinity").get("keys")
    if not isinstance(entries, list):
        raise JoseError("malformed", "no_keys")
    keys: list[Key] = []
    for entry in entries[:MAX_KEYS]:
        try:
            key = parse_key(entry)
        except JoseError:
            continue
        if symmetric or key.kty != "oct":
            keys.append(key)
    return KeySet(tuple(keys), fetched_at, source)


def parse_key(entry: object) -> Key:
    """One JWK (already read from JSON).

    :raises JoseError: ``key`` with ``not_an_object``, ``private``, ``kty``, ``crv``, ``size`` or the name of the
        member that is wrong.
    """
    if not isinstance(entry, dict):
        raise JoseError("key", "not_an_object")
    kty = entry.get("kty")
    if kty != "oct" and not _PRIVATE.isdisjoint(entry):
        raise JoseError("key", "private")
    crv: str | None = None
    if kty == "RSA":
        bits, members = _rsa(entry)
    elif kty == "EC":
        crv, members = _curve(entry, _EC_BYTES, ("x", "y"))
        bits = _CURVE_BITS[crv]
    elif kty == "OKP":
        crv, members = _curve(entry, _OKP_BYTES, ("x",))
        bits = _CURVE_BITS[crv]
    elif kty == "oct":
        bits, members = 8 * len(_bytes(entry, "k")), {"k": entry["k"]}
    else:
        raise JoseError("key", "kty")
    return Key(
        kid=_word(entry, "kid"),
        kty=kty,
        alg=_word(entry, "alg"),
        use=_word(entry, "use"),
        key_ops=_operations(entry),
        crv=crv,
        bits=bits,
        members=MappingProxyType(members),
    )


def _rsa(entry: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
    modulus, exponent = (int.from_bytes(_bytes(entry, name)) for name in ("n", "e"))
    # An exponent over 64 bits is never honest and makes every check slow.
    if exponent < 3 or exponent % 2 == 0 or exponent.bit_length() > 64:
        raise JoseError("key", "e")
    if modulus % 2 == 0 or not 512 <= modulus.bit_length() <= RSA_MAX_BITS:
        raise JoseError("key", "size")
    return modulus.bit_length(), {"n": entry["n"], "e": entry["e"]}


def _curve(entry: Mapping[str, Any], sizes: Mapping[str, int], names: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    crv = entry.get("crv")
    if not isinstance(crv, str) or crv not in sizes:
        raise JoseError("key", "crv")
    for name in names:
        if len(_bytes(entry, name)) != sizes[crv]:
            raise JoseError("key", name)
    return crv, {name: entry[name] for name in names}


def _bytes(entry: Mapping[str, Any], name: str) -> bytes:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise JoseError("key", name)
    try:
        return base64url.decode(value)
    except JoseError:
        raise JoseError("key", name) from None


def _word(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if name in entry and not isinstance(value, str):
        raise JoseError("key", name)
    return value


def _operations(entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "key_ops" not in entry:
        return None
    value = entry["key_ops"]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise JoseError("key", "key_ops")
    return tuple(value)
