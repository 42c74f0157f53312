"""Limits of size and time, broken answers, and whether a request may have arrived."""

from __future__ import annotations

import signal
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.ports import Grant, HttpAnswer, Trust
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from tests.support.bad_network import NO_SUCH_HOST, TROUBLES, bad_server
from tests.support.patience import PATIENCE, until
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply

LOOPBACK = Trust(allow_http=True)
REFRESH = Grant("refresh_token", {"refresh_token": Secret("canary-refresh-token")})


@pytest.fixture
def client() -> Iterator[HttpClient]:
    client = HttpClient(PATIENCE)
    yield client
    client.cancel_all()


@pytest.fixture
def hurried() -> Iterator[HttpClient]:
    """Where the time limit is what is met. What it meets would go on for longer than any test may take."""
    client = HttpClient(1.5)
    yield client
    client.cancel_all()


def _get(client: HttpClient, url: str, limit: int = 1_000_000) -> HttpAnswer:
    return client.get(url, trust=LOOPBACK, too_large=Code.E_METADATA, limit=limit)


def _refresh(client: HttpClient, url: str) -> HttpAnswer:
    return client.token(url, REFRESH, client_id="me", client_secret=None, trust=LOOPBACK)


def _fault(client: HttpClient, url: str) -> TransportError:
    with pytest.raises(TransportError) as caught:
        _refresh(client, url)
    assert "canary" not in repr((caught.value, caught.value.params, caught.value.__context__))
    return caught.value


@pytest.mark.parametrize(
    ("trouble", "text"),
    [
        ("cut_off", "cut_off"),
        ("length_too_long", "cut_off"),
        ("broken_chunks", "cut_off"),
        ("reset", "reset"),
        ("reset_after_head", "reset"),
        ("lost_answer", "reset"),
        ("hang", "timeout"),
        ("hang_body", "timeout"),
        ("drip", "timeout"),
        ("drip_body", "timeout"),
    ],
)
def test_an_answer_that_does_not_come_whole(client: HttpClient, hurried: HttpClient, trouble: str, text: str) -> None:
    with bad_server(TROUBLES[trouble]) as server:
        fault = _fault(hurried if text == "timeout" else client, server.address)
        assert len(server.seen) == 1, "a token request is never sent twice"
    assert fault.code is Code.E_NETWORK
    assert fault.text == f"network.{text}"
    assert fault.maybe_delivered
    assert fault.params["host"] == "127.0.0.1"


@pytest.mark.parametrize("trouble", ["portal", "firewall_403", "proxy_407", "rate_429", "error_500", "empty_400"])
def test_answers_of_others_are_answers(client: HttpClient, trouble: str) -> None:
    with bad_server(TROUBLES[trouble]) as server:
        assert _refresh(client, server.address).status == TROUBLES[trouble].status


def test_drip_faster_than_any_read_timeout_ends_at_the_deadline(hurried: HttpClient) -> None:
    reply = Reply(200, b"x" * 100_000)  # more than an hour of it
    with bad_server(Fault(drip=0.05, drip_body=True), reply=reply) as server:
        before = time.monotonic()
        assert _fault(hurried, server.address).text == "network.timeout"
        assert time.monotonic() - before > 1.4


def test_bodies_up_to_the_limit(client: HttpClient) -> None:
    with bad_server(Fault(), reply=Reply(200, b"x" * 1000)) as server:
        assert len(_get(client, server.address, limit=1000).body) == 1000
        with pytest.raises(TransportError) as caught:
            _get(client, server.address, limit=999)
    assert (caught.value.code, caught.value.text) == (Code.E_METADATA, "network.too_large")
    assert caught.value.params["limit"] == 999


def test_a_token_answer_over_a_megabyte(client: HttpClient) -> None:
    with bad_server(Fault(), reply=Reply(200, b"x" * 1_000_001)) as server:
        assert _fault(client, server.address).code is Code.E_TOKEN_RESPONSE


def test_chunked_bodies_are_bounded_and_whole(client: HttpClient) -> None:
    with bad_server(Fault(chunked="right"), reply=Reply(200, b"x" * 5000)) as server:
        assert len(_get(client, server.address).body) == 5000
        with pytest.raises(TransportError) as caught:
            _get(client, server.address, limit=4999)
    assert caught.value.text == "network.too_large"


def test_a_gzip_bomb_is_cut_while_it_comes() -> None:
    client = HttpClient(60)
    with bad_server(TROUBLES["gzip_bomb"]) as server:
        server.fault = TROUBLES["gzip_bomb"]
        with pytest.raises(TransportError) as caught:
            _get(client, server.address)
    assert caught.value.code is Code.E_METADATA
    client.cancel_all()


