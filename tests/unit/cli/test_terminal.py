"""A person at the terminal: pastes an address, answers a question."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

import pytest

from desktop_app.cli.terminal import Terminal
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.sign_in import SignInRequest
from tests.support.patience import PATIENCE
from tests.unit.cli.fake_engine import Command, FakeEngine


class Typist:
    """Types into a pipe that a terminal reads."""

    def __init__(self) -> None:
        source, sink = os.pipe()
        self.lines: TextIO = os.fdopen(source)
        self._sink = os.fdopen(sink, "w")

    def type(self, line: str) -> None:
        self._sink.write(f"{line}\n")
        self._sink.flush()

    def leave(self) -> None:
        self._sink.close()


@pytest.fixture
def typist() -> Iterator[Typist]:
    found = Typist()
    yield found
    found.leave()
    for thread in threading.enumerate():
        if thread.name == "keyfob-terminal":
            thread.join(PATIENCE)
    found.lines.close()


def test_a_pasted_address_is_tried_until_one_is_taken(typist: Typist, capsys: pytest.CaptureFixture[str]) -> None:
    taken: queue.SimpleQueue[str] = queue.SimpleQueue()

    def take(address: str) -> KeyfobError | None:
        taken.put(address)
        return None if address == "good" else KeyfobError(Code.E_USAGE, "cli.too_many", word=address)

    terminal = Terminal(typist.lines, threading.Event())
    terminal.offer_paste(take)
    for line in ("", "  bad\x1b ", "good", "later"):
        typist.type(line)
    assert [taken.get(timeout=PATIENCE), taken.get(timeout=PATIENCE)] == ["bad\x1b", "good"]
    typist.leave()

    assert terminal.confirm_subject("a", "b") is False
    assert taken.empty()
    err = capsys.readouterr().err
    assert "bad\\u001b is one word too many." in err
    assert "Accepted." in err


@pytest.mark.parametrize(
    ("line", "agreed"), [("y", True), (" YES ", True), ("n", False), ("", False), ("yesno", False)]
)
def test_the_question(typist: Typist, capsys: pytest.CaptureFixture[str], line: str, agreed: bool) -> None:
    terminal = Terminal(typist.lines, threading.Event())
    terminal.offer_paste(lambda _address: None)
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
    asking = threading.Thread(target=lambda: answers.put(terminal.confirm_subject("ada", "bob\u202e")))
    asking.start()
    while "bob" not in (shown := capsys.readouterr().err):
        assert asking.is_alive()
    typist.type(line)

    assert answers.get(timeout=PATIENCE) is agreed
    asking.join(PATIENCE)
    assert "bob\\u202e" in shown


def test_a_terminal_that_goes_is_a_no(typist: Typist) -> None:
    typist.leave()

    assert Terminal(typist.lines, threading.Event()).confirm_subject(None, None) is False


def test_a_cancelled_question_is_a_no(typist: Typist) -> None:
    cancel = threading.Event()
    cancel.set()

    assert Terminal(typist.lines, cancel).confirm_subject("a", "b") is False


class _Stdin:
    def __init__(self, typist: Typist, *, tty: bool) -> None:
        self._typist = typist
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    def readline(self) -> str:
        return self._typist.lines.readline()


@pytest.mark.parametrize(
    ("words", "tty", "asks", "pastes"),
    [
        ((), True, True, True),
        (("--json",), True, False, True),
        ((), False, False, False),
        (("--json",), False, False, False),
    ],
)
def test_login_asks_at_a_terminal_alone(
    keyfob: Command,
    typist: Typist,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    tty: bool,
    asks: bool,
    pastes: bool,
) -> None:
    seen: list[SignInRequest] = []

    def prepare(engine: FakeEngine) -> None:
        engine.during_sign_in = lambda request, _cancel: seen.append(request)

    keyfob.prepare = prepare
    monkeypatch.setattr(sys, "stdin", _Stdin(typist, tty=tty))

    assert keyfob.run("login", *words) == 0
    assert (seen[0].confirm_subject is not None, seen[0].offer_paste is not None) == (asks, pastes)
    assert (seen[0].browser_failed is not None) == pastes


def test_without_a_browser_the_sign_in_waits_on(typist: Typist, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(typist.lines, threading.Event())
    terminal.browser_failed(KeyfobError(Code.E_BROWSER, "browser.no_opener"))
    told = capsys.readouterr()
    assert told.out == ""
    assert "browser" in told.err
