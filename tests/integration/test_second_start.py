"""One window a person: real processes that start, crash and start again."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.bootstrap import single_instance
from desktop_app.errors import KeyfobError
from desktop_app.system.lock import FileLocks
from tests.support.command import Keyfob, Running
from tests.support.display import until
from tests.support.figures import record


@pytest.fixture
def offscreen(home: dict[str, str]) -> Keyfob:
    return Keyfob(home | {"QT_QPA_PLATFORM": "offscreen"})


def door(keyfob: Keyfob) -> str:
    """Where the window says it listens; empty while it has not said so."""
    file = Path(keyfob.env["XDG_STATE_HOME"]) / "keyfob" / "window" / "door.txt"
    return file.read_text().strip() if file.exists() else ""


def listens(keyfob: Keyfob) -> bool:
    """Whether somebody is behind the door."""
    if not door(keyfob):
        return False
    with socket.socket(socket.AF_UNIX) as visitor:
        try:
            visitor.connect(door(keyfob))
        except OSError:
            return False
    return True


@contextmanager
def window(keyfob: Keyfob, *words: str) -> Iterator[Running]:
    with keyfob.start(*words) as running:
        until("it listens", lambda: listens(keyfob) or running.process.poll() is not None)
        assert running.process.poll() is None, running.stderr()
        yield running


def test_a_second_start_ends_at_once_and_the_first_stays(offscreen: Keyfob) -> None:
    with window(offscreen) as first:
        begun = time.monotonic()
        second = offscreen.run(exits=0)
        record("second start: from its start to its end", time.monotonic() - begun, unit="s")
        hidden = offscreen.run("--hidden", exits=0)
        assert (second.stdout, second.stderr, hidden.stderr) == ("", "", "")
        assert first.process.poll() is None
        first.signal(signal.SIGTERM)
        assert first.wait(30).exit == 0
    assert not listens(offscreen)


def test_after_a_crash_the_next_one_is_the_first(offscreen: Keyfob) -> None:
    with window(offscreen) as first:
        first.signal(signal.SIGKILL)
        first.wait(30)
    assert door(offscreen), "what it left"
    with window(offscreen) as second:
        offscreen.run(exits=0)
        second.signal(signal.SIGTERM)
        assert second.wait(30).exit == 0


def test_a_start_while_the_first_is_ending_or_starting(offscreen: Keyfob) -> None:
    """Wherever the first one is, the second shows it or takes its place; none is lost, none hangs."""
    with offscreen.start() as first, offscreen.start() as second:
        until("one of them has ended", lambda: first.process.poll() is not None or second.process.poll() is not None)
        ended, lives = (first, second) if first.process.poll() is not None else (second, first)
        assert ended.wait(30).exit == 0
        assert lives.process.poll() is None
        lives.signal(signal.SIGTERM)
        with offscreen.start() as third:
            assert lives.wait(30).exit == 0
            until("the third has decided", lambda: third.process.poll() is not None or listens(offscreen))
            if third.process.poll() is None:
                third.signal(signal.SIGTERM)
            assert third.wait(30).exit == 0


def test_every_state_directory_has_its_own(offscreen: Keyfob, tmp_path: Path) -> None:
    other = Keyfob(offscreen.env | {"XDG_STATE_HOME": str(tmp_path / "other")})
    with window(offscreen) as first, window(other) as second:
        assert door(offscreen) != door(other)
        for one in (first, second):
            one.signal(signal.SIGTERM)
            assert one.wait(30).exit == 0


def test_the_demo_of_a_second_start_is_the_firsts(offscreen: Keyfob) -> None:
    with window(offscreen) as first:
        offscreen.run("--demo", exits=0)
        demo = Path(offscreen.env["XDG_STATE_HOME"]) / "keyfob" / "demo"
        until("the first has started the demo", lambda: demo.is_dir() and any(demo.iterdir()))
        first.signal(signal.SIGTERM)
        assert first.wait(30).exit == 0


def test_a_window_that_does_not_answer_is_told_of(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(single_instance, "PATIENCE", 0.3)
    state = Path(home["XDG_STATE_HOME"]) / "keyfob"
    with FileLocks(state / "locks").acquire("window", timeout=0):
        with pytest.raises(KeyfobError, match=r"tray\.no_answer"):
            single_instance.first_window(demo=False, hidden=False)
        assert single_instance.first_window(demo=False, hidden=True) is None
    held = single_instance.first_window(demo=False, hidden=False)
    assert held is not None
    held.release()


def test_a_disk_that_takes_no_lock_stops_no_window(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    (Path(home["XDG_STATE_HOME"]) / "keyfob").write_text("a file in its place")

    held = single_instance.first_window(demo=False, hidden=False)
    assert held is not None
    with held:
        held.release()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, b"show demo\n"),
        ({"XDG_ACTIVATION_TOKEN": "t-1"}, b"show demo token=t-1\n"),
        ({"DESKTOP_STARTUP_ID": "id_TIME5"}, b"show demo token=id_TIME5\n"),
        ({"XDG_ACTIVATION_TOKEN": "two words"}, b"show demo\n"),
        ({"XDG_ACTIVATION_TOKEN": "x" * 201}, b"show demo\n"),
        ({"XDG_ACTIVATION_TOKEN": "line\nquit"}, b"show demo\n"),
        ({"XDG_ACTIVATION_TOKEN": "ü"}, b"show demo\n"),
    ],
)
def test_what_is_said_at_the_door(variables: dict[str, str], words: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert single_instance._words(True) == words
