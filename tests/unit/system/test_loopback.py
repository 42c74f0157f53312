"""The listener the browser comes back to: one redirect, one page, noise and secrets left out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Page
from desktop_app.system.loopback import LoopbackListener, LoopbackListening
from tests.support.arrivals import DONE, QUERY, SOON, STRAY, a_listener, arrived, nothing_arrived
from tests.support.raw_http import NAVIGATION, connect, follow, read, request, send, visit


@pytest.fixture
def listening() -> Iterator[LoopbackListening]:
    with a_listener() as one:
        yield one


def test_the_browser_waits_for_the_reply_and_loses_the_code_from_its_address_bar(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address, headers=NAVIGATION))
        redirect = arrived(listening)
        assert redirect.query == QUERY
        browser.settimeout(0.05)
        with pytest.raises(TimeoutError):
            browser.recv(1)
        browser.settimeout(SOON)
        redirect.reply(DONE, final=True)
        answer = read(browser)
    location = answer.headers["location"]
    assert answer.status == 303
    assert "SECRET" not in location
    assert "?" not in location
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = follow(answer, address)
    assert page.status == 200
    assert b"You are signed in" in page.body
    assert b"SECRET" not in page.body
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script" not in page.headers["content-security-policy"]
    for name, value in {
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
    }.items():
        assert page.headers[name] == value
    assert follow(answer, address).status == 410


def test_a_repetition_after_the_final_reply_gets_the_same_page_and_is_not_handed_over(
    listening: LoopbackListening,
) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        arrived(listening).reply(DONE, final=True)
        first = follow(read(browser), address)
    again = follow(visit(address), address)
    assert again.body == first.body
    assert nothing_arrived(listening)


def test_a_repetition_while_it_is_handled_waits_for_the_same_page(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as first, connect(address) as second:
        first.sendall(request(address))
        redirect = arrived(listening)
        second.sendall(request(address))
        assert listening.receive(time.monotonic() + 0.1) == "timed_out"
        redirect.reply(DONE, final=True)
        pages = [follow(read(browser), address).body for browser in (first, second)]
    assert pages[0] == pages[1]
    assert b"You are signed in" in pages[0]


def test_only_so_many_browsers_wait_with_one_query(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    waiting = [connect(address) for _ in range(9)]
    try:
        for browser in waiting:
            browser.sendall(request(address))
        assert read(waiting[-1]).status == 503
        arrived(listening).reply(DONE, final=True)
        assert all(read(browser).status == 303 for browser in waiting[:-1])
    finally:
        for browser in waiting:
            browser.close()


def test_a_reply_that_is_not_final_goes_on_waiting(listening: LoopbackListening) -> None:
    stray = f"{listening.redirect_uri}?state=other"
    for _ in range(2):
        with connect(stray) as browser:
            browser.sendall(request(stray))
            arrived(listening).reply(STRAY, final=False)
            assert b"Not this one" in follow(read(browser), stray).body
    real = f"{listening.redirect_uri}?{QUERY}"
    with connect(real) as browser:
        browser.sendall(request(real))
        arrived(listening).reply(DONE, final=True)
        assert b"You are signed in" in follow(read(browser), real).body


def test_only_the_first_reply_counts(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        redirect = arrived(listening)
        redirect.reply(STRAY, final=True)
        redirect.reply(DONE, final=True)
        assert b"Not this one" in follow(read(browser), address).body
    assert b"Not this one" in follow(visit(address), address).body


def test_different_queries_arrive_in_their_order(listening: LoopbackListening) -> None:
    addresses = [f"{listening.redirect_uri}?state={number}" for number in range(3)]
    browsers = []
    for address in addresses:
        browser = connect(address)
        browsers.append(browser)
        browser.sendall(request(address))
    redirects = [arrived(listening) for _ in addresses]
    assert sorted(redirect.query for redirect in redirects) == ["state=0", "state=1", "state=2"]
    for redirect in reversed(redirects):
        redirect.reply(STRAY, final=False)
    for browser in browsers:
        assert read(browser).status == 303
        browser.close()


def test_a_pasted_query_is_received_and_a_browser_that_brings_it_too_gets_its_page(
    listening: LoopbackListening,
) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    listening.submit(QUERY)
    redirect = arrived(listening)
    assert redirect.query == QUERY
    with connect(address) as browser:
        browser.sendall(request(address))
        assert listening.receive(time.monotonic() + 0.1) == "timed_out"
        redirect.reply(DONE, final=True)
        assert b"You are signed in" in follow(read(browser), address).body
    listening.submit(QUERY)
    assert nothing_arrived(listening)
    assert b"You are signed in" in follow(visit(address), address).body


def test_a_pasted_query_over_the_limit_is_refused(listening: LoopbackListening) -> None:
    with pytest.raises(KeyfobError) as caught:
        listening.submit("state=" + "x" * 16_384)
    assert caught.value.code is Code.E_CALLBACK


def test_a_start_page_leads_on_once(listening: LoopbackListening) -> None:
    url = "https://op.example/logout?id_token_hint=SECRET"
    address = listening.start_page(url)
    assert address.startswith(f"http://127.0.0.1:{urlsplit(listening.redirect_uri).port}/start/")
    assert "SECRET" not in address
    assert visit(address, method="HEAD").status == 405
    assert visit(address, headers=[("Sec-Purpose", "prefetch")]).status == 204
    assert visit(f"{address}x").status == 404
    answer = visit(address, headers=NAVIGATION)
    assert (answer.status, answer.headers["location"]) == (303, url)
    assert visit(address).status == 410
    assert listening.start_page(url) != address


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://op.example/\r\nX: y", "file:///etc/passwd", ""])
def test_a_start_page_leads_to_the_web_alone(listening: LoopbackListening, url: str) -> None:
    with pytest.raises(KeyfobError) as caught:
        listening.start_page(url)
    assert caught.value.code is Code.E_BROWSER


def test_visits_are_counted_and_noise_is_not() -> None:
    listener = LoopbackListener()
    with a_listener(listener) as listening:
        visit(f"{listening.redirect_uri}/other")
        visit(listening.redirect_uri, method="OPTIONS")
        assert listener.visits() == 0
        visit(listening.start_page("https://op.example/"))
        assert listener.visits() == 1


def test_the_query_is_never_logged(listening: LoopbackListening, caplog: pytest.LogCaptureFixture) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with caplog.at_level(logging.DEBUG), connect(address) as browser:
        visit(address, method="POST")
        browser.sendall(request(address))
        redirect = arrived(listening)
        redirect.reply(DONE, final=True)
        read(browser)
    assert "SECRET" not in caplog.text
    assert "SECRET" not in repr(redirect) + repr(listening) + repr(vars(listening))
    assert "405" in caplog.text


def test_a_page_larger_than_the_socket_takes_arrives_whole(listening: LoopbackListening) -> None:
    long = Page("failed", "x" * 200, "y" * 2_000, "\u202e" * 2_000)
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        arrived(listening).reply(long, final=True)
        page = follow(read(browser), address)
    assert len(page.body) == int(page.headers["content-length"])
    assert page.body.endswith(b"</html>\n")


@pytest.mark.parametrize("path", ["callback", "/call back", "/a?b", "/a#b", "/\u00e9", "/a\n", ""])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        LoopbackListener().listen(host="127.0.0.1", ports=[0], path=path)


def test_a_tls_hello_is_noticed_and_the_connection_closed(listening: LoopbackListening) -> None:
    assert not listening.saw_tls
    assert send(listening.redirect_uri, bytes.fromhex("16030100c8010000c40303") + b"\0" * 100).status == 0
    assert listening.saw_tls
    assert nothing_arrived(listening)
