"""The hash of an access token inside an ID token."""

from __future__ import annotations

import hashlib

import pytest

from desktop_app.jose import base64url
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.oidc.at_hash import at_hash
from desktop_app.secret import Secret

ACCESS = Secret("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")


def test_the_at_hash_of_the_specification() -> None:
    """OpenID Connect Core 1.0 §A.3."""
    assert at_hash(ACCESS, "RS256", None) == "77QmUPtjPfzWtF2AnpK9RQ"


def test_whatever_stands_in_an_access_token_has_a_hash() -> None:
    expected = hashlib.sha256(b"\xed\xa0\x80").digest()[:16]

    assert at_hash(Secret("\ud800"), "RS256", None) == base64url.encode(expected)


@pytest.mark.parametrize(
    ("alg", "crv", "length"),
    [
        ("RS384", None, 24),
        ("PS512", None, 32),
        ("ES512", "P-521", 32),
        ("EdDSA", "Ed25519", 32),
        ("EdDSA", "Ed448", 57),
    ],
)
def test_the_length_of_an_at_hash(alg: str, crv: str | None, length: int) -> None:
    assert len(base64url.decode(at_hash(ACCESS, alg, crv))) == length


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_the_hash_function_is_that_of_the_algorithm(alg: str) -> None:
    size = {"EdDSA": "512", "Ed25519": "512", "ES256K": "256"}.get(alg, alg[2:])
    if alg == "Ed448":
        expected, crv = hashlib.shake_256(ACCESS.reveal().encode()).digest(114), "Ed448"
    else:
        expected, crv = hashlib.new(f"sha{size}", ACCESS.reveal().encode()).digest(), "-"

    assert at_hash(ACCESS, alg, crv) == base64url.encode(expected[: len(expected) // 2])
