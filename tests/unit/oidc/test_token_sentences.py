"""What a person reads when tokens are refused, by the provider or by us: the whole sentence with its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import access_token, id_token, token_response
from desktop_app.oidc.id_token import Expectation, FirstIdToken
from desktop_app.oidc.token_response import ProviderRefusal
from desktop_app.secret import Secret
from tests.support import minted

Case = tuple[Callable[[], object], Code, str | None, str]
NOW = minted.NOW

EXPECTED = Expectation(minted.ISSUER, minted.CLIENT, ("RS256",), minted.NONCE, 60, None, max_age=100)
AT_REFRESH = replace(EXPECTED, nonce=None, max_age=None, first=FirstIdToken("ada", 500, minted.CLIENT, minted.NONCE))


def _tokens(status: int, body: object, media_type: str = "application/json") -> Callable[[], object]:
    return lambda: token_response.parse(minted.answer(body, status=status, media_type=media_type), now=NOW)


def _raise(error: KeyfobError) -> None:
    raise error


def _at_sign_in(error: str, why: str | None = None, words: str | None = "It says no.") -> Callable[[], object]:
    refusal = ProviderRefusal(error, words, why, 400)
    return lambda: _raise(token_response.refused_at_sign_in(refusal, provider="op.example"))


def _at_refresh(error: str, why: str | None = None, *, lost_answer: bool = False) -> Callable[[], object]:
    refusal = ProviderRefusal(error, "It says no.", why, 400)
    return lambda: _raise(token_response.refused_at_refresh(refusal, provider="op.example", lost_answer=lost_answer))


def _id_token(expected: Expectation = EXPECTED, how: dict[str, Any] | None = None, **changes: Any) -> Any:
    honest = minted.claims(**({"auth_time": NOW - 50} | changes))
    return lambda: id_token.verify(minted.secret_jws(honest, **(how or {})), minted.key_set(), expected, now=NOW + 0.5)


def _refreshed(**changes: Any) -> Callable[[], object]:
    checked: Callable[[], object] = _id_token(AT_REFRESH, None, **({"auth_time": 500} | changes))
    return checked


def _access_token(how: dict[str, Any] | None = None, text: str | None = None, **changes: object) -> Any:
    honest = {"iss": minted.ISSUER, "aud": minted.CLIENT, "exp": NOW + 300} | changes
    return lambda: access_token.verify(
        Secret(minted.jws(honest, **(how or {})) if text is None else text),
        minted.key_set(),
        rule="jwt",
        issuer=minted.ISSUER,
        audience="",
        client_id=minted.CLIENT,
        provider="generic",
        allowed_algs=("RS256",),
        leeway=60,
        now=NOW + 0.5,
    )


TOKENS: list[Case] = [
    (_tokens(400, {}), Code.E_PORTAL, None, "An answer came that is not the provider's (HTTP 400)."),
    (
        _tokens(200, {"token_type": "Bearer"}),
        Code.E_TOKEN_RESPONSE,
        None,
        "The provider's answer with the tokens breaks the rules (access_token).",
    ),
    (
        _tokens(200, b"[]"),
        Code.E_TOKEN_RESPONSE,
        None,
        "The provider's answer with the tokens breaks the rules (json).",
    ),
    (_at_sign_in("access_denied"), Code.E_DENIED, "access_denied", "The provider refused: It says no."),
    (
        _at_sign_in("access_denied", words=None),
        Code.E_DENIED,
        "access_denied",
        "The provider refused: access_denied.",
    ),
    (
        _at_sign_in("invalid_grant"),
        Code.E_CALLBACK,
        "invalid_grant",
        "The provider did not take its own code back: It says no.",
    ),
    (
        _at_sign_in("x", "client_authentication_missing"),
        Code.E_CLIENT,
        "x",
        "The provider wants this client to prove itself with a secret, which a desktop application cannot keep.",
    ),
    (
        _at_sign_in("invalid_client"),
        Code.E_CLIENT,
        "invalid_client",
        "The provider does not accept this client: It says no.",
    ),
    (_at_sign_in("x"), Code.E_CALLBACK, "x", "The provider gave no tokens: It says no."),
    (
        _at_refresh("invalid_grant"),
        Code.E_REAUTH,
        "refused",
        "Please sign in again. The provider ended this session: It says no.",
    ),
    (
        _at_refresh("invalid_grant", lost_answer=True),
        Code.E_REAUTH,
        "lost_answer",
        "Please sign in again. An answer of the provider got lost on the way, and the old token counts no more.",
    ),
    (
        _at_refresh("x", "client_authentication_missing"),
        Code.E_REAUTH,
        "x",
        'Signing in works, refreshing will not: set Client Authentication to "Not required".',
    ),
    (
        _at_refresh("invalid_client"),
        Code.E_REAUTH,
        "invalid_client",
        "The provider no longer accepts this client: It says no.",
    ),
    (_at_refresh("x"), Code.E_REAUTH, "x", "The provider refused to refresh the session: It says no."),
]

_ALG = "The ID token is signed in a way that is not allowed here, or there is no key for it"
_NOBODY = "The ID token names nobody, or somebody else"
_OLDER = "The provider signed you in from an older sign-in than allowed, or does not say when"
_PERIOD = "The ID token is too old, or from the future"
_EXPIRED = "The ID token has expired, or does not say when it does"

ID_TOKEN: list[Case] = [
    (
        _id_token(how={"header": {"crit": []}}),
        Code.E_ID_TOKEN,
        "malformed",
        "The ID token is not well formed (unknown).",
    ),
    (_id_token(how={"header": {"alg": "ES256"}}), Code.E_ID_TOKEN, "alg", f"{_ALG} (not_allowed)."),
    (
        _id_token(how={"header": {"kid": "x"}}),
        Code.E_ID_TOKEN,
        "kid",
        "The ID token names a key that the provider does not publish (unknown).",
    ),
    (
        _id_token(how={"key": "rsa-2", "header": {"kid": "rsa"}}),
        Code.E_ID_TOKEN,
        "signature",
        "The ID token's signature is wrong: somebody else made it or changed it.",
    ),
    (
        _id_token(how={"header": {"typ": "at+jwt"}}),
        Code.E_ID_TOKEN,
        "typ",
        "What came is another kind of token and not an ID token (at+jwt).",
    ),
    (
        _id_token(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
        Code.E_ID_TOKEN,
        "typ",
        "What came is another kind of token and not an ID token (logout).",
    ),
    (
        _id_token(iss="https://evil.example"),
        Code.E_ID_TOKEN,
        "iss",
        "The ID token is from https://evil.example and not from https://op.example.",
    ),
    (_id_token(iss=None), Code.E_ID_TOKEN, "iss", "The ID token is from - and not from https://op.example."),
    (_id_token(aud="x"), Code.E_ID_TOKEN, "aud", "The ID token is for x and not for desktop alone."),
    (_id_token(azp="x"), Code.E_ID_TOKEN, "azp", "The ID token was issued to x and not to desktop."),
    (
        _id_token(replace(AT_REFRESH, first=FirstIdToken("ada")), azp="desktop"),
        Code.E_ID_TOKEN,
        "azp",
        "The ID token was issued to desktop and not to -.",
    ),
    (_id_token(nonce="x"), Code.E_ID_TOKEN, "nonce", "The ID token belongs to another sign-in."),
    (_id_token(exp=5), Code.E_ID_TOKEN, "exp", f"{_EXPIRED} (exp 5, now {NOW})."),
    (_id_token(exp=None), Code.E_ID_TOKEN, "exp", f"{_EXPIRED} (exp -, now {NOW})."),
    (_id_token(iat=5), Code.E_ID_TOKEN, "iat", f"{_PERIOD} (iat 5, now {NOW})."),
    (_id_token(nbf=NOW + 99), Code.E_ID_TOKEN, "iat", f"{_PERIOD} (iat {NOW + 99}, now {NOW})."),
    (_id_token(sub=5), Code.E_ID_TOKEN, "sub", f"{_NOBODY} (5)."),
    (_refreshed(sub="eve"), Code.E_ID_TOKEN, "sub", f"{_NOBODY} (eve)."),
    (_id_token(auth_time=5), Code.E_ID_TOKEN, "auth_time", f"{_OLDER} (5)."),
    (_id_token(auth_time="x"), Code.E_ID_TOKEN, "auth_time", f"{_OLDER} (x)."),
    (_refreshed(auth_time=6), Code.E_ID_TOKEN, "auth_time", f"{_OLDER} (6)."),
    (
        _id_token(replace(EXPECTED, access_token=Secret("at")), at_hash="x"),
        Code.E_ID_TOKEN,
        "at_hash",
        "The ID token and the access token do not belong together.",
    ),
]

ACCESS_TOKEN: list[Case] = [
    (
        _access_token({"header": {"typ": "x+jwt"}}),
        Code.E_ACCESS_TOKEN,
        "typ",
        "What came is another kind of token and not an access token (x+jwt).",
    ),
    (
        _access_token(text="x"),
        Code.E_ACCESS_TOKEN,
        "malformed",
        "The access token is not a JWT, and this account wants one.",
    ),
    (
        _access_token(iss="x"),
        Code.E_ACCESS_TOKEN,
        "iss",
        "The access token is from x and not from https://op.example.",
    ),
    (_access_token(aud=5), Code.E_ACCESS_TOKEN, "aud", "The access token is for 5 and not for desktop."),
    (
        _access_token(exp=5.9),
        Code.E_ACCESS_TOKEN,
        "exp",
        f"The access token has expired already (exp 5, now {NOW}).",
    ),
    (
        _access_token(nbf=NOW + 99),
        Code.E_ACCESS_TOKEN,
        "iat",
        f"The access token is not valid yet (from {NOW + 99}, now {NOW}).",
    ),
]

CASES = [*TOKENS, *ID_TOKEN, *ACCESS_TOKEN]


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


@pytest.mark.parametrize("lost_answer", [True, False])
@pytest.mark.parametrize("error", ["access_denied", "invalid_grant", "invalid_client", "x"])
@pytest.mark.parametrize("why", [None, "client_authentication_missing"])
def test_every_refusal_names_the_provider(error: str, why: str | None, lost_answer: bool) -> None:
    refusal = ProviderRefusal(error, "It says no.", why, 400)
    asked: dict[str, object] = {"words": "It says no", "provider": "op.example"}

    assert token_response.refused_at_sign_in(refusal, provider="op.example").params == asked
    at_refresh = token_response.refused_at_refresh(refusal, provider="op.example", lost_answer=lost_answer)
    assert at_refresh.params == asked
