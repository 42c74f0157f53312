"""Who lives, and what time it is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest

from desktop_app.ports import ProcessMark
from desktop_app.system import processes_linux
from desktop_app.system.clock import SystemClock
from desktop_app.system.processes import SystemProcesses
from tests.support.tree import ROOT

PROCESSES = SystemProcesses()
CLOCK = SystemClock()


@pytest.fixture
def mark_of_a_child() -> tuple[subprocess.Popen[bytes], ProcessMark]:
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    return child, ProcessMark(child.pid, processes_linux.started(child.pid))


def test_we_live() -> None:
    me = PROCESSES.me()
    assert me.pid == os.getpid()
    assert me.started
    assert PROCESSES.is_alive(me)
    assert PROCESSES.me() == me


def test_a_child_lives_until_it_ends(mark_of_a_child: tuple[subprocess.Popen[bytes], ProcessMark]) -> None:
    child, mark = mark_of_a_child
    assert PROCESSES.is_alive(mark)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not PROCESSES.is_alive(mark), "ended, but nobody has waited for it yet"
    child.communicate()
    assert not PROCESSES.is_alive(mark)


def test_another_start_time_is_another_process() -> None:
    me = PROCESSES.me()
    assert not PROCESSES.is_alive(ProcessMark(me.pid, "another boot-1"))
    assert not PROCESSES.is_alive(ProcessMark(me.pid, me.started + "0"))


def test_two_processes_have_two_marks() -> None:
    program = "from desktop_app.system.processes import SystemProcesses\nprint(SystemProcesses().me().pid)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert int(done.stdout) != PROCESSES.me().pid


@pytest.mark.parametrize("pid", [0, -1, 2**22 + 1, 2**40])
def test_numbers_nobody_has(pid: int) -> None:
    assert not PROCESSES.is_alive(ProcessMark(pid, "x"))


def test_unsure_counts_as_alive() -> None:
    assert PROCESSES.is_alive(ProcessMark(os.getpid(), ""))


def test_odd_names_of_commands_are_no_trouble() -> None:
    """proc(5): the command may hold brackets and spaces."""
    rename = "open('/proc/self/comm', 'w').write('a) R 1 (b')\nimport sys\nprint('ready', flush=True)\nsys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", rename], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    mark = ProcessMark(child.pid, processes_linux.started(child.pid))
    assert PROCESSES.is_alive(mark)
    assert int(mark.started.rpartition("-")[2]) >= int(PROCESSES.me().started.rpartition("-")[2])
    child.communicate()
    assert not PROCESSES.is_alive(mark)


def test_clock() -> None:
    assert time.time() <= CLOCK.now() <= time.time()
    assert CLOCK.monotonic() <= CLOCK.monotonic()


def test_sleep() -> None:
    started = time.monotonic()
    assert CLOCK.sleep(0.02) is False
    assert time.monotonic() - started >= 0.02
    assert CLOCK.sleep(-1) is False
    assert CLOCK.sleep(0.01, threading.Event()) is False


@pytest.mark.parametrize("seconds", [3600.0, 1e30])
def test_sleep_is_cancelled(seconds: float) -> None:
    cancel = threading.Event()
    timer = threading.Timer(0.02, cancel.set)
    timer.start()
    assert CLOCK.sleep(seconds, cancel) is True
    timer.join()
