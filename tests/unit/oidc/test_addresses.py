"""Which addresses are good enough to be called."""

from __future__ import annotations

import pytest

from desktop_app.oidc import addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://op.example",
        "https://op.example/",
        "https://op.example:8443/a/b?x=y&z=%2F",
        "https://OP.example",
        "https://op",
        "https://op.example./a",
        "https://1.2.3.4/a",
        "https://[2001:db8::1]:443/a",
        "https://xn--bcher-kva.example/",
        "https://my_op.example/",
    ],
)
def test_good(address: str) -> None:
    assert addresses.problem(address, allow_http=False) is None


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        (None, "text"),
        (7, "text"),
        ("", "text"),
        ("a", "scheme"),
        ("https://op.example/" + "a" * 5_000, "text"),
        (" https://op.example", "characters"),
        ("https://op.example/a b", "characters"),
        ("https://op.example/\n", "characters"),
        ("https://op.example/\x00", "characters"),
        ("https://op.example\\@evil.example", "characters"),
        ("https://bücher.example", "characters"),
        ("https://op.example/\u202e", "characters"),
        ("https://op.example/%", "characters"),
        ("https://op.example/%zz", "characters"),
        ("https://op.example/$(calc)", "characters"),
        ("https://op.example/`id`", "characters"),
        ("https://op.example/'", "characters"),
        ('https://op.example/"', "characters"),
        ("a:$(cmd.exe)", "characters"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert", "scheme"),
        ("ms-settings:privacy", "scheme"),
        ("--flag", "scheme"),
        ("//op.example/a", "scheme"),
        ("/a", "scheme"),
        ("https:op.example", "scheme"),
        ("ftp://op.example", "scheme"),
        ("https://user@op.example", "userinfo"),
        ("https://user:word@op.example", "userinfo"),
        ("https://@op.example", "userinfo"),
        ("https://", "host"),
        ("https:///a", "host"),
        ("https://?a", "host"),
        ("https://-op.example", "host"),
        ("https://op..example", "host"),
        ("https://.example", "host"),
        ("https://op%2eexample", "host"),
        ("https://a,b", "host"),
        ("https://[::1", "host"),
        ("https://[::zz]", "host"),
        ("https://[fe80::1%25eth0]", "host"),
        ("https://[v1.a]", "host"),
        ("https://op.example:99999", "host"),
        ("https://op.example:x", "host"),
        ("https://op.example:0", "port"),
        ("https://op.example:/a", "port"),
        ("http://op.example", "scheme"),
        ("http://127.0.0.1", "scheme"),
        ("https://op.example/#", "fragment"),
        ("https://op.example/#a", "fragment"),
        ("https://" + "a." * 130 + "example", "host"),
    ],
)
def test_bad(address: object, wrong: str) -> None:
    assert addresses.problem(address, allow_http=False) == wrong


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.8.7:1", "localhost", "LOCALHOST:80", "[::1]", "[::1]:8080"])
def test_plain_http_on_loopback(host: str) -> None:
    assert addresses.problem(f"http://{host}/a", allow_http=True) is None
    assert addresses.problem(f"http://{host}/a", allow_http=False) == "scheme"
    assert addresses.is_loopback_http(f"http://{host}/a")


@pytest.mark.parametrize(
    "host",
    ["op.example", "127.0.0.1.example", "localhost.example", "localhost.", "127.1", "0.0.0.0", "[::]"]
    + ["[::ffff:127.0.0.1]", "2130706433", "0x7f.0.0.1", "10.0.0.1", "127.0.0.256", "127.0.0.01"],
)
def test_plain_http_elsewhere(host: str) -> None:
    assert addresses.problem(f"http://{host}/a", allow_http=True) == "scheme"
    assert not addresses.is_loopback_http(f"http://{host}/a")


def test_https_is_not_plain_http() -> None:
    assert not addresses.is_loopback_http("https://127.0.0.1")


def test_the_longest() -> None:
    address = "https://op.example/"
    host = ".".join(["a" * 63] * 3 + ["b" * 61])

    assert addresses.problem(address + "a" * (4_096 - len(address)), allow_http=False) is None
    assert addresses.problem(address + "a" * (4_097 - len(address)), allow_http=False) == "text"
    assert addresses.problem(f"https://{host}", allow_http=False) is None
    assert addresses.problem(f"https://{host}b", allow_http=False) == "host"


def test_no_query() -> None:
    assert addresses.problem("https://op.example/?", allow_http=False, query=False) == "query"
    assert addresses.problem("https://op.example/", allow_http=False, query=False) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://op.example/a", "https://op.example/a?b=c%20d"),
        ("https://op.example/a?", "https://op.example/a?b=c%20d"),
        ("https://op.example/a?x=y", "https://op.example/a?x=y&b=c%20d"),
        ("https://op.example/a?x=y&", "https://op.example/a?x=y&b=c%20d"),
        ("https://op.example/a?x=y?", "https://op.example/a?x=y?&b=c%20d"),
    ],
)
def test_parameters_are_added(address: str, expected: str) -> None:
    assert addresses.with_params(address, {"b": "c d"}) == expected


def test_parameters_are_encoded() -> None:
    assert addresses.with_params("https://a", {"a&b": "=&#?é"}) == "https://a?a%26b=%3D%26%23%3F%C3%A9"
    assert addresses.with_params("https://a", {"b": "\ud800"}) == "https://a?b=%ED%A0%80"


def test_names_in_a_query() -> None:
    assert addresses.query_names("https://a/?x=1&y&%7A=3") == {"x", "y", "z"}


@pytest.mark.parametrize(
    "name",
    ["state", "nonce", "redirect_uri", "client_id", "scope", "code_challenge", "code_challenge_method"]
    + ["code_challenge_x", "response_type", "response_mode", "request", "request_uri"],
)
def test_reserved(name: str) -> None:
    assert addresses.is_reserved(name)
    assert not addresses.is_reserved(f"x_{name}")
