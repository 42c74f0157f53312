"""Userinfo, introspection, logout and revocation."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import introspection, logout, userinfo
from desktop_app.oidc.metadata import ProviderMetadata
from desktop_app.ports import HttpAnswer
from desktop_app.secret import Secret
from tests.support import minted

PROVIDER = ProviderMetadata("i", "a", "t", "j", end_session_endpoint="https://op.example/logout?tenant=1")


def test_userinfo() -> None:
    answer = minted.answer({"sub": "ada", "email": "ada@example"})

    assert userinfo.parse(answer, subject="ada", now=minted.NOW) == {"sub": "ada", "email": "ada@example"}


@pytest.mark.parametrize(
    ("body", "how", "code", "reason"),
    [
        ({"sub": "eve"}, {}, Code.E_USERINFO, "sub"),
        ({"email": "ada@example"}, {}, Code.E_USERINFO, "sub"),
        ({"sub": ["ada"]}, {}, Code.E_USERINFO, "sub"),
        ([], {}, Code.E_USERINFO, "malformed"),
        (b'{"sub":"ada","sub":"ada"}', {}, Code.E_USERINFO, "malformed"),
        (b'{"sub":"ada","age":1e999}', {}, Code.E_USERINFO, "malformed"),
        (b"a.b.c", {"media_type": "application/jwt"}, Code.E_USERINFO, "signed"),
        (b"<html>", {"media_type": "text/html"}, Code.E_PORTAL, None),
        (b"", {"status": 401}, Code.E_USERINFO, "status"),
        ({"sub": "ada"}, {"status": 403}, Code.E_USERINFO, "status"),
        ({"sub": "ada"}, {"status": 302}, Code.E_PORTAL, None),
        ({"sub": "ada"}, {"status": 503}, Code.E_SERVER, None),
    ],
)
def test_userinfo_refused(body: object, how: dict[str, Any], code: Code, reason: str | None) -> None:
    with pytest.raises(KeyfobError) as refused:
        userinfo.parse(minted.answer(body, **how), subject="ada", now=minted.NOW)

    assert (refused.value.code, refused.value.reason) == (code, reason)


def test_introspection() -> None:
    assert introspection.parse(minted.answer({"active": True, "roles": ["a"]}), minted.NOW)["roles"] == ["a"]
    assert introspection.parse(minted.answer({"active": False, "roles": ["a"]}), minted.NOW) == {"active": False}


@pytest.mark.parametrize(
    ("body", "how", "code"),
    [
        ({}, {}, Code.E_USERINFO),
        ({"active": "true"}, {}, Code.E_USERINFO),
        ({"active": 1}, {}, Code.E_USERINFO),
        ([], {}, Code.E_USERINFO),
        ({"active": True}, {"status": 401}, Code.E_USERINFO),
        (b"<html>", {}, Code.E_PORTAL),
        ({"active": True}, {"status": 500}, Code.E_SERVER),
    ],
)
def test_introspection_refused(body: object, how: dict[str, Any], code: Code) -> None:
    with pytest.raises(KeyfobError) as refused:
        introspection.parse(minted.answer(body, **how), minted.NOW)

    assert refused.value.code is code


def test_the_address_that_ends_a_session() -> None:
    url = logout.end_session_url(
        PROVIDER,
        client_id="desktop",
        id_token_hint=Secret("a.b.c"),
        post_logout_redirect_uri="http://127.0.0.1:1/callback",
        state="s",
    )

    assert "a.b.c" not in repr(url)
    assert parse_qs(urlsplit(url.reveal()).query) == {
        "tenant": ["1"],
        "id_token_hint": ["a.b.c"],
        "client_id": ["desktop"],
        "post_logout_redirect_uri": ["http://127.0.0.1:1/callback"],
        "state": ["s"],
    }


def test_the_address_without_what_is_not_known() -> None:
    url = logout.end_session_url(
        PROVIDER, client_id="desktop", id_token_hint=None, post_logout_redirect_uri=None, state=None
    )

    assert url.reveal() == "https://op.example/logout?tenant=1&client_id=desktop"


def _ended(hint: Secret | None, endpoint: str = "https://op.example/logout") -> str:
    found = ProviderMetadata("i", "a", "t", "j", end_session_endpoint=endpoint)
    url = logout.end_session_url(
        found, client_id="desktop", id_token_hint=hint, post_logout_redirect_uri=None, state="s"
    )
    return url.reveal()


def test_an_id_token_too_long_for_an_address_is_left_out() -> None:
    room = logout.MAX_URL - len(_ended(Secret("x"))) + 1

    assert len(_ended(Secret("x" * room))) == logout.MAX_URL
    assert _ended(Secret("x" * (room + 1))) == "https://op.example/logout?client_id=desktop&state=s"
    longest = "https://op.example/" + "a" * logout.MAX_URL
    assert _ended(None, longest) == f"{longest}?client_id=desktop&state=s"


def test_no_such_address() -> None:
    with pytest.raises(KeyfobError) as refused:
        logout.end_session_url(
            ProviderMetadata("i", "a", "t", "j"),
            client_id="c",
            id_token_hint=None,
            post_logout_redirect_uri=None,
            state=None,
        )

    assert refused.value.text == "protocol.no_end_session"


@pytest.mark.parametrize(
    ("query", "ours"),
    [
        ("state=s", True),
        ("a=b&state=s", True),
        ("state=%73", True),
        ("", False),
        ("state=", False),
        ("state=other", False),
        ("state=s&state=s", False),
        ("state=s&state=", False),
        ("State=s", False),
        ("state=\ud800", False),
        ("%%%=%ff", False),
    ],
)
def test_the_return(query: str, ours: bool) -> None:
    assert logout.returned(query, "s") is ours
    assert logout.returned("state=%73", "\ud800") is False


def test_the_form_of_a_revocation() -> None:
    token, word = Secret("rt"), Secret("word")

    assert logout.revocation_fields(token, client_id="c") == {
        "token": token,
        "token_type_hint": "refresh_token",
        "client_id": "c",
    }
    with_secret = logout.revocation_fields(token, client_id="c", client_secret=word, hint="access_token")
    assert (with_secret["client_secret"], with_secret["token_type_hint"]) == (word, "access_token")


@pytest.mark.parametrize(
    "answer",
    [
        minted.answer(b"", media_type=""),
        minted.answer(b"anything", media_type="text/html"),
        minted.answer({"error": "unsupported_token_type"}, status=400),
    ],
)
def test_revoked(answer: HttpAnswer) -> None:
    logout.read_revocation(answer, now=minted.NOW)

    assert answer.status in (200, 400)


@pytest.mark.parametrize(
    ("body", "how", "code"),
    [
        ({"error": "invalid_client"}, {"status": 401}, Code.E_CLIENT),
        ({"error": "invalid_request"}, {"status": 400}, Code.E_DENIED),
        ({}, {"status": 400}, Code.E_PORTAL),
        (b"<html>", {"status": 404}, Code.E_PORTAL),
        (b"", {"status": 204}, Code.E_PORTAL),
        ({"error": "unsupported_token_type"}, {"status": 400, "media_type": "text/html"}, Code.E_PORTAL),
        ({"error": "unsupported_token_type"}, {"status": 503}, Code.E_SERVER),
        (b"", {"status": 429}, Code.E_RATE),
    ],
)
def test_not_revoked(body: object, how: dict[str, Any], code: Code) -> None:
    with pytest.raises(KeyfobError) as refused:
        logout.read_revocation(minted.answer(body, **how), minted.NOW)

    assert refused.value.code is code
