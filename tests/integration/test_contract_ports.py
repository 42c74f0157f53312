"""Contract: redirect hosts and ports."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.arrivals import listening_addresses
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import Stage, visit

_V4, _V6 = "0100007F", "00000000000000000000000001000000"


@contextmanager
def taken(*hosts: str) -> Iterator[int]:
    """A port that somebody else listens on, at each of *hosts*."""
    with ExitStack() as stack:
        port = 0
        for host in hosts:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            sock = stack.enter_context(socket.socket(family))
            sock.bind((host, port))
            sock.listen()
            port = sock.getsockname()[1]
        yield port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make(tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring, **account: object) -> Stage:
    return Stage(tmp_path, provider, keyring.bus.address, **account)


def test_a_taken_port_is_named(tmp_path: Path, provider: ScriptedProvider, shared_keyring: GnomeKeyring) -> None:
    with taken("127.0.0.1") as port:
        stage = make(tmp_path, provider, shared_keyring, redirect_ports=[port])
        result = stage.run("login", "work", "--print-url", exits=4)
        assert result.code == "E_PORT"
        assert str(port) in result.json["error"]["message"]
    assert provider.calls("authorize") == ()


def test_ports_are_tried_in_order(tmp_path: Path, provider: ScriptedProvider, shared_keyring: GnomeKeyring) -> None:
    with taken("127.0.0.1") as first:
        second = free_port()
        stage = make(tmp_path, provider, shared_keyring, redirect_ports=[first, second])
        with stage.start_login() as login:
            url = login.first_line()
            where = parse_qs(urlsplit(url).query)["redirect_uri"][0]
            assert where == f"http://127.0.0.1:{second}/callback"
            visit(provider.sign_in(url))
            assert login.wait().exit == 0
    assert provider.calls("token")[0].value("redirect_uri") == where


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", {_V4}), ("[::1]", {_V6}), ("localhost", {_V4, _V6})],
)
def test_only_loopback_and_all_of_it(
    tmp_path: Path,
    provider: ScriptedProvider,
    shared_keyring: GnomeKeyring,
    host: str,
    expected: set[str],
) -> None:
    stage = make(tmp_path, provider, shared_keyring, redirect_host=host)
    with stage.start_login() as login:
        url = login.first_line()
        where = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0])
        assert f"http://{host}:{where.port}/callback" == where.geturl()
        assert where.port is not None
        assert listening_addresses(where.port) == expected
        visit(provider.sign_in(url))
        assert login.wait().exit == 0
    assert listening_addresses(where.port) == set()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_localhost_is_refused_where_either_family_is_taken(
    tmp_path: Path, provider: ScriptedProvider, shared_keyring: GnomeKeyring, host: str
) -> None:
    with taken(host) as port:
        stage = make(tmp_path, provider, shared_keyring, redirect_host="localhost", redirect_ports=[port])
        assert stage.fails("login", "work", "--print-url")[:2] == (4, "E_PORT")


def test_a_redirect_path_of_its_own(tmp_path: Path, provider: ScriptedProvider, shared_keyring: GnomeKeyring) -> None:
    stage = make(tmp_path, provider, shared_keyring, redirect_path="/auth/done")
    stage.signed_in()
    assert urlsplit(provider.calls("token")[0].value("redirect_uri")).path == "/auth/done"
