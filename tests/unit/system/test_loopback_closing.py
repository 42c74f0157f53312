"""Waiting and closing: nobody waits longer than they want to, and nothing listens any longer than it must."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from desktop_app.system.loopback import LoopbackListening
from tests.support.arrivals import DONE, QUERY, SOON, a_listener, arrived, listening_addresses
from tests.support.raw_http import connect, follow, read, request


@pytest.fixture
def listening() -> Iterator[LoopbackListening]:
    with a_listener() as one:
        yield one


def test_cancel_wakes_within_a_tenth_of_a_second(listening: LoopbackListening) -> None:
    cancel = threading.Event()
    woken: list[float] = []

    def wait() -> None:
        assert listening.receive(time.monotonic() + 60, cancel) == "cancelled"
        woken.append(time.monotonic())

    waiter = threading.Thread(target=wait)
    waiter.start()
    start = time.monotonic()
    cancel.set()
    waiter.join(SOON)
    assert woken[0] - start < 0.1


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
    assert 0.09 <= time.monotonic() - start < 0.5


def test_only_loopback_listens_and_nothing_after_closing(listening: LoopbackListening) -> None:
    port = urlsplit(listening.redirect_uri).port or 0
    assert listening_addresses(port) == {"0100007F"}
    start = time.monotonic()
    listening.close()
    assert time.monotonic() - start < 0.3
    assert listening_addresses(port) == set()
    assert not [thread for thread in threading.enumerate() if thread.name == "keyfob-listener"]
    listening.close()
    with pytest.raises(ConnectionRefusedError):
        connect(listening.redirect_uri)


def test_closing_waits_for_a_page_that_is_on_its_way(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        arrived(listening).reply(DONE, final=True)
        closer = threading.Thread(target=listening.close)
        closer.start()
        page = follow(read(browser), address)
    fetched = time.monotonic()
    closer.join(SOON)
    assert time.monotonic() - fetched < 0.3
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
        assert 0.5 < time.monotonic() - start < 1.0
    assert listening_addresses(urlsplit(address).port or 0) == set()


def test_closing_without_a_reply_lets_the_browser_go(listening: LoopbackListening) -> None:
    address = f"{listening.redirect_uri}?{QUERY}"
    with connect(address) as browser:
        browser.sendall(request(address))
        redirect = arrived(listening)
        start = time.monotonic()
        listening.close()
        assert time.monotonic() - start < 0.3
        assert read(browser).status == 503
        redirect.reply(DONE, final=True)


def test_idle_connections_do_not_hold_up_closing(listening: LoopbackListening) -> None:
    idle = [connect(listening.redirect_uri) for _ in range(60)]
    start = time.monotonic()
    listening.close()
    assert time.monotonic() - start < 0.3
    for connection in idle:
        connection.close()


def test_a_start_page_that_nobody_visits_does_not_hold_up_closing(listening: LoopbackListening) -> None:
    listening.start_page("https://op.example/logout")
    start = time.monotonic()
    listening.close()
    assert time.monotonic() - start < 0.3
