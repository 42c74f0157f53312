"""A pasted address: the same answer, however it was copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.pasted import MAX_PASTED, pasted_query

OURS = "http://127.0.0.1:49152/callback"
QUERY = "code=a%2Fb&state=c"


@pytest.mark.parametrize(
    "address",
    [
        f"{OURS}?{QUERY}",
        f"  {OURS}?{QUERY}\r\n",
        f'"{OURS}?{QUERY}"',
        f"<{OURS}?{QUERY}>",
        f"\u201c{OURS}?{QUERY}\u201d",
        f"`'{OURS}?{QUERY}'`",
        f"\ufeff{OURS}?{QUERY}\u200b",
        f"{OURS}?{QUERY}#_=_",
        f"HTTP://127.0.0.1:49152/callback?{QUERY}",
        f"https://127.0.0.1:49152/callback?{QUERY}",
        f"127.0.0.1:49152/callback?{QUERY}",
        f"?{QUERY}",
        QUERY,
        f"{QUERY}#_=_",
    ],
)
def test_the_query_comes_out_as_it_was(address: str) -> None:
    assert pasted_query(address, OURS) == QUERY


@pytest.mark.parametrize("query", ["error=access_denied&state=c", "state=c&code=a!~", "iss=x&state=c", "code=a&code=b"])
def test_other_answers_are_left_to_the_validation(query: str) -> None:
    assert pasted_query(f"{OURS}?{query}", OURS) == query
    assert pasted_query(query, OURS) == query


@pytest.mark.parametrize(
    ("redirect_uri", "address"),
    [
        ("http://[::1]:4711/cb", "http://[::1]:4711/cb?code=a"),
        ("http://localhost:4711/cb", "http://LOCALHOST:4711/cb?code=a"),
        ("http://localhost:80/cb", "http://localhost/cb?code=a"),
        ("http://localhost/cb", "http://localhost:80/cb?code=a"),
    ],
)
def test_other_redirect_addresses(redirect_uri: str, address: str) -> None:
    assert pasted_query(address, redirect_uri) == "code=a"


def test_an_address_in_the_answer_is_no_scheme() -> None:
    address = "127.0.0.1:49152/callback?code=a&iss=https://op.example"

    assert pasted_query(address, OURS) == "code=a&iss=https://op.example"


def test_a_browser_that_shows_letters_instead_of_escapes() -> None:
    assert pasted_query(f"{OURS}?error=x&error_description=über", OURS) == "error=x&error_description=%C3%BCber"


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:49153/callback?{QUERY}",
        f"http://127.0.0.1/callback?{QUERY}",
        f"http://localhost:49152/callback?{QUERY}",
        f"http://evil.example:49152/callback?{QUERY}",
        f"http://127.0.0.1:49152/callback/?{QUERY}",
        f"http://127.0.0.1:49152/Callback?{QUERY}",
        f"http://127.0.0.1:49152/x/../callback?{QUERY}",
        f"http://a@127.0.0.1:49152/callback?{QUERY}",
        f"ftp://127.0.0.1:49152/callback?{QUERY}",
        f"https://op.example/?{QUERY}&next={OURS}",
        "",
        "hello",
    ],
)
def test_another_address_is_refused(address: str) -> None:
    assert refusal(address) == "browser.pasted_other_address"


@pytest.mark.parametrize("address", [OURS, f"{OURS}?", f"{OURS}?a=b", f"{OURS}?xcode=a", f"{OURS}#{QUERY}"])
def test_an_address_without_an_answer_is_refused(address: str) -> None:
    assert refusal(address) == "browser.pasted_no_answer"


@pytest.mark.parametrize(
    "address",
    [
        f"{OURS}?code=a b",
        f"{OURS}?code=a\n&state=b",
        f"{OURS}?code=\x00",
        f"{OURS}?code=\ud800",
        f"{OURS}?{QUERY} {OURS}?{QUERY}",
        f"http://[::1:49152/callback?{QUERY}",
        f"http://127.0.0.1:port/callback?{QUERY}",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    assert refusal(address) == "browser.pasted_not_an_address"


def test_too_long_is_refused_before_it_is_read() -> None:
    assert refusal("x" * (MAX_PASTED + 1)) == "browser.pasted_too_long"
    assert len(pasted_query("code=" + "x" * (MAX_PASTED - 5), OURS)) == MAX_PASTED


@given(st.text(max_size=200) | st.text(max_size=100).map(lambda text: f"{OURS}?code={text}"))
def test_whatever_is_pasted_gives_a_query_or_a_refusal(address: str) -> None:
    query: str | None = None
    refused: KeyfobError | None = None
    try:
        query = pasted_query(address, OURS)
    except KeyfobError as error:
        refused = error
    if refused is not None:
        assert refused.code is Code.E_CALLBACK
        assert "code=" not in str(refused.params)
    assert query is None or (query.isascii() and query.isprintable() and " " not in query)


def refusal(address: str) -> str:
    with pytest.raises(KeyfobError) as caught:
        pasted_query(address, OURS)
    assert caught.value.code is Code.E_CALLBACK
    return caught.value.text
