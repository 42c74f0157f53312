"""What the HTTP port sends, and that answers come back raw."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.ports import Grant, Http, Trust
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from tests.support.bad_network import BadServer, bad_server
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply
from tests.support.real import require

LOOPBACK = Trust(allow_http=True)
CODE = Grant(
    "authorization_code",
    {
        "code": Secret("the code+/="),
        "redirect_uri": "http://127.0.0.1:1/callback",
        "code_verifier": Secret("v" * 43),
        "resource": "https://api.example/?a=b&c=d",
    },
)
REFRESH = Grant("refresh_token", {"refresh_token": Secret("r+1"), "scope": "openid profile"})


@pytest.fixture
def client() -> Iterator[HttpClient]:
    client = HttpClient(60)
    yield client
    client.cancel_all()


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server(Fault()) as server:
        yield server


def _get(client: Http, url: str, **options: object) -> object:
    return client.get(url, trust=LOOPBACK, too_large=Code.E_METADATA, **options)  # type: ignore[arg-type]  # a test's shorthand


def test_importing_the_port_loads_no_library() -> None:
    heavy = "requests", "authlib", "urllib3", "ssl", "email.utils"
    words = f"import sys, desktop_app.system.http; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_get_sends_what_it_should_and_no_more(client: HttpClient, server: BadServer) -> None:
    _get(client, server.address + "/a?b=c", headers={"X-Extra": "1"}, bearer=Secret("token"))
    seen = server.seen[0]
    assert (seen.method, seen.path, seen.query) == ("GET", "/a", {"b": ["c"]})
    assert seen.headers["user-agent"].startswith("Keyfob/")
    assert seen.headers["authorization"] == "Bearer token"
    assert {name: seen.headers[name] for name in ("accept", "accept-encoding", "x-extra")} == {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "x-extra": "1",
    }
    assert "cookie" not in seen.headers


def test_a_callers_accept_header_wins(client: HttpClient, server: BadServer) -> None:
    _get(client, server.address, headers={"Accept": "application/jwk-set+json"})
    assert server.seen[0].headers["accept"] == "application/jwk-set+json"


def test_the_code_grant_of_a_public_client(client: HttpClient, server: BadServer) -> None:
    client.token(server.address + "/token", CODE, client_id="me", client_secret=None, trust=LOOPBACK)
    seen = server.seen[0]
    assert seen.method == "POST"
    assert seen.form == {
        "grant_type": ["authorization_code"],
        "code": ["the code+/="],
        "redirect_uri": ["http://127.0.0.1:1/callback"],
        "code_verifier": ["v" * 43],
        "resource": ["https://api.example/?a=b&c=d"],
        "client_id": ["me"],
    }
    assert "authorization" not in seen.headers
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["user-agent"].startswith("Keyfob/")


def test_the_refresh_grant_with_a_secret_has_it_in_the_form(client: HttpClient, server: BadServer) -> None:
    client.token(server.address + "/token", REFRESH, client_id="me", client_secret=Secret("s&="), trust=LOOPBACK)
    seen = server.seen[0]
    assert seen.form == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["r+1"],
        "scope": ["openid profile"],
        "client_id": ["me"],
        "client_secret": ["s&="],
    }
    assert "authorization" not in seen.headers


def test_parameters_named_like_options_of_the_library_are_parameters(client: HttpClient, server: BadServer) -> None:
    odd = {"refresh_token": Secret("r"), "verify": "no", "timeout": "1", "proxies": "x", "state": "y", "hooks": "z"}
    client.token(server.address, Grant("refresh_token", odd), client_id="me", client_secret=None, trust=LOOPBACK)
    assert {name: server.seen[0].value(name) for name in odd if name != "refresh_token"} == {
        "verify": "no",
        "timeout": "1",
        "proxies": "x",
        "state": "y",
        "hooks": "z",
    }


@pytest.mark.parametrize(
    ("status", "media_type", "body"),
    [
        (200, "application/json", b'{"access_token": "a", "token_type": "Bearer"}'),
        (400, "application/json", b"{}"),
        (400, "application/json", b'{"error": "invalid_grant"}'),
        (403, "application/json", b'{"message": "no"}'),
        (400, "text/plain", b""),
        (200, "text/html", b"<html>"),
        (407, "text/html", b"proxy"),
        (500, "application/json", b'{"error": "x"}'),
        (302, "text/html", b""),
        (204, "", b""),
    ],
)
def test_the_token_answer_comes_back_raw(client: HttpClient, status: int, media_type: str, body: bytes) -> None:
    reply = Reply(status, body, media_type, {"Location": "http://portal.example/"} if status == 302 else {})
    with bad_server(Fault(), reply=reply) as server:
        before = time.time()
        answer = client.token(server.address, REFRESH, client_id="me", client_secret=None, trust=LOOPBACK)
        assert len(server.seen) == 1
    assert (answer.status, answer.media_type, answer.body) == (status, media_type, body)
    assert answer.date is not None
    assert before - 1 <= answer.date <= time.time()  # it tells whole seconds
    assert before <= answer.received <= time.time()


def test_post_form_with_basic_encodes_both_halves(client: HttpClient, server: BadServer) -> None:
    client.post_form(
        server.address,
        {"token": Secret("t+1"), "token_type_hint": "refresh_token"},
        trust=LOOPBACK,
        too_large=Code.E_TOKEN_RESPONSE,
        client_secret=("m:e", Secret("s e")),
    )
    seen = server.seen[0]
    assert seen.form == {"token": ["t+1"], "token_type_hint": ["refresh_token"]}
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(seen.headers["authorization"].removeprefix("Basic ")) == b"m%3Ae:s+e"


def test_headers_media_type_and_date(client: HttpClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8", "X-A": "1", "x-a": "2", "Date": "nonsense"}
    with bad_server(Fault(), reply=Reply(200, b"{}", headers=headers)) as server:
        answer = client.get(server.address, trust=LOOPBACK, too_large=Code.E_METADATA)
    assert answer.media_type == "application/json"
    assert answer.headers["x-a"] == "2"
    assert answer.date is None


def test_cookies_are_not_kept(client: HttpClient) -> None:
    with bad_server(Fault(headers={"Set-Cookie": "a=b; Path=/"})) as server:
        for _ in range(2):
            _get(client, server.address)
        client.token(server.address, REFRESH, client_id="me", client_secret=None, trust=LOOPBACK)
        assert [seen.headers.get("cookie") for seen in server.seen] == [None, None, None]


def test_netrc_is_not_read(
    client: HttpClient, server: BadServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    _get(client, server.address)
    client.token(server.address, REFRESH, client_id="me", client_secret=None, trust=LOOPBACK)
    assert [seen.headers.get("authorization") for seen in server.seen] == [None, None]


def test_a_header_that_http_does_not_carry_is_told_without_its_value(client: HttpClient, server: BadServer) -> None:
    with pytest.raises(TransportError) as caught:
        _get(client, server.address, bearer=Secret("canary\r\nX: y"))
    assert caught.value.text == "network.request"
    assert not caught.value.maybe_delivered
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "canary" not in repr(caught.value.params)


def test_warming_up_loads_what_the_first_token_request_needs() -> None:
    words = (
        "import sys; from desktop_app.system.http import HttpClient; HttpClient().warm_up();"
        "print('authlib.oauth2.client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_ipv6_loopback(client: HttpClient) -> None:
    require(socket.has_ipv6 and Path("/proc/net/if_inet6").exists(), "IPv6 loopback")
    with bad_server(Fault(), host="::1") as server:
        _get(client, server.address)
        assert server.seen[0].headers["host"] == f"[::1]:{server.port}"
