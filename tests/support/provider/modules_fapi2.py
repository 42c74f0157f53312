"""The 18 FAPI 2 Security Profile client modules on iss, nonce, aud, exp, state, alg, expires_in and token_type.

The rest of that plan is about DPoP, JARM and Open Banking, which a client like ours does not use.
"""

from __future__ import annotations

from typing import Any

from tests.support.provider.module import CLIENT_ID, Module
from tests.support.provider.script import Jwt, Redirect, Script, TokenAnswer

_PREFIX = "fapi2-security-profile-final-client-"


def _accepts(name: str, answer: TokenAnswer, **module: Any) -> Module:
    full = _PREFIX + name
    return Module(full, Script(full, sign_in=answer), must_call=("token", "jwks"), **module)


def _refuses(name: str, reasons: tuple[str, ...], id_token: Jwt, **script: Any) -> Module:
    full = _PREFIX + name
    return Module(
        full,
        Script(full, poisoned="token", sign_in=TokenAnswer(id_token=id_token), **script),
        refused_at="login",
        codes=("E_ID_TOKEN",),
        reasons=reasons,
        must_call=("token",),
    )


def _refuses_redirect(name: str, codes: tuple[str, ...], redirect: Redirect) -> Module:
    """The authorization response must be refused: the code goes nowhere."""
    full = _PREFIX + name
    script = Script(full, redirect=redirect, poisoned="authorize")
    return Module(full, script, refused_at="login", codes=codes, must_call=("authorize",))


FAPI2 = (
    Module(
        _PREFIX + "test-discovery-issuer-mismatch",
        Script(
            _PREFIX + "test-discovery-issuer-mismatch",
            metadata={"issuer": "https://other.example"},
            poisoned="discovery",
        ),
        refused_at="login",
        codes=("E_ISSUER",),
        must_call=("discovery",),
    ),
    # A response with a strange state is nobody's: the client goes on waiting for its own until it runs out of time.
    _refuses_redirect(
        "test-ensure-authorization-response-with-invalid-missing-state-fails",
        ("E_STATE", "E_TIMEOUT"),
        Redirect(state="none"),
    ),
    _refuses_redirect(
        "test-ensure-authorization-response-with-invalid-state-fails",
        ("E_STATE", "E_TIMEOUT"),
        Redirect(state="other"),
    ),
    _refuses(
        "test-invalid-alternate-alg",
        ("alg",),
        Jwt(alg="RS256"),
        metadata={"id_token_signing_alg_values_supported": ["ES256"]},
    ),
    _refuses("test-invalid-aud", ("aud",), Jwt(claims={"aud": "another-client"})),
    _refuses_redirect("test-invalid-authorization-response-iss", ("E_ISS",), Redirect(iss="other")),
    _refuses("test-invalid-expired-exp", ("exp",), Jwt(times={"iat": -700, "auth_time": -700, "exp": -400})),
    _refuses("test-invalid-iss", ("iss",), Jwt(claims={"iss": "https://other.example"})),
    _refuses("test-invalid-missing-aud", ("aud",), Jwt(without=("aud",))),
    _refuses("test-invalid-missing-exp", ("exp",), Jwt(without=("exp",))),
    _refuses("test-invalid-missing-iss", ("iss",), Jwt(without=("iss",))),
    _refuses("test-invalid-missing-nonce", ("nonce",), Jwt(without=("nonce",))),
    _refuses("test-invalid-nonce", ("nonce",), Jwt(claims={"nonce": "another-nonce"})),
    _refuses(
        "test-invalid-secondary-aud",
        ("aud", "azp"),
        Jwt(claims={"aud": [CLIENT_ID, "another-client"]}),
    ),
    _refuses_redirect("test-remove-authorization-response-iss", ("E_ISS",), Redirect(iss="none")),
    _accepts("test-token-endpoint-response-without-expires_in", TokenAnswer(without=("expires_in",))),
    _accepts("test-token-type-case-insensitivity", TokenAnswer(fields={"token_type": "bEARER"})),
    _accepts("test-valid-aud-as-array", TokenAnswer(id_token=Jwt(claims={"aud": [CLIENT_ID]}))),
)

FAPI2_EXTRA = (
    _accepts("test-happy-path", TokenAnswer()),
    _refuses("test-invalid-null-alg", ("alg",), Jwt(alg="none")),
    Module(
        _PREFIX + "refresh-token-test",
        Script(_PREFIX + "refresh-token-test"),
        steps=("login", "refresh", "refresh"),
        must_call=("refresh",),
    ),
)
