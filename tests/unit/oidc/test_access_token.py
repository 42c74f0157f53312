"""The access token under each rule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.app.texts import error_json, text
from desktop_app.errors import Code, KeyfobError
from desktop_app.jose.jwk import KeySet
from desktop_app.oidc import access_token
from desktop_app.oidc.access_token import OpaqueAccessToken, VerifiedAccessToken
from desktop_app.secret import Secret
from tests.support import minted

KEYS = minted.key_set()


def _claims(**changes: object) -> dict[str, Any]:
    honest = {"iss": minted.ISSUER, "aud": minted.CLIENT, "sub": "ada", "exp": minted.NOW + 300, "roles": ["admin"]}
    return {name: value for name, value in (honest | changes).items() if value is not None}


def _verify(token: str, keys: KeySet | None = KEYS, **how: Any) -> VerifiedAccessToken | OpaqueAccessToken:
    given: dict[str, Any] = {
        "rule": "auto",
        "issuer": minted.ISSUER,
        "audience": "",
        "client_id": minted.CLIENT,
        "provider": "generic",
        "allowed_algs": ("RS256", "ES256"),
        "leeway": 60,
        "now": minted.NOW,
    }
    return access_token.verify(Secret(token), keys, **(given | how))


def _why(token: str, keys: KeySet | None = KEYS, **how: Any) -> str:
    found = _verify(token, keys, **how)
    assert isinstance(found, OpaqueAccessToken)
    assert text(found.text).endswith(".")
    assert found.token.reveal() == token
    return found.why


def _refused(token: str, keys: KeySet | None = KEYS, **how: Any) -> KeyfobError:
    with pytest.raises(KeyfobError) as refused:
        _verify(token, keys, **({"rule": "jwt"} | how))
    assert refused.value.code is Code.E_ACCESS_TOKEN
    assert error_json(refused.value)["message"]
    return refused.value


@pytest.mark.parametrize("rule", ["auto", "jwt"])
@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "JWT", "application/jwt", "application/at+jwt", None])
def test_verified(rule: str, typ: str | None) -> None:
    found = _verify(minted.jws(_claims(), header={"typ": typ}), rule=rule)

    assert isinstance(found, VerifiedAccessToken)
    assert (found.expires_at, found.claims["roles"]) == (minted.NOW + 300, ["admin"])
    assert "admin" not in repr(found)
    assert found.token.reveal().count(".") == 2


def test_a_token_without_an_end() -> None:
    found = _verify(minted.jws(_claims(exp=None)))

    assert isinstance(found, VerifiedAccessToken)
    assert found.expires_at is None


def test_not_looked_into() -> None:
    assert _why(minted.jws(_claims()), rule="opaque") == "configured"


@pytest.mark.parametrize("audience", [[minted.CLIENT, "account"], minted.CLIENT])
def test_further_audiences_are_fine(audience: object) -> None:
    assert isinstance(_verify(minted.jws(_claims(aud=audience))), VerifiedAccessToken)


def test_an_audience_that_was_configured() -> None:
    api = minted.jws(_claims(aud="https://api.example", azp=minted.CLIENT))

    assert isinstance(_verify(api, audience="https://api.example"), VerifiedAccessToken)
    assert _why(minted.jws(_claims()), audience="https://api.example") == "other_audience"
    assert _why(api, audience="other", provider="keycloak") == "other_audience"


def test_keycloaks_azp() -> None:
    token = minted.jws(_claims(aud="account", azp=minted.CLIENT))

    assert isinstance(_verify(token, provider="keycloak"), VerifiedAccessToken)
    assert _why(token) == "other_audience"
    assert _why(minted.jws(_claims(aud="account", azp="other")), provider="keycloak") == "other_audience"


CASES: list[tuple[str, str, str]] = [
    ("opaque-value", "not_a_jwt", "malformed"),
    ("", "not_a_jwt", "malformed"),
    ("a.b.c", "not_a_jwt", "malformed"),
    ("eyJhbGciOiJkaXIifQ.a.b.c.d", "encrypted", "malformed"),
    (minted.jws(_claims()) + "=", "malformed", "malformed"),
    (minted.jws(_claims(), header={"crit": ["x"]}), "malformed", "malformed"),
    (minted.jws(_claims(), header={"b64": False}), "malformed", "malformed"),
    (minted.jws(_claims(), header={"zip": "DEF"}), "malformed", "malformed"),
    (minted.jws(_claims()).replace(".", ".=", 1), "malformed", "malformed"),
    (minted.jws(b"[]"), "malformed", "malformed"),
    (minted.jws(_claims(exp="soon")), "malformed", "malformed"),
    (minted.jws(_claims(iat="now")), "malformed", "malformed"),
    (minted.jws(_claims(), alg="HS256", key=b"secret"), "hmac", "alg"),
    (minted.jws(_claims(), alg="none"), "alg", "alg"),
    (minted.jws(_claims(), alg="RS384"), "alg", "alg"),
    (minted.jws(_claims(), header={"kid": "other"}), "no_key", "kid"),
    (minted.jws(_claims(), header={"typ": "logout+jwt"}), "typ", "typ"),
    (minted.jws(_claims(at_hash="x")), "id_token", "typ"),
    (minted.jws(_claims(c_hash="x")), "id_token", "typ"),
    (minted.jws(_claims(typ="ID")), "id_token", "typ"),
    (minted.jws(_claims(typ="Refresh")), "id_token", "typ"),
    (minted.jws(_claims(typ="Offline")), "id_token", "typ"),
    (minted.jws(_claims(typ="Logout")), "id_token", "typ"),
    (minted.jws(_claims(), key="rsa-2", header={"kid": "rsa"}), "bad_signature", "signature"),
    (minted.jws(_claims(iss="https://evil.example")), "other_issuer", "iss"),
    (minted.jws(_claims(iss=None)), "other_issuer", "iss"),
    (minted.jws(_claims(aud="graph")), "other_audience", "aud"),
    (minted.jws(_claims(aud=None)), "other_audience", "aud"),
    (minted.jws(_claims(aud=[1])), "other_audience", "aud"),
]


@pytest.mark.parametrize(("token", "why", "reason"), CASES, ids=[f"{why}-{n}" for n, (_, why, _) in enumerate(CASES)])
def test_not_verified(token: str, why: str, reason: str) -> None:
    assert _why(token) == why
    assert _refused(token).reason == reason


def test_no_keys_at_all() -> None:
    token = minted.jws(_claims())
    empty = KeySet((), 0, "")

    assert _why(token, None) == "no_key"
    assert _refused(token, None).reason == "kid"
    assert _why(minted.jws(_claims(), header={"kid": None}), empty) == "no_key"


def test_keycloaks_access_token_says_bearer() -> None:
    assert isinstance(_verify(minted.jws(_claims(typ="Bearer", nonce="n"))), VerifiedAccessToken)


@pytest.mark.parametrize("rule", ["auto", "jwt"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": minted.NOW - 60}, "exp"),
        ({"nbf": minted.NOW + 61}, "iat"),
        ({"iat": minted.NOW + 61}, "iat"),
    ],
)
def test_not_valid_now(rule: str, changes: dict[str, object], reason: str) -> None:
    assert _refused(minted.jws(_claims(**changes)), rule=rule).reason == reason


def test_the_leeway() -> None:
    token = minted.jws(_claims(exp=minted.NOW - 59, nbf=minted.NOW + 60, iat=minted.NOW + 60))

    assert isinstance(_verify(token), VerifiedAccessToken)


def test_an_unsigned_token_gives_no_roles() -> None:
    """Whatever is wrong with it, no claims come out."""
    token = minted.jws(json.dumps(_claims()).encode(), alg="none")

    assert not hasattr(_verify(token), "claims")


def test_both_sides_are_told() -> None:
    assert error_json(_refused(minted.jws(_claims()), audience="https://api.example"))["message"] == (
        "The access token is for desktop and not for https://api.example."
    )
    assert error_json(_refused(minted.jws(_claims(iss="other")), audience="https://api.example"))["message"] == (
        "The access token is from other and not from https://op.example."
    )
    assert error_json(_refused(minted.jws(_claims(aud="graph"))))["message"] == (
        "The access token is for graph and not for desktop."
    )


def test_what_was_found_is_kept_with_the_error() -> None:
    assert _refused(minted.jws(_claims(exp="soon"))).params["found"] == "soon"
    assert _refused("opaque-value").params["found"] == "-"
