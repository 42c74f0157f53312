"""The request parser: strict, bounded, never in doubt about where a request ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.system.loopback.request import MAX_REQUEST, BadRequest, Request, parse, split
from desktop_app.system.loopback.rules import not_a_visit, wrong_host

HOSTS = {"127.0.0.1:4711"}


def refused(head: bytes) -> int:
    with pytest.raises(BadRequest) as caught:
        parse(head)
    return caught.value.status


def asked(*headers: str, method: str = "GET") -> Request:
    return parse("\r\n".join([f"{method} /callback?a=b HTTP/1.1", *headers]).encode("latin-1"))


def test_a_plain_request_is_read_as_it_came() -> None:
    request = parse(b"GET /call%62ack?a=%41&a=b?c HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nX-A:  one \r\nx-a: two")
    assert (request.method, request.path, request.query) == ("GET", "/call%62ack", "a=%41&a=b?c")
    assert request.values("x-a") == ("one", "two")
    assert request.values("absent") == ()
    assert "%41" not in repr(request)


def test_a_head_is_split_off_when_it_is_whole() -> None:
    assert split(b"GET / HTTP/1.1\r\nHost: x\r\n") is None
    assert split(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"GET / HTTP/1.1\r\nHost: x"


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /" + b"a" * MAX_REQUEST, 431),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * MAX_REQUEST + b"\r\n\r\n", 431),
    ],
    ids=["pipelined", "h2", "long target", "long header"],
)
def test_more_than_a_head_is_refused(received: bytes, status: int) -> None:
    with pytest.raises(BadRequest) as caught:
        split(received)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"GET",
        b"GET /",
        b"GET  / HTTP/1.1",
        b"GET / HTTP/1.1 ",
        b" GET / HTTP/1.1",
        b"GET\t/ HTTP/1.1",
        b"GET / http/1.1",
        b"GET / HTTP/1",
        b"GET /a b HTTP/1.1",
        b"GET /\xc3\xa9 HTTP/1.1",
        b"GET /\x00 HTTP/1.1",
        b"GET /\n HTTP/1.1",
        b"GET http://127.0.0.1:4711/callback HTTP/1.1",
        b"GET //evil.example/ HTTP/1.1\n",
        b"GET * HTTP/1.1",
        b"GET /callback#code HTTP/1.1",
        b"CONNECT 127.0.0.1:4711 HTTP/1.1",
        b"G(T / HTTP/1.1",
        b"A" * 33 + b" / HTTP/1.1",
    ],
)
def test_odd_request_lines_are_refused(line: bytes) -> None:
    assert refused(line + b"\r\nHost: 127.0.0.1:4711") == 400


@pytest.mark.parametrize("version", [b"HTTP/0.9", b"HTTP/2.0", b"HTTP/3.0"])
def test_other_versions_are_refused(version: bytes) -> None:
    assert refused(b"GET / " + version) == 505


@pytest.mark.parametrize(
    "header",
    [
        b"Host 127.0.0.1",
        b"Host : 127.0.0.1",
        b" folded: yes",
        b": empty",
        b"",
        b"X: a\nHost: b",
        b"X: a\rHost: b",
        b"X: \x00",
        b"X: \x7f",
        b"Transfer-Encoding: chunked",
        b"transfer-encoding: identity",
        b"Content-Length: 1",
        b"Content-Length: 00",
        b"Content-Length: 0, 0",
    ],
)
def test_odd_headers_and_bodies_are_refused(header: bytes) -> None:
    assert refused(b"GET / HTTP/1.1\r\nHost: a\r\n" + header + b"\r\nX-Last: 1") == 400


def test_an_empty_body_may_be_announced() -> None:
    assert parse(b"GET / HTTP/1.0\r\nContent-Length: 0").path == "/"


def test_too_many_headers_are_refused() -> None:
    assert refused(b"GET / HTTP/1.1\r\n" + b"\r\n".join([b"A: b"] * 101)) == 431


@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(received: bytes) -> None:
    for head in (received, b"GET /" + received, b"GET / HTTP/1.1\r\nHost: a\r\n" + received):
        request, status = None, 0
        try:
            request = parse(head)
        except BadRequest as refused_it:
            status = refused_it.status
        assert (request is None) == (status in (400, 431, 505))
        assert request is None or (
            request.path.startswith("/") and request.path.isascii() and request.path.isprintable()
        )


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        (["Host: 127.0.0.1:4711"], True),
        (["host:127.0.0.1:4711"], True),
        ([], False),
        (["Host: 127.0.0.1:4711", "Host: 127.0.0.1:4711"], False),
        (["Host: evil.example"], False),
        (["Host: evil.example:4711"], False),
        (["Host: 127.0.0.1"], False),
        (["Host: 127.0.0.1:4712"], False),
        (["Host: localhost:4711"], False),
        (["Host: 127.0.0.1:4711.evil.example"], False),
        (["Host: user@127.0.0.1:4711"], False),
        (["Host: 127.0.0.1:04711"], False),
    ],
)
def test_the_host_must_be_exactly_ours(headers: list[str], is_ours: bool) -> None:
    answer = wrong_host(asked(*headers), HOSTS)
    assert (answer is None) == is_ours
    assert answer is None or answer.status == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], None),
        (["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: cross-site"], None),
        (["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: none"], None),
        (["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Origin: https://op.example"], None),
        (["Origin: null"], None),
        (["Origin: https://evil.example"], 403),
        (["Sec-Fetch-Mode: navigate", "Origin: https://evil.example"], 403),
        (["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"], 403),
        (["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Dest: iframe"], 403),
        (["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"], 403),
        (["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"], 403),
        (["Sec-Fetch-Mode: websocket"], 403),
        (["Sec-Fetch-Dest: object"], 403),
        (["Sec-Fetch-Mode: "], 403),
        (["Sec-Purpose: prefetch"], 204),
        (["Sec-Purpose: prefetch;prerender"], 204),
        (["Purpose: prefetch"], 204),
        (["X-Purpose: preview"], 204),
        (["X-Moz: Prefetch"], 204),
    ],
)
def test_only_a_persons_visit_counts(headers: list[str], status: int | None) -> None:
    answer = not_a_visit(asked(*headers))
    assert (answer.status if answer else None) == status


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "get"])
def test_other_methods_never_count(method: str) -> None:
    answer = not_a_visit(asked(method=method))
    assert answer is not None
    assert answer.status == 405
    assert ("Allow", "GET") in answer.headers
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
