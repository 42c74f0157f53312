"""Tokens taken apart."""

from __future__ import annotations

import pytest

from desktop_app.jose import base64url, jws
from desktop_app.jose.errors import JoseError
from tests.support import minted


def _token(header: bytes, payload: str = "e30", signature: str = "AA") -> str:
    return f"{base64url.encode(header)}.{payload}.{signature}"


def test_the_parts() -> None:
    parsed = jws.parse(_token(b'{"alg":"RS256","kid":"k","typ":"JWT"}'))

    assert parsed.alg == "RS256"
    assert parsed.header == {"alg": "RS256", "kid": "k", "typ": "JWT"}
    assert (parsed.payload, parsed.signature) == (b"{}", b"\0")
    assert parsed.signing_input == _token(b'{"alg":"RS256","kid":"k","typ":"JWT"}').rpartition(".")[0].encode()
    assert jws.claims(parsed) == {}


def test_nothing_but_the_header_is_shown() -> None:
    payload, signature = base64url.encode(b'{"email":"ada@example"}'), base64url.encode(b"signed")
    parsed = jws.parse(_token(b'{"alg":"RS256"}', payload, signature))

    for hidden in ("ada", "signed", payload, signature):
        assert hidden not in repr(parsed)


def test_keys_in_the_header_are_let_be() -> None:
    offered = b'{"alg":"RS256","jwk":{"kty":"RSA"},"jku":"https://evil.example","x5u":1,"x5c":[]}'

    assert jws.parse(_token(offered)).header["jku"] == "https://evil.example"


@pytest.mark.parametrize(
    ("header", "kind", "detail"),
    [
        (b"[]", "malformed", "not_an_object"),
        (b"{}", "malformed", "header_alg"),
        (b'{"alg":null}', "malformed", "header_alg"),
        (b'{"alg":1}', "malformed", "header_alg"),
        (b'{"alg":"RS256","kid":1}', "malformed", "header_kid"),
        (b'{"alg":"RS256","kid":null}', "malformed", "header_kid"),
        (b'{"alg":"RS256","typ":[]}', "malformed", "header_typ"),
        (b'{"alg":"none"}', "alg", "none"),
        (b'{"alg":"RS256","crit":["exp"]}', "crit", "unknown"),
        (b'{"alg":"RS256","crit":[]}', "crit", "unknown"),
        (b'{"alg":"RS256","b64":true}', "malformed", "b64"),
        (b'{"alg":"RS256","zip":"DEF"}', "malformed", "zip"),
        (b'{"alg":"RS256","alg":"HS256"}', "malformed", "duplicate_member"),
        (b'{"alg":"RS256","x":"' + b"x" * 60_000 + b'"}', "malformed", "too_large"),
    ],
)
def test_headers_refused(header: bytes, kind: str, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        jws.parse(_token(header))

    assert (refused.value.kind, refused.value.detail, refused.value.where) == (kind, detail, "header")


@pytest.mark.parametrize(
    ("token", "detail", "where"),
    [
        ("", "parts", ""),
        ("a.b", "parts", ""),
        ("a.b.c.d", "parts", ""),
        ("a.b.c.d.e.f", "parts", ""),
        ("a.b.c.d.e", "encrypted", ""),
        ("e30=.e30.AA", "padding", "header"),
        (".e30.AA", "not_json", "header"),
        (_token(b'{"alg":"RS256"}', payload="e30="), "padding", "payload"),
        (_token(b'{"alg":"RS256"}', signature="A"), "length", "signature"),
    ],
)
def test_forms_refused(token: str, detail: str, where: str) -> None:
    with pytest.raises(JoseError) as refused:
        jws.parse(token)

    assert (refused.value.kind, refused.value.detail, refused.value.where) == ("malformed", detail, where)


def test_the_limit() -> None:
    token = _token(b'{"alg":"RS256"}')

    assert jws.parse(token, limit=len(token)).alg == "RS256"
    with pytest.raises(JoseError) as refused:
        jws.parse(token, limit=len(token) - 1)
    assert (refused.value.kind, refused.value.detail, refused.value.where) == ("malformed", "too_large", "")


@pytest.mark.parametrize("spaces", [0, 1])
def test_the_limit_of_a_header(spaces: int) -> None:
    longest = b'{"alg":"RS256"}'.ljust(jws.MAX_HEADER * 3 // 4)

    assert jws.parse(_token(longest)).alg == "RS256"
    with pytest.raises(JoseError) as refused:
        jws.parse(_token(longest + b" " * (1 + spaces)))
    assert refused.value.detail == "too_large"


@pytest.mark.parametrize(
    ("content", "detail"),
    [(b"", "not_json"), (b"[]", "not_an_object"), (b"\xff", "not_utf8"), (b'{"a":1,"a":2}', "duplicate_member")],
)
def test_content_that_is_no_claims(content: bytes, detail: str) -> None:
    parsed = jws.parse(minted.jws(content))

    with pytest.raises(JoseError) as refused:
        jws.claims(parsed)

    assert (refused.value.kind, refused.value.detail, refused.value.where) == ("malformed", detail, "payload")


def test_an_error_says_where() -> None:
    assert str(JoseError("malformed", "padding", "payload")) == "malformed: padding (payload)"
    assert str(JoseError("alg", "no_key")) == "alg: no_key"
