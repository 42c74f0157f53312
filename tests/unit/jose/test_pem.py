"""Public keys in PEM form."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from desktop_app.jose import jws, pem, signature
from desktop_app.jose.errors import JoseError
from tests.support import minted


def _pem(public: Any, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> bytes:
    data: bytes = public.public_bytes(Encoding.PEM, form)
    return data


@pytest.mark.parametrize("alg", ["RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed448"])
def test_every_kind(alg: str) -> None:
    data = _pem(minted.private(minted.KEY_OF_ALG[alg]).public_key())
    key = pem.parse_public_key(data)

    assert pem.looks_like_pem(data)
    assert (key.kid, key.alg, key.use) == (None, None, None)
    assert signature.verify(jws.parse(minted.jws(minted.claims(), alg=alg)), key)


def test_the_older_form_of_rsa_keys() -> None:
    key = pem.parse_public_key(_pem(minted.private("rsa").public_key(), PublicFormat.PKCS1))

    assert (key.kty, key.bits) == ("RSA", 2048)


def test_the_members_are_those_of_a_jwk() -> None:
    key = pem.parse_public_key(_pem(minted.private("rsa").public_key()))

    assert key.members == {name: minted.jwk("rsa")[name] for name in ("n", "e")}


@pytest.mark.parametrize("member", ["x", "y"])
def test_a_coordinate_that_begins_with_zeros_keeps_its_length(member: str) -> None:
    keys = (ec.derive_private_key(secret, ec.SECP256R1()).public_key() for secret in range(1, 10_000))
    public = next(key for key in keys if getattr(key.public_numbers(), member) < 1 << 248)

    assert len(pem.parse_public_key(_pem(public)).members[member]) == 43


def test_the_limit() -> None:
    data = _pem(minted.private("p256").public_key()).ljust(pem.MAX_PEM, b"\n")

    assert pem.parse_public_key(data).crv == "P-256"
    with pytest.raises(JoseError) as refused:
        pem.parse_public_key(data + b"\n")
    assert refused.value.detail == "not_pem"


def _private() -> bytes:
    data: bytes = minted.private("p256").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return data


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "not_pem"),
        (b'{"kty":"RSA"}', "not_pem"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "not_pem"),
        (b"-----BEGIN PUBLIC KEY-----\n" + b"A" * 70_000, "not_pem"),
        (_private(), "private"),
        (_pem(dsa.generate_private_key(2048).public_key()), "kty"),
        (_pem(ec.generate_private_key(ec.SECP224R1()).public_key()), "crv"),
    ],
    ids=["empty", "json", "rubbish", "too long", "private", "dsa", "another curve"],
)
def test_refused(data: bytes, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        pem.parse_public_key(data)

    assert (refused.value.kind, refused.value.detail) == ("key", detail)
