"""What a provider says of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import metadata
from desktop_app.oidc.metadata import ProviderMetadata
from desktop_app.ports import HttpAnswer
from tests.support import minted

LOOPBACK = "http://127.0.0.1:9000"


def _document(base: str = minted.ISSUER, **changes: object) -> dict[str, Any]:
    honest = {
        "issuer": base,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "jwks_uri": f"{base}/keys",
    }
    return {name: value for name, value in (honest | changes).items() if value is not ...}


def _parse(document: object, *, issuer: str = minted.ISSUER, allow_http: bool = False, **how: Any) -> ProviderMetadata:
    answer = document if isinstance(document, HttpAnswer) else minted.answer(document, **how)
    return metadata.parse(answer, issuer=issuer, allow_http=allow_http, now=minted.NOW)


def _refused(document: object, **how: Any) -> KeyfobError:
    with pytest.raises(KeyfobError) as refused:
        _parse(document, **how)
    return refused.value


def test_the_least() -> None:
    found = _parse(_document())

    assert found == ProviderMetadata(
        minted.ISSUER, "https://op.example/authorize", "https://op.example/token", "https://op.example/keys"
    )
    assert (found.id_token_signing_algs, found.iss_parameter_supported) == ((), False)
    assert (found.code_challenge_methods, found.scopes_supported) == (None, None)


def test_everything() -> None:
    found = _parse(
        _document(
            userinfo_endpoint="https://other.example/me",
            revocation_endpoint="https://op.example/revoke?a=b",
            introspection_endpoint="https://op.example/introspect",
            end_session_endpoint="https://op.example/logout?a=b",
            response_types_supported=["id_token", "code"],
            id_token_signing_alg_values_supported=["RS256", "none"],
            code_challenge_methods_supported=["plain", "S256"],
            scopes_supported=["openid", "email"],
            authorization_response_iss_parameter_supported=True,
            unknown=[{}],
        )
    )

    assert found == ProviderMetadata(
        issuer=minted.ISSUER,
        authorization_endpoint="https://op.example/authorize",
        token_endpoint="https://op.example/token",
        jwks_uri="https://op.example/keys",
        userinfo_endpoint="https://other.example/me",
        revocation_endpoint="https://op.example/revoke?a=b",
        introspection_endpoint="https://op.example/introspect",
        end_session_endpoint="https://op.example/logout?a=b",
        id_token_signing_algs=("RS256", "none"),
        iss_parameter_supported=True,
        code_challenge_methods=("plain", "S256"),
        scopes_supported=("openid", "email"),
    )
    assert found.to_json() == json.loads(json.dumps(found.to_json()))
    assert ProviderMetadata.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_the_media_type_does_not_matter() -> None:
    assert _parse(_document(), media_type="text/plain").issuer == minted.ISSUER


def test_null_is_absent_where_a_member_is_optional() -> None:
    found = _parse(_document(end_session_endpoint=None, scopes_supported=None, response_types_supported=None))

    assert (found.end_session_endpoint, found.scopes_supported) == (None, None)


@pytest.mark.parametrize("issuer", [minted.ISSUER + "/", "https://OP.example", "https://op.example:443", "op.example"])
def test_another_issuer(issuer: str) -> None:
    error = _refused(_document(issuer=issuer))

    assert error.code is Code.E_ISSUER
    assert error.params == {"expected": minted.ISSUER, "found": issuer}


def test_a_number_too_large_to_hold_does_no_harm() -> None:
    body = json.dumps(_document()).replace("{", '{"x":1e999,', 1)

    assert _parse(minted.answer(body)).issuer == minted.ISSUER


def test_long_lists() -> None:
    assert len(_parse(_document(scopes_supported=["x"] * 1_000)).scopes_supported or ()) == 1_000


def test_a_bare_name_is_compared_as_it_is() -> None:
    assert _parse(_document(issuer="acme.com"), issuer="acme.com").issuer == "acme.com"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"issuer": ...}, "protocol.address_text"),
        ({"issuer": 5}, "protocol.address_text"),
        ({"token_endpoint": ...}, "protocol.address_text"),
        ({"token_endpoint": None}, "protocol.address_text"),
        ({"jwks_uri": ["https://op.example"]}, "protocol.address_text"),
        ({"authorization_endpoint": "javascript:alert"}, "protocol.address_scheme"),
        ({"authorization_endpoint": "http://op.example/a"}, "protocol.address_scheme"),
        ({"token_endpoint": "http://127.0.0.1/token"}, "protocol.address_scheme"),
        ({"token_endpoint": "https://u:p@op.example/token"}, "protocol.address_userinfo"),
        ({"authorization_endpoint": "https://op.example/a#f"}, "protocol.address_fragment"),
        ({"authorization_endpoint": "https://op.example/a?state=x"}, "protocol.address_query"),
        ({"authorization_endpoint": "https://op.example/a?request_uri=x"}, "protocol.address_query"),
        ({"end_session_endpoint": "https://op.example/a?id_token_hint"}, "protocol.address_query"),
        ({"end_session_endpoint": "https://op.example/a?client_id=x"}, "protocol.address_query"),
        ({"end_session_endpoint": "https://op.example/a?post_logout_redirect_uri=x"}, "protocol.address_query"),
        ({"end_session_endpoint": "https://op.example/a?state=x"}, "protocol.address_query"),
        ({"end_session_endpoint": "file:///x"}, "protocol.address_scheme"),
        ({"end_session_endpoint": 5}, "protocol.address_text"),
        ({"userinfo_endpoint": "http://op.example"}, "protocol.address_scheme"),
        ({"revocation_endpoint": ""}, "protocol.address_text"),
        ({"introspection_endpoint": "https://a b"}, "protocol.address_characters"),
        ({"response_types_supported": ["id_token", "code id_token"]}, "protocol.metadata_no_code"),
        ({"response_types_supported": []}, "protocol.metadata_no_code"),
        ({"response_types_supported": "code"}, "protocol.address_words"),
        ({"code_challenge_methods_supported": ["plain"]}, "protocol.metadata_no_s256"),
        ({"code_challenge_methods_supported": []}, "protocol.metadata_no_s256"),
        ({"code_challenge_methods_supported": ["s256"]}, "protocol.metadata_no_s256"),
        ({"id_token_signing_alg_values_supported": [1]}, "protocol.address_words"),
        ({"scopes_supported": ["x"] * 1_001}, "protocol.address_words"),
        ({"authorization_response_iss_parameter_supported": "true"}, "protocol.address_text"),
    ],
)
def test_rules_broken(changes: dict[str, Any], text: str) -> None:
    error = _refused(_document(**changes))

    assert (error.code, error.text) == (Code.E_METADATA, text)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (minted.answer(b"<html>"), Code.E_PORTAL),
        (minted.answer(b"", status=404), Code.E_PORTAL),
        (minted.answer(b"<html>", status=403), Code.E_PORTAL),
        (minted.answer(_document(), status=404), Code.E_METADATA),
        (minted.answer(_document(), status=201), Code.E_METADATA),
        (minted.answer(b"[]"), Code.E_METADATA),
        (minted.answer(b'{"issuer":"a","issuer":"b"}'), Code.E_METADATA),
        (minted.answer(_document(), status=302), Code.E_PORTAL),
        (minted.answer(_document(), status=429), Code.E_RATE),
        (minted.answer(_document(), status=502), Code.E_SERVER),
        (minted.answer(_document(), status=407), Code.E_PROXY),
    ],
)
def test_other_answers(answer: HttpAnswer, code: Code) -> None:
    assert _refused(answer).code is code


def test_plain_http_where_the_issuer_is_on_loopback() -> None:
    assert _parse(_document(LOOPBACK), issuer=LOOPBACK, allow_http=True).token_endpoint == f"{LOOPBACK}/token"
    everywhere = _document(LOOPBACK, userinfo_endpoint=f"{LOOPBACK}/me")
    assert _parse(everywhere, issuer=LOOPBACK, allow_http=True).userinfo_endpoint == f"{LOOPBACK}/me"
    assert _refused(_document(LOOPBACK), issuer=LOOPBACK).text == "protocol.address_scheme"
    for elsewhere in ("http://op.example/token", "http://127.0.0.1.example/token"):
        assert _refused(_document(LOOPBACK, token_endpoint=elsewhere), issuer=LOOPBACK, allow_http=True).code is (
            Code.E_METADATA
        )


@pytest.mark.parametrize("issuer", [minted.ISSUER, "acme.com", "http://op.example"])
def test_no_plain_http_for_other_issuers(issuer: str) -> None:
    document = _document(issuer=issuer, token_endpoint="http://127.0.0.1/token")

    assert _refused(document, issuer=issuer, allow_http=True).text == "protocol.address_scheme"


@pytest.mark.parametrize(
    ("issuer", "discovery_url", "allow_http", "address"),
    [
        (minted.ISSUER, "", False, "https://op.example/.well-known/openid-configuration"),
        ("https://op.example/", "", False, "https://op.example/.well-known/openid-configuration"),
        ("https://op.example/t/1", "", False, "https://op.example/t/1/.well-known/openid-configuration"),
        ("https://op.example/t/1/", "", False, "https://op.example/t/1/.well-known/openid-configuration"),
        (LOOPBACK, "", True, f"{LOOPBACK}/.well-known/openid-configuration"),
        ("acme.com", "https://op.example/c?tenantId=1", False, "https://op.example/c?tenantId=1"),
        ("Acme Ltd", "https://op.example/c", False, "https://op.example/c"),
        (LOOPBACK, f"{LOOPBACK}/c", True, f"{LOOPBACK}/c"),
    ],
)
def test_where_the_metadata_is(issuer: str, discovery_url: str, allow_http: bool, address: str) -> None:
    assert metadata.discovery_address(issuer, discovery_url, allow_http=allow_http) == address


@pytest.mark.parametrize(
    ("issuer", "discovery_url", "allow_http", "text"),
    [
        ("acme.com", "", False, "protocol.bare_issuer"),
        ("", "", False, "protocol.bare_issuer"),
        ("", "https://op.example/c", False, "protocol.address_text"),
        ("a\nb", "https://op.example/c", False, "protocol.address_text"),
        ("https://op.example?a", "", False, "protocol.address_query"),
        ("https://op.example#a", "", False, "protocol.address_fragment"),
        ("http://op.example", "", True, "protocol.address_scheme"),
        (LOOPBACK, "", False, "protocol.address_scheme"),
        ("acme.com", "http://127.0.0.1/c", True, "protocol.address_scheme"),
        (LOOPBACK, "http://op.example/c", True, "protocol.address_scheme"),
        (minted.ISSUER, "--flag", False, "protocol.address_scheme"),
    ],
)
def test_where_no_metadata_can_be(issuer: str, discovery_url: str, allow_http: bool, text: str) -> None:
    with pytest.raises(KeyfobError) as refused:
        metadata.discovery_address(issuer, discovery_url, allow_http=allow_http)

    assert (refused.value.code, refused.value.text) == (Code.E_CONFIG, text)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": None},
        {"token_endpoint": 5},
        {"userinfo_endpoint": 5},
        {"id_token_signing_algs": None},
        {"id_token_signing_algs": "RS256"},
        {"scopes_supported": [1]},
        {"iss_parameter_supported": 1},
        {"unknown": 1},
    ],
)
def test_kept_metadata_that_was_changed(changes: dict[str, object]) -> None:
    kept = ProviderMetadata("i", "a", "t", "j").to_json()

    assert ProviderMetadata.from_json(kept) is not None
    assert ProviderMetadata.from_json(kept | changes) is None
    assert ProviderMetadata.from_json([kept]) is None
