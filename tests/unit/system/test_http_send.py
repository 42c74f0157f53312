"""Calls of a provider's own interface: what goes out, what never does, and what comes back."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.ports import HttpAnswer, Method, Trust
from desktop_app.providers.session_answers import LIST_LIMIT
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from desktop_app.system.http.json_body import json_body
from tests.support.bad_network import TROUBLES, BadServer, bad_server
from tests.support.patience import PATIENCE
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply

LOOPBACK = Trust(allow_http=True)
KEY = Secret("bare-key")


@pytest.fixture
def client() -> Iterator[HttpClient]:
    client = HttpClient(60)
    yield client
    client.cancel_all()


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server(Fault()) as server:
        yield server


def send(client: HttpClient, method: Method, url: str, **options: object) -> HttpAnswer:
    return client.send(method, url, trust=LOOPBACK, too_large=Code.E_USERINFO, **options)  # type: ignore[arg-type]  # a test's shorthand


def test_what_goes_out(client: HttpClient, server: BadServer) -> None:
    send(client, "DELETE", f"{server.address}/a?b=c", authorization=KEY, headers={"X-Tenant": "t"})
    send(client, "POST", f"{server.address}/p", body={"global": True, "refreshToken": Secret("r+é")})
    send(client, "GET", f"{server.address}/g", authorization=Secret("Bearer x"))
    delete, post, get = server.seen
    assert (delete.method, delete.path, delete.query) == ("DELETE", "/a", {"b": ["c"]})
    assert (delete.headers["authorization"], delete.headers["x-tenant"]) == ("bare-key", "t")
    assert post.headers["content-type"] == "application/json"
    assert "authorization" not in post.headers
    assert get.headers["authorization"] == "Bearer x"


def test_secrets_in_a_body_go_out_as_their_values() -> None:
    body = json_body({"global": True, "refreshToken": Secret("r+é")})
    assert (body.isascii(), json.loads(body)) == (True, {"global": True, "refreshToken": "r+é"})


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_the_answer_and_the_key_goes_nowhere_else(client: HttpClient, status: int) -> None:
    with bad_server(Fault()) as elsewhere:
        for target in (f"{elsewhere.address}/x", "/here"):
            reply = Reply(status, b"", headers={"Location": target})
            with bad_server(Fault(), reply=reply) as server:
                assert send(client, "GET", server.address, authorization=KEY).status == status
                assert len(server.seen) == 1
        assert elsewhere.seen == []


def test_fifty_megabytes_are_not_read(client: HttpClient) -> None:
    for fault in (Fault(status=200, gzip_bomb=50_000_000), Fault(process=True, declared=50_000_000)):
        with bad_server(fault) as server, pytest.raises(TransportError) as refused:
            send(client, "GET", server.address, limit=LIST_LIMIT)
        assert refused.value.code is Code.E_USERINFO


@pytest.mark.parametrize("trouble", ["cut_off", "length_too_long", "reset", "reset_after_head", "broken_chunks"])
def test_half_an_answer_is_none(trouble: str) -> None:
    client = HttpClient(5)
    with bad_server(TROUBLES[trouble]) as server, pytest.raises(TransportError) as refused:
        send(client, "GET", server.address)
    client.cancel_all()
    assert refused.value.code is Code.E_NETWORK


class _Closing:
    """Answers one request on each connection, promises to keep it, and closes it when the next request comes."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, name="closing")
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                first = connection.recv(65_536)
                if not first:
                    return
                self.requests.append(first)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
                if not connection.recv(1):
                    return

    def close(self) -> None:
        """End it."""
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join(PATIENCE)
        self._listener.close()


def test_a_kept_connection_that_just_closed_costs_nothing_but_for_a_post(client: HttpClient) -> None:
    server = _Closing()
    try:
        assert send(client, "DELETE", f"{server.address}/1").status == 200
        assert send(client, "DELETE", f"{server.address}/2").status == 200, "it is sent once more"
        with pytest.raises(TransportError):
            send(client, "POST", f"{server.address}/3", body={})
    finally:
        client.cancel_all()
        server.close()
    assert [request.split()[1] for request in server.requests] == [b"/1", b"/2"]
