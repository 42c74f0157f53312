"""Benchmarks compare the program with a floor that does the same mandated work without our code."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: each call does the work once and gives the seconds it took (or another unit)."""

    ours: Callable[[], float]
    floor: Callable[[], float]


class Setup(Protocol):
    """Makes the pair in a directory of its own; what it started ends with the ``with`` block."""

    def __call__(self, folder: Path, /) -> AbstractContextManager[Pair]: ...


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One line of the table.

    :param target: the ratio (ours to floor) that must not be passed.
    :param runs: how often each side is measured.
    :param warm_ups: how often before that, for nothing.
    :param unit: what the calls give: ``ms`` where it is a time (they give seconds), else it is shown as it is.
    :param quick: whether it is part of the quick table.
    """

    name: str
    target: float
    runs: int
    setup: Setup
    warm_ups: int = 2
    unit: str = "ms"
    quick: bool = True


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(
    name: str, *, target: float, runs: int = 25, warm_ups: int = 2, unit: str = "ms", quick: bool = True
) -> Callable[[Setup], Setup]:
    """Register a context manager as the benchmark *name*."""

    def register(setup: Setup) -> Setup:
        BENCHMARKS[name] = Benchmark(name, target, runs, setup, warm_ups, unit, quick)
        return setup

    return register


def timed(command: Sequence[str | Path], env: Mapping[str, str]) -> float:
    """Run *command* to its end, which must be a good one; gives the seconds it took.

    It waits without a limit: a limit makes Python look every so often, and the figure would come in steps of 50 ms.
    """
    words = [str(word) for word in command]
    begun = time.perf_counter()
    process = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    status = process.wait()
    took = time.perf_counter() - begun
    assert status == 0, f"{words} ended with {status}"
    return took
