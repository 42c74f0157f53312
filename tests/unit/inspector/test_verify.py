"""The verdict on signatures: every algorithm, every way of having no fitting key."""

from __future__ import annotations

import json

import pytest

from desktop_app.inspector import keys, verify
from desktop_app.inspector.decode import decode
from desktop_app.inspector.model import KeyMaterial
from desktop_app.jose.algorithms import ASYMMETRIC, SYMMETRIC
from tests.support import minted
from tests.unit.inspector import finding_examples as made

PEM_NAMES = ("rsa", "p256", "p384", "p521", "secp256k1", "ed25519", "ed448")


def judge(text: str, material: KeyMaterial | None) -> tuple[str, list[str]]:
    verdict, _, findings = verify.check(decode(text), material)
    return verdict, [one.code for one in findings]


def _flipped(text: str) -> str:
    head, _, signature = text.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_every_algorithm_with_a_key_set(alg: str) -> None:
    name = minted.KEY_OF_ALG[alg]
    others = [minted.jwk(other) for other in PEM_NAMES if other != name]
    material = made.material(*others, minted.jwk(name))
    text = minted.jws(minted.claims(), alg=alg)

    verdict, used, findings = verify.check(decode(text), material)

    assert (verdict, findings) == ("valid", [])
    assert used is not None
    assert (used.kid, used.alg, used.source) == (name, alg, "keys.json")
    assert judge(_flipped(text), material)[0] == "invalid"


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_every_algorithm_with_a_pem(alg: str) -> None:
    name = minted.KEY_OF_ALG[alg]
    material = keys.from_key(made.public_pem(name), source="key.pem")

    assert judge(minted.jws(minted.claims(), alg=alg), material) == ("valid", [])
    assert judge(_flipped(minted.jws(minted.claims(), alg=alg)), material) == ("invalid", ["signature_bad"])


@pytest.mark.parametrize("alg", SYMMETRIC)
def test_every_algorithm_with_a_secret(alg: str) -> None:
    secret = b"s" * 64
    text = minted.jws(minted.claims(), alg=alg, key=secret)

    assert judge(text, made.octet_key(secret)) == ("valid", [])
    assert judge(text, keys.from_secret(secret, source="typed")) == ("valid", [])
    assert judge(text, made.octet_key(b"t" * 64)) == ("invalid", ["signature_bad"])
    assert judge(text, made.material({"kty": "oct", "k": "c3Nzc3Nz"}, {"kty": "oct", "k": "c3Nzc3M"}))[0] == "invalid"


def test_a_secret_that_is_too_short_still_verifies_with_a_word() -> None:
    secret = b"tr0ub4dor&3"

    assert judge(minted.jws(minted.claims(), alg="HS256", key=secret), made.octet_key(secret)) == (
        "valid",
        ["secret_short"],
    )


def test_without_keys_it_is_not_checked() -> None:
    assert judge(minted.jws(minted.claims()), None) == ("not_checked", ["no_key"])


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "NONE", " none", "none ", "\uff4eone", "", "null"])
def test_what_can_never_be_valid_is_invalid_without_keys(alg: str) -> None:
    assert judge(minted.jws(minted.claims(), header={"alg": alg}), None)[0] == "invalid"
    assert judge(minted.jws(minted.claims(), header={"alg": alg}).rpartition(".")[0] + ".", None)[0] == "invalid"


def test_an_unknown_algorithm_is_not_checked_and_with_keys_invalid() -> None:
    text = minted.jws(minted.claims(), header={"alg": "XS256"})

    assert judge(text, None) == ("not_checked", ["no_key"])
    assert judge(text, made.material()) == ("invalid", ["key_wrong_alg"])


def test_keys_that_do_not_fit_are_invalid_and_none_is_named() -> None:
    for material in (made.material(minted.jwk("p256")), keys.from_jwks(b'{"keys":[]}', source="x")):
        verdict, used, findings = verify.check(decode(minted.jws(minted.claims())), material)

        assert (verdict, used) == ("invalid", None)
        assert findings


def test_a_key_without_a_name_serves_any_kid_but_a_named_one_does_not() -> None:
    unnamed = keys.from_key(json.dumps(minted.jwk("rsa", kid=None)).encode(), source="k")
    other_name = keys.from_key(json.dumps(minted.jwk("rsa", kid="other")).encode(), source="k")
    text = minted.jws(minted.claims(), header={"kid": "whatever"})

    assert judge(text, unnamed) == ("valid", [])
    assert judge(text, other_name) == ("invalid", ["key_unknown"])
    assert judge(text, made.material(minted.jwk("rsa", kid=None)))[0] == "invalid"


def test_several_keys_are_tried_where_the_token_names_none() -> None:
    material = made.material(minted.jwk("rsa-2"), minted.jwk("rsa"))
    text = minted.jws(minted.claims(), header={"kid": None})

    verdict, used, _ = verify.check(decode(text), material)
    assert verdict == "valid"
    assert used is not None
    assert used.kid == "rsa"

    verdict, used, findings = verify.check(decode(_flipped(text)), material)
    assert (verdict, used, findings[0].params["tried"]) == ("invalid", None, 2)


def test_choices_are_remembered_within_bounds() -> None:
    material = made.material()
    for number in range(3_000):
        verify.check(decode(minted.jws(minted.claims(), header={"kid": f"k{number}"}, key=b"x", alg="HS256")), material)

    assert len(material.loaded) <= 1_100
    assert judge(minted.jws(minted.claims()), material) == ("valid", [])


@pytest.mark.parametrize("text", [made.jwe(), made.sd_jwt(), made.paseto(), made.json_jws(), "opaque"])
def test_other_forms_are_never_checked(text: str) -> None:
    assert judge(text, made.material()) == ("not_checked", [])


def test_one_set_of_keys_serves_many_algorithms() -> None:
    material = made.material(minted.jwk("rsa"))

    verdicts = [
        judge(minted.jws(minted.claims(), alg=alg), material)[0] for alg in ("RS256", "PS256", "RS512", "RS256")
    ]

    assert verdicts == ["valid"] * 4
