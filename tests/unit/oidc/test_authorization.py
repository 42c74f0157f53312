"""The authorization request."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from desktop_app.oidc import authorization
from desktop_app.oidc.authorization import Attempt
from desktop_app.oidc.metadata import ProviderMetadata

REDIRECT = "http://127.0.0.1:49152/callback"


def _begin(endpoint: str = "https://op.example/authorize", *, iss: bool = False, **how: Any) -> Attempt:
    found = ProviderMetadata(
        "https://op.example",
        endpoint,
        "https://op.example/token",
        "https://op.example/keys",
        iss_parameter_supported=iss,
    )
    given: dict[str, Any] = {"scopes": ("openid", "email"), "extra_params": {}} | how
    return authorization.begin(found, client_id="desktop", redirect_uri=REDIRECT, **given)


def _params(attempt: Attempt) -> dict[str, str]:
    pairs = parse_qsl(urlsplit(attempt.url).query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_what_is_sent() -> None:
    attempt = _begin()

    assert attempt.url.startswith("https://op.example/authorize?")
    assert _params(attempt) == {
        "response_type": "code",
        "client_id": "desktop",
        "redirect_uri": REDIRECT,
        "scope": "openid email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": authorization.challenge(attempt.verifier.reveal()),
        "code_challenge_method": "S256",
    }


def test_what_is_remembered() -> None:
    attempt = _begin(iss=True)

    assert (attempt.issuer, attempt.token_endpoint) == ("https://op.example", "https://op.example/token")
    assert (attempt.client_id, attempt.redirect_uri) == ("desktop", REDIRECT)
    assert (attempt.iss_required, attempt.max_age) == (True, None)
    assert not _begin().iss_required


def test_every_attempt_has_values_of_its_own() -> None:
    attempts = [_begin() for _ in range(1_000)]

    for values in (
        {one.state for one in attempts},
        {one.nonce for one in attempts},
        {one.verifier.reveal() for one in attempts},
        {one.id for one in attempts},
    ):
        assert len(values) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{64}", one.verifier.reveal()) for one in attempts)
    # 256 bits are 43 characters of six bits.
    assert all(len(one.state) >= 43 <= len(one.nonce) for one in attempts)
    assert all(re.fullmatch("[0-9a-f]{16}", one.id) for one in attempts)


def test_the_challenge_of_the_rfc() -> None:
    """RFC 7636 Appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert authorization.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_nothing_secret_is_shown() -> None:
    attempt = _begin()

    for secret in (attempt.state, attempt.nonce, attempt.verifier.reveal()):
        assert secret not in repr(attempt)
        assert secret not in str(attempt)
    assert attempt.verifier.reveal() not in attempt.url


@pytest.mark.parametrize(
    ("scopes", "sent"),
    [
        ((), "openid"),
        (("email",), "openid email"),
        (("email", "openid"), "email openid"),
        (("openid", "openid", "a b", ""), "openid a b"),
    ],
)
def test_openid_is_always_asked_for(scopes: tuple[str, ...], sent: str) -> None:
    assert _params(_begin(scopes=scopes))["scope"] == sent


def test_a_query_of_the_endpoint_stays() -> None:
    params = _params(_begin("https://op.example/authorize?p=b2c&q=", extra_params={"p": "other", "r": "1"}))

    assert (params["p"], params["q"], params["r"]) == ("b2c", "", "1")


def test_extra_parameters() -> None:
    params = _params(_begin(extra_params={"prompt": "login", "ui&x": "é "}))

    assert (params["prompt"], params["ui&x"]) == ("login", "é ")


@pytest.mark.parametrize(
    "name",
    ["state", "nonce", "redirect_uri", "client_id", "scope", "response_type", "response_mode", "code_challenge"]
    + ["code_challenge_method", "request", "request_uri"],
)
def test_extra_parameters_never_overwrite_ours(name: str) -> None:
    attempt = _begin(extra_params={name: "theirs"})

    assert "theirs" not in attempt.url
    assert set(_params(attempt)) == set(_params(_begin()))


def test_a_login_hint() -> None:
    attempt = _begin(login_hint="ada@example", extra_params={"login_hint": "eve"})

    assert parse_qs(urlsplit(attempt.url).query)["login_hint"] == ["ada@example"]
    assert "login_hint" not in _begin(login_hint="").url


@pytest.mark.parametrize(("asked", "known"), [("0", 0), ("300", 300), ("-1", None), ("x", None), ("9" * 12, None)])
def test_max_age_is_remembered(asked: str, known: int | None) -> None:
    assert _begin(extra_params={"max_age": asked}).max_age == known
