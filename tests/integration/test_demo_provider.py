"""The embedded provider as a process: how it starts, what it keeps, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from desktop_app.demo.child import DemoProcess
from desktop_app.errors import Code, KeyfobError
from tests.support.command import ROOT, Running
from tests.support.demo_client import DemoClient
from tests.support.figures import record
from tests.support.patience import PATIENCE, until

PROGRAM = (sys.executable, "-W", "error", "-m", "desktop_app", "demo-provider")
Start = Callable[..., Running]


@pytest.fixture
def start(home: dict[str, str]) -> Start:
    """Starts the provider in a home of its own."""

    def run(*options: str, stdin: int = subprocess.DEVNULL) -> Running:
        return Running([*PROGRAM, *options], home, ROOT, stdin)

    return run


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _taken() -> Iterator[int]:
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def _raw(port: int, request: bytes) -> bytes:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while more := connection.recv(65536):
            answer += more
    return answer


# --- starting --------------------------------------------------------------------------------------------------------


def test_its_issuer_is_the_only_line_of_stdout_and_no_secret_is_on_either(start: Start, port: int) -> None:
    with start("--port", str(port)) as running:
        issuer = running.first_line()
        assert issuer == f"http://127.0.0.1:{port}"
        with DemoClient(issuer) as client:
            tokens = client.sign_in()
            tokens |= client.refresh(tokens["refresh_token"]).json()
            page = client.get("/").text
            bad = client.get("/oauth2/authorize?client_id=x")
        running.signal(signal.SIGTERM)
        result = running.wait()
    assert (result.exit, result.stdout) == (0, issuer + "\n")
    (line,) = result.stderr.splitlines()
    api_key = line.rpartition(" ")[2]
    assert len(api_key) == 44
    assert api_key in page
    assert bad.status_code == 400
    assert not any(str(tokens[name]) in result.stderr for name in ("access_token", "refresh_token", "id_token"))


def test_a_taken_port_is_left_alone_and_the_demo_starts_afresh(
    start: Start, port: int, home: dict[str, str], tmp_path: Path
) -> None:
    with _taken() as busy, start("--port", str(busy), "--data", str(tmp_path / "data")) as running:
        issuer = running.first_line()
        assert issuer != f"http://127.0.0.1:{busy}"
        with DemoClient(issuer) as client:
            assert client.sign_in()["userId"]
        assert f"Port {busy} is taken" in running.stderr()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "options", [["--port", "65536"], ["--port", "x"], ["--access-ttl", "0"], ["--no-such"], ["extra"]]
)
def test_wrong_options_are_exit_2(start: Start, options: list[str]) -> None:
    with start(*options) as running:
        result = running.wait()
    assert (result.exit, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_a_folder_that_cannot_be_written_is_named(start: Start, port: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with start("--port", str(port), "--data", str(tmp_path / "file" / "data")) as running:
        result = running.wait()
    assert (result.exit, result.stdout) == (5, "")
    assert result.stderr.startswith("E_DISK: The demo provider cannot write its data in ")
    assert "Traceback" not in result.stderr


# --- what it keeps ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_people_stay_signed_in_through_a_restart(
    start: Start, port: int, home: dict[str, str], number: signal.Signals
) -> None:
    with start("--port", str(port)) as running, DemoClient(running.first_line()) as client:
        tokens = client.refresh(client.sign_in()["refresh_token"]).json()
        keys, api_key = client.get("/.well-known/jwks.json").json(), running.stderr().split()[-1]
        running.signal(number)
        running.wait()
    folder = Path(home["XDG_STATE_HOME"], "keyfob", "demo")
    for place in (folder, folder.parent):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert f"demo-{port}.sqlite3" in [file.name for file in files]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert tokens["refresh_token"].encode() not in file.read_bytes()

    with start("--port", str(port)) as running, DemoClient(running.first_line()) as client:
        assert client.get("/.well-known/jwks.json").json() == keys
        assert running.stderr().split()[-1] == api_key
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert client.get("/oauth2/userinfo", headers=bearer).json()["name"] == "Ada Admin"
        assert client.refresh(tokens["refresh_token"]).status_code == 200


def test_a_damaged_file_is_replaced(start: Start, port: int, tmp_path: Path) -> None:
    (tmp_path / f"demo-{port}.sqlite3").write_bytes(b"this is no database" * 1000)
    with start("--port", str(port), "--data", str(tmp_path)) as running, DemoClient(running.first_line()) as client:
        assert client.sign_in()["userId"]
        assert "It starts afresh" in running.stderr()


def test_a_file_in_use_is_not_touched(start: Start, port: int, tmp_path: Path) -> None:
    path = tmp_path / f"demo-{port}.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.execute("BEGIN EXCLUSIVE")
        with start("--port", str(port), "--data", str(tmp_path)) as running:
            with DemoClient(running.first_line()) as client:
                assert client.sign_in()["userId"]
            running.signal(signal.SIGTERM)
            running.wait()
        other.execute("COMMIT")
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


# --- what it lets in -------------------------------------------------------------------------------------------------


def test_it_answers_to_its_own_names_alone(start: Start, port: int) -> None:
    with start("--port", str(port)) as running:
        running.first_line()
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
            answer = _raw(port, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert answer.startswith(b"HTTP/1.1 200 ")
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1:{port}.evil", ""):
            answer = _raw(port, f"GET /oauth2/authorize HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert answer.startswith((b"HTTP/1.1 421 ", b"HTTP/1.1 400 ")), answer
            assert b"Demo" not in answer.split(b"\r\n\r\n", 1)[1]
        assert _raw(port, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421 ")


def test_it_listens_on_loopback_alone(start: Start, port: int) -> None:
    with start("--port", str(port)) as running:
        running.first_line()
        wanted = f":{port:04X}"
        rows = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()]
        listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(wanted)]
        assert listening == [f"0100007F{wanted}"]


def test_large_requests_are_refused(start: Start, port: int) -> None:
    with start("--port", str(port)) as running, DemoClient(running.first_line()) as client:
        assert client.get("/oauth2/authorize?x=" + "y" * 20_000).status_code == 414
        assert client.post("/oauth2/token", {"code": "x" * 70_000}).status_code == 413
        head = f"POST /oauth2/token HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        body = f"{head}{form}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 3 + b"0\r\n\r\n"
        assert _raw(port, body).startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 "))
        assert client.sign_in()["userId"]


def test_a_connection_that_says_nothing_holds_up_nobody(start: Start, port: int) -> None:
    with start("--port", str(port)) as running:
        issuer = running.first_line()
        idle = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(20)]
        try:
            with DemoClient(issuer) as client:
                assert client.sign_in()["userId"]
            running.signal(signal.SIGTERM)
            assert running.wait(9).exit == 0, "an idle connection may stay for 10 s"
        finally:
            for connection in idle:
                connection.close()


def test_every_answer_has_its_guards(start: Start, port: int) -> None:
    with start("--port", str(port)) as running, DemoClient(running.first_line()) as client:
        for path in ("/", "/nothing", "/icon.svg", "/oauth2/authorize", "/.well-known/jwks.json", "/api/user"):
            headers = client.get(path).headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none';")
            assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
            assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Server"] == "KeyfobDemo"


# --- ending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(start: Start, number: signal.Signals) -> None:
    with start("--port", "0") as running:
        running.first_line()
        began = time.monotonic()
        running.signal(number)
        result = running.wait()
        record(f"demo provider: {number.name} to its end", time.monotonic() - began, unit="s", target="<= 1")
    assert (result.exit, "Traceback" in result.stderr) == (0, False)


def test_it_ends_with_its_parent(start: Start) -> None:
    with start("--port", "0", "--parent-pipe", stdin=subprocess.PIPE) as running:
        running.first_line()
        assert running.process.stdin is not None
        began = time.monotonic()
        running.process.stdin.close()
        assert running.process.wait(PATIENCE) == 0
        record("demo provider: the end of its parent to its own", time.monotonic() - began, unit="s", target="<= 1")


@pytest.mark.parametrize("command", [None, PROGRAM])
def test_as_a_child_it_runs_until_it_is_closed(command: tuple[str, ...] | None) -> None:
    with DemoProcess(["--port", "0"], command=command) as child:
        assert child.is_running()
        assert requests.get(child.issuer, timeout=60).status_code == 200
        pid = child.pid
        child.close()
        assert not child.is_running()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_killed_parent_leaves_no_child(home: dict[str, str]) -> None:
    words = (
        "import sys, time; from desktop_app.demo.child import DemoProcess;"
        f"child = DemoProcess(['--port', '0'], command={PROGRAM!r}); print(child.issuer, child.pid, flush=True);"
        "time.sleep(600)"
    )
    with Running([sys.executable, "-c", words], home, ROOT, subprocess.DEVNULL) as parent:
        issuer, pid = parent.first_line().split()
        assert requests.get(issuer, timeout=60).status_code == 200
        parent.signal(signal.SIGKILL)
        parent.wait()
    until("the child is gone", lambda: not _runs(int(pid)))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")  # an orphan may wait to be reaped


@pytest.mark.parametrize(
    ("words", "deadline", "text"),
    [
        ("import time; time.sleep(600)", 0.5, "demo.not_started"),
        ("print('no issuer')", 60, "demo.no_start"),
        ("print('http://127.0.0.1:80x')", 60, "demo.no_start"),
        ("pass", 60, "demo.no_start"),
    ],
)
def test_a_child_that_does_not_name_its_issuer_is_an_error(words: str, deadline: float, text: str) -> None:
    with pytest.raises(KeyfobError) as caught:
        DemoProcess(command=[sys.executable, "-c", words], deadline=deadline)
    assert (caught.value.code, caught.value.text) == (Code.E_SERVER, text)


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyfobError) as caught:
        DemoProcess(command=[str(tmp_path / "nothing")])
    assert (caught.value.code, caught.value.text) == (Code.E_SERVER, "demo.no_start")
