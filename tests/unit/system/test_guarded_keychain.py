"""The guard before a keychain: deadlines, turns, read-back, and errors that keep their names."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain.backend import Condition, PromptUnanswered
from desktop_app.system.keychain.guarded import GuardedKeychain
from tests.support.patience import PATIENCE

WITHIN = PATIENCE


class ScriptedBackend:
    """In memory; what happens in a call is scripted by *before*."""

    name = "scripted"
    max_utf16_units = 1280

    def __init__(self) -> None:
        self.values: list[str] = []
        self.reads: list[str] | None = None
        self.before: Callable[[], None] = lambda: None
        self.deadlines: list[float] = []
        self.running = self.most_running = 0
        self.closed = False

    def condition(self) -> Condition:
        """Scripted."""
        self._begin(0)
        return "ready"

    def read(self, item: str, *, prompt: bool, deadline: float) -> list[str]:
        """Scripted."""
        self._begin(deadline)
        return list(self.values if self.reads is None else self.reads)

    def write(self, item: str, value: str, *, prompt: bool, deadline: float) -> None:
        """Scripted."""
        self._begin(deadline)
        self.values = [value]

    def delete(self, item: str, *, prompt: bool, deadline: float) -> None:
        """Scripted."""
        self._begin(deadline)
        self.values = []

    def close(self) -> None:
        """Remembered."""
        self.closed = True

    def _begin(self, deadline: float) -> None:
        self.deadlines.append(deadline)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            self.before()
        finally:
            self.running -= 1


@pytest.fixture
def backend() -> ScriptedBackend:
    return ScriptedBackend()


@pytest.fixture
def keychain(backend: ScriptedBackend) -> GuardedKeychain:
    return GuardedKeychain(backend)


def write(keychain: GuardedKeychain, timeout: float = WITHIN) -> None:
    keychain.write("item", "value", prompt=False, timeout=timeout)


def wait_for(event: threading.Event) -> None:
    assert event.wait(WITHIN)


def trouble_of(call: Callable[[], object]) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        call()
    return caught.value


def test_it_hands_through(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    write(keychain)
    assert keychain.read("item", prompt=True, timeout=WITHIN) == ["value"]
    keychain.delete("item", prompt=False, timeout=WITHIN)
    assert (keychain.name, keychain.max_utf16_units, keychain.condition()) == ("scripted", 1280, "ready")
    keychain.close()
    assert backend.closed


@pytest.mark.parametrize("stored", [[], ["another"], ["value", "value"], ["value "], ["\ud800"]])
def test_what_does_not_come_back_is_lost(
    keychain: GuardedKeychain, backend: ScriptedBackend, stored: list[str]
) -> None:
    backend.reads = stored
    found = trouble_of(lambda: write(keychain))
    assert (found.code, found.text) == (Code.E_KEYCHAIN_LOST, "keychain.lost")


def test_what_stays_after_deleting_is_told(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    backend.reads = ["still there"]
    found = trouble_of(lambda: keychain.delete("item", prompt=False, timeout=WITHIN))
    assert (found.code, found.text) == (Code.E_KEYCHAIN_LOST, "keychain.not_deleted")


def test_the_deadline_is_handed_on(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    started = time.monotonic()
    write(keychain, timeout=WITHIN)
    assert len(set(backend.deadlines)) == 1
    assert started + WITHIN <= backend.deadlines[0] <= time.monotonic() + WITHIN


def test_a_call_that_passes_its_deadline_goes_on(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    go_on = threading.Event()
    backend.before = lambda: wait_for(go_on)
    found = trouble_of(lambda: write(keychain, timeout=0.05))
    assert isinstance(found, KeychainTimeout)
    assert not found.finished.is_set()
    assert backend.values == []
    assert keychain.condition(timeout=0.05) == "timed_out"

    second = trouble_of(lambda: write(keychain, timeout=0.05))
    assert isinstance(second, KeychainTimeout)
    assert second.finished.is_set(), "it never started"
    keychain.close(timeout=0.05)
    assert not backend.closed

    go_on.set()
    assert found.finished.wait(WITHIN)
    assert backend.values == ["value"]
    write(keychain)
    assert backend.most_running == 1


def test_no_time_at_all(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    go_on = threading.Event()
    backend.before = lambda: wait_for(go_on)
    found = trouble_of(lambda: write(keychain, timeout=-1))
    assert isinstance(found, KeychainTimeout)
    go_on.set()
    assert found.finished.wait(WITHIN)


def test_one_call_at_a_time(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    threads = [threading.Thread(target=write, args=(keychain,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN)
    assert backend.most_running == 1
    assert len(backend.deadlines) == 16


def test_a_dialog_nobody_answered(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    def unanswered() -> None:
        raise PromptUnanswered

    backend.before = unanswered
    found = trouble_of(lambda: keychain.read("item", prompt=True, timeout=WITHIN))
    assert isinstance(found, KeychainTimeout)
    assert found.finished.is_set()
    assert found.params == {"seconds": round(WITHIN)}


@pytest.mark.parametrize(
    "make",
    [trouble.missing, trouble.locked, trouble.dismissed, trouble.not_set_up, trouble.full, trouble.refused],
)
def test_errors_keep_their_names(
    keychain: GuardedKeychain, backend: ScriptedBackend, make: Callable[[], KeyfobError]
) -> None:
    def fail() -> None:
        raise make()

    backend.before = fail
    assert trouble_of(lambda: write(keychain)).text == make().text
    assert keychain.condition() == "missing"


def test_a_fault_of_ours_stays_one(keychain: GuardedKeychain, backend: ScriptedBackend) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    backend.before = fail
    with pytest.raises(ZeroDivisionError):
        write(keychain)
    backend.before = lambda: None
    write(keychain)
    assert backend.values == ["value"]
