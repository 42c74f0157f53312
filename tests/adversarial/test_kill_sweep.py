"""SIGKILL at a system call: whatever the moment, the next start finds a whole session, or none, and says what it knows.

A sample here; every single call between the first lock and the end in `make soak`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Final, get_args

import pytest

from tests.support.figures import record
from tests.support.kill_sweep import Lane, Struck, Way, build_killer, lane

_WAYS: Final[tuple[Way, ...]] = get_args(Way)
#: How many points of each way a sample has.
_SAMPLE: Final[dict[Way, int]] = {"refresh": 10, "login": 5, "login again": 4, "logout": 4, "logout --local": 3}
_LANES: Final = 3


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[list[Lane]]:
    killer = build_killer(tmp_path)
    with ExitStack() as stack:
        yield [stack.enter_context(lane(tmp_path / f"lane{number}", killer)) for number in range(_LANES)]


@pytest.mark.timeout(300)
def test_killed_at_some_system_calls(lanes: list[Lane]) -> None:
    counted = strike_all(lanes, [(way, 0) for way in _WAYS])
    assert [one.lines() for one in counted if one.wrong] == []
    struck = strike_all(lanes, [(one.way, at) for one in counted for at in spread(one.counted - 3, _SAMPLE[one.way])])

    report("kill sweep, a sample", struck)
    assert sum(one.killed for one in struck) >= 18, "the number of calls differs a little from run to run"


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_killed_at_every_system_call(lanes: list[Lane]) -> None:
    counted = strike_all(lanes, [(way, 0) for way in _WAYS])
    assert [one.lines() for one in counted if one.wrong] == []
    # The number differs by a few from run to run.
    struck = strike_all(lanes, [(one.way, at) for one in counted for at in range(1, one.counted + 6)])

    report("kill sweep, every call", struck)
    assert sum(one.killed for one in struck) >= 200


def spread(counted: int, points: int) -> list[int]:
    """*points* numbers evenly over 1..*counted*, the first and the last among them."""
    return [1 + round(number * (counted - 1) / (points - 1)) for number in range(points)]


def strike_all(lanes: Sequence[Lane], points: Sequence[tuple[Way, int]]) -> list[Struck]:
    """All *points*, each in the next lane that is free."""
    free: SimpleQueue[Lane] = SimpleQueue()
    for one in lanes:
        free.put(one)

    def strike(point: tuple[Way, int]) -> Struck:
        mine = free.get()
        try:
            return mine.strike(*point)
        finally:
            free.put(mine)

    with ThreadPoolExecutor(len(lanes)) as pool:
        return list(pool.map(strike, points))


def report(name: str, struck: Sequence[Struck]) -> None:
    """The figures; what is wrong fails the test."""
    killed = [one for one in struck if one.killed]
    wrong = [line for one in struck for line in one.lines()]
    record(f"{name}: points", len(killed))
    record(f"{name}: something wrong afterwards", len(wrong), target="0")
    for way in _WAYS:
        found = Counter(one.found for one in killed if one.way == way)
        record(f"{name}: {way}", ", ".join(f"{count} {what}" for what, count in sorted(found.items())))
    assert wrong == [], "\n".join(wrong)
