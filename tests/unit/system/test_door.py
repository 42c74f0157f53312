"""Where the window listens, and who knocks there."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.system.door import choose_address, knock, leave_address


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A short private directory."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="door-") as folder:
        yield Path(folder)


def test_it_lies_in_the_runtime_directory(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))

    assert os.path.dirname(choose_address("/some/where")) == str(place)
    assert choose_address("/some/where") == choose_address("/some/where")
    assert choose_address("/some/where") != choose_address("/else/where"), "one window a state directory"


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_runtime_directory_that_others_enter_is_not_used(
    place: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    place.chmod(mode)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    state = place / "state"
    (state / "window").mkdir(parents=True)
    (state / "window").chmod(0o700)

    assert choose_address(str(state)) == str(state / "window" / "door")


def test_a_link_in_its_place_is_not_followed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "real").mkdir(mode=0o700)
    (place / "link").symlink_to(place / "real")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place / "link"))

    assert not choose_address(str(place / "missing")).startswith(str(place / "link"))


def test_where_no_path_is_short_enough_one_is_made(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    address = choose_address(str(place / ("long" * 40)))
    folder = os.path.dirname(address)

    assert len(address) <= 90
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    leave_address(address)
    assert not os.path.exists(folder)


def test_leaving_removes_no_directory_of_others(place: Path) -> None:
    leave_address(str(place / "door"))

    assert place.is_dir()


@pytest.mark.parametrize("address", ["", "relative", "/no/such/place", "/with\0nul", "/" + "x" * 400])
def test_nobody_is_there(address: str) -> None:
    assert not knock(address, b"show\n", 1.0)


@pytest.mark.parametrize(
    ("answer", "heard"), [(b"shown\n", True), (b"sho", False), (b"", False), (b"other\n", False), (b"shown!", False)]
)
def test_the_answer_counts(place: Path, answer: bytes, heard: bool) -> None:
    address = str(place / "door")
    said: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()

        def serve() -> None:
            visitor, _ = listening.accept()
            with visitor:
                said.append(visitor.recv(100))
                visitor.sendall(answer)

        serving = threading.Thread(target=serve)
        serving.start()
        found = knock(address, b"show\n", 5.0)
        serving.join()

    assert (found, said) == (heard, [b"show\n"])


def test_a_window_that_says_nothing_is_not_waited_for(place: Path) -> None:
    address = str(place / "door")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()

        assert not knock(address, b"show\n", 0.05)


def test_what_is_no_socket(place: Path) -> None:
    (place / "door").write_text("nothing")

    assert not knock(str(place / "door"), b"show\n", 1.0)
