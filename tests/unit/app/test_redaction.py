"""No secret passes the last net, and ordinary words do."""

from __future__ import annotations

import base64
import json
import logging
import secrets
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app import log
from desktop_app.app.redaction import MASK, redact
from desktop_app.secret import Secret

URLSAFE = string.ascii_letters + string.digits + "-_"
SECRETS = st.one_of(
    st.text(URLSAFE, min_size=6, max_size=60),
    st.binary(min_size=16, max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")),
)


def _jwt(claims: dict[str, object]) -> str:
    parts = [json.dumps({"alg": "RS256"}).encode(), json.dumps(claims).encode(), secrets.token_bytes(64)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    "words",
    [
        "GET http://127.0.0.1:1/callback?code={}&state=x",
        "GET /callback?a=b&state={} HTTP/1.1",
        "grant_type=refresh_token&refresh_token={}&client_id=app",
        '{{"refresh_token": "{}", "expires_in": 3}}',
        "{{'access_token': '{}', 'token_type': 'Bearer'}}",
        "{{'refresh_token': b'{}'}}",
        "Authorization: Bearer {}",
        "'Authorization': 'Basic {}'",
        "redirect_uri%3Dx%26code%3D{}",
        "https://idp/logout?id_token_hint={}&x=y",
        "client_secret={}",
        "code_verifier={}",
        'nonce="{}"',
        "https://user:{}@proxy.example",
        "Set-Cookie: session={}; path=/",
    ],
)
@settings(max_examples=200)
@given(secret=SECRETS)
def test_named_secrets_are_masked(words: str, secret: str) -> None:
    shown = redact(words.format(secret))

    assert MASK in shown
    assert secret not in shown or secret in words.format("")


@given(st.binary(min_size=24, max_size=60))
def test_random_words_are_masked(raw: bytes) -> None:
    token = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    if any(ch.isdigit() for ch in token) and any(ch.isalpha() for ch in token):
        assert token not in redact(f"the server said {token} and more")


def test_tokens_are_masked_anywhere() -> None:
    token = _jwt({"sub": "ada"})

    for words in (token, f"x {token}.", f"({token})", f'"{token}"', f"{token[:-30]}"):
        assert token[:40] not in redact(words)
    assert redact(f"before {token} after") == f"before {MASK} after"


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing(words: str) -> None:
    assert redact(redact(words)) == redact(words)


@pytest.mark.parametrize(
    "words",
    [
        "Refreshed the account work in 0.2 s",
        "https://auth.example.com/.well-known/openid-configuration answered 200, 1234 bytes",
        "E_ID_TOKEN: protocol.id_token_aud",
        "/home/ada/.config/keyfob/config.toml, line 12: accounts.work.scopes",
        "status code 503, exit code: 5",
    ],
)
def test_ordinary_words_stay(words: str) -> None:
    assert redact(words) == words


@pytest.mark.expect_warnings("keyfob")
def test_debug_output_is_masked_and_escaped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _jwt({"sub": "ada"})
    # The HTTP client silences urllib3 as soon as it is used; whoever did not must be masked.
    monkeypatch.setattr(logging.getLogger("urllib3"), "propagate", True)
    log.set_up(debug=True)
    log.set_up(debug=True)
    logger = logging.getLogger("keyfob.test")
    try:
        logger.debug("got %s \x1b[31m", token)
        try:
            raise ValueError(f"refresh_token={token}")
        except ValueError:
            logger.exception("failed \u202e with %r", Secret(token))
        logging.getLogger("urllib3.connectionpool").debug("GET /?code=%s", token[:30])
        logging.getLogger("authlib").debug("words of authlib")
    finally:
        log.set_up(debug=False)

    shown = capsys.readouterr().err
    assert shown.count("got") == 1
    assert "Traceback" in shown
    assert token[:20] not in shown
    assert "\x1b" not in shown
    assert "\\u202e" in shown
    assert "GET /?code=<secret>" in shown
    assert "authlib" not in shown


@pytest.mark.expect_warnings("keyfob")
def test_nothing_is_printed_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(debug=False)

    logging.getLogger("keyfob.test").error("words")

    assert capsys.readouterr() == ("", "")


def test_a_traceback_for_debugging_holds_no_secret() -> None:
    token = _jwt({"sub": "ada"})
    try:
        raise KeyError(token)
    except KeyError as error:
        shown = log.traceback_text(error)

    assert "KeyError" in shown
    assert token[:20] not in shown
