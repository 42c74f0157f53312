"""Which addresses are called at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.app.texts import network
from desktop_app.errors import Code, TransportError
from desktop_app.ports import Trust
from desktop_app.system.http.address import checked, parse

PACKAGE = Path(__file__).parents[3] / "desktop_app" / "system" / "http"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://auth.example.com", ("https", "auth.example.com", 443)),
        ("HTTPS://Auth.Example.com:8443/a/b?c=d&e=%20", ("https", "auth.example.com", 8443)),
        ("https://[2001:DB8::1]/x", ("https", "2001:db8::1", 443)),
        ("https://a_b.example?x=y", ("https", "a_b.example", 443)),
    ],
)
def test_good_addresses(url: str, origin: tuple[str, str, int]) -> None:
    address = checked(url, Trust())
    assert address.origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "auth.example.com",
        "ftp://auth.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@auth.example.com/",
        "https://user:password@auth.example.com/",
        "https://good.example\\@evil.example/",
        "https://good.example:443@evil.example/",
        "https://auth.example.com:0/",
        "https://auth.example.com:65536/",
        "https://auth.example.com:44a/",
        "https://auth.example.com/a b",
        "https://auth.example.com/\r\nX: y",
        "https://auth.example.com/\n",
        "https://auth.example.com/\\x",
        "https://auth.example.com#fragment",
        "https://münchen.example/",
        "https://" + "a" * 64 + ".example/",
        "https://[::1/",
    ],
)
def test_no_addresses(url: str) -> None:
    with pytest.raises(TransportError) as caught:
        checked(url, Trust(allow_http=True))
    assert (caught.value.code, caught.value.text) == (Code.E_NETWORK, "network.address")
    assert not caught.value.maybe_delivered


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "[::1]", "localhost", "LOCALHOST"])
def test_plain_http_to_loopback_where_it_is_allowed(host: str) -> None:
    assert checked(f"http://{host}:8080/", Trust(allow_http=True)).is_loopback
    with pytest.raises(TransportError) as caught:
        checked(f"http://{host}:8080/", Trust())
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.plain_http")


@pytest.mark.parametrize(
    "host",
    [
        "auth.example.com",
        "10.0.0.1",
        "0.0.0.0",
        "127.0.0.1.example",
        "localhost.example",
        "localhost.",
        "[::2]",
        "127.1",
    ],
)
def test_plain_http_elsewhere_is_refused_even_where_it_is_allowed(host: str) -> None:
    with pytest.raises(TransportError) as caught:
        checked(f"http://{host}/", Trust(allow_http=True))
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.plain_http")


def test_every_text_that_is_named_exists_and_needs_only_what_it_gets() -> None:
    source = "\n".join(path.read_text() for path in PACKAGE.glob("*.py"))
    named = set(re.findall(r'"network\.(\w+)"', source))
    assert named - {"tls_", "proxy_"} <= set(network.ERRORS)
    words = set(re.findall(r'"(\w+)"\),?\n', source)) & set(network.ERRORS)
    assert {"dns", "refused", "cut_off", "reset", "timeout", "unreachable"} <= words
    given = {"host", "seconds", "limit", "why", "proxy", "status", "kind", "file", "address"}
    for message, hint in network.ERRORS.values():
        assert set(re.findall(r"\{(\w+)\}", message + hint)) <= given


def test_parse_keeps_the_address_as_it_is() -> None:
    address = parse("https://Auth.example/A?b=%2f")
    assert address is not None
    assert address.url == "https://Auth.example/A?b=%2f"
