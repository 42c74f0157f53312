"""The token endpoint's answer."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import token_response
from desktop_app.oidc.token_response import MAX_LIFETIME, ProviderRefusal, TokenResponse
from desktop_app.secret import Secret
from tests.support import minted

LEAST = {"access_token": "at-1", "token_type": "Bearer"}


def _parse(body: object, **how: Any) -> TokenResponse:
    return token_response.parse(minted.answer(body, **how), now=minted.NOW)


def _refused(body: object, **how: Any) -> KeyfobError:
    with pytest.raises(KeyfobError) as refused:
        _parse(body, **how)
    return refused.value


def _refusal(body: object, **how: Any) -> ProviderRefusal:
    with pytest.raises(ProviderRefusal) as refused:
        _parse(body, **how)
    return refused.value


def test_the_least() -> None:
    assert _parse(LEAST) == TokenResponse(Secret("at-1"), "Bearer", None, None, None, None)


def test_everything() -> None:
    found = _parse(
        LEAST | {"expires_in": 300, "refresh_token": "rt", "id_token": "a.b.c", "scope": "openid", "userId": "1"}
    )

    assert found == TokenResponse(Secret("at-1"), "Bearer", 300, Secret("rt"), Secret("a.b.c"), "openid")
    assert "rt" not in repr(found).replace("Secret", "").replace("refresh_token", "")


@pytest.mark.parametrize("token_type", ["bearer", "BEARER", "bEARER"])
def test_the_type_in_any_letters(token_type: str) -> None:
    assert _parse(LEAST | {"token_type": token_type}).token_type == "Bearer"


def test_null_is_absent_where_a_member_is_optional() -> None:
    found = _parse(LEAST | {"refresh_token": None, "id_token": None, "scope": None, "expires_in": None})

    assert found == _parse(LEAST)


def test_an_error_that_is_no_text_is_no_refusal() -> None:
    assert _parse(LEAST | {"error": None}).access_token.reveal() == "at-1"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, 0),
        (1, 1),
        (3600, 3600),
        (3600.9, 3600),
        (0.5, 0),
        (2**31, MAX_LIFETIME),
        (2**63, MAX_LIFETIME),
        (10**900, MAX_LIFETIME),
        (1e308, MAX_LIFETIME),
        (MAX_LIFETIME, MAX_LIFETIME),
        (MAX_LIFETIME + 1, MAX_LIFETIME),
        ("3600", 3600),
        ("0", 0),
        ("000060", 60),
        ("9" * 5_000, MAX_LIFETIME),
        ("0" * 5_000, 0),
        (-1, None),
        (-0.5, None),
        (True, None),
        (False, None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        (" 1", None),
        ("1e3", None),
        ("\u0661", None),
        ("\u00b2", None),
        ([300], None),
        ({}, None),
    ],
    ids=lambda value: repr(value)[:12] + str(len(repr(value))),
)
def test_expires_in(value: object, seconds: int | None) -> None:
    assert _parse(LEAST | {"expires_in": value}).expires_in == seconds


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5_000, "-" + "9" * 5_000])
def test_expires_in_too_large_to_hold_is_absent(number: str) -> None:
    assert _parse(f'{{"access_token":"at","token_type":"Bearer","expires_in":{number}}}').expires_in is None


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"access_token": ...}, "access_token"),
        ({"access_token": None}, "access_token"),
        ({"access_token": ""}, "access_token"),
        ({"access_token": 5}, "access_token"),
        ({"access_token": "a\nb"}, "access_token"),
        ({"access_token": "é"}, "access_token"),
        ({"access_token": "\ud800"}, "access_token"),
        ({"token_type": ...}, "token_type"),
        ({"token_type": None}, "token_type"),
        ({"token_type": "DPoP"}, "token_type"),
        ({"token_type": "mac"}, "token_type"),
        ({"token_type": ["Bearer"]}, "token_type"),
        ({"refresh_token": ""}, "refresh_token"),
        ({"refresh_token": 5}, "refresh_token"),
        ({"refresh_token": "a\r\nb"}, "refresh_token"),
        ({"id_token": {}}, "id_token"),
        ({"id_token": ""}, "id_token"),
        ({"scope": ["openid"]}, "scope"),
    ],
)
def test_no_token_response(changes: dict[str, object], detail: str) -> None:
    body = {name: value for name, value in (LEAST | changes).items() if value is not ...}
    error = _refused(body)

    assert (error.code, error.params["detail"]) == (Code.E_TOKEN_RESPONSE, detail)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'"x"', b"{}", b'{"access_token":"a","access_token":"b","token_type":"Bearer"}', b"\xff"]
    + [b'\xef\xbb\xbf{"access_token":"a","token_type":"Bearer"}'],
)
def test_json_by_name_alone(body: bytes) -> None:
    assert _refused(body).code is Code.E_TOKEN_RESPONSE


@pytest.mark.parametrize(
    ("body", "how", "code"),
    [
        (LEAST, {"status": 201}, Code.E_PORTAL),
        (LEAST, {"status": 204}, Code.E_PORTAL),
        (LEAST, {"status": 302}, Code.E_PORTAL),
        (LEAST, {"status": 400}, Code.E_PORTAL),
        (LEAST, {"media_type": "text/html"}, Code.E_PORTAL),
        (LEAST, {"media_type": ""}, Code.E_PORTAL),
        (b"<html>", {"media_type": "text/html"}, Code.E_PORTAL),
        (b"{}", {"status": 400}, Code.E_PORTAL),
        (b"", {"status": 400}, Code.E_PORTAL),
        ({"message": "Forbidden"}, {"status": 403}, Code.E_PORTAL),
        ({"error": None}, {"status": 400}, Code.E_PORTAL),
        ({"error": {"code": 1}}, {"status": 400}, Code.E_PORTAL),
        (b'{"error":"invalid_grant","error":"x"}', {"status": 400}, Code.E_PORTAL),
        ({"error": "invalid_grant"}, {"status": 400, "media_type": "text/html"}, Code.E_PORTAL),
        ({"error": "invalid_grant"}, {"status": 201}, Code.E_PORTAL),
        ({"error": "invalid_grant"}, {"status": 407}, Code.E_PROXY),
        ({"error": "invalid_grant"}, {"status": 429}, Code.E_RATE),
        ({"error": "invalid_grant"}, {"status": 500}, Code.E_SERVER),
        (LEAST, {"status": 503}, Code.E_SERVER),
    ],
)
def test_not_the_providers_word(body: object, how: dict[str, Any], code: Code) -> None:
    assert _refused(body, **how).code is code


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404])
def test_the_providers_word(status: int) -> None:
    refusal = _refusal({"error": "invalid_grant", "error_description": "no", "error_reason": "why"}, status=status)

    assert (refusal.error, refusal.description, refusal.error_reason) == ("invalid_grant", "no", "why")
    assert (refusal.status, str(refusal)) == (status, f"invalid_grant ({status})")


def test_an_error_beside_tokens_is_an_error() -> None:
    assert _refusal(LEAST | {"error": "x", "error_description": 5}).description is None


@pytest.mark.parametrize(
    ("error", "why", "code", "text"),
    [
        ("access_denied", None, Code.E_DENIED, "protocol.denied"),
        ("invalid_grant", None, Code.E_CALLBACK, "protocol.code_refused"),
        ("invalid_grant", "invalid_redirect_uri", Code.E_CALLBACK, "protocol.code_refused"),
        ("invalid_client", None, Code.E_CLIENT, "protocol.client"),
        ("invalid_client", "client_authentication_missing", Code.E_CLIENT, "protocol.client_authentication"),
        ("unauthorized_client", None, Code.E_CLIENT, "protocol.client"),
        ("invalid_redirect_uri", None, Code.E_CLIENT, "protocol.client"),
        ("redirect_uri_mismatch", None, Code.E_CLIENT, "protocol.client"),
        ("invalid_request", "invalid_redirect_uri", Code.E_CLIENT, "protocol.client"),
        ("invalid_request", None, Code.E_CALLBACK, "protocol.code_error"),
        ("server_error", None, Code.E_CALLBACK, "protocol.code_error"),
    ],
)
def test_refused_at_sign_in(error: str, why: str | None, code: Code, text: str) -> None:
    found = token_response.refused_at_sign_in(ProviderRefusal(error, "words", why, 400), provider="op.example")

    assert (found.code, found.text, found.reason) == (code, text, error)
    assert error_json(found)["code"] == code


@pytest.mark.parametrize(
    ("error", "why", "lost", "reason", "text"),
    [
        ("invalid_grant", None, False, "refused", "protocol.refresh_refused"),
        ("invalid_grant", None, True, "lost_answer", "protocol.refresh_lost_answer"),
        (
            "invalid_client",
            "client_authentication_missing",
            True,
            "invalid_client",
            "protocol.refresh_client_authentication",
        ),
        ("invalid_client", None, False, "invalid_client", "protocol.refresh_client"),
        ("access_denied", None, False, "access_denied", "protocol.refresh_error"),
        ("temporarily_unavailable", None, False, "temporarily_unavailable", "protocol.refresh_error"),
        ("a b\n", None, False, "other", "protocol.refresh_error"),
    ],
)
def test_refused_at_refresh(error: str, why: str | None, lost: bool, reason: str, text: str) -> None:
    refusal = ProviderRefusal(error, None, why, 400)
    found = token_response.refused_at_refresh(refusal, provider="op.example", lost_answer=lost)

    assert (found.code, found.text, found.reason) == (Code.E_REAUTH, text, reason)
    assert error_json(found)["reason"] == reason


def test_the_sentence_for_the_clients_policy() -> None:
    refusal = ProviderRefusal("invalid_client", "x", "client_authentication_missing", 401)
    found = token_response.refused_at_refresh(refusal, provider="op.example", lost_answer=False)

    assert error_json(found)["message"] == (
        'Signing in works, refreshing will not: set Client Authentication to "Not required".'
    )
