"""Waiting and closing: nobody waits longer than they want to, and nothing listens any longer than it must."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from desktop_app.system.loopback import LoopbackListening
from desktop_app.system.loopback import connection as connections
from desktop_app.system.loopback import listening as listenings
from tests.support.arrivals import DONE, QUERY, SOON, a_listener, arrived, listening_addresses
from tests.support.figures import record
from tests.support.patience import until
from tests.support.raw_http import Answer, Headers, connect, follow, read, request, visit

#: How long a page that is on its way keeps a listener open here, seconds: far more than any test has time for.
AGES = 3600.0


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener that waits for pages on their way for ages: who does not wait for one comes back all the same."""
    monkeypatch.setattr(listenings, "_GRACE", AGES)


@pytest.fixture
def listening() -> Iterator[LoopbackListening]:
    with a_listener() as one:
        yield one


def test_cancel_wakes_whoever_waits(listening: LoopbackListening) -> None:
    cancel = threading.Event()
    got: list[object] = []
    woken: list[float] = []

    def wait() -> None:
        got.append(listening.receive(float("inf"), cancel))
        woken.append(time.monotonic())

    waiter = threading.Thread(target=wait)
    waiter.start()
    start = time.monotonic()
    cancel.set()
    waiter.join(SOON)
    assert got == ["cancelled"]
    record("listener: from cancel to its end", woken[0] - start, unit="s", target="<= 0.1")


def test_closing_wakes_whoever_waits_and_no_deadline_is_too_far(listening: LoopbackListening) -> None:
    got: list[object] = []
    waiter = threading.Thread(target=lambda: got.append(listening.receive(float("inf"))))
    waiter.start()
    listening.close()
    waiter.join(SOON)
    assert got == ["cancelled"]


def test_the_deadline_is_kept(listening: LoopbackListening) -> None:
    start = time.monotonic()
    assert listening.receive(start + 0.1, threading.Event()) == "timed_out"
    assert time.monotonic() - start >= 0.09


@pytest.mark.usefixtures("patient")
def test_only_loopback_listens_and_nothing_after_closing(listening: LoopbackListening) -> None:
    port = urlsplit(listening.redirect_uri).port or 0
    assert listening_addresses(port) == {"0100007F"}
    listening.close()
    assert listening_addresses(port) == set()
    assert not [thread for thread in threading.enumerate() if thread.name == "keyfob-listener"]
    listening.close()
    with pytest.raises(ConnectionRefusedError):
        connect(listening.redirect_uri)


@pytest.mark.usefixtures("patient")
def test_closing_waits_for_a_page_that_is_on_its_way_and_no_longer(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        arrived(listening).reply(DONE, final=True)
        closer = threading.Thread(target=listening.close)
        closer.start()
        page = follow(read(browser), address)
    closer.join(SOON)
    assert not closer.is_alive()
    assert b"You are signed in" in page.body
    assert listening_addresses(urlsplit(address).port or 0) == set()


def test_closing_waits_less_than_a_second_for_a_browser_that_never_comes(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        arrived(listening).reply(DONE, final=True)
        assert read(browser).status == 303
        start = time.monotonic()
        listening.close()
        took = time.monotonic() - start
    assert 0.5 < listenings._GRACE < 1.0
    assert took > 0.5
    record("listener: closing, the browser never comes for its page", took, unit="s", target="< 1")
    assert listening_addresses(urlsplit(address).port or 0) == set()


def test_a_slow_browser_gets_its_page_on_the_connection_it_kept_when_nothing_listens_any_more(
    listening: LoopbackListening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listenings, "_GRACE", 0.0)
    monkeypatch.setattr(connections, "_FOLLOW", AGES)
    with _led_on(listening) as (browser, location):
        closer = threading.Thread(target=listening.close)
        closer.start()
        until("nothing listens", lambda: listening_addresses(urlsplit(listening.redirect_uri).port or 0) == set())
        assert closer.is_alive()
        browser.sendall(request(location))
        page = read(browser)
    closer.join(SOON)
    assert not closer.is_alive()
    assert (page.status, page.headers["connection"]) == (200, "close")
    assert b"You are signed in" in page.body


def test_a_kept_connection_that_says_nothing_more_is_not_waited_for_long(
    listening: LoopbackListening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listenings, "_GRACE", 0.0)
    monkeypatch.setattr(connections, "_FOLLOW", 0.3)
    with _led_on(listening) as (browser, _):
        listening.close()
        assert read(browser) == Answer(0, {}, b"")


@pytest.mark.usefixtures("patient")
def test_a_browser_that_drops_its_kept_connection_comes_on_another(listening: LoopbackListening) -> None:
    with _led_on(listening) as (_, location):
        pass
    assert b"You are signed in" in visit(location).body
    listening.close()


@pytest.mark.parametrize("offer", [(), (("Connection", "close"),), (("Connection", "keep-alive, Upgrade"),)])
def test_only_an_offered_connection_is_kept(listening: LoopbackListening, offer: Headers) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address, headers=offer))
        arrived(listening).reply(DONE, final=True)
        assert read(browser).headers["connection"] == "close"


@contextmanager
def _led_on(listening: LoopbackListening) -> Iterator[tuple[socket.socket, str]]:
    """A browser that keeps its connection, sent on to its page: the connection, and the page's address."""
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address, headers=(("Connection", "keep-alive"),)))
        arrived(listening).reply(DONE, final=True)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += browser.recv(1)
        lines = head.decode().split("\r\n")
        assert lines[0] == "HTTP/1.1 303 See Other"
        assert "Connection: keep-alive" in lines
        (location,) = [line.removeprefix("Location: ") for line in lines if line.startswith("Location: ")]
        yield browser, f"http://{urlsplit(address).netloc}{location}"


@pytest.mark.usefixtures("patient")
def test_closing_without_a_reply_lets_the_browser_go(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        redirect = arrived(listening)
        listening.close()
        assert read(browser).status == 503
        redirect.reply(DONE, final=True)


@pytest.mark.usefixtures("patient")
def test_idle_connections_do_not_hold_up_closing(listening: LoopbackListening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_IDLE", AGES)
    idle = [connect(listening.redirect_uri) for _ in range(60)]
    listening.close()
    assert listening_addresses(urlsplit(listening.redirect_uri).port or 0) == set()
    for connection in idle:
        connection.close()


@pytest.mark.usefixtures("patient")
def test_a_start_page_that_nobody_visits_does_not_hold_up_closing(listening: LoopbackListening) -> None:
    listening.start_page("https://op.example/logout")
    listening.close()
    assert listening_addresses(urlsplit(listening.redirect_uri).port or 0) == set()
