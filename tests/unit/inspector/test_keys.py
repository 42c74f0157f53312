"""Key files: what is taken, what is left out, what is refused."""

from __future__ import annotations

import json

import pytest

from desktop_app.inspector import keys
from desktop_app.jose.errors import JoseError
from tests.support import minted
from tests.unit.inspector import finding_examples as made

OCT = {"kty": "oct", "k": "c2VjcmV0"}


def jwks(*entries: object) -> bytes:
    return json.dumps({"keys": list(entries)}).encode()


def test_a_key_set() -> None:
    material = keys.from_jwks(jwks(minted.jwk("rsa"), minted.jwk("p256")), source="f", age_seconds=5.0)

    assert [key.kid for key in material.keys.keys] == ["rsa", "p256"]
    assert (material.source, material.age_seconds, material.secret, material.problems) == ("f", 5.0, False, ())


def test_entries_that_cannot_be_used_are_counted() -> None:
    material = keys.from_jwks(
        jwks(minted.jwk("rsa"), 7, None, {"kty": "x"}, minted.jwk("p256", secret=True)), source="f"
    )

    assert [key.kid for key in material.keys.keys] == ["rsa"]
    assert [(one.code, one.params.get("count")) for one in material.problems] == [
        ("private_key", None),
        ("keys_ignored", 3),
    ]


def test_secrets_alone_are_taken_and_mixed_ones_are_not() -> None:
    assert keys.from_jwks(jwks(OCT, OCT), source="f").secret
    with pytest.raises(JoseError) as refused:
        keys.from_jwks(jwks(OCT, minted.jwk("rsa")), source="f")
    assert refused.value.detail == "mixed"


def test_a_mark_of_windows_is_passed_over() -> None:
    assert keys.from_jwks(b"\xef\xbb\xbf" + jwks(minted.jwk("rsa")), source="f").keys.keys
    assert keys.from_key(b"\xef\xbb\xbf" + made.public_pem(), source="f").keys.keys


@pytest.mark.parametrize("data", [b"", b"text", b"[]", b"7", b"{", b'{"keys":[],"keys":[]}', b'{"kty":"RSA"}', b"\xff"])
def test_what_is_no_key_set(data: bytes) -> None:
    with pytest.raises(JoseError):
        keys.from_jwks(data, source="f")


@pytest.mark.parametrize("data", [b"", b"text", b"[]", b"{", b"\xff", b"-----BEGIN PUBLIC KEY-----\nx\n"])
def test_what_is_no_key(data: bytes) -> None:
    with pytest.raises(JoseError):
        keys.from_key(data, source="f")


@pytest.mark.parametrize(
    "data", [made.private_pem().encode(), json.dumps(minted.jwk("rsa", secret=True)).encode()], ids=["pem", "jwk"]
)
def test_a_private_key_is_refused_and_not_repeated(data: bytes) -> None:
    with pytest.raises(JoseError) as refused:
        keys.from_key(data, source="f")

    assert refused.value.detail == "private"
    assert not any(word in str(refused.value) for word in ("MII", "BEGIN", minted.jwk("rsa", secret=True)["d"]))


def test_a_blank_secret_is_no_key() -> None:
    material = keys.from_key(b'{"kty":"oct","k":""}', source="f")

    assert material.keys.keys == ()
    assert [one.code for one in material.problems] == ["key_unusable"]


def test_remembered_keys_have_an_age() -> None:
    known = minted.key_set(fetched_at=minted.NOW - 90.0)

    material = keys.remembered(known, now=minted.NOW)

    assert (material.source, material.age_seconds) == ("https://op.example/keys", 90.0)
    assert keys.remembered(known, now=minted.NOW - 1_000).age_seconds == 0.0


def test_no_secret_in_a_repr() -> None:
    assert "c2VjcmV0" not in repr(keys.from_jwks(jwks(OCT), source="f"))
