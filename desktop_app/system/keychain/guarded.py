"""Stands before a system's keychain: a deadline for every call, one call at a time, every write read back."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop_app.errors import KeychainTimeout, KeyfobError
from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain.backend import Backend, PromptUnanswered

if TYPE_CHECKING:
    from desktop_app.ports import KeychainCondition

T = TypeVar("T")


class GuardedKeychain:
    """A :class:`desktop_app.ports.Keychain` over a :class:`Backend`.

    Each call runs in a daemon thread of its own, so neither a dialog nobody answers nor a dead service keeps the
    program alive. A call that passes its deadline goes on, and the next one waits for it (within its own deadline).
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self._backend.name

    @property
    def max_utf16_units(self) -> int | None:
        """The most UTF-16 units an item can hold."""
        return self._backend.max_utf16_units

    def condition(self, timeout: float = 10.0) -> KeychainCondition:
        """Look at it without a prompt."""
        try:
            return self._run(lambda deadline: self._backend.condition(), timeout)
        except KeychainTimeout:
            return "timed_out"
        except KeyfobError:
            return "missing"

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        """All values stored under *item*."""
        return self._run(lambda deadline: self._backend.read(item, prompt=prompt, deadline=deadline), timeout)

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        """Store *value* as the only one, read it back and compare."""

        def work(deadline: float) -> None:
            self._backend.write(item, value, prompt=prompt, deadline=deadline)
            stored = self._backend.read(item, prompt=prompt, deadline=deadline)
            if len(stored) != 1 or not _same(stored[0], value):
                raise trouble.lost()

        self._run(work, timeout)

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        """Remove every value and look that none is left."""

        def work(deadline: float) -> None:
            self._backend.delete(item, prompt=prompt, deadline=deadline)
            if self._backend.read(item, prompt=prompt, deadline=deadline):
                raise trouble.not_deleted()

        self._run(work, timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Let go of connections, unless a call is still under way after *timeout* seconds."""
        if self._turn.acquire(timeout=timeout):
            try:
                self._backend.close()
            finally:
                self._turn.release()

    def _run(self, work: Callable[[float], T], timeout: float) -> T:
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=min(max(timeout, 0.0), threading.TIMEOUT_MAX)):
            never_started = threading.Event()
            never_started.set()
            raise KeychainTimeout(never_started, seconds=round(timeout))
        call = _Call(work, deadline, self._turn)
        try:
            threading.Thread(target=call.run, name="keychain", daemon=True).start()
        except BaseException:
            self._turn.release()
            raise
        if not call.finished.wait(min(max(deadline - time.monotonic(), 0.0), threading.TIMEOUT_MAX)):
            raise KeychainTimeout(call.finished, seconds=round(timeout))
        try:
            return call.result()
        except PromptUnanswered:
            raise KeychainTimeout(call.finished, seconds=round(timeout)) from None


class _Call(Generic[T]):
    """One call: its work, and what came of it."""

    def __init__(self, work: Callable[[float], T], deadline: float, turn: threading.Lock) -> None:
        self.finished = threading.Event()
        self._work = work
        self._deadline = deadline
        self._turn = turn
        self._done: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """In the worker thread."""
        try:
            self._done.append(self._work(self._deadline))
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread, none is swallowed
            self._error = error
        finally:
            self._turn.release()
            self.finished.set()

    def result(self) -> T:
        """In the waiting thread, once finished."""
        if self._error is not None:
            raise self._error
        return self._done[0]


def _same(one: str, other: str) -> bool:
    """Equal, in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
