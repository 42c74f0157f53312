"""Ends many sessions over a few connections at once, and knows when going on makes no sense."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.ports import Cancel, ListedSession, SessionCalls

#: Calls at once: as many as connections are kept to a server.
AT_ONCE: Final = 4
#: The rest would end the same way.
_HOPELESS: Final = frozenset(
    {
        *(Code.E_NETWORK, Code.E_TLS, Code.E_PROXY, Code.E_PORTAL, Code.E_RATE, Code.E_LOCK, Code.E_DISK),
        *(Code.E_REAUTH, Code.E_NOT_SIGNED_IN, Code.E_CONFIG, Code.E_METADATA),
        *(code for code in Code if code.startswith("E_KEYCHAIN_")),
    }
)
#: So many failures in a row of any kind, and the rest is left alone.
_MOST_IN_A_ROW: Final = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. :param done: ended and failed ones. :param last: the id that was dealt with just now."""

    done: int
    total: int
    ended: int
    failed: int
    last: str


@dataclass(frozen=True, slots=True)
class Done:
    """One session's end.

    :param error: None where it ended.
    :param gone: it had ended by itself before.
    """

    session: ListedSession
    error: KeyfobError | None
    gone: bool = False


def end_each(
    calls: SessionCalls, sessions: Sequence[ListedSession], progress: Callable[[Progress], None], cancel: Cancel
) -> list[Done]:
    """End each of *sessions*; every one is in the result, in any order.

    Our own session is begun when all others are over: the token that ends them may end with it.

    :param progress: called in the calling thread.
    """
    state = _State(cancel)
    tally = _Tally(len(sessions), progress)
    found: list[Done] = []
    for batch in ([one for one in sessions if not one.current], [one for one in sessions if one.current]):
        found += _batch(calls, _Turns(batch, state), tally)
    return found


class _State:
    """Whether it goes on, for all workers at once."""

    def __init__(self, cancel: Cancel) -> None:
        self._guard = threading.Lock()
        self._cancel = cancel
        self._failures = 0
        self._stopped: KeyfobError | None = None

    @property
    def stopped(self) -> KeyfobError | None:
        """Why nobody's turn comes any more; None while it goes on."""
        with self._guard:
            if self._stopped is None and self._cancel.is_set():
                self._stopped = KeyfobError(Code.E_CANCELLED, "sessions.stopped")
            return self._stopped

    def note(self, error: KeyfobError | None) -> None:
        """One is over."""
        with self._guard:
            self._failures = 0 if error is None else self._failures + 1
            hopeless = error is not None and (error.code in _HOPELESS or self._failures >= _MOST_IN_A_ROW)
            if hopeless and self._stopped is None:
                self._stopped = error

    def give_up(self) -> None:
        """A fault of ours: nobody goes on."""
        with self._guard:
            self._stopped = self._stopped or KeyfobError(Code.E_INTERNAL, "cli.internal")


class _Tally:
    """Counts, and tells."""

    def __init__(self, total: int, progress: Callable[[Progress], None]) -> None:
        self._total = total
        self._progress = progress
        self._ended = 0
        self._failed = 0

    def note(self, done: Done) -> None:
        """One more is dealt with."""
        if done.error is None:
            self._ended += 1
        else:
            self._failed += 1
        so_far = self._ended + self._failed
        self._progress(Progress(so_far, self._total, self._ended, self._failed, done.session.id))


class _Turns:
    """Hands the sessions out, one to each worker who asks, until there are none or it has stopped."""

    def __init__(self, sessions: Sequence[ListedSession], state: _State) -> None:
        self.state = state
        self.count = len(sessions)
        self._guard = threading.Lock()
        self._waiting = list(reversed(sessions))

    def left(self) -> list[ListedSession]:
        """Whose turn never came."""
        with self._guard:
            return self._waiting[::-1]

    def __iter__(self) -> Iterator[ListedSession]:
        while self.state.stopped is None:
            with self._guard:
                if not self._waiting:
                    return
                one = self._waiting.pop()
            yield one


def _batch(calls: SessionCalls, turns: _Turns, tally: _Tally) -> list[Done]:
    results: SimpleQueue[Done | BaseException | None] = SimpleQueue()
    workers = [
        threading.Thread(target=_work, args=(calls, turns, results), name=f"end-{number}", daemon=True)
        for number in range(min(AT_ONCE, turns.count))
    ]
    for worker in workers:
        worker.start()
    working = len(workers)
    found: list[Done] = []
    while working:
        done = results.get()
        if done is None:
            working -= 1
        elif isinstance(done, BaseException):
            turns.state.give_up()
            raise done
        else:
            found.append(done)
            tally.note(done)
    for worker in workers:
        worker.join()
    why = turns.state.stopped
    return found if why is None else found + [Done(one, why) for one in turns.left()]


def _work(calls: SessionCalls, turns: _Turns, results: SimpleQueue[Done | BaseException | None]) -> None:
    try:
        for session in turns:
            try:
                done = Done(session, None, gone=not calls.end(session))
            except KeyfobError as trouble:
                done = Done(session, trouble)
            turns.state.note(done.error)
            results.put(done)
    except BaseException as fault:  # noqa: BLE001 - handed to the calling thread, which raises it
        results.put(fault)
    results.put(None)
