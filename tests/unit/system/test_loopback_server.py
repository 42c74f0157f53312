"""The one thread that moves the bytes: large answers, slow and vanishing browsers, a system out of room."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from desktop_app.system.loopback import connection as connections
from desktop_app.system.loopback import server as servers
from desktop_app.system.loopback.connection import Connection
from desktop_app.system.loopback.request import Request
from desktop_app.system.loopback.responses import Response
from desktop_app.system.loopback.server import Server
from tests.support.patience import PATIENCE, until
from tests.support.raw_http import connect, read, request, visit

LARGE = b"x" * 12_000_000
SOON = PATIENCE
#: The limits of a connection.
LIMITS = ("_IDLE", "_REQUEST", "_ANSWER", "_DRAIN")


class Answers:
    """Answers by path; holds what it is told to."""

    def __init__(self) -> None:
        self.held: list[Connection] = []
        self.has_ended = threading.Event()

    def answer(self, request: Request, connection: Connection) -> Response | None:
        if request.path == "/held":
            self.held.append(connection)
            return None
        return Response(200, (), LARGE if request.path == "/large" else b"small")

    def saw_hello(self) -> None:
        pass

    def expects_visits(self) -> bool:
        return False

    def ended(self) -> None:
        self.has_ended.set()


class Unable(socket.socket):
    """A listening socket of a process that has no room for more, for a while."""

    failures = 0

    def accept(self) -> tuple[socket.socket, object]:
        if self.failures:
            self.failures -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@pytest.fixture
def listening() -> Iterator[Unable]:
    one = Unable()
    one.bind(("127.0.0.1", 0))
    one.listen(512)
    one.setblocking(False)
    yield one
    one.close()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def server(listening: Unable, answers: Answers) -> Iterator[Server]:
    one = Server([listening], answers)
    one.start()
    yield one
    one.close(0.0)
    assert answers.has_ended.is_set()


@pytest.fixture
def origin(listening: Unable, server: Server) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def eventually(condition: Callable[[], bool]) -> None:
    until("what was awaited", condition)


def test_a_large_answer_arrives_whole_at_a_slow_reader(origin: str) -> None:
    with connect(origin) as browser:
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
        browser.sendall(request(f"{origin}/large"))
        assert visit(f"{origin}/small").body == b"small"
        assert read(browser).body == LARGE


def test_a_browser_that_vanishes_takes_nobody_with_it(origin: str, server: Server, answers: Answers) -> None:
    for path in ("/large", "/held", "/small"):
        browser = connect(origin)
        browser.sendall(request(origin + path))
        if path == "/held":
            eventually(lambda: bool(answers.held))
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closing resets
        browser.close()
    server.send(answers.held[0], Response(200, (), LARGE))
    assert visit(f"{origin}/small").body == b"small"


def test_a_held_connection_is_answered_once(origin: str, server: Server, answers: Answers) -> None:
    with connect(origin) as browser:
        browser.sendall(request(f"{origin}/held"))
        eventually(lambda: bool(answers.held))
        server.send(answers.held[0], Response(200, (), b"first"))
        server.send(answers.held[0], Response(200, (), b"second"))
        assert read(browser).body == b"first"


@pytest.mark.parametrize(
    ("limit", "said"),
    [("_IDLE", b""), ("_REQUEST", b"GET / HTT"), ("_DRAIN", b"GET /small HTTP/1.1\r\n\r\n")],
)
def test_slow_connections_are_dropped(origin: str, monkeypatch: pytest.MonkeyPatch, limit: str, said: bytes) -> None:
    """By that limit: the others are too long to be met here."""
    for name in LIMITS:
        monkeypatch.setattr(connections, name, 0.1 if name == limit else 3600.0)
    with connect(origin) as browser:
        browser.sendall(said)
        answer = read(browser)
        assert answer.status == (200 if limit == "_DRAIN" else 0)
        # The other side is gone, not only silent.
        eventually(lambda: _is_refused(browser))


def _is_refused(browser: socket.socket) -> bool:
    try:
        browser.send(b"x")
    except OSError:
        return True
    return False


def _is_established(local: int, remote: int) -> bool:
    """Whether the connection between these ports of 127.0.0.1 is open at *local*'s end, by the kernel's own list."""
    ends = (f"0100007F:{local:04X}", f"0100007F:{remote:04X}", "01")  # TCP_ESTABLISHED
    with open("/proc/net/tcp", encoding="ascii") as table:
        return any(tuple(line.split()[1:4]) == ends for line in table)


def test_a_reader_that_never_reads_is_dropped(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_ANSWER", 0.2)
    with connect(origin) as browser:
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
        ours, theirs = browser.getsockname()[1], browser.getpeername()[1]
        browser.sendall(request(f"{origin}/large"))
        eventually(lambda: bool(browser.recv(1, socket.MSG_PEEK)))
        eventually(lambda: not _is_established(theirs, ours))
        assert len(read(browser).body) < len(LARGE)


def test_without_file_descriptors_the_oldest_idle_connection_makes_room(origin: str, listening: Unable) -> None:
    with connect(origin) as idle:
        idle.sendall(b"GET ")
        assert visit(f"{origin}/small").status == 200  # so the idle one before it was accepted, too
        listening.failures = 3
        assert visit(f"{origin}/small").body == b"small"
        assert listening.failures == 0
        assert read(idle).status == 0


def test_connections_that_are_held_are_never_dropped_for_new_ones(
    origin: str, server: Server, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "_MAX_CONNECTIONS", 3)
    held = [connect(origin) for _ in range(3)]
    for browser in held:
        browser.sendall(request(f"{origin}/held"))
    eventually(lambda: len(answers.held) == 3)
    assert visit(f"{origin}/small").status == 0
    for connection in answers.held:
        server.send(connection, Response(200, (), b"at last"))
    for browser in held:
        assert read(browser).body == b"at last"
        browser.close()
    eventually(lambda: visit(f"{origin}/small").status == 200)


def test_closing_lets_an_answer_on_its_way_arrive(
    listening: Unable, answers: Answers, origin: str, server: Server
) -> None:
    with connect(origin) as browser:
        browser.sendall(request(f"{origin}/large"))
        eventually(lambda: bool(browser.recv(1, socket.MSG_PEEK)))
        closer = threading.Thread(target=server.close, args=(SOON,))
        closer.start()
        assert read(browser).body == LARGE
        closer.join(SOON)
        assert not closer.is_alive()


def test_an_answer_after_the_end_is_nothing(origin: str, answers: Answers, server: Server) -> None:
    with connect(origin) as browser:
        browser.sendall(request(f"{origin}/held"))
        eventually(lambda: bool(answers.held))
        server.close(0.0)
        assert read(browser).status == 503
        server.send(answers.held[0], Response(200))
        server.close(0.0)
