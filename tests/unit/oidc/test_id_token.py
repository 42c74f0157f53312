"""The ID token. The table of mutations is tests/adversarial/test_verifier_table.py; here are the finer points."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import base64url
from desktop_app.oidc import id_token
from desktop_app.oidc.at_hash import at_hash
from desktop_app.oidc.id_token import Expectation, FirstIdToken, VerifiedIdToken
from desktop_app.secret import Secret
from tests.support import minted

ACCESS = Secret("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
AT_SIGN_IN = Expectation(
    issuer=minted.ISSUER,
    client_id=minted.CLIENT,
    allowed_algs=("RS256", "ES256", "EdDSA"),
    nonce=minted.NONCE,
    leeway=60,
    access_token=ACCESS,
)
FIRST = FirstIdToken(subject=minted.SUBJECT, auth_time=minted.NOW - 5_000, azp=minted.CLIENT, nonce=minted.NONCE)
AT_REFRESH = replace(AT_SIGN_IN, nonce=None, first=FIRST)


def _verify(
    expected: Expectation = AT_SIGN_IN, *, now: float = minted.NOW, alg: str = "ES256", **changes: object
) -> VerifiedIdToken:
    token = minted.secret_jws(minted.claims(**changes), alg=alg)
    keys = minted.key_set(minted.jwk("rsa"), minted.jwk("p256"), minted.jwk("ed25519"), minted.jwk("ed448"))
    return id_token.verify(token, keys, expected, now=now)


def _refused(expected: Expectation = AT_SIGN_IN, **how: Any) -> KeyfobError:
    with pytest.raises(KeyfobError) as refused:
        _verify(expected, **how)
    assert refused.value.code is Code.E_ID_TOKEN
    assert error_json(refused.value)["message"]
    return refused.value


def test_what_is_known_afterwards() -> None:
    found = _verify(auth_time=minted.NOW - 10.5, azp=minted.CLIENT, name="Ada")

    assert (found.issuer, found.subject, found.azp) == (minted.ISSUER, minted.SUBJECT, minted.CLIENT)
    assert (found.expires_at, found.issued_at, found.auth_time) == (minted.NOW + 300, minted.NOW - 1, minted.NOW - 11)
    assert found.claims["name"] == "Ada"
    assert found.token.reveal().count(".") == 2
    assert "Ada" not in repr(found)
    with pytest.raises(TypeError):
        found.claims["name"] = "Eve"  # type: ignore[index]  # that it cannot be written is what is tested


def test_what_need_not_be_there() -> None:
    found = _verify()

    assert (found.auth_time, found.azp) == (None, None)


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({"exp": minted.NOW - 59}, minted.NOW),
        ({"exp": minted.NOW - 59.5}, minted.NOW + 0.4),
        ({"iat": minted.NOW + 60}, minted.NOW),
        ({"iat": minted.NOW - 600}, minted.NOW),
        ({"nbf": minted.NOW + 60}, minted.NOW),
        ({"nbf": 0}, minted.NOW),
        ({"exp": 1e300}, minted.NOW),
        ({"exp": 10**900}, minted.NOW),
    ],
)
def test_the_edges_of_the_times(changes: dict[str, Any], now: float) -> None:
    assert _verify(now=now, **changes).expires_at <= 253_402_300_799


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": minted.NOW - 60}, "exp"),
        ({"exp": -(10**900)}, "exp"),
        ({"exp": [minted.NOW]}, "exp"),
        ({"iat": minted.NOW + 61}, "iat"),
        ({"iat": minted.NOW - 600.5}, "iat"),
        ({"iat": "now"}, "iat"),
        ({"iat": 10**900}, "iat"),
        ({"nbf": minted.NOW + 61}, "iat"),
        ({"nbf": "soon"}, "iat"),
        ({"sub": "\u00e4da"}, "sub"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, "typ"),
    ],
)
def test_beyond_the_edges(changes: dict[str, Any], reason: str) -> None:
    assert _refused(**changes).reason == reason


def test_the_leeway_is_the_accounts() -> None:
    strict = replace(AT_SIGN_IN, leeway=0)

    assert _refused(strict, exp=minted.NOW).reason == "exp"
    assert _refused(strict, iat=minted.NOW + 1).reason == "iat"
    assert _verify(strict, exp=minted.NOW + 1, iat=minted.NOW).subject == minted.SUBJECT


def test_an_error_tells_both_sides() -> None:
    message = str(error_json(_refused(aud=["other", "\u202e"]))["message"])

    assert message == "The ID token is for ['other', '\\u202e'] and not for desktop alone."


@pytest.mark.parametrize("events", [{}, {"other": {}}, [], "x"])
def test_other_events_do_no_harm(events: object) -> None:
    assert _verify(events=events).subject == minted.SUBJECT


@pytest.mark.parametrize("typ", ["JWT", "jwt", "application/jwt", ""])
def test_types(typ: str) -> None:
    token = minted.secret_jws(minted.claims(), header={"typ": typ})

    assert id_token.verify(token, minted.key_set(), AT_SIGN_IN, now=minted.NOW).subject == minted.SUBJECT


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_at_hash(alg: str) -> None:
    expected = base64url.encode(hashlib.sha256(ACCESS.reveal().encode()).digest()[:16])

    assert _verify(alg=alg, at_hash=expected).claims["at_hash"] == expected
    assert _refused(alg=alg, at_hash=expected[:-1] + "_").reason == "at_hash"
    assert _refused(alg=alg, at_hash="").reason == "at_hash"


def test_at_hash_with_eddsa() -> None:
    hashed = hashlib.sha512(ACCESS.reveal().encode()).digest()[:32]

    assert _verify(alg="EdDSA", at_hash=base64url.encode(hashed)).subject == minted.SUBJECT
    token = minted.secret_jws(
        minted.claims(at_hash=at_hash(ACCESS, "EdDSA", "Ed448")), alg="EdDSA", key="ed448", header={"alg": "EdDSA"}
    )
    keys = minted.key_set(minted.jwk("ed448"))
    assert id_token.verify(token, keys, AT_SIGN_IN, now=minted.NOW).subject == minted.SUBJECT


def test_at_hash_goes_by_the_key_that_verified() -> None:
    keys = minted.key_set(minted.jwk("ed25519", kid=None), minted.jwk("ed448", kid=None))
    token = minted.secret_jws(
        minted.claims(at_hash=at_hash(ACCESS, "EdDSA", "Ed448")),
        alg="EdDSA",
        key="ed448",
        header={"alg": "EdDSA", "kid": None},
    )
    assert id_token.verify(token, keys, AT_SIGN_IN, now=minted.NOW).subject == minted.SUBJECT


def test_at_hash_without_an_access_token_is_let_be() -> None:
    assert _verify(replace(AT_SIGN_IN, access_token=None), at_hash="x").subject == minted.SUBJECT


@pytest.mark.parametrize("auth_time", [None, minted.NOW - 161, minted.NOW + 61])
def test_max_age(auth_time: int | None) -> None:
    asked = replace(AT_SIGN_IN, max_age=100)

    assert _verify(asked, auth_time=minted.NOW - 160).auth_time == minted.NOW - 160
    assert _verify(AT_SIGN_IN, auth_time=minted.NOW - 100_000).subject == minted.SUBJECT
    assert _refused(asked, auth_time=auth_time).reason == "auth_time"


def test_max_age_of_nothing_means_just_now() -> None:
    asked = replace(AT_SIGN_IN, max_age=0)

    assert _verify(asked, auth_time=minted.NOW - 60).subject == minted.SUBJECT
    assert _verify(asked, auth_time=minted.NOW + 60).subject == minted.SUBJECT
    assert _refused(asked, auth_time=minted.NOW - 61).reason == "auth_time"


@pytest.mark.parametrize("length", [1, 255])
def test_the_length_of_a_subject(length: int) -> None:
    assert _verify(sub="s" * length).subject == "s" * length
    assert _refused(sub="s" * 256).reason == "sub"


def test_a_sign_in_without_a_nonce_is_none() -> None:
    assert _refused(replace(AT_SIGN_IN, nonce=None)).reason == "nonce"
    assert _refused(replace(AT_SIGN_IN, nonce=None), nonce=None).reason == "nonce"
    assert _refused(nonce="\ud800").reason == "nonce"
    assert _refused(replace(AT_SIGN_IN, nonce="\ud800")).reason == "nonce"


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": None},
        {},
        {"nonce": None, "auth_time": FIRST.auth_time},
        {"nonce": None, "azp": minted.CLIENT},
    ],
)
def test_at_refresh(changes: dict[str, Any]) -> None:
    assert _verify(AT_REFRESH, **changes).subject == minted.SUBJECT


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"sub": "eve"}, "sub"),
        ({"aud": "other"}, "aud"),
        ({"aud": [minted.CLIENT, "other"]}, "aud"),
        ({"iat": minted.NOW - 5_000}, "iat"),
        ({"auth_time": minted.NOW}, "auth_time"),
        ({"azp": "other"}, "azp"),
        ({"nonce": "other"}, "nonce"),
    ],
)
def test_another_one_at_refresh(changes: dict[str, Any], reason: str) -> None:
    assert _refused(AT_REFRESH, **changes).reason == reason


def test_what_the_first_did_not_say() -> None:
    silent = replace(AT_SIGN_IN, nonce=None, first=FirstIdToken(minted.SUBJECT))

    assert _verify(silent, nonce=None, auth_time=minted.NOW).auth_time == minted.NOW
    assert _refused(silent, nonce=None, azp=minted.CLIENT).reason == "azp"
    assert _refused(silent).reason == "nonce"


@pytest.mark.parametrize(
    ("configured", "metadata", "allowed"),
    [
        ((), (), ("RS256",)),
        ((), ("none", "HS256"), ("RS256",)),
        ((), ("ES256", "HS256", "none", "X"), ("ES256",)),
        (("PS256",), ("RS256",), ("PS256",)),
        (("HS256", "none"), ("RS256",), ()),
    ],
)
def test_allowed_algorithms(configured: tuple[str, ...], metadata: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    assert id_token.allowed_algs(configured, metadata) == allowed


@pytest.mark.parametrize(
    ("how", "reason", "detail"),
    [
        ({"header": {"alg": "none"}}, "alg", "none"),
        ({"header": {"crit": ["x"]}}, "malformed", "unknown"),
        ({"header": {"kid": "other"}}, "kid", "unknown"),
        ({"header": {"typ": "at+jwt"}}, "typ", "-"),
        ({"key": "rsa-2", "header": {"kid": "rsa"}}, "signature", "-"),
    ],
)
def test_the_rules_of_the_form(how: dict[str, Any], reason: str, detail: str) -> None:
    with pytest.raises(KeyfobError) as refused:
        id_token.verify(minted.secret_jws(minted.claims(), **how), minted.key_set(), AT_SIGN_IN, now=minted.NOW)

    assert (refused.value.reason, refused.value.params["detail"]) == (reason, detail)
    assert refused.value.__cause__ is None


def test_nothing_can_be_changed_afterwards() -> None:
    for thing in (_verify(), AT_SIGN_IN):
        with pytest.raises(AttributeError):
            thing.issuer = "https://evil.example"  # type: ignore[misc]  # that it cannot be written is what is tested


def test_nothing_secret_is_shown() -> None:
    assert minted.NONCE not in repr(AT_SIGN_IN)
    assert minted.NONCE not in repr(AT_REFRESH)
    assert ACCESS.reveal() not in repr(AT_SIGN_IN)


def test_an_error_has_a_value_for_every_sentence() -> None:
    blank = {"expected": "-", "found": "-", "detail": "-", "now": 0}

    assert _refused(nonce="other").params == blank
    assert _refused(iss="other").params == blank | {"expected": minted.ISSUER, "found": "other"}
    assert _refused(exp=5).params == blank | {"found": "5", "now": minted.NOW}
    assert _refused(iat=5).params == blank | {"found": "5", "now": minted.NOW}
    assert _refused(nbf=minted.NOW + 99).params == blank | {"found": str(minted.NOW + 99), "now": minted.NOW}
    assert _refused(AT_REFRESH, sub="eve").params == blank | {"expected": minted.SUBJECT, "found": "eve"}
    assert _refused(AT_REFRESH, azp="other").params == blank | {"expected": minted.CLIENT, "found": "other"}
    elder = replace(AT_REFRESH, first=replace(FIRST, azp="elder"))
    assert _refused(elder, azp=minted.CLIENT).params == blank | {"expected": "elder", "found": minted.CLIENT}
    first = blank | {"expected": str(FIRST.auth_time), "found": "5"}
    assert _refused(AT_REFRESH, auth_time=5).params == first
    asked = replace(AT_SIGN_IN, max_age=0)
    assert _refused(asked, auth_time=5).params == blank | {"found": "5", "now": minted.NOW}
    assert _refused(asked).params == blank | {"now": minted.NOW}
