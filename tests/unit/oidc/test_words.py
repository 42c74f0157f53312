"""Words of others: what of them goes into our errors, and what looks like a secret does not."""

from __future__ import annotations

import pytest

from desktop_app.oidc.words import oauth_reason, of_others

_TOKEN = "AipZg9nynBy4J7yiR9vmOHdLJCTgMxlKGgRghfFYgyJ"
_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln"
_UUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


@pytest.mark.parametrize("secret", [_TOKEN, _JWT, _TOKEN + "==", "GOCSPX-0aB" * 3])
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    for words in (f"bad token {secret}", f"token={secret}&x", f'"{secret}"', secret):
        assert secret not in of_others("invalid_request", words)
    assert of_others("invalid_request", f"the token {secret} has ended.") == "the token … has ended"
    assert oauth_reason(secret) == "other"


@pytest.mark.parametrize(
    "words",
    [
        "the code_verifier does not match",
        f"AADSTS700016: Application with identifier '{_UUID}' was not found. Trace ID: {_UUID}",
        "invalid redirect_uri http://127.0.0.1:41234/callback",
        "2026-11-23T18:00:00Z is over",
    ],
)
def test_other_words_are_left(words: str) -> None:
    assert of_others("invalid_request", words) == words


def test_the_error_itself_where_nothing_is_said_and_a_bound() -> None:
    assert of_others("invalid_request", None) == "invalid_request"
    assert of_others("invalid_request", "more than MAX. .") == "more than MAX"
    assert len(of_others("invalid_request", "word " * 10_000)) <= 1_000
    assert oauth_reason("invalid_grant") == "invalid_grant"
    assert oauth_reason("two words") == "other"
