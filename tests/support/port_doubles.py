"""Ports in memory: files, locks, a clock that a test moves, and HTTP that answers what a test says."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import NoReturn

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Cancel, Grant, HttpAnswer, Trust
from desktop_app.secret import Secret

NOW = 1_790_000_000.0


class ClockDouble:
    """A :class:`desktop_app.ports.Clock` that stands still until it is moved."""

    def __init__(self, now: float = NOW) -> None:
        self.time = now

    def now(self) -> float:
        """Wall clock."""
        return self.time

    def monotonic(self) -> float:
        """The same clock: it never goes back unless a test does so."""
        return self.time

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        """Moves the clock at once."""
        self.time += seconds
        return cancel is not None and cancel.is_set()


class MemoryFiles:
    """:class:`desktop_app.ports.Files` in a dictionary. *broken*: every write is E_DISK."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.broken = False

    def read(self, name: str, limit: int = 4_000_000) -> bytes | None:
        """The content."""
        found = self.content.get(name)
        return None if found is None or len(found) > limit else found

    def write(self, name: str, content: bytes, *, durable: bool = False) -> None:
        """Replace."""
        if self.broken:
            raise KeyfobError(Code.E_DISK, "disk.full", path=name)
        self.content[name] = content

    def remove(self, name: str) -> None:
        """Remove."""
        self.content.pop(name, None)

    def names(self, folder: str) -> Sequence[str]:
        """Names in *folder*."""
        inside = (name.removeprefix(f"{folder}/") for name in self.content if name.startswith(f"{folder}/"))
        return sorted(name for name in inside if "/" not in name)


class _HeldDouble:
    def __init__(self, locks: LocksDouble, name: str) -> None:
        self._locks = locks
        self._name = name

    def release(self) -> None:
        self._locks.held.discard(self._name)

    def release_after(self, finished: threading.Event) -> None:
        self.release()

    def __enter__(self) -> _HeldDouble:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class LocksDouble:
    """:class:`desktop_app.ports.Locks`; *held* are the names somebody holds."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.while_waiting: Callable[[], None] = lambda: None

    def acquire(self, name: str, *, timeout: float, cancel: Cancel | None = None) -> _HeldDouble:
        """At once, or E_LOCK."""
        if name in self.held:
            raise KeyfobError(Code.E_LOCK, "disk.lock_busy")
        self.while_waiting()
        self.held.add(name)
        return _HeldDouble(self, name)

    def is_held(self, name: str) -> bool:
        """Whether somebody holds it."""
        return name in self.held


Answer = HttpAnswer | KeyfobError


def answer(
    body: bytes | str, status: int = 200, *, headers: Mapping[str, str] | None = None, date: float | None = None
) -> HttpAnswer:
    """An HTTP answer in JSON's clothes."""
    content = body.encode() if isinstance(body, str) else body
    return HttpAnswer(status, "application/json", dict(headers or {}), content, date, NOW)


class HttpDouble:
    """:class:`desktop_app.ports.Http` with the answers of :attr:`answers`, in order; *asked* are the addresses."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = deque(answers)
        self.asked: list[str] = []
        self.trusted: list[Trust] = []

    def get(
        self,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """The next answer."""
        self.asked.append(url)
        self.trusted.append(trust)
        found = self.answers.popleft()
        if isinstance(found, KeyfobError):
            raise found
        return found

    def post_form(
        self,
        url: str,
        fields: Mapping[str, str | Secret],
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        client_secret: tuple[str, Secret] | None = None,
    ) -> NoReturn:
        """Nobody posts here."""
        raise AssertionError(f"POST {url}")

    def token(
        self, endpoint: str, grant: Grant, *, client_id: str, client_secret: Secret | None, trust: Trust
    ) -> NoReturn:
        """Nobody asks for tokens here."""
        raise AssertionError(f"token request to {endpoint}")

    def cancel_all(self) -> None:
        """Nothing is under way."""
