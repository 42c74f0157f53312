"""Where the listener listens: loopback alone, the first free port, both families of localhost."""

from __future__ import annotations

import errno
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.loopback import LoopbackListener, sockets
from tests.support.raw_http import visit
from tests.support.real import require

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def taken(family: socket.AddressFamily = socket.AF_INET, port: int = 0) -> Iterator[int]:
    """A port that somebody else listens on."""
    with closing(socket.socket(family)) as other:
        other.bind(("127.0.0.1" if family == socket.AF_INET else "::1", port))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with taken() as port:
        return port


def has_ipv6() -> bool:
    try:
        with taken(socket.AF_INET6):
            return True
    except OSError:
        return False


def where(host: str, ports: list[int]) -> str:
    listening = LoopbackListener().listen(host=host, ports=ports, path="/callback")
    try:
        assert visit(f"{listening.redirect_uri}/nowhere").status == 404
        return listening.redirect_uri
    finally:
        listening.close()


def refusal(host: str, ports: list[int]) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        sockets.bind(host, ports)
    assert caught.value.code is Code.E_PORT
    return caught.value


def test_the_default_is_ipv4_loopback_and_any_port() -> None:
    parts = urlsplit(where("", [0]))
    assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/callback")
    assert (parts.port or 0) > 1023


def test_ports_are_tried_in_order() -> None:
    wanted = free_port()
    with taken() as first, taken() as second:
        assert urlsplit(where("127.0.0.1", [first, second, wanted])).port == wanted


def test_a_busy_port_falls_back_to_any() -> None:
    with taken() as busy:
        assert urlsplit(where("127.0.0.1", [busy, 0])).port != busy


def test_all_ports_busy_names_them() -> None:
    with taken() as first, taken() as second:
        error = refusal("127.0.0.1", [first, second])
    assert error.text == "browser.port_busy"
    assert error.params["ports"] == f"{first}, {second}"


def test_a_fixed_port_can_be_used_again_at_once() -> None:
    port = free_port()
    for _ in range(3):
        assert urlsplit(where("127.0.0.1", [port])).port == port


def test_nobody_else_can_take_our_port() -> None:
    listening = LoopbackListener().listen(host="127.0.0.1", ports=[0], path="/callback")
    try:
        with closing(socket.socket()) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with pytest.raises(OSError, match="in use"):
                _bind_and_listen(other, urlsplit(listening.redirect_uri).port or 0)
    finally:
        listening.close()


def _bind_and_listen(other: socket.socket, port: int) -> None:
    other.bind(("127.0.0.1", port))
    other.listen()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EADDRINUSE, errno.EPERM])
def test_a_port_that_is_forbidden_counts_as_busy(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    real, wanted = socket.socket.bind, free_port()

    def bind(self: socket.socket, address: tuple[str, int]) -> None:
        if address[1] == 8400:
            raise OSError(number, "not this one")
        real(self, address)

    monkeypatch.setattr(socket.socket, "bind", bind)
    assert urlsplit(where("127.0.0.1", [8400, wanted])).port == wanted
    assert refusal("127.0.0.1", [8400]).text == "browser.port_busy"


def test_other_trouble_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(self: socket.socket, address: tuple[str, int]) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket.socket, "bind", bind)
    error = refusal("127.0.0.1", [0])
    assert (error.text, error.params["why"]) == ("browser.listen_failed", "Too many open files")


def test_localhost_listens_in_both_families_on_one_port() -> None:
    require(has_ipv6(), "IPv6 loopback")
    listening = LoopbackListener().listen(host="localhost", ports=[0], path="/callback")
    try:
        port = urlsplit(listening.redirect_uri).port
        assert listening.redirect_uri == f"http://localhost:{port}/callback"
        for literal in ("127.0.0.1", "[::1]"):
            there = f"http://{literal}:{port}"
            assert visit(f"{there}/nowhere", host=f"localhost:{port}").status == 404
            assert visit(f"{there}/nowhere", host=f"LOCALHOST:{port}").status == 404
            assert visit(f"{there}/nowhere").status == 403
    finally:
        listening.close()


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_localhost_is_refused_where_one_family_is_taken(family: socket.AddressFamily) -> None:
    require(has_ipv6(), "IPv6 loopback")
    with taken(family) as busy:
        assert refusal("localhost", [busy]).params["ports"] == str(busy)
        wanted = free_port()
        assert urlsplit(where("localhost", [busy, wanted])).port == wanted
    # Nothing is left bound by the half that succeeded.
    assert urlsplit(where("localhost", [busy])).port == busy


def test_ipv6_literal() -> None:
    require(has_ipv6(), "IPv6 loopback")
    parts = urlsplit(where("[::1]", [0]))
    assert (parts.hostname, parts.netloc) == ("::1", f"[::1]:{parts.port}")


@pytest.mark.parametrize(
    ("host", "ports"),
    [("0.0.0.0", [0]), ("::", [0]), ("192.168.0.1", [0]), ("127.0.0.1", []), ("127.0.0.1", [65_536]), ("", [-1])],
)
def test_anything_but_loopback_is_refused(host: str, ports: list[int]) -> None:
    with pytest.raises(ValueError, match="loopback"):
        sockets.bind(host, ports)


_PROBE = """
import json, sys
from desktop_app.errors import KeyfobError
from desktop_app.system.loopback import LoopbackListener
found = {}
for host in ("", "127.0.0.1", "[::1]", "localhost"):
    try:
        listening = LoopbackListener().listen(host=host, ports=[4711], path="/callback")
    except KeyfobError as error:
        found[host] = [error.code, error.text]
    else:
        found[host] = listening.redirect_uri
        listening.close()
print(json.dumps(found))
"""


def probe(setup: str) -> dict[str, object]:
    """What the listener does in a network namespace prepared by the shell words *setup*."""
    unshare = shutil.which("unshare")
    require(unshare is not None and shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin") is not None, "unshare, ip")
    words = [str(unshare), "-rn", "sh", "-c", f'{setup} && exec "$@"', "probe", sys.executable, "-c", _PROBE]
    done = subprocess.run(
        words, cwd=ROOT, env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    require("Operation not permitted" not in done.stderr and "unshare failed" not in done.stderr, "network namespaces")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_without_ipv4_loopback_the_default_is_ipv6() -> None:
    assert probe("ip link set lo up && ip addr del 127.0.0.1/8 dev lo") == {
        "": "http://[::1]:4711/callback",
        "127.0.0.1": ["E_PORT", "browser.no_loopback"],
        "[::1]": "http://[::1]:4711/callback",
        "localhost": "http://localhost:4711/callback",
    }


def test_without_ipv6_loopback_localhost_is_ipv4_alone() -> None:
    assert probe("ip link set lo up && ip -6 addr del ::1/128 dev lo") == {
        "": "http://127.0.0.1:4711/callback",
        "127.0.0.1": "http://127.0.0.1:4711/callback",
        "[::1]": ["E_PORT", "browser.no_loopback"],
        "localhost": "http://localhost:4711/callback",
    }


def test_without_any_loopback_it_is_told() -> None:
    found = probe("ip link set lo up && ip addr flush dev lo")
    assert list(found.values()) == [["E_PORT", "browser.no_loopback"]] * 4
