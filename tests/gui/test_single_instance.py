"""The door: it understands "show yourself" and nothing else, and nobody there holds the window up."""

from __future__ import annotations

import os
import resource
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.system.door import knock
from desktop_app.ui import single_instance
from desktop_app.ui.door_pipe import PipeReception
from desktop_app.ui.door_socket import SocketReception
from desktop_app.ui.single_instance import Door
from tests.support.figures import record
from tests.support.heartbeat import Heartbeat


class House:
    """A door in a short private directory. :ivar heard: what came through it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.address = str(folder / "door")
        self.heard: list[tuple[bool, str]] = []
        self.door = self.build()

    def build(self) -> Door:
        door = Door(self.address)
        door.knocked.connect(lambda demo, token: self.heard.append((demo, token)))
        assert door.open()
        return door

    def knock(self, words: bytes) -> bool:
        """As a second start does it, on a thread of its own."""
        answers: list[bool] = []
        knocking = threading.Thread(target=lambda: answers.append(knock(self.address, words, 20.0)))
        knocking.start()
        self.qtbot.waitUntil(lambda: not knocking.is_alive(), timeout=30_000)
        return answers == [True]

    def visitor(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(20)
        made.connect(self.address)
        return made

    def is_shown_out(self, visitor: socket.socket) -> bool:
        """Whether the door closes on it."""
        visitor.setblocking(False)

        def gone() -> bool:
            try:
                return visitor.recv(100) == b""
            except BlockingIOError:
                return False
            except ConnectionError:
                return True

        self.qtbot.waitUntil(gone, timeout=30_000)
        return True


#: What lets the visitors in: of ours, and what Windows has (which makes sockets here). The same is asked of both.
RECEPTIONS = {"socket": SocketReception, "pipe": PipeReception}


@pytest.fixture(params=RECEPTIONS)
def house(qtbot: QtBot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made_by = RECEPTIONS[request.param]
    monkeypatch.setattr(single_instance, "_reception", lambda door: made_by(257, door))
    with tempfile.TemporaryDirectory(prefix="door-") as folder:
        made = House(qtbot, Path(folder))
        yield made
        made.door.close()


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        (b"show\n", (False, "")),
        (b"show demo\n", (True, "")),
        (b"show token=kwin-1_TIME2\n", (False, "kwin-1_TIME2")),
        (b"show demo token=" + b"x" * 200 + b"\n", (True, "x" * 200)),
    ],
)
def test_it_understands_show_yourself(house: House, words: bytes, heard: tuple[bool, str]) -> None:
    assert house.knock(words)
    assert house.heard == [heard]


@pytest.mark.parametrize(
    "words",
    [
        b"\n",
        b"quit\n",
        b"show \n",
        b"SHOW\n",
        b"show demo demo\n",
        b"show token=\n",
        b"show token=two words\n",
        b"show token=\xff\n",
        b"show token=" + b"x" * 201 + b"\n",
        b"show\nshow\n",
        b"show\n\0",
        b"x" * 5000,
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(range(256)),
    ],
)
def test_everything_else_is_dropped(house: House, words: bytes) -> None:
    assert not house.knock(words)
    assert house.heard == []
    assert house.knock(b"show\n"), "and the door still works"


def test_who_says_nothing_is_shown_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE", 50)
    with house.visitor() as silent, house.visitor() as slow:
        slow.send(b"sho")
        assert house.is_shown_out(silent)
        assert house.is_shown_out(slow)
    assert house.heard == []


def test_a_crowd_of_silent_visitors_keeps_nobody_out(house: House) -> None:
    crowd = [house.visitor() for _ in range(20)]
    try:
        assert house.knock(b"show\n")
        assert len(house.door._visitors) <= 8
    finally:
        for visitor in crowd:
            visitor.close()


def test_a_flood_does_not_hold_the_window_up(house: House) -> None:
    over = threading.Event()
    came = [0, 0]

    def flood(which: int) -> None:
        while not over.is_set():
            try:
                with socket.socket(socket.AF_UNIX) as one:
                    one.settimeout(1)
                    one.connect(house.address)
                    one.send(b"x" * 4096)
                    came[which] += 1
            except OSError:
                time.sleep(0.001)

    floods = [threading.Thread(target=flood, args=(which,)) for which in range(2)]
    beat = Heartbeat()
    for thread in floods:
        thread.start()
    beat.start()
    house.qtbot.wait(2500)
    longest = beat.stop()
    over.set()
    house.qtbot.waitUntil(lambda: not any(thread.is_alive() for thread in floods), timeout=30_000)
    record("second start: longest stall of the window in a flood at its door", longest * 1000, unit="ms")

    assert sum(came) > 50, "it was no flood"
    assert beat.beats > 20
    assert house.heard == []
    house.qtbot.waitUntil(lambda: house.door.is_open, timeout=30_000)
    house.qtbot.waitUntil(lambda: house.knock(b"show\n"), timeout=30_000)


@pytest.mark.parametrize("house", ["socket"], indirect=True)  # a pipe has an access list
def test_another_user_is_not_heard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: ours + 1)

    assert not house.knock(b"show\n")
    assert house.heard == []


def test_the_place_is_private(house: House) -> None:
    assert Path(house.address).stat().st_mode & 0o077 == 0


def test_what_a_crash_left_is_replaced(house: House) -> None:
    house.door.close()
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(house.address)
    house.door = house.build()

    assert house.knock(b"show\n")


def test_a_closed_door_hears_nobody(house: House) -> None:
    with house.visitor() as waiting:
        house.door.close()
        assert house.is_shown_out(waiting)

    assert not knock(house.address, b"show\n", 1.0)


@pytest.mark.parametrize("house", ["socket"], indirect=True)
def test_a_system_without_descriptors_does_not_keep_the_window_busy(house: House) -> None:
    """The bell would ring without end: the door shuts for a breath, and opens again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    broke: list[None] = []
    house.door._reception.broke.connect(lambda: broke.append(None))
    with socket.socket(socket.AF_UNIX) as visitor:
        lowest = os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            visitor.connect(house.address)
            house.qtbot.waitUntil(lambda: bool(broke), timeout=30_000)
            house.qtbot.wait(100)
            assert len(broke) == 1
            assert not house.door.is_open
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    house.qtbot.waitUntil(lambda: house.door.is_open, timeout=30_000)
    assert house.knock(b"show\n")


@pytest.mark.parametrize("house", ["socket"], indirect=True)
def test_a_file_that_is_no_socket_is_left_alone(house: House) -> None:
    house.door.close()
    Path(house.address).write_text("mine")

    assert not house.door.open()
    assert Path(house.address).read_text() == "mine"


def test_it_leaves_nothing_behind(house: House) -> None:
    house.door.close()

    assert not Path(house.address).exists()
