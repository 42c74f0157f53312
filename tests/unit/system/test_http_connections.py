"""Redirects, kept connections and certificates."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.ports import Grant, HttpAnswer, Trust
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from tests.support.bad_network import BadServer, bad_server, tls_troubles
from tests.support.certificates import authority, server_context
from tests.support.patience import PATIENCE, until
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply, WireServer
from tests.support.proxy_double import ProxyDouble

LOOPBACK = Trust(allow_http=True)
REFRESH = Grant("refresh_token", {"refresh_token": Secret("r")})


@pytest.fixture
def client() -> Iterator[HttpClient]:
    client = HttpClient(60)
    yield client
    client.cancel_all()


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(ca_file=str(authority().write(tmp_path)))


def _get(client: HttpClient, url: str, trust: Trust = LOOPBACK) -> HttpAnswer:
    return client.get(url, trust=trust, too_large=Code.E_METADATA)


def _refresh(client: HttpClient, url: str, trust: Trust = LOOPBACK) -> HttpAnswer:
    return client.token(url, REFRESH, client_id="me", client_secret=None, trust=trust)


class _Hops(WireServer):
    """Redirects /N to /N-1, and /0 is the end; everything else goes where *elsewhere* says."""

    def __init__(self, elsewhere: str = "") -> None:
        self.seen: list[Seen] = []
        self.elsewhere = elsewhere
        super().__init__(self._hop)

    def _hop(self, seen: Seen) -> tuple[Reply, Fault | None]:
        self.seen.append(seen)
        word = seen.path.strip("/")
        if word == "0":
            return Reply(200, b"{}"), None
        target = f"/{int(word) - 1}" if word.isdigit() else self.elsewhere
        return Reply(307, b"moved", "text/plain", {"Location": target}), None

    def __enter__(self) -> _Hops:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def test_three_redirects_within_the_origin_are_followed(client: HttpClient) -> None:
    with _Hops() as server:
        answer = client.get(server.address + "/3", trust=LOOPBACK, too_large=Code.E_METADATA, bearer=Secret("t"))
        assert answer.status == 200
        assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer t"] * 4
        assert server.connections == 1
        assert _get(client, server.address + "/4").status == 307


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://localhost:{port}/0",
        "https://127.0.0.1:{port}/0",
        "http://127.0.0.1:1/0",
        "//portal.example/",
        "\\\\x",
        "//[",
        "http://[x",
        "https://a]b/",
        "",
    ],
)
def test_redirects_out_of_the_origin_are_the_answer(client: HttpClient, elsewhere: str) -> None:
    with _Hops() as server:
        server.elsewhere = elsewhere.format(port=server.port)
        assert _get(client, server.address + "/away").status == 307
        assert len(server.seen) == 1


def test_a_post_is_never_redirected(client: HttpClient) -> None:
    with _Hops() as server:
        assert _refresh(client, server.address + "/1").status == 307
        answer = client.post_form(server.address + "/1", {"a": "b"}, trust=LOOPBACK, too_large=Code.E_METADATA)
        assert answer.status == 307
        assert len(server.seen) == 2


def test_the_body_of_a_redirect_is_bounded_as_well(client: HttpClient) -> None:
    bomb = Fault(status=302, headers={"Location": "/next"}, gzip_bomb=20_000_000)
    with bad_server(bomb) as server, pytest.raises(TransportError) as caught:
        _refresh(client, server.address)
    assert caught.value.text == "network.too_large"


def test_one_connection_for_get_post_and_token(client: HttpClient, tmp_path: Path, trust: Trust) -> None:
    with bad_server(Fault(), tls=server_context(tmp_path)) as server:
        _get(client, server.address, trust)
        _refresh(client, server.address, trust)
        client.post_form(server.address, {"a": "b"}, trust=trust, too_large=Code.E_METADATA)
        assert server.connections == 1
        assert len(server.seen) == 3


def test_a_connection_that_the_server_closed_is_noticed(client: HttpClient) -> None:
    with bad_server(Fault()) as server:
        _get(client, server.address)
        server.drop_connections()
        _await_no_connection(server)
        assert _refresh(client, server.address).status == 200
        assert len(server.seen) == 2


class _ClosesAfterReading(WireServer):
    """Answers the first request of the server; closes on the second one, as a server does whose patience ends just
    when a request arrives."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        super().__init__(self._next)

    def _next(self, seen: Seen) -> tuple[Reply, Fault | None]:
        self.seen.append(seen)
        return Reply(200, b"{}"), Fault(drop="close") if len(self.seen) == 2 else None


