"""Looks side by side: a dead provider holds nobody else up, each look has a bounded time, and Stop is heard at once.

Looks of one line come one after the other; lines do not wait for each other. A look that passes its time is given up:
its thread (a daemon) ends by itself, what it finds then is dropped, and its line goes on without it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor.check import Check, Progress, Step, failed, found
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.ports import Cancel

#: So many lines are looked at side by side.
WIDTH: Final = 12
#: How soon Stop and a time that ran out are noticed, seconds.
_TICK: Final = 0.05
#: How long a thread that told its last word gets to end, seconds.
_GRACE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Look:
    """A look to take.

    :param work: what it finds. Raises KeyfobError. :param seconds: how long it may take.
    """

    step: Step
    work: Callable[[], Sequence[Check]]
    seconds: float


Line = Sequence[Look]


class _Begun:
    __slots__ = ("look",)

    def __init__(self, look: Look) -> None:
        self.look = look


class _Ended:
    __slots__ = ("checks", "look")

    def __init__(self, look: Look, checks: tuple[Check, ...]) -> None:
        self.look = look
        self.checks = checks


class _Worker:
    """Works off one line on a thread of its own."""

    def __init__(self, line: Line, told: SimpleQueue[_Begun | _Ended | _Worker]) -> None:
        self.left = deque(line)
        self.deadline: float | None = None
        self.given_up = threading.Event()
        self._told = told
        self.thread = threading.Thread(target=self._work, name="keyfob-doctor", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        for look in tuple(self.left):
            if self.given_up.is_set():
                return
            self._told.put(_Begun(look))
            self._told.put(_Ended(look, _checks_of(look)))
        self._told.put(self)


def _checks_of(look: Look) -> tuple[Check, ...]:
    try:
        return tuple(look.work())
    except KeyfobError as trouble:
        return (failed(look.step.id, trouble, look.step.account),)
    except Exception as fault:
        logging.getLogger("keyfob").error("a look failed: %s", type(fault).__name__, exc_info=fault)
        return (found(look.step.id, "fail", "cli.internal", look.step.account),)


class Run:
    """One run over *lines*.

    :param tell: told how far each look is, on the calling thread.
    """

    def __init__(self, lines: Sequence[Line], tell: Callable[[Progress], None], width: int = WIDTH) -> None:
        self._waiting = deque(lines)
        self._width = width
        self._tell = tell
        self._told: SimpleQueue[_Begun | _Ended | _Worker] = SimpleQueue()
        self._workers: list[_Worker] = []
        self.done: dict[Step, tuple[Check, ...]] = {}

    def run(self, cancel: Cancel | None) -> None:
        """Work until all is done, or *cancel* is set; what is in :attr:`done` then stays."""
        try:
            while self._fill():
                with suppress(Empty):
                    self._hear(self._told.get(timeout=_TICK))
                if cancel is not None and cancel.is_set():
                    self._hear_the_rest()
                    return
                self._give_up_late_ones()
        finally:
            for worker in self._workers:
                worker.given_up.set()

    def _fill(self) -> bool:
        """Begin the next lines, as far as there is room. Returns whether anything is under way."""
        while self._waiting and len(self._workers) < self._width:
            self._workers.append(_Worker(self._waiting.popleft(), self._told))
        return bool(self._workers)

    def _hear_the_rest(self) -> None:
        """What was done before Stop counts, even where nobody has heard of it yet."""
        with suppress(Empty):
            while True:
                self._hear(self._told.get_nowait())

    def _hear(self, word: _Begun | _Ended | _Worker) -> None:
        if isinstance(word, _Worker):
            if word in self._workers:
                self._workers.remove(word)
                word.thread.join(_GRACE)
            return
        worker = next((one for one in self._workers if one.left and one.left[0] is word.look), None)
        if worker is None:  # its time ran out before
            return
        if isinstance(word, _Begun):
            worker.deadline = time.monotonic() + word.look.seconds
            self._tell(Progress(word.look.step, "running"))
        else:
            worker.left.popleft()
            worker.deadline = None
            self._end(word.look, word.checks)

    def _give_up_late_ones(self) -> None:
        now = time.monotonic()
        for worker in [one for one in self._workers if one.deadline is not None and one.deadline < now]:
            worker.given_up.set()
            self._workers.remove(worker)
            look = worker.left.popleft()
            if worker.left:
                self._waiting.appendleft(tuple(worker.left))
            step, seconds = look.step, round(look.seconds)
            self._end(look, (found(step.id, "fail", "doctor.too_long", step.account, seconds=seconds),))

    def _end(self, look: Look, checks: tuple[Check, ...]) -> None:
        self.done[look.step] = checks
        self._tell(Progress(look.step, "done", checks))
