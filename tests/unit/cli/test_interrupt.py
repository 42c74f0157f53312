"""Signals end a command without tearing it apart."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from desktop_app.cli import interrupt
from desktop_app.cli.interrupt import cancellable
from desktop_app.errors import Code, KeyfobError
from tests.support.patience import PATIENCE

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def _nothing_abandoned() -> Iterator[None]:
    interrupt.abandoned.clear()
    # Whoever runs the tests may have signals ignored (nohup, a shell's background).
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_result_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    assert cancellable(lambda cancel: cancel.is_set()) is False
    assert signal.getsignal(signal.SIGTERM) is before


def test_errors_come_back() -> None:
    def work(_cancel: threading.Event) -> None:
        raise KeyfobError(Code.E_LOCK, "disk.lock_busy")

    with pytest.raises(KeyfobError, match="E_LOCK"):
        cancellable(work)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_cancels(number: signal.Signals) -> None:
    def work(cancel: threading.Event) -> None:
        signal.raise_signal(number)
        assert cancel.wait(PATIENCE)
        raise KeyfobError(Code.E_CANCELLED, "session.cancelled")

    with pytest.raises(KeyfobError) as caught:
        cancellable(work)
    assert caught.value.code is Code.E_CANCELLED
    assert not interrupt.abandoned.is_set()


def test_work_that_ends_all_the_same_counts() -> None:
    def work(cancel: threading.Event) -> str:
        signal.raise_signal(signal.SIGINT)
        assert cancel.wait(PATIENCE)
        return "stored"

    assert cancellable(work) == "stored"


def test_work_that_does_not_end_is_left() -> None:
    go = threading.Event()

    def work(_cancel: threading.Event) -> None:
        signal.raise_signal(signal.SIGINT)
        go.wait(PATIENCE)

    try:
        with pytest.raises(KeyfobError, match="cli.cancelled"):
            cancellable(work, grace=0.01)
        assert interrupt.abandoned.is_set()
    finally:
        go.set()


def test_a_second_signal_ends_the_wait() -> None:
    go = threading.Event()

    def work(cancel: threading.Event) -> None:
        signal.raise_signal(signal.SIGINT)
        cancel.wait(PATIENCE)
        signal.raise_signal(signal.SIGINT)
        go.wait(PATIENCE)

    try:
        with pytest.raises(KeyfobError, match="cli.cancelled"):
            cancellable(work, grace=3600)
    finally:
        go.set()


def test_other_threads_may_call_it() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(cancellable(lambda _cancel: "done")))

    thread.start()
    thread.join(PATIENCE)

    assert found == ["done"]