@pytest.mark.parametrize(("method", "calls"), [("get", 3), ("post", 2)])
def test_a_connection_that_closes_under_a_request(client: HttpClient, method: str, calls: int) -> None:
    server = _ClosesAfterReading()
    server.start()
    try:
        _get(client, server.address)
        if method == "get":
            assert _get(client, server.address).status == 200
        else:
            with pytest.raises(TransportError) as caught:
                _refresh(client, server.address)
            assert (caught.value.text, caught.value.maybe_delivered) == ("network.reset", True)
        assert len(server.seen) == calls
    finally:
        server.stop()


def test_a_new_connection_that_closes_under_a_get_is_an_error(client: HttpClient) -> None:
    with bad_server(Fault(drop="close")) as server:
        with pytest.raises(TransportError):
            _get(client, server.address)
        assert len(server.seen) == 1


def _await_no_connection(server: BadServer) -> None:
    until("the connection is closed", lambda: not server.open_connections)


@pytest.mark.parametrize(
    ("trouble", "text"),
    [("unknown_ca", "unknown_ca"), ("expired", "expired"), ("not_yet", "not_yet"), ("wrong_host", "wrong_host")],
)
def test_bad_certificates(client: HttpClient, tmp_path: Path, trust: Trust, trouble: str, text: str) -> None:
    with bad_server(Fault(), tls=tls_troubles(tmp_path)[trouble]) as server:
        with pytest.raises(TransportError) as caught:
            _refresh(client, server.address, trust)
        assert server.seen == []
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, f"network.tls_{text}")
    assert not caught.value.maybe_delivered


def test_without_the_ca_file_its_certificates_are_unknown(client: HttpClient, tmp_path: Path, trust: Trust) -> None:
    with bad_server(Fault(), tls=server_context(tmp_path)) as server:
        assert _get(client, server.address, trust).status == 200
        with pytest.raises(TransportError) as caught:
            _get(client, server.address, Trust())
    assert caught.value.text == "network.tls_unknown_ca"


def test_a_server_without_tls(client: HttpClient, trust: Trust) -> None:
    with bad_server(Fault()) as server, pytest.raises(TransportError) as caught:
        _get(client, server.address.replace("http:", "https:"), trust)
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.tls_failed")


def test_a_server_that_speaks_only_old_tls(client: HttpClient, tmp_path: Path, trust: Trust) -> None:
    context = server_context(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with bad_server(Fault(), tls=context) as server, pytest.raises(TransportError) as caught:
        _get(client, server.address, trust)
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.tls_failed")


def test_a_handshake_that_hangs_is_cut_and_holds_up_nobody(tmp_path: Path, trust: Trust) -> None:
    client = HttpClient(3)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        bad_server(Fault(), tls=server_context(tmp_path)) as server,
    ):
        caught: list[TransportError] = []

        def hang() -> None:
            try:
                _refresh(client, f"https://127.0.0.1:{silent.getsockname()[1]}", trust)
            except TransportError as error:
                caught.append(error)

        thread = threading.Thread(target=hang)
        thread.start()
        assert _get(client, server.address, trust).status == 200
        assert thread.is_alive()
        thread.join(PATIENCE)
    assert [(error.text, error.maybe_delivered) for error in caught] == [("network.timeout", False)]
    client.cancel_all()


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_ca_file_that_cannot_be_used(client: HttpClient, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TransportError) as caught:
        _get(client, "https://127.0.0.1:1/", Trust(ca_file=str(path)))
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.ca_file")
    assert caught.value.params["file"] == str(path)


def test_a_server_that_hangs_up_during_the_handshake(client: HttpClient, trust: Trust) -> None:
    with ProxyDouble(("127.0.0.1", 1), "drop") as server, pytest.raises(TransportError) as caught:
        _refresh(client, server.url.replace("http:", "https:"), trust)
    fault = caught.value
    assert (fault.code, fault.text, fault.maybe_delivered) == (Code.E_NETWORK, "network.reset", False)
