"""Is the signature good? By the engine's own policy and mathematics (:mod:`desktop_app.jose`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from desktop_app.inspector import attacks
from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import Finding, InspectedToken, KeyMaterial, KeyUsed, SignatureVerdict
from desktop_app.jose import policy, signature
from desktop_app.jose.algorithms import ALGORITHMS, ASYMMETRIC, RSA_MIN_BITS, SYMMETRIC
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import Key
from desktop_app.jose.jws import ParsedJws

_PUBLIC: Final = frozenset(ASYMMETRIC)
_SECRET: Final = frozenset(SYMMETRIC)
#: Choices remembered for one set of keys: hostile tokens name as many keys as they like.
_MAX_REMEMBERED: Final = 1_000

#: The keys to try, ready; or why there is none.
Chosen = Finding | tuple[tuple[Key, signature.Checker | None], ...]
Checked = tuple[SignatureVerdict, "KeyUsed | None", list[Finding]]


def check(token: InspectedToken, keys: KeyMaterial | None) -> Checked:
    """The verdict on the signature, the key it was checked with, and what is to be said about it. Never raises.

    ``invalid`` is also said of what can never be valid, without any key: a form that breaks the rules, no algorithm,
    no signature.
    """
    if token.kind != "jws" or token.form != "compact" or token.refused:
        return "not_checked", None, []
    parsed = token.parsed
    if parsed is None:
        return "invalid", None, []
    if not parsed.signature:
        return "invalid", None, [finding("signature_empty", "signature")]
    alg = parsed.alg
    if alg not in ALGORITHMS and is_none(alg):
        return "invalid", None, []
    if keys is None:
        return "not_checked", None, [finding("no_key", "key"), *_by_everybody(parsed, None)]
    chosen = _chosen(parsed, keys)
    if isinstance(chosen, Finding):
        return "invalid", None, [chosen, *keys.problems, *_by_everybody(parsed, keys)]
    for key, checker in chosen:
        if checker is not None and checker(parsed):
            return "valid", _used(key, alg, keys), [*keys.problems, *_about_secret(key, alg)]
    used = _used(chosen[0][0], alg, keys) if len(chosen) == 1 else None
    said = [finding("signature_bad", "signature", tried=len(chosen)), *keys.problems]
    return "invalid", used, [*said, *_by_everybody(parsed, keys)]


def is_none(alg: object) -> bool:
    """Whether an ``alg`` is "none" in any spelling (RFC 7515 §8.5, RFC 8725 §3.2)."""
    if not isinstance(alg, str) or len(alg) > 64:
        return False
    import unicodedata

    plain = unicodedata.normalize("NFKC", alg).casefold()
    return not plain.strip() or "".join(ch for ch in plain if ch.isalpha()) in ("none", "null")


def _chosen(parsed: ParsedJws, keys: KeyMaterial) -> Chosen:
    """The keys that may check it, each made ready once for all tokens."""
    alg, kid = parsed.alg, parsed.header.get("kid") if keys.named else None
    found: Chosen | None = keys.loaded.get((alg, kid))
    if found is None:
        found = _choose(parsed, alg, kid, keys)
        if len(keys.loaded) < _MAX_REMEMBERED:
            keys.loaded[(alg, kid)] = found
    return found


def _choose(parsed: ParsedJws, alg: str, kid: str | None, keys: KeyMaterial) -> Chosen:
    if not keys.keys.keys:
        return finding("keys_empty", "key")
    header = parsed.header if keys.named else {name: value for name, value in parsed.header.items() if name != "kid"}
    try:
        fitting = policy.choose(header, keys.keys, _SECRET if keys.secret else _PUBLIC)
    except JoseError as error:
        return _why_none(error, alg, kid, keys)
    return tuple((key, _ready(key, alg, keys)) for key in fitting)


def _ready(key: Key, alg: str, keys: KeyMaterial) -> signature.Checker | None:
    """One ready key for all the names it is asked for by."""
    place = (id(key), alg)
    if place not in keys.loaded:
        keys.loaded[place] = signature.checker(key, alg)
    ready: signature.Checker | None = keys.loaded[place]
    return ready


def _why_none(error: JoseError, alg: str, kid: str | None, keys: KeyMaterial) -> Finding:
    """No key of the set may check it: which rule says so."""
    if alg in ALGORITHMS and error.detail == "not_allowed":
        return finding("key_kind" if keys.secret else "alg_symmetric", "header.alg", alg=alg)
    if error.detail == "duplicate":
        return finding("key_duplicate", "header.kid", kid=kid or "")
    of_type = [
        key
        for key in keys.keys.keys
        if (kid is None or key.kid == kid) and alg in ALGORITHMS and key.kty == ALGORITHMS[alg].kty
    ]
    for key in of_type:
        if not policy.checks_signatures(key):
            small = key.kty == "RSA" and key.bits < RSA_MIN_BITS
            return finding("key_small" if small else "key_wrong_use", "key", bits=key.bits)
    if error.kind == "kid" and not any(key.kid == kid for key in keys.keys.keys):
        return finding("key_unknown", "header.kid", kid=kid or "", count=len(keys.keys.keys))
    return finding("key_wrong_alg", "header.alg", alg=alg[:100])


def _used(key: Key, alg: str, keys: KeyMaterial) -> KeyUsed:
    return KeyUsed(key.kid, alg, keys.source, keys.age_seconds)


def _about_secret(key: Key, alg: str) -> list[Finding]:
    if key.kty != "oct":
        return []
    from desktop_app.jose import base64url

    secret = base64url.decode(key.members["k"])
    said = []
    if len(secret) < attacks.hash_size(alg):
        said.append(finding("secret_short", "key", bits=8 * len(secret), least=8 * attacks.hash_size(alg)))
    if secret in attacks.KNOWN_SECRETS:
        said.append(finding("secret_known", "key"))
    return said


def _by_everybody(parsed: ParsedJws, keys: KeyMaterial | None) -> list[Finding]:
    """Where the right key did not make it: whether one did that everybody has."""
    said = []
    if parsed.alg in _SECRET:
        if attacks.known_secret(parsed):
            said.append(finding("secret_known", "signature"))
        elif keys is not None and attacks.made_with_public_key(parsed, keys.keys):
            said.append(finding("alg_confusion", "signature"))
    if "jwk" in parsed.header and attacks.made_with_own_key(parsed):
        said.append(finding("self_signed", "header.jwk"))
    return said


def for_nested(keys: KeyMaterial | None) -> KeyMaterial | None:
    """The same keys, for a token inside: what was said of them is not said again."""
    return None if keys is None else replace(keys, problems=())
