"""The answer on our redirect address."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import callback
from desktop_app.oidc.authorization import Attempt
from desktop_app.secret import Secret

ISSUER = "https://op.example"
ATTEMPT = Attempt(
    id="1",
    issuer=ISSUER,
    token_endpoint="https://op.example/token",
    client_id="desktop",
    redirect_uri="http://127.0.0.1:1/callback",
    state="our-state",
    nonce="n",
    verifier=Secret("v"),
    iss_required=False,
    max_age=None,
    url="",
)
REQUIRED = replace(ATTEMPT, iss_required=True)
ISS = quote(ISSUER, safe="")
EVIL = quote("https://evil.example", safe="")


def _refused(query: str, attempt: Attempt = ATTEMPT) -> KeyfobError:
    with pytest.raises(KeyfobError) as refused:
        callback.validate(query, attempt)
    return refused.value


@pytest.mark.parametrize(
    "query",
    [
        "code=abc&state=our-state",
        "state=our-state&code=abc",
        "code=abc&state=our%2Dstate",
        "%63ode=abc&%73tate=our-state",
        "&code=abc&&state=our-state&",
        f"code=abc&state=our-state&iss={ISS}",
        "code=abc&state=our-state&session_state=x.y&locale=de&scope=openid+email",
        "code=abc&state=our-state&unknown&=",
    ],
)
def test_accepted(query: str) -> None:
    found = callback.validate(query, ATTEMPT)

    assert found.code.reveal() == "abc"
    assert found.attempt is ATTEMPT
    assert "abc" not in repr(found)


def test_what_a_code_may_hold() -> None:
    assert callback.validate("code=a%2Fb%20c+d&state=our-state", ATTEMPT).code.reveal() == "a/b c d"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=abc",
        "code=abc&state=",
        "code=abc&state=other",
        "code=abc&state=OUR-STATE",
        "code=abc&state=our-state%20",
        "code=abc&state=our-state%00",
        "code=abc&state=%ff",
        "code=abc&state=\ud800",
        "code=abc&State=our-state",
        "code=abc#state=our-state",
        "code=abc;state=our-state",
        "error=access_denied",
        "error=access_denied&state=other",
        "%ff=%ff",
        "code=%zz&state=other",
        "x" * 20_000 + "&state=our-state",
    ],
)
def test_not_ours(query: str) -> None:
    assert _refused(query).code is Code.E_STATE


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("state=our-state", "protocol.callback_no_code"),
        ("state=our-state&code=", "protocol.callback_code"),
        ("state=our-state&code", "protocol.callback_code"),
        ("state=our-state&code=a%0Ab", "protocol.callback_code"),
        ("state=our-state&code=%C3%A9", "protocol.callback_code"),
        ("state=our-state&code=a&code=a", "protocol.callback_repeated"),
        ("state=our-state&code=a&code=b", "protocol.callback_repeated"),
        ("state=our-state&state=our-state&code=a", "protocol.callback_repeated"),
        ("state=other&state=our-state&code=a", "protocol.callback_repeated"),
        ("state=our-state&st%61te=other&code=a", "protocol.callback_repeated"),
        (f"state=our-state&code=a&iss={ISS}&iss={ISS}", "protocol.callback_repeated"),
        ("state=our-state&code=a&x=1&x=1", "protocol.callback_repeated"),
        ("state=our-state&code=%ff", "protocol.callback_undecodable"),
        ("state=our-state&code=a&x=%", "protocol.callback_undecodable"),
        ("state=our-state&code=a&%zz=1", "protocol.callback_undecodable"),
        ("state=our-state&code=a&x=%ed%a0%80", "protocol.callback_undecodable"),
        ("state=our-state&code=a&x=é", "protocol.callback_undecodable"),
        ("state=our-state&code=a&x=a b", "protocol.callback_undecodable"),
        ("state=our-state&code=a&" + "x" * 20_000, "protocol.callback_undecodable"),
        ("state=our-state&code=a&error=access_denied", "protocol.callback_code_and_error"),
        ("state=our-state&code=&error=", "protocol.callback_code_and_error"),
    ],
)
def test_malformed(query: str, text: str) -> None:
    error = _refused(query)

    assert (error.code, error.text) == (Code.E_CALLBACK, text)


@pytest.mark.parametrize(
    ("query", "attempt", "text"),
    [
        (f"state=our-state&code=a&iss={EVIL}", ATTEMPT, "protocol.iss_other"),
        (f"state=our-state&code=a&iss={ISS}%2F", ATTEMPT, "protocol.iss_other"),
        ("state=our-state&code=a&iss=", ATTEMPT, "protocol.iss_other"),
        ("state=our-state&code=a", REQUIRED, "protocol.iss_missing"),
        ("state=our-state&error=access_denied&error_description=evil-words", REQUIRED, "protocol.iss_missing"),
        (f"state=our-state&error=x&error_description=evil-words&iss={EVIL}", ATTEMPT, "protocol.iss_other"),
    ],
)
def test_another_issuer(query: str, attempt: Attempt, text: str) -> None:
    error = _refused(query, attempt)

    assert (error.code, error.text) == (Code.E_ISS, text)
    assert "evil-words" not in str(error_json(error))


@pytest.mark.parametrize(
    ("query", "code", "reason"),
    [
        ("error=access_denied", Code.E_DENIED, "access_denied"),
        ("error=unauthorized_client", Code.E_CLIENT, "unauthorized_client"),
        ("error=invalid_client", Code.E_CLIENT, "invalid_client"),
        ("error=invalid_redirect_uri", Code.E_CLIENT, "invalid_redirect_uri"),
        ("error=invalid_request&error_reason=invalid_redirect_uri", Code.E_CLIENT, "invalid_request"),
        ("error=login_required", Code.E_CALLBACK, "login_required"),
        ("error=server_error", Code.E_CALLBACK, "server_error"),
        ("error=", Code.E_CALLBACK, "other"),
        ("error=%1b%5b31m", Code.E_CALLBACK, "other"),
    ],
)
def test_the_providers_refusals(query: str, code: Code, reason: str) -> None:
    error = _refused(f"{query}&state=our-state&iss={ISS}", REQUIRED)

    assert (error.code, error.reason) == (code, reason)


def test_the_providers_words_are_shown_bounded_and_escaped() -> None:
    words = quote("No\u202e for you.\x1b" + "x" * 5_000)
    shown = error_json(_refused(f"error=access_denied&error_description={words}&state=our-state"))

    message = str(shown["message"])
    assert message.startswith("The provider refused: No\\u202e for you.\\u001bxxx")
    assert len(message) < 350


def test_the_longest_answer() -> None:
    query = "code=abc&state=our-state&x="
    longest = query + "y" * (16_384 - len(query))

    assert callback.validate(longest, ATTEMPT).code.reveal() == "abc"
    assert _refused(longest + "y").text == "protocol.callback_undecodable"


def test_an_answer_too_long_to_read_keeps_the_state_rule() -> None:
    assert _refused("x=" + "y" * 17_000).code is Code.E_STATE
