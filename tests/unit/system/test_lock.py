"""Locks between processes and threads."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.lock import FileLocks
from tests.support.patience import PATIENCE
from tests.support.tree import ROOT

WITHIN = PATIENCE
_HOLDER = """
import sys
from pathlib import Path
from desktop_app.system.lock import FileLocks
with FileLocks(Path(sys.argv[1])).acquire("account", timeout=60):
    print("held", flush=True)
    sys.stdin.read()
"""
_COUNTER = """
import sys
from pathlib import Path
from desktop_app.system.lock import FileLocks
locks, count = FileLocks(Path(sys.argv[1])), Path(sys.argv[2])
for _ in range(25):
    with locks.acquire("account", timeout=60):
        count.write_text(str(int(count.read_text()) + 1))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "locks"


@pytest.fixture
def locks(folder: Path) -> FileLocks:
    return FileLocks(folder)


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait(WITHIN)
        process.stdin.close()
        process.stdout.close()


def refusal(locks: FileLocks, *, timeout: float = 0, cancel: threading.Event | None = None) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        locks.acquire("account", timeout=timeout, cancel=cancel)
    return caught.value


def test_held_and_let_go(locks: FileLocks) -> None:
    assert not locks.is_held("account")
    with locks.acquire("account", timeout=0):
        assert locks.is_held("account")
        assert not locks.is_held("another")
        assert refusal(locks).code is Code.E_LOCK
        with locks.acquire("another", timeout=0):
            assert locks.is_held("another")
    assert not locks.is_held("account")


def test_releasing_twice_is_fine(locks: FileLocks) -> None:
    held = locks.acquire("account", timeout=0)
    held.release()
    with locks.acquire("account", timeout=0):
        held.release()
        assert locks.is_held("account")


def test_it_is_let_go_when_the_work_fails(locks: FileLocks) -> None:
    with pytest.raises(ZeroDivisionError), locks.acquire("account", timeout=0):
        raise ZeroDivisionError
    assert not locks.is_held("account")


def test_another_process_holds_it(locks: FileLocks, folder: Path) -> None:
    with holder(folder) as process:
        assert locks.is_held("account")
        started = time.monotonic()
        error = refusal(locks, timeout=0.2)
        assert (error.code, error.text) == (Code.E_LOCK, "disk.lock")
        assert time.monotonic() - started >= 0.2
        assert process.stdin is not None
        process.stdin.close()
        locks.acquire("account", timeout=WITHIN).release()


@pytest.mark.parametrize("stopped_first", [False, True])
def test_a_killed_process_frees_it(locks: FileLocks, folder: Path, stopped_first: bool) -> None:
    with holder(folder) as process:
        if stopped_first:
            process.send_signal(signal.SIGSTOP)
            assert refusal(locks, timeout=0.1).code is Code.E_LOCK
        process.send_signal(signal.SIGKILL)
        locks.acquire("account", timeout=WITHIN).release()
    assert not locks.is_held("account")


def test_our_own_children_do_not_keep_it(locks: FileLocks) -> None:
    held = locks.acquire("account", timeout=0)
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, close_fds=False
    )
    try:
        held.release()
        assert not locks.is_held("account")
        locks.acquire("account", timeout=0).release()
    finally:
        child.communicate(timeout=WITHIN)


def test_threads_exclude_each_other(locks: FileLocks) -> None:
    inside, most, entries = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, entries
        for _ in range(20):
            with locks.acquire("account", timeout=60):
                inside += 1
                most, entries = max(most, inside), entries + 1
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (most, entries) == (1, 160)


def test_processes_exclude_each_other(folder: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")
    processes = [
        subprocess.Popen([sys.executable, "-c", _COUNTER, str(folder), str(count)], cwd=ROOT) for _ in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert count.read_text() == "100"


def test_probes_take_nothing(locks: FileLocks) -> None:
    """While others probe without a pause, nobody who wants the lock is refused, and no probe sees a probe."""
    stop = threading.Event()
    seen: list[bool] = []

    def probe() -> None:
        while not stop.is_set():
            seen.append(locks.is_held("free"))
            locks.is_held("account")

    locks.acquire("free", timeout=0).release()
    threads = [threading.Thread(target=probe) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(100):
            locks.acquire("account", timeout=WITHIN).release()
    finally:
        stop.set()
        for thread in threads:
            thread.join(WITHIN)
    assert seen
    assert not any(seen)


def test_waiting_can_be_cancelled(locks: FileLocks, folder: Path) -> None:
    cancel = threading.Event()
    with holder(folder):
        timer = threading.Timer(0.05, cancel.set)
        timer.start()
        error = refusal(locks, timeout=3600, cancel=cancel)
        timer.join()
        assert (error.code, error.text) == (Code.E_CANCELLED, "disk.lock_cancelled")


def test_who_waits_gets_it(locks: FileLocks) -> None:
    held = locks.acquire("account", timeout=0)
    got: list[str] = []

    def wait() -> None:
        with locks.acquire("account", timeout=WITHIN):
            got.append("got it")

    thread = threading.Thread(target=wait)
    thread.start()
    held.release()
    thread.join(WITHIN)
    assert got == ["got it"]


class TestReleaseAfter:
    """A keychain call that passed its deadline keeps the lock."""

    def test_not_before_it_is_finished(self, locks: FileLocks) -> None:
        finished = threading.Event()
        with locks.acquire("account", timeout=0) as held:
            held.release_after(finished)
        assert locks.is_held("account")
        held.release()
        assert locks.is_held("account")
        finished.set()
        locks.acquire("account", timeout=WITHIN).release()

    def test_several_calls(self, locks: FileLocks) -> None:
        first, second = threading.Event(), threading.Event()
        held = locks.acquire("account", timeout=0)
        held.release_after(first)
        held.release_after(second)
        held.release()
        first.set()
        assert refusal(locks, timeout=0.1).code is Code.E_LOCK
        second.set()
        locks.acquire("account", timeout=WITHIN).release()

    def test_it_is_finished_already(self, locks: FileLocks) -> None:
        finished = threading.Event()
        finished.set()
        with locks.acquire("account", timeout=0) as held:
            held.release_after(finished)
            assert refusal(locks, timeout=0.1).code is Code.E_LOCK  # its holder is still at work
        locks.acquire("account", timeout=WITHIN).release()

    def test_after_it_was_let_go(self, locks: FileLocks) -> None:
        held = locks.acquire("account", timeout=0)
        held.release()
        held.release_after(threading.Event())
        assert not locks.is_held("account")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_files_are_private_whatever_the_umask(locks: FileLocks, folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        locks.acquire("account", timeout=0).release()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "account.lock").stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_odd_things_in_the_way(locks: FileLocks, folder: Path, tmp_path: Path, kind: str) -> None:
    folder.mkdir(parents=True)
    place = folder / "account.lock"
    if kind == "link":
        (tmp_path / "elsewhere").touch()
        place.symlink_to(tmp_path / "elsewhere")
    elif kind == "folder":
        place.mkdir()
    else:
        os.mkfifo(place)
    assert refusal(locks).code is Code.E_DISK
    assert not locks.is_held("account")


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "a\0b", "a b", "\u00e4", "x" * 201])
def test_names_are_checked(locks: FileLocks, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        locks.acquire(name, timeout=0)
    with pytest.raises(ValueError, match="name"):
        locks.is_held(name)
