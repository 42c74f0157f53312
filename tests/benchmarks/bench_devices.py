"""The Devices tab with 10,000 sessions, against what a person notices: the ratios are shares of a limit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.bench_window import offscreen
from tests.benchmarks.registry import Pair, benchmark
from tests.support.home import private_home

#: Two frames of a screen, seconds.
_UNNOTICED = 0.033
_KEYSTROKE = 0.050
_SHOWN = 0.300


@benchmark("devices-stall", target=1.0, runs=5, warm_ups=0)
@contextmanager
def stall(folder: Path) -> Iterator[Pair]:
    """The longest stall of the event loop while 10,000 sessions are read, shown, searched, ticked and sorted."""
    yield Pair(lambda: _measured(folder, "stall"), lambda: _UNNOTICED)


@benchmark("devices-open", target=1.5, runs=5, warm_ups=1)
@contextmanager
def opening(folder: Path) -> Iterator[Pair]:
    """The longest stall while the tab is opened for the first time (its page is made then, once)."""
    yield Pair(lambda: _measured(folder, "open"), lambda: _UNNOTICED)


@benchmark("devices-filter", target=1.0, runs=5, warm_ups=0)
@contextmanager
def keystroke(folder: Path) -> Iterator[Pair]:
    """The slowest keystroke in the filter over 10,000 sessions, until it is painted, against 50 ms."""
    yield Pair(lambda: _measured(folder, "filter"), lambda: _KEYSTROKE)


@benchmark("devices-shown", target=1.0, runs=5, warm_ups=0)
@contextmanager
def shown(folder: Path) -> Iterator[Pair]:
    """10,000 sessions parsed off the window's thread, and painted, against 300 ms."""
    yield Pair(lambda: _measured(folder, "shown"), lambda: _SHOWN)


def _measured(folder: Path, kind: str) -> float:
    env = offscreen(private_home(folder / "home"))
    command = [sys.executable, "-m", "tests.support.devices_speed", kind]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    return float(done.stdout.decode().split()[-1])
