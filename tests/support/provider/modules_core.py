"""The 30 modules of the OpenID Connect relying-party plans that concern a native public client."""

from __future__ import annotations

from typing import Any

from tests.support.provider.module import Module
from tests.support.provider.script import Jwt, Redirect, Script, TokenAnswer

_PREFIX = "oidcc-client-test"
_USERINFO = ("discovery", "authorize", "token", "jwks", "userinfo")


def _accepts(name: str, must_call: tuple[str, ...] = ("discovery", "token", "jwks"), **script: Any) -> Module:
    full = _PREFIX + name
    return Module(full, Script(full, **script), must_call=must_call)


def _refuses(name: str, reason: str, id_token: Jwt | None = None, **script: Any) -> Module:
    """The ID token of the sign-in must be refused for *reason*."""
    full = _PREFIX + name
    if id_token is not None:
        script["sign_in"] = TokenAnswer(id_token=id_token)
    return Module(
        full,
        Script(full, poisoned="token", **script),
        refused_at="login",
        codes=("E_ID_TOKEN",),
        reasons=(reason,),
        must_call=("token",),
    )


def _refuses_refresh(name: str, id_token: Jwt) -> Module:
    """The ID token of the refresh must be refused; the session asks for a new login or names the claim."""
    full = _PREFIX + name
    return Module(
        full,
        Script(full, poisoned="refresh", refresh=TokenAnswer(id_token=id_token)),
        steps=("login", "refresh"),
        refused_at="refresh",
        codes=("E_ID_TOKEN", "E_REAUTH", "E_SUBJECT"),
        reasons=("iss", "sub", "quarantine"),
        must_call=("refresh",),
    )


def _logs_out(name: str, script: Redirect, end_session: Any) -> Module:
    full = _PREFIX + name
    return Module(
        full,
        Script(full, logout=script),
        steps=("login", "logout"),
        end_session=end_session,
        must_call=("end_session",),
    )


CORE = (
    _accepts(""),
    _refuses("-invalid-iss", "iss", Jwt(claims={"iss": "https://other.example"})),
    _refuses("-missing-sub", "sub", Jwt(without=("sub",))),
    _refuses("-invalid-aud", "aud", Jwt(claims={"aud": "another-client"})),
    _refuses("-missing-aud", "aud", Jwt(without=("aud",))),
    _refuses("-missing-iat", "iat", Jwt(without=("iat",))),
    _accepts(
        "-kid-absent-single-jwks",
        sign_in=TokenAnswer(id_token=Jwt(header_without=("kid",))),
        keys_without=("EC", "OKP"),
    ),
    Module(
        _PREFIX + "-kid-absent-multiple-jwks",
        Script(
            _PREFIX + "-kid-absent-multiple-jwks",
            sign_in=TokenAnswer(id_token=Jwt(header_without=("kid",))),
            second_rsa_key=True,
        ),
        refused_at="login",
        codes=("E_ID_TOKEN",),
        reasons=("kid", "alg", "signature"),
        may_accept=True,
        must_call=("jwks",),
    ),
    _accepts("-idtoken-sig-rs256"),
    _refuses("-idtoken-sig-none", "alg", Jwt(alg="none")),
    _refuses("-invalid-sig-rs256", "signature", Jwt(signature="corrupt")),
    _refuses("-invalid-sig-es256", "signature", Jwt(alg="ES256", signature="corrupt")),
    _refuses("-invalid-sig-hs256", "alg", Jwt(alg="HS256", signature="corrupt")),
    Module(
        _PREFIX + "-userinfo-invalid-sub",
        Script(
            _PREFIX + "-userinfo-invalid-sub", access="opaque", userinfo={"sub": "somebody-else"}, poisoned="userinfo"
        ),
        refused_at="login",
        codes=("E_USERINFO",),
        must_call=("userinfo",),
    ),
    _refuses("-nonce-invalid", "nonce", Jwt(claims={"nonce": "another-nonce"})),
    _accepts("-nonce-unless-code-flow"),
    _accepts("-scope-userinfo-claims", _USERINFO, access="opaque"),
    _refuses("-invalid-athash", "at_hash", sign_in=TokenAnswer(at_hash="wrong")),
    _accepts("-userinfo-bearer-header", _USERINFO, access="opaque"),
    _accepts("-discovery-openid-config"),
    _accepts("-discovery-jwks-uri-keys"),
    Module(
        _PREFIX + "-discovery-issuer-mismatch",
        Script(
            _PREFIX + "-discovery-issuer-mismatch", metadata={"issuer": "https://other.example"}, poisoned="discovery"
        ),
        refused_at="login",
        codes=("E_ISSUER",),
        must_call=("discovery",),
    ),
    Module(
        _PREFIX + "-signing-key-rotation",
        Script(_PREFIX + "-signing-key-rotation"),
        steps=("login", "rotate-keys", "login"),
        must_call=("token", "jwks"),
    ),
    _accepts("-signing-key-rotation-just-before-signing", rotate_before_signing=True),
    Module(
        _PREFIX + "-refresh-token",
        Script(_PREFIX + "-refresh-token", access="opaque"),
        steps=("login", "refresh"),
        must_call=("refresh", "userinfo"),
    ),
    _refuses_refresh("-refresh-token-invalid-issuer", Jwt(claims={"iss": "https://other.example"})),
    _refuses_refresh("-refresh-token-invalid-sub", Jwt(claims={"sub": "somebody-else"})),
    _logs_out("-rp-init-logout", Redirect(), "done"),
    _logs_out("-rp-init-logout-other-state", Redirect(state="other"), "failed"),
    _logs_out("-rp-init-logout-no-state", Redirect(state="none"), "failed"),
)
