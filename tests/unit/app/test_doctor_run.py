"""The doctor's looks are taken side by side, each in bounded time, and Stop is heard at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from desktop_app.app.doctor.check import Check, Progress, Step
from desktop_app.app.doctor.run import Look, Run
from desktop_app.errors import Code, KeyfobError
from tests.support.patience import PATIENCE

_LONG = 10 * PATIENCE


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Looks that hang wait for it; it opens at the end."""
    opened = threading.Event()
    yield opened
    opened.set()
    for thread in threading.enumerate():
        if thread.name == "keyfob-doctor":
            thread.join(PATIENCE)


def fine(name: str) -> Check:
    return Check(name, "ok", "Fine.")


def stop_and_hang(stop: threading.Event, gate: threading.Event) -> None:
    """A person stops while this look is under way."""
    stop.set()
    gate.wait()


def look(name: str, work: Callable[[], object] = lambda: None, seconds: float = _LONG) -> Look:
    def found() -> Sequence[Check]:
        work()
        return [fine(name)]

    return Look(Step(name), found, seconds)


def finish(
    lines: list[list[Look]], width: int = 4, cancel: threading.Event | None = None
) -> tuple[Run, list[Progress]]:
    told: list[Progress] = []
    run = Run(lines, told.append, width)
    run.run(cancel)
    return run, told


def test_lines_are_done_side_by_side() -> None:
    both = threading.Barrier(2)

    def meet() -> None:
        both.wait(PATIENCE)

    run, _ = finish([[look("files", meet)], [look("keychain", meet)]])

    assert [check.message for checks in run.done.values() for check in checks] == ["Fine.", "Fine."]


def test_one_line_is_done_in_order() -> None:
    _, told = finish([[look("files"), look("keychain"), look("browser")]])

    assert [(word.step.id, word.state) for word in told] == [
        (name, state) for name in ("files", "keychain", "browser") for state in ("running", "done")
    ]


def test_there_are_never_more_threads_than_its_width() -> None:
    now, most, guard = [0], [0], threading.Lock()

    def count() -> None:
        with guard:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with guard:
            now[0] -= 1

    def counted() -> Sequence[Check]:
        count()
        return [fine("files")]

    run, _ = finish([[Look(Step("files", f"{number}"), counted, _LONG)] for number in range(20)], width=3)

    assert len(run.done) == 20
    assert 1 <= most[0] <= 3


def test_what_hangs_is_given_up_and_holds_nobody_up(gate: threading.Event) -> None:
    hanging = look("metadata", gate.wait, seconds=0.2)

    run, _ = finish([[hanging, look("clock")], [look("session")]], width=1)

    found = {step.id: checks[0].status for step, checks in run.done.items()}
    assert found == {"metadata": "fail", "clock": "ok", "session": "ok"}


def test_what_comes_too_late_is_dropped(gate: threading.Event) -> None:
    told: list[Progress] = []
    late = threading.Event()

    def come_late() -> None:
        gate.wait(PATIENCE)
        late.set()

    def open_then_wait() -> None:
        gate.set()
        assert late.wait(PATIENCE)

    run = Run([[look("keys", come_late, seconds=0.2), look("clock", open_then_wait)]], told.append)
    run.run(None)

    assert [word.checks[0].status for word in told if word.state == "done"] == ["fail", "ok"]


def test_stop_leaves_what_is_done(gate: threading.Event) -> None:
    stop = threading.Event()
    hangs = look("metadata", lambda: stop_and_hang(stop, gate))

    run, told = finish([[look("files"), hangs, look("versions")]], cancel=stop)

    assert list(run.done) == [Step("files")]
    assert "versions" not in {word.step.id for word in told}


def test_after_stop_nothing_more_begins(gate: threading.Event) -> None:
    stop, begun = threading.Event(), []
    hangs = look("metadata", lambda: stop_and_hang(stop, gate))

    finish([[hangs, look("tls", lambda: begun.append("tls"))], [look("proxy", lambda: begun.append("proxy"))]],
           width=1, cancel=stop)  # fmt: skip
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "keyfob-doctor":
            thread.join(PATIENCE)

    assert begun == []


def test_an_error_is_a_finding() -> None:
    def refuse() -> None:
        raise KeyfobError(Code.E_DISK, "disk.full", path="x")

    run, _ = finish([[look("files", refuse), look("clock")]])

    (failed,) = run.done[Step("files")]
    assert failed.status == "fail"
    assert failed.hint
    assert run.done[Step("clock")]


@pytest.mark.expect_warnings
def test_a_fault_of_ours_is_a_finding_and_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def break_down() -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR, "keyfob"):
        run, _ = finish([[look("files", break_down), look("clock")]])
    said = [record.getMessage() for record in caplog.records]

    assert [check.status for check in run.done[Step("files")]] == ["fail"]
    assert run.done[Step("clock")]
    assert any("ZeroDivisionError" in line for line in said)


def test_who_listens_may_fail_and_nothing_goes_on(gate: threading.Event) -> None:
    class Gone(Exception):
        pass

    begun: list[str] = []

    def tell(word: Progress) -> None:
        if word.state == "done":
            raise Gone

    run = Run([[look("files"), look("metadata", gate.wait), look("keychain", lambda: begun.append("keychain"))]], tell)
    with pytest.raises(Gone):
        run.run(None)
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "keyfob-doctor":
            thread.join(PATIENCE)

    assert begun == []
