"""A keychain in memory, with every trouble a real one has; held to the same contract (keychain_contract.py).

No thread, no waiting: a call that would pass its deadline raises :class:`KeychainTimeout` at once, and its effect comes
when the test says so (:meth:`KeychainDouble.finish`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.ports import KeychainCondition


class Crash(BaseException):
    """The process is killed here; no handler of the program sees it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the double."""

    kind: Literal["condition", "read", "write", "delete"]
    item: str
    prompt: bool


class KeychainDouble:
    """A :class:`desktop_app.ports.Keychain`. Set the attributes to script its troubles.

    :ivar state: ``locked`` needs a dialog, ``missing`` is E_KEYCHAIN_MISSING throughout.
    :ivar person: what a person does with a dialog: unlocks, dismisses it, or never answers.
    :ivar dialogs: how many dialogs were shown.
    :ivar denies: the next calls are refused.
    :ivar never_answers: every call passes its deadline.
    :ivar forgets: writes are not kept.
    :ivar garbles: what is read back is not what was written.
    :ivar keeps_deleted: deleting has no effect.
    :ivar dies_after: after that many calls it is missing.
    :ivar crash_before: the process dies before that change (1 = the first one from now).
    """

    name = "Keychain double"

    def __init__(self, max_utf16_units: int | None = None) -> None:
        self.max_utf16_units = max_utf16_units
        self.items: dict[str, list[str]] = {}
        self.calls: list[Call] = []
        self.state: Literal["ready", "locked", "missing"] = "ready"
        self.person: Literal["unlocks", "dismisses", "absent"] = "dismisses"
        self.dialogs = 0
        self.denies = self.never_answers = self.forgets = self.garbles = self.keeps_deleted = False
        self.dies_after: int | None = None
        self.crash_before: int | None = None
        self.changes = 0
        self._pending: list[tuple[threading.Event, Callable[[], None]]] = []
        self._guard = threading.Lock()

    def put_twin(self, item: str, value: str) -> None:
        """Store a second value under the same name, as another program can."""
        self.items.setdefault(item, []).append(value)

    def finish(self) -> None:
        """The calls that passed their deadline come back now, and take effect."""
        with self._guard:
            self.never_answers = False
            pending, self._pending = self._pending, []
        for finished, effect in pending:
            effect()
            finished.set()

    def condition(self, timeout: float = 10.0) -> KeychainCondition:
        """Look at it without a prompt."""
        self.calls.append(Call("condition", "", False))
        return "timed_out" if self.never_answers else self.state

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        """All values stored under *item*."""
        self._begin("read", item, prompt, timeout, lambda: None)
        values = list(self.items.get(item, ()))
        return [value + "?" for value in values] if self.garbles else values

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        """Store *value* as the only one under *item*."""

        def effect() -> None:
            if not self.forgets:
                self.items[item] = [value]

        self._begin("write", item, prompt, timeout, effect)
        if self.max_utf16_units is not None and _units(value) > self.max_utf16_units:
            raise KeyfobError(Code.E_KEYCHAIN_FULL, "keychain.full")
        self._change(effect)
        if self.forgets or self.garbles:
            raise KeyfobError(Code.E_KEYCHAIN_LOST, "keychain.lost")

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        """Remove every value under *item*."""

        def effect() -> None:
            if not self.keeps_deleted:
                self.items.pop(item, None)

        self._begin("delete", item, prompt, timeout, effect)
        if item in self.items:
            self._change(effect)
        if item in self.items:
            raise KeyfobError(Code.E_KEYCHAIN_LOST, "keychain.not_deleted")

    def _begin(
        self,
        kind: Literal["read", "write", "delete"],
        item: str,
        prompt: bool,
        timeout: float,
        effect: Callable[[], None],
    ) -> None:
        self.calls.append(Call(kind, item, prompt))
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                self.state = "missing"
        with self._guard:  # else a call might come too late to be finished
            finished = threading.Event() if self.never_answers else None
            if finished is not None:
                self._pending.append((finished, effect))
        if finished is not None:
            raise KeychainTimeout(finished, seconds=round(timeout))
        if self.state == "missing":
            raise KeyfobError(Code.E_KEYCHAIN_MISSING, "keychain.missing")
        if self.denies:
            raise KeyfobError(Code.E_KEYCHAIN_DENIED, "keychain.denied", words="no")
        if self.state == "locked":
            self._unlock(prompt, timeout)

    def _unlock(self, prompt: bool, timeout: float) -> None:
        if not prompt:
            raise KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")
        self.dialogs += 1
        if self.person == "absent":
            withdrawn = threading.Event()
            withdrawn.set()
            raise KeychainTimeout(withdrawn, seconds=round(timeout))
        if self.person == "dismisses":
            raise KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.dismissed")
        self.state = "ready"

    def _change(self, effect: Callable[[], None]) -> None:
        self.changes += 1
        if self.crash_before is not None:
            self.crash_before -= 1
            if self.crash_before == 0:
                self.crash_before = None
                raise Crash
        effect()


def _units(value: str) -> int:
    return len(value.encode("utf-16-le", "surrogatepass")) // 2