def _gzip(data: bytes, wbits: int = 31) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("gzip", _gzip(b"{}" * 50_000), b"{}" * 50_000),
        ("x-gzip", _gzip(b"one") + _gzip(b"two"), b"onetwo"),
        ("deflate", _gzip(b"wrapped", 15), b"wrapped"),
        ("deflate", _gzip(b"bare" * 10, -15), b"bare" * 10),
        ("identity", b"plain", b"plain"),
        ("gzip", b"", b""),
        ("gzip", _gzip(b"cut" * 100)[:-9], None),
        ("gzip", b"not gzip at all", None),
        ("br", b"whatever", None),
        ("gzip, gzip", _gzip(_gzip(b"twice")), None),
    ],
)
def test_content_encodings(client: HttpClient, encoding: str, body: bytes, expected: bytes | None) -> None:
    reply = Reply(200, body, headers={"Content-Encoding": encoding})
    with bad_server(Fault(), reply=reply) as server:
        if expected is not None:
            assert _get(client, server.address).body == expected
        else:
            with pytest.raises(TransportError) as caught:
                _get(client, server.address)
            assert caught.value.text == "network.encoding"


@pytest.mark.parametrize(
    "headers",
    [
        {f"X-{number}": "y" for number in range(200)},
        {"X-Long": "y" * 70_000},
        {f"X-{n}": "y" * 60_000 for n in range(3)},
    ],
)
def test_too_many_or_too_long_headers(client: HttpClient, headers: dict[str, str]) -> None:
    with bad_server(Fault(headers=headers)) as server, pytest.raises(TransportError) as caught:
        _get(client, server.address)
    assert caught.value.text in ("network.headers", "network.not_http")


def test_what_is_no_http(client: HttpClient) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        fault = _fault(client, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        thread.join()
        listener.close()
    assert (fault.code, fault.text, fault.maybe_delivered) == (Code.E_NETWORK, "network.not_http", True)


def test_refused(client: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    fault = _fault(client, f"http://127.0.0.1:{port}")
    assert (fault.code, fault.text, fault.maybe_delivered) == (Code.E_NETWORK, "network.refused", False)


def test_a_reset_while_connecting(client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def reset(_sock: socket.socket, _address: object) -> None:
        raise ConnectionResetError(104, "Connection reset by peer")

    monkeypatch.setattr(socket.socket, "connect", reset)
    fault = _fault(client, "http://127.0.0.1:9")
    assert (fault.code, fault.text, fault.maybe_delivered) == (Code.E_NETWORK, "network.reset", False)


def test_no_such_name() -> None:
    client = HttpClient(60)
    with pytest.raises(TransportError) as caught:
        client.get(f"https://{NO_SUCH_HOST}/", trust=Trust(), too_large=Code.E_METADATA)
    assert (caught.value.code, caught.value.maybe_delivered) == (Code.E_NETWORK, False)
    assert caught.value.text == "network.dns"
    assert caught.value.params["host"] == NO_SUCH_HOST


def test_a_name_server_that_never_answers_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    answer = threading.Event()

    def lookup(*words: Any, **options: Any) -> Any:
        asked.set()
        answer.wait(600)
        raise socket.gaierror("late")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    client = HttpClient(0.3)
    with pytest.raises(TransportError) as caught:
        client.get("https://slow.example/", trust=Trust(), too_large=Code.E_METADATA)
    assert (caught.value.text, caught.value.maybe_delivered) == ("network.timeout", False)
    assert asked.wait(PATIENCE)
    answer.set()
    for thread in threading.enumerate():
        if thread.name == "http":
            thread.join(PATIENCE)


def test_a_full_backlog_is_a_time_out_of_a_request_that_never_left(hurried: HttpClient) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        filling = []
        for _ in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
            filling.append(sock)
        fault = _fault(hurried, f"http://127.0.0.1:{port}")
        for sock in filling:
            sock.close()
    assert (fault.text, fault.maybe_delivered) == ("network.timeout", False)


@pytest.mark.parametrize("trouble", [Fault(hang="before"), Fault(hang="body"), Fault(drip=0.2)])
def test_cancel_all_ends_every_exchange_at_once(trouble: Fault) -> None:
    client = HttpClient(3600)
    caught: list[TransportError] = []

    def run(url: str) -> None:
        try:
            _refresh(client, url)
        except TransportError as error:
            caught.append(error)

    with bad_server(trouble) as server:
        threads = [threading.Thread(target=run, args=(server.address,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        until("all requests are there", lambda: len(server.seen) == 3)
        client.cancel_all()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
    assert [error.text for error in caught] == ["network.stopped"] * 3
    assert all(error.code is Code.E_NETWORK and error.maybe_delivered for error in caught)


def test_an_interrupt_ends_the_exchange() -> None:
    client = HttpClient(3600)
    main = threading.main_thread().ident
    assert main is not None
    with bad_server(Fault(hang="before")) as server:

        def interrupt() -> None:
            until("the request is there", lambda: server.seen)
            signal.pthread_kill(main, signal.SIGINT)

        person = threading.Thread(target=interrupt)
        person.start()
        with pytest.raises(KeyboardInterrupt):
            _refresh(client, server.address)
        person.join()
        for thread in threading.enumerate():
            if thread.name == "http":
                thread.join(PATIENCE)
                assert not thread.is_alive()
    client.cancel_all()


def test_a_date_that_no_calendar_has(client: HttpClient) -> None:
    reply = Reply(200, b"{}", headers={"Date": "Mon, 99 Foo 99999 99:99:99 GMT"})
    with bad_server(Fault(), reply=reply) as server:
        assert _get(client, server.address).date is None
