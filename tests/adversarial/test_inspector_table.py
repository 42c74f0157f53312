"""Row 2 for the inspector: the same table that the engine's verifier is held to, and the known attacks by name."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.inspector import attacks, keys
from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Inspection, KeyMaterial, Question
from desktop_app.jose import base64url
from desktop_app.jose.errors import JoseError
from tests.adversarial.judge import Tally
from tests.adversarial.rfc_vectors import VECTORS
from tests.adversarial.test_verifier_table import CASES, GOOD
from tests.support import figures, minted
from tests.unit.inspector import finding_examples as made

#: What only an ID token at sign-in is asked for: no reason for the inspector to call a signature or a claim bad.
_NOT_ASKED = {"typ", "azp", "nonce", "sub", "at_hash", "auth_time"}
#: Cases of the table that are another thing here.
_DIFFERENT = {
    "an oct key of that name beside it": "refused",  # a set that mixes secrets and public keys is not taken at all
    "RS384 where RS256 is agreed": "0",  # nobody agreed on an algorithm here
    "PS256 where RS256 is agreed": "0",
    "line break at the end": "0",  # a token ends at white space
    "five parts": "11",  # the header names an algorithm of encryption
    "empty": "12",
    "nested 100,000 deep": "12",
    "aud us and another": "0",  # the audience asked for is among them
    "aud us and another, azp us": "0",
    "exp missing": "0",  # a finding
    "iat a week ago": "0",
    "iat just too old": "0",
    "iat in the future": "0",
    "iat missing": "0",
}


def _expected(name: str, verdict: str) -> str:
    if name in _DIFFERENT:
        return _DIFFERENT[name]
    return "0" if verdict == GOOD or verdict in _NOT_ASKED else "10"


def judge(text: str, material: KeyMaterial | None) -> Inspection:
    question = Question(at=minted.NOW, keys=material, issuer=minted.ISSUER, audience=minted.CLIENT)
    return max(inspect(text, question), key=lambda one: one.exit_status)


def test_the_whole_table() -> None:
    tally = Tally()
    wrong = []
    for case in CASES:
        said: list[str] = []

        def work(case: Any = case, said: list[str] = said) -> None:
            try:
                material = keys.from_jwks(json.dumps({"keys": case.keys()}).encode(), source="keys")
            except JoseError:
                said.append("refused")
                raise
            said.append(str(judge(case.token(), material).exit_status))

        tally.run(work, case.name)
        if said != [_expected(case.name, case.verdict)]:
            wrong.append(f"{case.name}: {said}, expected {_expected(case.name, case.verdict)}")
    for vector in VECTORS:
        tally.run(lambda vector=vector: wrong.extend(_judge_vector(vector)), vector.name)

    figures.record("inspector table: cases", len(CASES) + len(VECTORS))
    figures.record("inspector table: wrong verdicts", len(wrong), target="0")
    figures.record("inspector table: exceptions that are not ours", len(tally.foreign), target="0")
    assert wrong == []
    assert tally.foreign == []
    assert tally.slow == []
    assert set(_DIFFERENT) <= {case.name for case in CASES}


def _judge_vector(vector: Any) -> list[str]:
    material = keys.from_key(json.dumps(vector.key).encode(), source="key")
    (one,) = inspect(vector.token, Question(at=minted.NOW, keys=material))
    right = (one.verdicts.signature == "valid") == vector.good
    return [] if right and (vector.good or one.exit_status != 0) else [vector.name]


# --- the known attacks ------------------------------------------------------------------------------------------------


def _unsigned(alg: str) -> str:
    return minted.jws(minted.claims(), header={"alg": alg}).rpartition(".")[0] + "."


def _hs256(secret: bytes) -> str:
    return minted.jws(minted.claims(), alg="HS256", key=secret, header={"kid": "rsa"})


def _with_signature(alg: str, made_by: Callable[[int], bytes]) -> str:
    head, _, signature = minted.jws(minted.claims(), alg=alg).rpartition(".")
    return f"{head}.{base64url.encode(made_by(len(base64url.decode(signature))))}"


def refused(text: str, *expected: str, material: KeyMaterial | None = None) -> None:
    """Never valid, never trusted; each of the findings is there."""
    given = made.material() if material is None else material
    one = judge(text, given)
    assert one.verdicts.signature == "invalid", one
    assert one.verdicts.trust == "not_trusted"
    assert one.exit_status == 10
    assert {found.code for found in one.findings} >= set(expected)


@pytest.mark.parametrize(
    "alg", ["none", "None", "NONE", "nOnE", "NoNe", "none ", "\tnone", "\uff2e\uff2f\uff2e\uff25", "null"]
)
def test_alg_none_in_every_spelling(alg: str) -> None:
    for text in (_unsigned(alg), minted.jws(minted.claims(), header={"alg": alg})):
        refused(text, "alg_none")
        without_keys = judge(text, None)
        assert (without_keys.verdicts.signature, without_keys.exit_status) == ("invalid", 10)


@pytest.mark.parametrize("alg", ["RS256", "ES256", "HS256"])
def test_an_empty_signature(alg: str) -> None:
    text = _unsigned(alg)

    refused(text, "signature_empty")
    assert judge(text, None).verdicts.signature == "invalid"


def test_the_public_key_as_a_secret_in_every_encoding() -> None:
    tried = 0
    for name in ("rsa", "p256", "p384", "ed25519"):
        (key,) = made.material(minted.jwk(name)).keys.keys
        for secret in set(attacks.encodings(key)):
            tried += 1
            refused(_hs256(secret), "alg_symmetric", "alg_confusion", material=made.material(minted.jwk(name)))
            # As a PEM, which has no name that could protect it.
            refused(_hs256(secret), "alg_symmetric", material=keys.from_key(made.public_pem(name), source="pem"))

    figures.record("inspector: encodings of a public key tried as a secret", tried)
    assert tried > 60


def test_a_key_inside_the_token() -> None:
    for name, alg in (("rsa-2", "RS256"), ("p256-2", "ES256"), ("ed25519-2", "EdDSA")):
        for kid in (name, "rsa", None):
            text = minted.jws(minted.claims(), alg=alg, key=name, header={"jwk": minted.jwk(name), "kid": kid})
            refused(text, "embedded_key", "self_signed")
            without_keys = judge(text, None)
            assert without_keys.verdicts.signature == "not_checked"
            assert "self_signed" in {found.code for found in without_keys.findings}


@pytest.mark.parametrize("member", ["jku", "x5u"])
def test_an_address_inside_the_token_is_not_followed(member: str) -> None:
    text = minted.jws(minted.claims(), key="rsa-2", header={member: "http://127.0.0.1:9/keys", "kid": "rsa"})

    refused(text, "key_address", "signature_bad")


def test_certificates_inside_the_token() -> None:
    refused(minted.jws(minted.claims(), key="rsa-2", header={"x5c": ["MIIB"], "kid": "rsa"}), "embedded_certificate")


@pytest.mark.parametrize(
    ("kid", "code"),
    [
        ("../../../../dev/null", "kid_path"),
        ("/dev/null", "kid_path"),
        ("..\\..\\windows\\win.ini", "kid_path"),
        ("C:\\keys\\a.pem", "kid_path"),
        ("file:///etc/passwd", "kid_path"),
        ("%2e%2e%2fkey", "kid_path"),
        ("rsa\x00", "kid_path"),
        ("x' UNION SELECT 'secret' --", "kid_injection"),
        ("x' OR '1'='1", "kid_injection"),
        ("x; rm -rf /", "kid_injection"),
        ("|/usr/bin/id", "kid_injection"),
        ("$(id)", "kid_injection"),
        ("{{7*7}}", "kid_injection"),
        ("x\r\nX-Header: 1", "kid_injection"),
        ("http://evil.example/key", "kid_address"),
    ],
)
def test_names_of_keys_that_attack(kid: str, code: str) -> None:
    one = judge(minted.jws(minted.claims(), header={"kid": kid}), made.material())

    assert one.verdicts.signature == "invalid"
    assert code in {found.code for found in one.findings} | ({"kid_path"} if kid.startswith("file:") else set())


@pytest.mark.parametrize("kid", ["7f6a0c1e", "2026-01-31", "key_1", "dGhlLWtleQ", "x5t#S256", "a.b", "https"])
def test_honest_names_of_keys_bring_no_word(kid: str) -> None:
    found = {one.code for one in judge(minted.jws(minted.claims(), header={"kid": kid}), None).findings}

    assert not found & {"kid_path", "kid_injection", "kid_address", "kid_long"}


@pytest.mark.parametrize("secret", [b" ", b"\x00", b"\x00" * 32, b"\x00" * 64])
def test_a_blank_hmac_key(secret: bytes) -> None:
    """HMAC fills a short key up with zeros: no key and a key of zeros are the same."""
    text = _hs256(secret)

    refused(text, "alg_symmetric", "secret_known")
    refused(text, "key_unusable", "secret_known", material=keys.from_key(b'{"kty":"oct","k":""}', source="blank"))
    assert "secret_known" in {found.code for found in judge(text, None).findings}


@pytest.mark.parametrize("alg", ["ES256", "ES384", "ES512", "ES256K", "EdDSA", "RS256"])
def test_signatures_of_zeros(alg: str) -> None:
    given = made.material(minted.jwk(minted.KEY_OF_ALG[alg]))
    refused(_with_signature(alg, bytes), "signature_zero", "signature_bad", material=given)
    if alg.startswith("ES"):
        for half in (
            lambda size: bytes(size // 2) + b"\1" * (size // 2),
            lambda size: b"\1" * (size // 2) + bytes(size // 2),
        ):
            refused(_with_signature(alg, half), "signature_zero", "signature_bad", material=given)


@pytest.mark.parametrize("secret", ["secret", "password", "your-256-bit-secret", "changeme", "key"])
def test_a_weak_secret(secret: str) -> None:
    text = _hs256(secret.encode())

    assert "secret_known" in {found.code for found in judge(text, None).findings}
    known = judge(text, made.octet_key(secret.encode()))
    assert known.verdicts.signature == "valid"
    assert {"secret_known", "secret_short"} <= {found.code for found in known.findings}


def test_a_secret_does_not_check_what_a_public_key_signed() -> None:
    refused(minted.jws(minted.claims()), "key_kind", material=made.octet_key())
    for pem in (made.public_pem(), made.public_pem().rstrip()):
        refused(minted.jws(minted.claims()), "key_kind", material=keys.from_secret(pem, source="typed"))


def test_another_algorithm_than_the_keys() -> None:
    only_ps = made.material(minted.jwk("rsa", alg="PS256"))
    refused(minted.jws(minted.claims()), "key_wrong_alg", material=only_ps)
    refused(minted.jws(minted.claims(), alg="ES384", key="p384", header={"kid": "p256"}), "key_wrong_alg")


def test_the_inspectors_own_hmac_is_the_standard_one() -> None:
    """The attack's tokens are made here by other means than the check uses."""
    text = _hs256(b"secret")
    head, _, signature = text.rpartition(".")

    assert base64url.decode(signature) == hmac.new(b"secret", head.encode(), hashlib.sha256).digest()
