"""Waiting for the browser: strangers, time, cancel, and an address that a person pastes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session.sign_in import TakeAddress, _timed_out
from tests.support.provider.script import Redirect
from tests.support.raw_http import connect
from tests.support.workbench import Bench, code_of, failing, fetch


def test_nobody_comes_back(bench: Bench) -> None:
    bench.browser.visit = lambda url: None
    found = failing(lambda: bench.sign_in(timeout=0.2))
    assert (found.code, found.text) == (Code.E_TIMEOUT, "session.timed_out_seconds")


def test_time_is_told_in_minutes() -> None:
    assert _timed_out(300, saw_tls=False).params == {"minutes": 5}


def test_a_browser_that_insists_on_https(bench: Bench) -> None:
    def hello(url: str) -> None:
        with connect(_redirect_uri(url)) as connection:
            connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(40))
            connection.recv(1)

    bench.browser.visit = hello
    found = failing(lambda: bench.sign_in(timeout=2))
    assert (found.code, found.text) == (Code.E_TIMEOUT, "browser.timed_out_tls")


def _redirect_uri(url: str) -> str:
    return parse_qs(urlsplit(url).query)["redirect_uri"][0]


@pytest.mark.parametrize("state", ["other", "none"])
def test_only_strangers_came(bench: Bench, state: Literal["other", "none"]) -> None:
    bench.provider.change(redirect=Redirect(state=state))
    assert code_of(lambda: bench.sign_in(timeout=2)) == (Code.E_STATE, None)
    assert bench.provider.count("token") == 0
    assert bench.browser.troubles == []


def test_a_wrong_state_never_ends_the_attempt(bench: Bench) -> None:
    def visit(url: str) -> None:
        right = bench.provider.sign_in(url)
        for _ in range(3):
            assert fetch(right.replace("state=", "state=x")) == 303
        assert fetch(right.partition("?")[0] + "?error=access_denied") == 303
        bench.visit(url)

    bench.browser.visit = visit
    bench.sign_in()
    assert bench.browser.troubles == []
    assert bench.provider.count("token") == 1


def test_cancelled_while_waiting(bench: Bench) -> None:
    bench.browser.visit = lambda url: bench.cancel.set()
    assert code_of(bench.sign_in) == (Code.E_CANCELLED, None)


# --- a pasted address ------------------------------------------------------------------------------------------------


def paste(bench: Bench, changed: Callable[[str], str]) -> tuple[KeyfobError | None, KeyfobError | None]:
    """Paste a changed address, then the right one; what was said of each."""
    said: list[KeyfobError | None] = []

    def offer(take: TakeAddress) -> None:
        def visit(url: str) -> None:
            right = bench.provider.sign_in(url)
            said.append(take(changed(right)))
            said.append(take(right))

        bench.browser.visit = visit

    bench.sign_in(offer_paste=offer)
    assert bench.browser.troubles == []
    return said[0], said[1]


@pytest.mark.parametrize(
    "changed",
    [
        lambda right: right.replace("state=", "state=x"),
        lambda right: right.replace("127.0.0.1", "evil.example"),
        lambda right: "good morning",
        lambda right: right + "&x=" + "\u00e9" * 6_000,
    ],
    ids=["state", "host", "words", "long once quoted"],
)
def test_a_wrong_address_pasted_is_refused_and_the_attempt_goes_on(bench: Bench, changed: Callable[[str], str]) -> None:
    wrong, right = paste(bench, changed)
    assert wrong is not None
    assert wrong.code in (Code.E_STATE, Code.E_CALLBACK)
    assert right is None
    assert bench.provider.count("token") == 1
    assert bench.state.state == "signed_in"


def test_the_same_address_pasted_twice_makes_one_call(bench: Bench) -> None:
    assert paste(bench, lambda right: right) == (None, None)
    assert bench.provider.count("token") == 1


def test_a_pasted_refusal_ends_it(bench: Bench) -> None:
    bench.provider.change(redirect=Redirect(error=("access_denied", "no")))

    def offer(take: TakeAddress) -> None:
        bench.browser.visit = lambda url: take(bench.provider.sign_in(url))

    assert code_of(lambda: bench.sign_in(offer_paste=offer)) == (Code.E_DENIED, "access_denied")
