"""The program as it is given away, against an empty window and a print that are packed by the same rules."""

from __future__ import annotations

import mmap
import signal
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.bench_commands import let_status_be_kept
from tests.benchmarks.registry import Pair, benchmark, timed
from tests.support.display import SIZE, Display, display
from tests.support.frozen import bare_programs, frozen_program
from tests.support.signed_in import signed_in

_TOO_LONG = 30.0


@benchmark("frozen-status", target=1.5, runs=40)
@contextmanager
def status(folder: Path) -> Iterator[Pair]:
    """`keyfob status --json` of a signed-in account where nothing has changed since it was asked last, against a frozen
    print."""
    program, bare = frozen_program() / "keyfob", bare_programs() / "line" / "line"
    with signed_in(folder) as keyfob:
        env = keyfob.env
        let_status_be_kept([program, "status", "--json"], env)
        yield Pair(lambda: timed([program, "status", "--json"], env), lambda: timed([bare], env))


@benchmark("frozen-window", target=1.25, runs=15)
@contextmanager
def first_paint(folder: Path) -> Iterator[Pair]:
    """From the start of the process to the first pixel of the window on a display, against an empty window's."""
    program, bare = frozen_program() / "keyfob", bare_programs() / "window" / "window"
    with signed_in(folder) as keyfob, display(keyfob.env, folder / "display") as screen, _middle(screen) as is_painted:
        env = dict(screen.env) | {"QT_QPA_PLATFORM": "xcb"}
        _until_painted([program], env, is_painted)  # what a window keeps for its next first frame
        yield Pair(lambda: _until_painted([program], env, is_painted), lambda: _until_painted([bare], env, is_painted))


@benchmark("frozen-size", target=1.35, runs=1, warm_ups=0, unit="MB")
@contextmanager
def size(_folder: Path) -> Iterator[Pair]:
    """What is installed, against an empty window."""
    program, bare = frozen_program(), bare_programs() / "window"
    yield Pair(lambda: _megabytes(program), lambda: _megabytes(bare))


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


@contextmanager
def _middle(screen: Display) -> Iterator[Callable[[], bool]]:
    """Whether a pixel near the middle of the screen (where the pointer is), which is black at first, was painted."""
    with screen.framebuffer.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        # The X window dump: a header of big-endian words, the colours of a palette, then the pixels.
        header, colours, line = (struct.unpack_from(">25I", data)[n] for n in (0, 19, 12))
        at = header + colours * 12 + (SIZE[1] // 2 - 60) * line + (SIZE[0] // 2 - 100) * 4
        yield lambda: data[at : at + 3] != b"\0\0\0"


def _until_painted(command: list[Path], env: Mapping[str, str], is_painted: Callable[[], bool]) -> float:
    assert not is_painted(), "the screen is not empty"
    begun = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], env=dict(env), stdin=subprocess.DEVNULL)
    while not is_painted():
        assert time.perf_counter() - begun < _TOO_LONG, "nothing was painted"
        assert process.poll() is None, f"it ended: {process.returncode}"
        time.sleep(0.0005)
    took = time.perf_counter() - begun
    process.send_signal(signal.SIGTERM)
    process.wait()
    while is_painted():
        assert time.perf_counter() - begun < _TOO_LONG, "the window stays"
        time.sleep(0.01)
    return took
