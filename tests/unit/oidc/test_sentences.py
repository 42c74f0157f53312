"""What a person reads when the provider's side goes wrong: the whole sentence, with the values that belong in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import answers, callback, introspection, logout, metadata, token_response
from desktop_app.oidc import pasted as pasted_addresses
from desktop_app.oidc import userinfo as userinfo_answers
from desktop_app.oidc.authorization import Attempt
from desktop_app.oidc.metadata import ProviderMetadata
from desktop_app.secret import Secret
from tests.support import minted

Case = tuple[Callable[[], object], Code, str | None, str]
NOW = minted.NOW

ATTEMPT = Attempt(
    "1", minted.ISSUER, "t", minted.CLIENT, "r", "our-state", "n", Secret("v"), iss_required=True, max_age=None, url=""
)
PROVIDER = {"issuer": minted.ISSUER, "authorization_endpoint": "https://a", "token_endpoint": "https://t"}
PROVIDER |= {"jwks_uri": "https://k"}


def _answer(status: int, body: object = b"", media_type: str = "application/json") -> Any:
    return minted.answer(body, status=status, media_type=media_type)


def _status(status: int) -> Callable[[], object]:
    return lambda: answers.refuse_status(_answer(status), now=NOW)


def _metadata(body: object, status: int = 200) -> Callable[[], object]:
    return lambda: metadata.parse(_answer(status, body), issuer=minted.ISSUER, allow_http=False, now=NOW)


def _discovery(issuer: str, discovery_url: str = "") -> Callable[[], object]:
    return lambda: metadata.discovery_address(issuer, discovery_url, allow_http=False)


def _callback(query: str) -> Callable[[], object]:
    return lambda: callback.validate(query, ATTEMPT)


def _pasted(address: str) -> Callable[[], object]:
    return lambda: pasted_addresses.pasted_query(address, "http://127.0.0.1:1/callback")


def _userinfo(status: int, body: object, media_type: str = "application/json") -> Callable[[], object]:
    return lambda: userinfo_answers.parse(_answer(status, body, media_type), subject="ada", now=NOW)


def _introspection(status: int, body: object) -> Callable[[], object]:
    return lambda: introspection.parse(_answer(status, body), NOW)


def _revocation(status: int, body: object) -> Callable[[], object]:
    return lambda: logout.read_revocation(_answer(status, body), NOW)


def _end_session() -> object:
    return logout.end_session_url(
        ProviderMetadata("i", "a", "t", "j"),
        client_id="c",
        id_token_hint=None,
        post_logout_redirect_uri=None,
        state=None,
    )


ANY_ANSWER: list[Case] = [
    (_status(429), Code.E_RATE, None, "The provider says that it was asked too often (HTTP 429)."),
    (_status(503), Code.E_SERVER, None, "The provider is out of order for now (HTTP 503)."),
    (_status(407), Code.E_PROXY, None, "A proxy on the way asks for a sign-in of its own (HTTP 407)."),
    (
        _status(302),
        Code.E_PORTAL,
        None,
        "The answer sends Keyfob somewhere else (HTTP 302), where it does not go.",
    ),
    (_status(600), Code.E_PORTAL, None, "An answer came that is not the provider's (HTTP 600)."),
]

METADATA: list[Case] = [
    (
        _metadata(b"<html>", 404),
        Code.E_PORTAL,
        None,
        "A page came where the provider's data should be (HTTP 404).",
    ),
    (
        _metadata(b'{"a":1,"a":2}'),
        Code.E_METADATA,
        None,
        "The provider's description of itself is not proper JSON (duplicate_member).",
    ),
    (
        _metadata(PROVIDER, 404),
        Code.E_METADATA,
        None,
        "The provider has no description of itself at this address (HTTP 404).",
    ),
    (_metadata({}), Code.E_METADATA, None, "issuer is missing, or it is not of the kind it should be."),
    (
        _metadata(PROVIDER | {"issuer": "https://evil.example"}),
        Code.E_ISSUER,
        None,
        "The provider calls itself https://evil.example, but the account is for https://op.example.",
    ),
    (
        _metadata(PROVIDER | {"token_endpoint": "http://t"}),
        Code.E_METADATA,
        None,
        "token_endpoint is not an https address.",
    ),
    (
        _metadata(PROVIDER | {"authorization_endpoint": "https://a?state=1"}),
        Code.E_METADATA,
        None,
        "authorization_endpoint has a query that Keyfob cannot send along.",
    ),
    (
        _metadata(PROVIDER | {"scopes_supported": "openid"}),
        Code.E_METADATA,
        None,
        "scopes_supported is not a list of words.",
    ),
    (
        _metadata(PROVIDER | {"authorization_response_iss_parameter_supported": 1}),
        Code.E_METADATA,
        None,
        "authorization_response_iss_parameter_supported is missing, or it is not of the kind it should be.",
    ),
    (_discovery("acme.com"), Code.E_CONFIG, None, "The issuer acme.com is a name and not an address."),
    (_discovery("http://op.example"), Code.E_CONFIG, None, "issuer is not an https address."),
    (
        _discovery("a\nb", "https://op.example"),
        Code.E_CONFIG,
        None,
        "issuer is missing, or it is not of the kind it should be.",
    ),
    (_discovery("acme.com", "http://op.example"), Code.E_CONFIG, None, "discovery_url is not an https address."),
    (_end_session, Code.E_METADATA, None, "The provider has no address for ending its session."),
]

BROWSER: list[Case] = [
    (_callback("state=other"), Code.E_STATE, None, "This answer belongs to another sign-in."),
    (
        _callback("state=our-state&code=a"),
        Code.E_ISS,
        None,
        "The answer does not say which provider it is from, though https://op.example always does.",
    ),
    (
        _callback("state=our-state&code=a&iss=evil"),
        Code.E_ISS,
        None,
        "The answer came from evil, but https://op.example was asked.",
    ),
    (
        _callback("state=our-state&error=invalid_client&error_description=No.&iss=https://op.example"),
        Code.E_CLIENT,
        "invalid_client",
        "The provider does not accept this client: No.",
    ),
    (
        _callback("state=our-state&error=access_denied&iss=https://op.example"),
        Code.E_DENIED,
        "access_denied",
        "The provider refused: access_denied.",
    ),
    (
        _callback("state=our-state&error=login_required&error_description=No+.+.&iss=https://op.example"),
        Code.E_CALLBACK,
        "login_required",
        "The provider did not sign you in: No.",
    ),
    (_pasted("x" * 16_385), Code.E_CALLBACK, None, "What was pasted is too long for an address."),
    (_pasted("a b"), Code.E_CALLBACK, None, "What was pasted is not one address."),
    (_pasted("http://[::1"), Code.E_CALLBACK, None, "What was pasted is not one address."),
    (
        _pasted("https://evil.example"),
        Code.E_CALLBACK,
        None,
        "What was pasted is another address. The one needed begins with http://127.0.0.1:1/callback.",
    ),
    (
        _pasted("http://127.0.0.1:1/callback"),
        Code.E_CALLBACK,
        None,
        "The pasted address holds no answer of the provider.",
    ),
]

OTHERS: list[Case] = [
    (_userinfo(403, b""), Code.E_USERINFO, "status", "The provider does not tell about you (HTTP 403)."),
    (
        _userinfo(200, b"a.b.c", "application/jwt"),
        Code.E_USERINFO,
        "signed",
        "The provider signs what it tells about you, which Keyfob does not read.",
    ),
    (
        _userinfo(200, b"[]"),
        Code.E_USERINFO,
        "malformed",
        "What the provider tells about you breaks the rules (not_an_object).",
    ),
    (
        _userinfo(200, {"sub": "eve"}),
        Code.E_USERINFO,
        "sub",
        "The provider tells about eve and not about ada.",
    ),
    (
        _introspection(403, b""),
        Code.E_USERINFO,
        "status",
        "The provider does not tell about the token (HTTP 403).",
    ),
    (
        _introspection(200, {}),
        Code.E_USERINFO,
        "malformed",
        "What the provider tells about the token breaks the rules (active).",
    ),
    (
        _introspection(200, b'{"active":true,"n":1e400}'),
        Code.E_USERINFO,
        "malformed",
        "What the provider tells about the token breaks the rules (number_range).",
    ),
    (
        _revocation(400, {"error": "x", "error_description": "It says no."}),
        Code.E_DENIED,
        "x",
        "The provider did not revoke the session: It says no.",
    ),
    (
        _revocation(400, {"error": "x"}),
        Code.E_DENIED,
        "x",
        "The provider did not revoke the session: x.",
    ),
    (_revocation(404, b""), Code.E_PORTAL, None, "An answer came that is not the provider's (HTTP 404)."),
]


CASES = [*ANY_ANSWER, *METADATA, *BROWSER, *OTHERS]


@pytest.mark.parametrize(
    ("call", "code", "reason", "message"),
    CASES,
    ids=range(len(CASES)),
)
def test_the_sentence(call: Callable[[], object], code: Code, reason: str | None, message: str) -> None:
    with pytest.raises(KeyfobError) as refused:
        call()

    shown = error_json(refused.value)
    assert (refused.value.code, refused.value.reason, shown["message"]) == (code, reason, message)


@pytest.mark.parametrize(
    "ask",
    [
        lambda busy: userinfo_answers.parse(busy, subject="ada", now=NOW),
        lambda busy: introspection.parse(busy, NOW),
        lambda busy: logout.read_revocation(busy, NOW),
        lambda busy: token_response.parse(busy, now=NOW),
        lambda busy: metadata.parse(busy, issuer=minted.ISSUER, allow_http=False, now=NOW),
    ],
    ids=["userinfo", "introspection", "revocation", "tokens", "metadata"],
)
def test_whoever_is_asked_says_when_to_ask_again(ask: Callable[[Any], object]) -> None:
    busy = minted.answer(b"", status=503, headers={"retry-after": "30"})

    with pytest.raises(KeyfobError) as refused:
        ask(busy)

    assert (refused.value.code, refused.value.params["retry_at"]) == (Code.E_SERVER, NOW + 30)
