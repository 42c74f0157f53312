"""Keys and sets of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.jose import base64url
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import MAX_KEYS, parse_key, parse_key_set
from tests.support import minted

OCT = {"kty": "oct", "k": "c2VjcmV0", "kid": "o"}


@pytest.mark.parametrize(
    ("name", "kty", "crv", "bits"),
    [
        ("rsa", "RSA", None, 2048),
        ("p256", "EC", "P-256", 256),
        ("p384", "EC", "P-384", 384),
        ("p521", "EC", "P-521", 521),
        ("secp256k1", "EC", "secp256k1", 256),
        ("ed25519", "OKP", "Ed25519", 256),
        ("ed448", "OKP", "Ed448", 456),
    ],
)
def test_every_kind(name: str, kty: str, crv: str | None, bits: int) -> None:
    key = parse_key(minted.jwk(name, alg="X", key_ops=["verify"]))

    assert (key.kid, key.kty, key.crv, key.bits) == (name, kty, crv, bits)
    assert (key.alg, key.use, key.key_ops) == ("X", "sig", ("verify",))


def test_what_a_key_need_not_say() -> None:
    key = parse_key(minted.jwk("p256", kid=None, use=None))

    assert (key.kid, key.alg, key.use, key.key_ops) == (None, None, None, None)


def test_a_symmetric_key_shows_no_secret() -> None:
    key = parse_key(OCT)

    assert (key.kty, key.bits) == ("oct", 48)
    assert "c2VjcmV0" not in repr(key)


@pytest.mark.parametrize(
    ("entry", "detail"),
    [
        (None, "not_an_object"),
        ([], "not_an_object"),
        ({}, "kty"),
        ({"kty": 1}, "kty"),
        ({"kty": "rsa"}, "kty"),
        ({"kty": "oct"}, "k"),
        ({"kty": "oct", "k": ""}, "k"),
        ({"kty": "oct", "k": "a="}, "k"),
        (minted.jwk("rsa", n=None), "n"),
        (minted.jwk("rsa", n=7), "n"),
        (minted.jwk("rsa", n="AQAB=="), "n"),
        (minted.jwk("rsa", n="AQAB"), "size"),
        (minted.jwk("rsa", n=base64url.encode(b"\xff" * 255 + b"\xfe")), "size"),
        (minted.jwk("rsa", n=base64url.encode(b"\xff" * 2049)), "size"),
        (minted.jwk("rsa", e="AQ"), "e"),
        (minted.jwk("rsa", e="BA"), "e"),
        (minted.jwk("rsa", e=base64url.encode(b"\xff" * 9)), "e"),
        (minted.jwk("p256", crv=None), "crv"),
        (minted.jwk("p256", crv="P-257"), "crv"),
        (minted.jwk("p256", crv=["P-256"]), "crv"),
        (minted.jwk("p256", crv="P-384"), "x"),
        (minted.jwk("p256", y=None), "y"),
        (minted.jwk("p256", y="AA"), "y"),
        (minted.jwk("ed25519", crv="X25519"), "crv"),
        (minted.jwk("ed25519", x="AA"), "x"),
        (minted.jwk("p256", kid=5), "kid"),
        (minted.jwk("p256", alg=[]), "alg"),
        (minted.jwk("p256", use=1), "use"),
        ({**minted.jwk("p256"), "kid": None}, "kid"),
        (minted.jwk("p256", key_ops="verify"), "key_ops"),
        (minted.jwk("p256", key_ops=[1]), "key_ops"),
        (minted.jwk("rsa", secret=True), "private"),
        (minted.jwk("p256", secret=True), "private"),
        (minted.jwk("ed25519", secret=True), "private"),
        (minted.jwk("rsa", k="AA"), "private"),
    ],
)
def test_entries_refused(entry: Any, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        parse_key(entry)

    assert (refused.value.kind, refused.value.detail) == ("key", detail)


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_any_private_member_makes_a_key_private(member: str) -> None:
    with pytest.raises(JoseError, match="private"):
        parse_key(minted.jwk("rsa", **{member: "AA"}))


def test_a_leading_zero_octet_is_tolerated() -> None:
    """Some providers write the sign byte of their big integers."""
    modulus = base64url.decode(minted.jwk("rsa")["n"])

    assert parse_key(minted.jwk("rsa", n=base64url.encode(b"\0" + modulus))).bits == 2048


def _ones(bits: int) -> str:
    return base64url.encode(((1 << bits) - 1).to_bytes((bits + 7) // 8))


@pytest.mark.parametrize("bits", [512, 16_384])
def test_the_smallest_and_the_largest_modulus(bits: int) -> None:
    assert parse_key(minted.jwk("rsa", n=_ones(bits))).bits == bits
    beyond = bits - 1 if bits == 512 else bits + 1
    with pytest.raises(JoseError, match="size"):
        parse_key(minted.jwk("rsa", n=_ones(beyond)))


def test_the_smallest_and_the_largest_exponent() -> None:
    for exponent in ("Aw", _ones(64)):
        assert parse_key(minted.jwk("rsa", e=exponent)).members["e"] == exponent
    with pytest.raises(JoseError, match="key: e"):
        parse_key(minted.jwk("rsa", e=_ones(65)))


def test_a_set_keeps_what_can_be_used() -> None:
    keys = minted.key_set(minted.jwk("rsa"), None, 1, "x", [], {"kty": "EC"}, OCT, minted.jwk("p256"))

    assert [key.kid for key in keys.keys] == ["rsa", "p256"]
    assert (keys.fetched_at, keys.source) == (minted.NOW, "https://op.example/keys")


def test_symmetric_keys_only_where_asked() -> None:
    data = json.dumps({"keys": [OCT]}).encode()

    assert parse_key_set(data, fetched_at=0, source="").keys == ()
    assert len(parse_key_set(data, fetched_at=0, source="", symmetric=True).keys) == 1


def test_an_empty_set_is_one() -> None:
    assert parse_key_set(b'{"keys":[]}', fetched_at=0, source="").keys == ()


def test_strange_numbers_beside_a_key_do_no_harm() -> None:
    data = b'{"x":1e999,"keys":[' + json.dumps(minted.jwk("rsa")).encode() + b',{"kty":1e999}]}'

    assert len(parse_key_set(data, fetched_at=0, source="").keys) == 1


def test_the_number_of_keys_is_bounded() -> None:
    data = json.dumps({"keys": [OCT] * (MAX_KEYS + 5)}).encode()

    assert len(parse_key_set(data, fetched_at=0, source="", symmetric=True).keys) == MAX_KEYS


@pytest.mark.parametrize(
    ("data", "detail"),
    [(b"<html>", "not_json"), (b"[]", "not_an_object"), (b"{}", "no_keys"), (b'{"keys":{}}', "no_keys")],
)
def test_no_set_at_all(data: bytes, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        parse_key_set(data, fetched_at=0, source="")

    assert (refused.value.kind, refused.value.detail) == ("malformed", detail)
