"""Which keys may check which token, and whether they do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.jose import base64url, jws, policy, signature
from desktop_app.jose.algorithms import ALGORITHMS, ASYMMETRIC, SYMMETRIC
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import parse_key, parse_key_set
from tests.support import minted

ALL = tuple(ALGORITHMS)


def _refused(header: dict[str, Any], *entries: object, algs: tuple[str, ...] = ALL) -> tuple[str, str]:
    with pytest.raises(JoseError) as refused:
        policy.choose(header, minted.key_set(*entries), algs)
    return refused.value.kind, refused.value.detail


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_every_algorithm_signs_and_checks(alg: str) -> None:
    parsed = jws.parse(minted.jws(minted.claims(), alg=alg))
    keys = minted.key_set(*(minted.jwk(name) for name in set(minted.KEY_OF_ALG.values())))
    (key,) = policy.choose(parsed.header, keys, [alg])

    assert signature.verify(parsed, key)
    assert not signature.verify(replace(parsed, payload=b"", signing_input=b"other"), key)
    assert not signature.verify(replace(parsed, signature=b""), key)
    assert not signature.verify(parsed, parse_key(minted.jwk(f"{minted.KEY_OF_ALG[alg]}-2")))


@pytest.mark.parametrize("alg", SYMMETRIC)
def test_shared_secrets_are_checked_where_asked(alg: str) -> None:
    data = json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}).encode()
    keys = parse_key_set(data, fetched_at=0, source="", symmetric=True)
    parsed = jws.parse(minted.jws(b"{}", alg=alg, key=b"secret"))
    (key,) = policy.choose(parsed.header, keys, SYMMETRIC)

    assert signature.verify(parsed, key)
    assert not signature.verify(jws.parse(minted.jws(b"{}", alg=alg, key=b"Secret")), key)


def test_a_named_key() -> None:
    (key,) = policy.choose({"alg": "RS256", "kid": "rsa"}, minted.key_set(), ALL)

    assert key.kid == "rsa"


def test_no_name_tries_all_that_fit() -> None:
    keys = minted.key_set(minted.jwk("rsa"), minted.jwk("p256"), minted.jwk("rsa-2"), minted.jwk("rsa-3", use="enc"))

    assert [key.kid for key in policy.choose({"alg": "RS256"}, keys, ALL)] == ["rsa", "rsa-2"]


def test_tries_are_bounded() -> None:
    keys = minted.key_set(*[minted.jwk("p256")] * 100)

    assert len(policy.choose({"alg": "ES256"}, keys, ALL)) == policy.MAX_TRIES


@pytest.mark.parametrize("alg", ["RS256", "none", "HS256", "rs256", "XX", "", None, 5, ["RS256"]])
def test_algorithms_not_allowed(alg: object) -> None:
    assert _refused({"alg": alg, "kid": "rsa"}, algs=("ES256", "none", "XX")) == ("alg", "not_allowed")


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        ({"use": "enc"}, ("kid", "unknown")),
        ({"use": "SIG"}, ("kid", "unknown")),
        ({"key_ops": []}, ("kid", "unknown")),
        ({"key_ops": ["sign", "encrypt"]}, ("kid", "unknown")),
        ({"kid": "RSA"}, ("kid", "unknown")),
        ({"alg": "RS512"}, ("alg", "no_key")),
        ({"alg": "RSA-OAEP"}, ("alg", "no_key")),
    ],
)
def test_keys_for_something_else(members: dict[str, Any], refused: tuple[str, str]) -> None:
    assert _refused({"alg": "RS256", "kid": "rsa"}, minted.jwk("rsa", **members)) == refused


def test_agreeing_keys() -> None:
    entry = minted.jwk("rsa", alg="RS256", use=None, key_ops=["verify", "sign"])

    assert len(policy.choose({"alg": "RS256", "kid": "rsa"}, minted.key_set(entry), ALL)) == 1


def test_weak_rsa() -> None:
    assert _refused({"alg": "RS256", "kid": "rsa1024"}, minted.jwk("rsa1024")) == ("kid", "unknown")
    assert _refused({"alg": "RS256"}, minted.jwk("rsa1024")) == ("alg", "no_key")


@pytest.mark.parametrize(("bits", "checks"), [(2_047, False), (2_048, True)])
def test_the_weakest_rsa_key(bits: int, checks: bool) -> None:
    """RFC 7518 §3.3: a key of 2048 bits or larger."""
    modulus = base64url.encode(((1 << bits) - 1).to_bytes(256))

    assert policy.checks_signatures(parse_key(minted.jwk("rsa", n=modulus))) is checks


def test_the_name_of_two_keys() -> None:
    twice = minted.jwk("rsa"), minted.jwk("p256", kid="rsa")

    assert _refused({"alg": "RS256", "kid": "rsa"}, *twice) == ("kid", "duplicate")


def test_a_twin_that_checks_nothing_does_not_count() -> None:
    keys = minted.key_set(minted.jwk("rsa"), minted.jwk("rsa-2", kid="rsa", use="enc"))

    assert len(policy.choose({"alg": "RS256", "kid": "rsa"}, keys, ALL)) == 1


@pytest.mark.parametrize(
    ("alg", "name"), [("ES256", "p384"), ("ES384", "p256"), ("ES256", "secp256k1"), ("RS256", "p256")]
)
def test_another_curve_or_type(alg: str, name: str) -> None:
    assert _refused({"alg": alg, "kid": name}, minted.jwk(name)) == ("alg", "no_key")
    assert not signature.verify(jws.parse(minted.jws(b"{}", alg=alg)), parse_key(minted.jwk(name)))


@pytest.mark.parametrize(
    ("alg", "said", "fits"),
    [
        ("EdDSA", "EdDSA", True),
        ("EdDSA", "Ed25519", True),
        ("Ed25519", "EdDSA", True),
        ("Ed25519", "Ed25519", True),
        ("EdDSA", "Ed448", False),
        ("Ed25519", "Ed448", False),
        ("Ed448", None, False),
        ("EdDSA", "ES256", False),
    ],
)
def test_two_names_of_one_signature(alg: str, said: str | None, fits: bool) -> None:
    assert policy.fits(parse_key(minted.jwk("ed25519", alg=said)), alg) is fits


def test_a_key_that_makes_no_sense_checks_nothing() -> None:
    parsed = jws.parse(minted.jws(b"{}", alg="ES256"))

    assert not signature.verify(parsed, parse_key(minted.jwk("p256", x="A" * 43)))


def test_an_unknown_algorithm_checks_nothing() -> None:
    parsed = jws.parse(minted.jws(b"{}", header={"alg": "XX"}))

    assert not signature.verify(parsed, parse_key(minted.jwk("rsa")))
