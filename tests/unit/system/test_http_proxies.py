"""Proxies: which ones, by what name, and what is said when they do not open the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.ports import Grant, HttpAnswer, Trust
from desktop_app.secret import Secret
from desktop_app.system.http import HttpClient
from tests.support.bad_network import bad_server
from tests.support.certificates import authority, server_context
from tests.support.provider.script import Fault
from tests.support.proxy_double import Mode, ProxyDouble

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


def test_https_goes_through_the_proxy_by_its_name(
    client: HttpClient, tmp_path: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = server_context(tmp_path, names=("provider.example",))
    with bad_server(Fault(), tls=tls) as server, ProxyDouble(("127.0.0.1", server.port)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", "//user:pass@"))
        _get(client, "https://provider.example/x", trust)
        _refresh(client, "https://provider.example/token", trust)
        assert len(proxy.asked) == 1
        assert proxy.asked[0].startswith("CONNECT provider.example:443 ")
        assert "Proxy-Authorization: Basic dXNlcjpwYXNz" in proxy.asked[0]
        assert [seen.path for seen in server.seen] == ["/x", "/token"]
        assert "proxy-authorization" not in server.seen[0].headers


@pytest.mark.parametrize(
    ("mode", "text"),
    [("deny", "proxy_refused"), ("ask", "proxy_auth"), ("close", "proxy_broken"), ("hang", "proxy_timeout")],
)
def test_a_proxy_that_does_not_open_the_way(
    trust: Trust, monkeypatch: pytest.MonkeyPatch, mode: Mode, text: str
) -> None:
    client = HttpClient(1.5 if mode == "hang" else 60)
    with ProxyDouble(("127.0.0.1", 1), mode) as proxy:
        monkeypatch.setenv("all_proxy", f"http://user:canary@127.0.0.1:{proxy.port}")
        with pytest.raises(TransportError) as caught:
            _refresh(client, "https://provider.example/token", trust)
    fault = caught.value
    assert (fault.code, fault.text, fault.maybe_delivered) == (Code.E_PROXY, f"network.{text}", False)
    assert fault.params["proxy"] == f"127.0.0.1:{proxy.port}"
    assert "canary" not in repr(fault.params)
    client.cancel_all()


def test_an_https_proxy(client: HttpClient, tmp_path: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = server_context(tmp_path, names=("provider.example",))
    with (
        bad_server(Fault(), tls=tls) as server,
        ProxyDouble(("127.0.0.1", server.port), tls=server_context(tmp_path)) as proxy,
    ):
        monkeypatch.setenv("https_proxy", proxy.url)
        assert _refresh(client, "https://provider.example/token", trust).status == 200
        assert [seen.path for seen in server.seen] == ["/token"]
        with pytest.raises(TransportError) as caught:
            _refresh(client, "https://provider.example/token")
        assert (caught.value.code, caught.value.text) == (Code.E_PROXY, "network.proxy_unreachable")


def test_a_proxy_that_opens_tls_itself_is_a_matter_of_trust(
    client: HttpClient, tmp_path: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = server_context(tmp_path, names=("provider.example",), issuer=authority("Company"))
    with bad_server(Fault(), tls=tls) as server, ProxyDouble(("127.0.0.1", server.port)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        with pytest.raises(TransportError) as caught:
            _refresh(client, "https://provider.example/token", trust)
    assert (caught.value.code, caught.value.text) == (Code.E_TLS, "network.tls_unknown_ca")
    assert caught.value.params["host"] == "provider.example"
    assert not caught.value.maybe_delivered


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("http://127.0.0.1:9", "proxy_unreachable"),
        ("127.0.0.1:9", "proxy_unreachable"),
        ("socks5://127.0.0.1:9", "proxy_kind"),
        ("http://", "proxy_address"),
        ("http://[::1", "proxy_address"),
        ("http://127.0.0.1:port", "proxy_address"),
    ],
)
def test_proxies_that_cannot_be_used(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch, setting: str, text: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with pytest.raises(TransportError) as caught:
        _get(client, "https://provider.example/")
    assert (caught.value.code, caught.value.text) == (Code.E_PROXY, f"network.{text}")


def test_loopback_never_goes_through_a_proxy(client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with bad_server(Fault()) as server, ProxyDouble(("127.0.0.1", 1), "deny") as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert _get(client, server.address).status == 200
        assert _get(client, server.address.replace("127.0.0.1", "localhost")).status == 200
        assert proxy.asked == []


@pytest.mark.parametrize(
    "excluded", ["provider.example", ".example", "*", "nonsense/x,192.0.2.0/24", "other,192.0.2.7"]
)
def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch, excluded: str) -> None:
    from desktop_app.system.http.address import parse
    from desktop_app.system.http.proxies import proxy_for

    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", excluded)
    host = "192.0.2.7" if "192" in excluded else "provider.example"
    address, other = parse(f"https://{host}/"), parse("https://another.test/")
    assert address is not None
    assert other is not None
    assert proxy_for(address) is None
    found = proxy_for(other)
    assert (None if found is None else found.name) == (None if excluded == "*" else "proxy.example:3128")
