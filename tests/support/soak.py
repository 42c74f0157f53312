"""``python -m tests.support.soak WHAT COUNT``: one process that does the same many times, and measures itself.

WHAT is ``refresh`` or ``sign-in`` (in and out again) of the account ``work`` in the environment's settings. It has the
program's own engine, and is its own browser. Each line of output is a :class:`Sample` as JSON.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urljoin, urlsplit

from desktop_app.bootstrap import build
from desktop_app.session.events import Event, SignInWaiting
from desktop_app.session.sign_in import SignInRequest

#: Threads that are on their way out get this long, seconds.
_SETTLE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The process after *done* rounds, once the garbage was collected.

    :param memory: resident, bytes.
    """

    done: int
    memory: int
    descriptors: int
    threads: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more there is at the end than after the first tenth, in parts of one. Medians of some samples each."""

    memory: float
    descriptors: float
    threads: float


def growth(samples: Sequence[Sample]) -> Growth:
    """Between the end of the first tenth and the end."""
    count = len(samples)
    width = max(count // 20, 3)
    early = samples[max(count // 10 - width // 2, 0) :][:width]
    late = samples[-width:]

    def grown(of: Callable[[Sample], int]) -> float:
        return median(map(of, late)) / median(map(of, early)) - 1

    return Growth(grown(lambda one: one.memory), grown(lambda one: one.descriptors), grown(lambda one: one.threads))


def read_samples(text: str) -> list[Sample]:
    """The program's output."""
    return [Sample(**json.loads(line)) for line in text.splitlines()]


def refreshes(count: int) -> Iterator[int]:
    """*count* refreshes of one session."""
    engine = build()
    account = engine.config.account("work")
    for number in range(1, count + 1):
        engine.refresh(account)
        yield number


def sign_ins(count: int) -> Iterator[int]:
    """*count* times in and out again."""
    engine = build()
    account = engine.config.account("work")
    for number in range(1, count + 1):
        browsers: list[threading.Thread] = []

        def visit(event: Event, browsers: list[threading.Thread] = browsers) -> None:
            if isinstance(event, SignInWaiting):
                browsers.append(threading.Thread(target=_go, args=(event.url,), name="browser"))
                browsers[-1].start()

        request = SignInRequest(f"attempt {number}", timeout=30, open_browser=False)
        engine.sign_in(account, request, cancel=threading.Event(), notify=visit)
        for browser in browsers:
            browser.join(30)
        result = engine.sign_out(account, local=False, timeout=5, cancel=threading.Event())
        assert (result.local, result.revoke) == ("done", "done"), result
        yield number


WHAT: Final[Mapping[str, Callable[[int], Iterator[int]]]] = {"refresh": refreshes, "sign-in": sign_ins}


def _go(url: str) -> None:
    """To the provider, which sends us straight back, and on to the page at the end."""
    while url:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            answer = connection.getresponse()
            answer.read()
            url = urljoin(url, answer.headers["Location"]) if "Location" in answer.headers else ""
        finally:
            connection.close()


def _sample(done: int) -> Sample:
    until = time.monotonic() + _SETTLE
    while threading.active_count() > 1 and time.monotonic() < until:
        time.sleep(0.001)
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Sample(
        done,
        pages * os.sysconf("SC_PAGESIZE"),
        len(os.listdir("/proc/self/fd")) - 1,
        len(os.listdir("/proc/self/task")),
    )


def main() -> int:
    """Do it, and tell a hundred samples (or one a round where there are fewer rounds)."""
    what, count = WHAT[sys.argv[1]], int(sys.argv[2])
    every = max(count // 100, 1)
    for done in what(count):
        if done % every == 0:
            print(json.dumps(asdict(_sample(done))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
