"""The checklist's finer answers, row by row."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.texts import why as texts
from desktop_app.app.token_words import row_words
from desktop_app.inspector.checklist import KEYS, Expected, check, proof
from desktop_app.inspector.model import InspectedToken
from desktop_app.secret import Secret
from tests.support import minted

NOW = minted.NOW
KEYS_HERE = minted.key_set(minted.jwk("rsa"), minted.jwk("p256"))


def reason(key: str, claims: dict[str, Any], header: dict[str, Any] | None = None, **expected: Any) -> str:
    token = InspectedToken("jws", "compact", Secret("x"), header=header or {"alg": "RS256"}, claims=claims)
    row = check(token, Expected(**{"at": NOW, **expected}))[key]
    return row.reason or row.verdict


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        ("https://a.example", "https://a.example", "pass"),
        ("https://a.example", None, "issuer_missing"),
        ("https://a.example", 5, "issuer_missing"),
        ("https://a.example", "https://a.example/", "issuer_slash"),
        ("https://a.example/", "https://a.example", "issuer_slash"),
        ("https://a.example", "https://A.example", "issuer_spelling"),
        ("https://a.example/realms/one", "https://a.example/realms/two", "issuer_tenant"),
        ("https://login.microsoftonline.com/t/v2.0", "https://sts.windows.net/t/", "issuer_version"),
        ("https://a.example", "https://b.example", "issuer_other"),
        ("acme.com", "acme.org", "issuer_other"),
    ],
)
def test_issuer(wanted: str, found: object, said: str) -> None:
    assert reason("issuer", {} if found is None else {"iss": found}, issuer=wanted) == said


@pytest.mark.parametrize(
    ("claims", "expected", "said"),
    [
        ({"aud": ["x", "me"]}, {"client_id": "me"}, "pass"),
        ({"aud": "api"}, {"client_id": "me", "audience": "api"}, "pass"),
        ({"aud": "me"}, {"client_id": "me", "audience": "api"}, "audience_other"),
        ({}, {"client_id": "me"}, "audience_missing"),
        ({"aud": 5}, {"client_id": "me"}, "audience_missing"),
        ({"aud": "account", "azp": "me"}, {"client_id": "me", "provider": "keycloak"}, "pass"),
        ({"aud": "account", "azp": "me"}, {"client_id": "me", "audience": "api", "provider": "keycloak"},
         "audience_keycloak"),
        ({"aud": "account", "azp": "you"}, {"client_id": "me", "provider": "keycloak"}, "audience_keycloak"),
        ({"aud": "https://graph.microsoft.com"}, {"client_id": "me", "provider": "entra"}, "audience_graph"),
        ({"aud": ["https://t.auth0.com/userinfo"]}, {"audience": "api", "provider": "auth0"}, "audience_userinfo"),
        ({"aud": "me"}, {"client_id": "me", "wants": "id", "audience": "api"}, "pass"),
        ({"aud": ["me", "you"]}, {"client_id": "me", "wants": "id"}, "audience_many"),
        ({"aud": "you"}, {"client_id": "me", "wants": "id"}, "audience_id"),
        ({"aud": "you"}, {}, "not_asked"),
    ],
)  # fmt: skip
def test_audience(claims: dict[str, Any], expected: dict[str, Any], said: str) -> None:
    assert reason("audience", claims, **expected) == said


@pytest.mark.parametrize("name", ["azp", "client_id", "cid", "appid"])
def test_the_authorized_party(name: str) -> None:
    assert reason("party", {name: "me"}, client_id="me") == "pass"
    assert reason("party", {name: "you"}, client_id="me") == "party_other"
    assert reason("party", {}, client_id="me") == "not_asked"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (NOW * 1_000, "time_milliseconds"),
        (str(NOW), "time_text"),
        (math.inf, "time_out_of_range"),
        ([], "time_not_a_number"),
        (NOW + 5, "pass"),
    ],
)
def test_times_that_are_none(value: object, said: str) -> None:
    assert reason("expiry", {"exp": value}) == said
    if said != "pass":
        assert reason("not_before", {"iat": NOW, "nbf": value}) == said


def test_no_expiry() -> None:
    assert reason("expiry", {}) == "expiry_missing"
    token = InspectedToken("jws", "compact", Secret("x"), header={}, claims={})
    assert check(token, Expected(at=NOW))["expiry"].verdict == "unknown"
    assert check(token, Expected(at=NOW, wants="id"))["expiry"].verdict == "fail"


def test_not_valid_yet() -> None:
    assert reason("not_before", {"nbf": NOW + 61}) == "not_before_future"
    assert reason("not_before", {"nbf": NOW + 60}) == "pass"
    assert reason("not_before", {}) == "not_asked"


def test_how_it_looked_at_another_time() -> None:
    claims = {"iat": NOW, "exp": NOW + 300}

    assert reason("expiry", claims, at=NOW + 100) == "pass"
    assert reason("expiry", claims, at=NOW + 400) == "expiry_past"
    assert reason("not_before", claims, at=NOW - 100) == "not_before_future"


def test_scopes_are_found_where_providers_put_them() -> None:
    assert reason("scopes", {"scp": ["a", "b"]}, scopes=("b",)) == "pass"
    assert reason("scopes", {"scp": "a b"}, scopes=("b", "offline_access")) == "pass"
    assert reason("scopes", {}, scopes=("b",)) == "scopes_none"
    assert reason("scopes", {"scope": "a"}, scopes=("offline_access",)) == "not_asked"
    assert reason("scopes", {"scope": ""}, scopes=("a",)) == "scopes_missing"


@pytest.mark.parametrize(
    ("claims", "expected", "said"),
    [
        ({"roles": ["b"]}, {"roles": ("a", "b")}, "pass"),
        ({"realm_access": {"roles": ["a"]}}, {"roles": ("a",)}, "roles_elsewhere"),
        ({"resource_access": {"my.app": {"roles": ["a"]}}}, {"roles": ("a",)}, "roles_elsewhere"),
        ({"https://acme.example/roles": ["a"]}, {"roles": ("a",)}, "roles_elsewhere"),
        ({"urn:zitadel:iam:org:project:roles": {"a": {}}}, {"roles": ("a",)}, "roles_elsewhere"),
        ({"groups": ["a"]}, {"roles": ("a",), "roles_claim": ("groups",)}, "pass"),
        ({}, {"roles": ("a",)}, "roles_none"),
        ({}, {"roles": ("a",), "provider": "fusionauth"}, "roles_fusionauth"),
        ({"hasgroups": True}, {"roles": ("a",), "roles_claim": ("groups",)}, "roles_too_many"),
        ({"_claim_names": {"groups": "s"}}, {"roles": ("a",), "roles_claim": ("groups",)}, "roles_too_many"),
    ],
)
def test_roles(claims: dict[str, Any], expected: dict[str, Any], said: str) -> None:
    assert reason("roles", claims, **expected) == said


def test_where_else_the_role_is_can_be_configured_as_it_is_told() -> None:
    claims = {"resource_access": {"my.app": {"roles": ["a"]}}}
    token = InspectedToken("jws", "compact", Secret("x"), header={}, claims=claims)
    place = check(token, Expected(at=NOW, roles=("a",)))["roles"].params["place"]

    assert place == "resource_access.my\\.app.roles"
    assert reason("roles", claims, roles=("a",), roles_claim=(str(place),)) == "pass"


@pytest.mark.parametrize(
    ("header", "expected", "said"),
    [
        ({"alg": "RS256", "kid": "rsa"}, {"keys": None}, "key_none"),
        ({"alg": "RS256", "kid": "rsa"}, {"signature": "valid"}, "pass"),
        ({"alg": "RS256", "kid": "rsa"}, {"signature": "invalid"}, "key_signature"),
        ({"alg": "RS256"}, {"signature": "invalid"}, "key_signature"),
        ({"alg": "RS256", "kid": "rsa"}, {}, "key_not_checked"),
        ({"alg": "ES256", "kid": "rsa"}, {"signature": "invalid"}, "key_unfit"),
        ({"alg": "RS256", "kid": "new"}, {"keys_age": None}, "key_unknown"),
        ({"alg": "RS256", "kid": ["rsa"]}, {"keys_age": None}, "key_unknown"),
        ({"alg": "HS256", "kid": "rsa"}, {}, "key_shared"),
        ({"alg": "none"}, {}, "key_no_algorithm"),
        ({"alg": ["RS256"]}, {}, "key_no_algorithm"),
    ],
)
def test_the_key(header: dict[str, Any], expected: dict[str, Any], said: str) -> None:
    assert reason("key", {}, header, **{"keys": KEYS_HERE, "keys_age": 60.0, **expected}) == said


@pytest.mark.parametrize(
    ("alg", "expected", "said"),
    [
        ("ES256", {}, "pass"),
        ("ES256", {"allowed_algs": ("RS256",)}, "algorithm_other"),
        ("HS256", {}, "algorithm_shared"),
        ("HS256", {"allowed_algs": ("HS256",)}, "pass"),
        ("nOnE", {}, "algorithm_unsigned"),
        ("RS1", {}, "algorithm_unknown"),
        (None, {}, "algorithm_missing"),
    ],
)
def test_the_algorithm(alg: object, expected: dict[str, Any], said: str) -> None:
    assert reason("algorithm", {}, {"alg": alg}, **expected) == said


@pytest.mark.parametrize(
    ("header", "claims", "use"),
    [
        ({"typ": "application/at+jwt"}, {"nonce": "n"}, "access"),
        ({"typ": "dpop+jwt"}, {}, "other"),
        ({}, {"typ": "Bearer"}, "access"),
        ({}, {"typ": "ID", "scope": "x"}, "id"),
        ({}, {"typ": "Offline"}, "refresh"),
        ({}, {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, "logout"),
        ({}, {"tty": "at"}, "access"),
        ({}, {"appidacr": "1"}, "access"),
        ({}, {"aud": "me"}, "id"),
        ({}, {"aud": "api"}, "unknown"),
        ({"typ": ["x"]}, {"typ": ["x"], "events": 5}, "unknown"),
    ],
)
def test_the_kind_of_token(header: dict[str, Any], claims: dict[str, Any], use: str) -> None:
    assert proof.token_use(header, claims, Expected(at=NOW, client_id="me", audience="api")) == use


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
NAMES = st.sampled_from(
    "iss aud azp exp nbf iat scope scp roles groups realm_access resource_access typ events tty".split()  # noqa: SIM905 - words
)


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "typ"]), VALUE),
    st.dictionaries(NAMES, VALUE),
    st.sampled_from(["", "fusionauth", "keycloak", "entra", "auth0"]),
    st.sampled_from(["access", "id"]),
    st.floats(-1e10, 1e10) | st.none(),
)
def test_no_token_makes_it_raise_and_every_answer_has_its_words(
    header: dict[str, Any], claims: dict[str, Any], provider: str, wants: Any, offset: float | None
) -> None:
    token = InspectedToken("jws", "compact", Secret("x"), header=header, claims=claims)
    expected = Expected(NOW, provider, "https://a.example", "api", "me", ("a",), ("b",), wants=wants, keys=KEYS_HERE)
    for asked in (expected, Expected(NOW, clock_offset=offset)):
        checklist = check(token, asked)

        assert sorted(row.key for row in checklist.rows) == sorted(KEYS)
        for row in checklist.rows:
            said = row_words(row, str)
            assert bool(said.meaning) == bool(row.reason)


def test_no_sentence_is_left_over() -> None:
    import re
    from pathlib import Path

    place = Path(proof.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in place.glob("*.py"))
    known = {name.removesuffix("_todo") for name in texts.TEXTS}
    built = {f"time_{word}" for word in ("not_a_number", "text", "milliseconds", "out_of_range")}
    built |= {f"type_{use}" for use in ("id", "access", "refresh", "logout", "other", "unknown")}
    built |= {f"type_is_{use}" for use in ("id", "access", "refresh", "logout", "other", "unknown")}
    built |= {f"{name}_found" for name in ("type_opaque", "type_encrypted", "type_no_claims")}
    built |= {"clock_behind_found", "clock_ahead_found"}

    assert known - built - set(re.findall(r'"([a-z_0-9]+)"', source)) == set()
