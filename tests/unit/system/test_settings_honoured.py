"""The system's side of the settings: the browser's command, proxy and certificate authorities, and what is found."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.app.browser_command import command
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import Trust
from desktop_app.system import browsers
from desktop_app.system.browser import SystemBrowser, opener_name
from desktop_app.system.ca_file import check
from desktop_app.system.http import HttpClient
from desktop_app.system.http.network import Network
from desktop_app.system.http.proxies import named_proxy
from tests.support.bad_network import bad_server
from tests.support.certificates import authority, server_context
from tests.support.provider.script import Fault
from tests.support.proxy_double import ProxyDouble

URL = "https://op.example/authorize?state=a&b='$(id)'"
NAME = "provider.example"

if sys.platform == "win32":
    pytest.skip("shell scripts stand in for programs", allow_module_level=True)


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in list(os.environ):
        if name == "BROWSER" or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def program(folder: Path, name: str, *, status: int = 0) -> Path:
    """Notes its arguments beside itself, a line each."""
    path = folder / name
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{path}.said"\nexit {status}\n')
    path.chmod(0o700)
    return path


def said(path: Path) -> list[str] | None:
    note = path.with_name(f"{path.name}.said")
    return note.read_text().splitlines() if note.exists() else None


def opening(template: str) -> SystemBrowser:
    return SystemBrowser(patience=600, command=lambda url: command(template, url))


def test_the_command_of_the_settings_is_started_in_place_of_the_desktops(tmp_path: Path) -> None:
    mine, desktops = program(tmp_path, "mine"), program(tmp_path, "xdg-open")
    opening("mine --private '%u'").open(URL)

    assert said(mine) == ["--private", URL]
    assert said(desktops) is None


def test_the_variable_browser_still_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, named = program(tmp_path, "mine"), program(tmp_path, "named")
    monkeypatch.setenv("BROWSER", "named")
    opening("mine %u").open(URL)

    assert (said(mine), said(named)) == (None, [URL])


def test_a_command_that_fails_is_told_and_no_other_window_opens(tmp_path: Path) -> None:
    desktops = program(tmp_path, "xdg-open")
    with pytest.raises(KeyfobError) as missing:
        opening("gone %u").open(URL)
    assert (missing.value.code, missing.value.text) == (Code.E_BROWSER, "settings.browser_missing")
    program(tmp_path, "ill", status=3)
    with pytest.raises(KeyfobError) as failed:
        opening("ill %u").open(URL)
    assert failed.value.text == "browser.opener_failed"
    assert said(desktops) is None


def test_what_is_no_web_address_goes_to_no_command(tmp_path: Path) -> None:
    mine = program(tmp_path, "mine")
    with pytest.raises(KeyfobError, match=r"browser\.bad_address"):
        opening("mine %u").open("file:///etc/passwd")
    assert said(mine) is None


def test_files_are_opened_by_the_desktop_not_by_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, desktops = program(tmp_path, "named"), program(tmp_path, "xdg-open")
    monkeypatch.setenv("BROWSER", "named")
    SystemBrowser(patience=600).open_file(str(tmp_path / "-config.toml"))

    assert (said(named), said(desktops)) == (None, [str(tmp_path / "-config.toml")])
    assert opener_name() == "named"
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(KeyfobError, match=r"settings\.no_file_opener"):
        SystemBrowser().open_file("/config.toml")


def test_browsers_are_found_in_path(tmp_path: Path) -> None:
    for name in ("firefox-esr", "google-chrome", "brave"):
        program(tmp_path, name)
    found = browsers.found({"PATH": str(tmp_path)}, "linux")

    assert found == [("firefox", "firefox-esr"), ("chrome", "google-chrome"), ("brave", "brave")]
    assert browsers.found({"PATH": str(tmp_path / "nothing")}, "linux") == []


def test_browsers_are_found_where_the_system_puts_programs(tmp_path: Path) -> None:
    inside = tmp_path / "Applications" / "Firefox.app" / "Contents" / "MacOS" / "firefox"
    inside.parent.mkdir(parents=True)
    inside.touch()

    assert ("firefox", str(inside)) in browsers.found({"PATH": "", "HOME": str(tmp_path)}, "darwin")
    windows = tmp_path / r"Microsoft\Edge\Application\msedge.exe"
    windows.touch()
    assert browsers.found({"PATH": "", "PROGRAMFILES": str(tmp_path)}, "win32") == [("edge", str(windows))]


# --- certificate authorities -----------------------------------------------------------------------------------------


def test_a_file_with_a_certificate_is_accepted(tmp_path: Path) -> None:
    file = authority().write(tmp_path)
    check(str(file))
    file.write_bytes("Acme’s own\n".encode() + file.read_bytes() * 2)
    check(str(file))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "settings.ca_no_certificate"),
        (b"no certificate\n", "settings.ca_no_certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "settings.ca_no_certificate"),
        (b"\x30\x82\x00\xff" * 9, "settings.ca_no_certificate"),
        (b"-" * 5_000_001, "settings.ca_no_file"),
    ],
    ids=["empty", "words", "broken", "binary", "long"],
)
def test_a_file_without_a_certificate_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    with pytest.raises(KeyfobError) as caught:
        check(str(file))
    assert (caught.value.code, caught.value.text, caught.value.params["file"]) == (Code.E_CONFIG, text, str(file))


def test_what_is_no_plain_file_is_refused_and_nobody_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    wrong = {"pipe": "settings.ca_no_file", "gone.pem": "settings.ca_unreadable", "a\0b": "settings.ca_unreadable"}
    for name, text in wrong.items():
        with pytest.raises(KeyfobError) as caught:
            check(str(tmp_path / name))
        assert caught.value.text == text
    with pytest.raises(KeyfobError, match=r"settings\.ca_"):
        check(str(tmp_path))


class _Chosen:
    """The settings, changed while the client lives."""

    def __init__(self) -> None:
        self.network = Network()


@pytest.fixture
def chosen() -> _Chosen:
    return _Chosen()


@pytest.fixture
def client(chosen: _Chosen) -> Iterator[HttpClient]:
    made = HttpClient(60, network=lambda: chosen.network)
    yield made
    made.cancel_all()


def _get(client: HttpClient, url: str, ca_file: str = "") -> int:
    return client.get(url, trust=Trust(ca_file=ca_file), too_large=Code.E_METADATA).status


def _refused(client: HttpClient, url: str, ca_file: str = "") -> TransportError:
    with pytest.raises(TransportError) as caught:
        _get(client, url, ca_file)
    return caught.value


def test_the_extra_authority_counts_from_the_next_request_on(
    client: HttpClient, chosen: _Chosen, tmp_path: Path
) -> None:
    with bad_server(Fault(), tls=server_context(tmp_path)) as server:
        assert _refused(client, server.address).text == "network.tls_unknown_ca"
        chosen.network = Network(ca_file=str(authority().write(tmp_path)))
        assert _get(client, server.address) == 200
        chosen.network = Network()
        assert _refused(client, server.address).text == "network.tls_unknown_ca"


def test_the_accounts_own_authority_counts_beside_it(client: HttpClient, chosen: _Chosen, tmp_path: Path) -> None:
    own, common = tmp_path / "own", tmp_path / "common"
    for folder in (own, common):
        folder.mkdir()
    file = str(authority("Company").write(own))
    chosen.network = Network(ca_file=str(authority().write(common)))
    with (
        bad_server(Fault(), tls=server_context(tmp_path)) as one,
        bad_server(Fault(), tls=server_context(tmp_path, issuer=authority("Company"))) as other,
    ):
        assert _get(client, one.address, file) == 200
        assert _get(client, other.address, file) == 200
        assert _refused(client, other.address).text == "network.tls_unknown_ca"


def test_a_broken_extra_file_stops_only_those_who_need_it_and_is_named(
    client: HttpClient, chosen: _Chosen, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("nothing")
    chosen.network = Network(ca_file=str(broken))
    file = str(authority().write(tmp_path))
    with bad_server(Fault(), tls=server_context(tmp_path)) as server:
        assert _get(client, server.address, file) == 200
        fault = _refused(client, server.address)
        assert (fault.code, fault.text, fault.params["file"]) == (Code.E_TLS, "network.ca_file", str(broken))
        broken.write_bytes(Path(file).read_bytes())
        assert _get(client, server.address) == 200, "mended"


# --- proxies ---------------------------------------------------------------------------------------------------------


def test_the_proxy_of_the_settings_comes_before_the_environments(
    client: HttpClient, chosen: _Chosen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = str(authority().write(tmp_path))
    with (
        bad_server(Fault(), tls=server_context(tmp_path, names=(NAME,))) as server,
        ProxyDouble(("127.0.0.1", server.port)) as named,
        ProxyDouble(("127.0.0.1", server.port)) as own,
    ):
        monkeypatch.setenv("https_proxy", named.url)
        for url, asked in (("", named), (own.url, own), ("", named)):
            before = len(asked.asked)
            chosen.network = Network(proxy=url)
            client.cancel_all()  # idle connections would serve as well
            assert _get(client, f"https://{NAME}/", trust) == 200
            assert len(asked.asked) == before + 1
        assert own.asked[0].startswith(f"CONNECT {NAME}:443 ")
        monkeypatch.setenv("no_proxy", NAME)
        chosen.network = Network(proxy=own.url)
        client.cancel_all()
        assert _refused(client, f"https://{NAME}/", trust).code is Code.E_NETWORK, "what is excepted goes directly"
        assert len(own.asked) == 1


def test_none_means_none(client: HttpClient, chosen: _Chosen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProxyDouble(("127.0.0.1", 1)) as named:
        monkeypatch.setenv("https_proxy", named.url)
        chosen.network = Network(proxy="none")
        assert _refused(client, f"https://{NAME}/").code is Code.E_NETWORK
        assert named.asked == []


def test_a_proxy_that_is_not_there_is_named(client: HttpClient, chosen: _Chosen) -> None:
    chosen.network = Network(proxy="http://127.0.0.1:9")
    fault = _refused(client, f"https://{NAME}/")
    assert (fault.code, fault.params["proxy"]) == (Code.E_PROXY, "127.0.0.1:9")


def test_loopback_goes_through_no_proxy_of_the_settings(client: HttpClient, chosen: _Chosen) -> None:
    with bad_server(Fault()) as server, ProxyDouble(("127.0.0.1", 1), "deny") as own:
        chosen.network = Network(proxy=own.url)
        answer = client.get(server.address, trust=Trust(allow_http=True), too_large=Code.E_METADATA)
        assert answer.status == 200
        assert own.asked == []


def test_the_environments_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_proxy() == ("", False, False)
    monkeypatch.setenv("https_proxy", "http://ada:canary@proxy.example:3128")
    assert named_proxy() == ("proxy.example:3128", True, False)
    monkeypatch.setenv("https_proxy", "socks5://proxy.example:1080")
    assert named_proxy() == ("", True, True)
