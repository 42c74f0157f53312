"""Sign-ins of the window, as the controller drives them: with an engine that does what a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import states as s
from tests.gui.controlled import Controlled
from tests.support.engine_double import GOOD_ADDRESS, URL, EngineDouble, session

Answer = Callable[[bool], None]


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble()
    yield made
    made.hang.clear()
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def work(qtbot: QtBot, engine: EngineDouble) -> Iterator[Controlled]:
    made = Controlled(qtbot, engine)
    yield made
    made.controller.close()


def test_a_sign_in(work: Controlled, qtbot: QtBot) -> None:
    with qtbot.waitSignal(work.controller.signed_in) as told:
        work.sign_in()

    assert told.args == ["work"]
    assert isinstance(work.state, s.SignedIn)
    assert work.life.stored.username == "alice"
    assert work.engine.opened == [URL]


def test_pressed_twice_is_one_sign_in(work: Controlled) -> None:
    work.begin_sign_in()
    work.controller.sign_ins.begin("work")
    work.engine.returns.set()
    work.settle()

    assert work.engine.calls.count("sign_in") == 1


def test_what_it_waits_for_is_known(work: Controlled) -> None:
    work.begin_sign_in()

    assert isinstance(work.state, s.SigningIn)
    assert work.state.url == URL
    run = work.life.sign_in
    assert run is not None
    assert run.until is not None
    assert 200 < run.until - work.engine.clock.monotonic() <= 300
    work.engine.returns.set()
    work.settle()


def test_cancelled(work: Controlled) -> None:
    work.begin_sign_in()
    work.controller.sign_ins.cancel("work")
    work.settle()

    assert isinstance(work.state, s.SignedOut)
    assert work.state.reason is not None
    assert work.state.reason.code is Code.E_CANCELLED


def test_cancelling_a_new_sign_in_leaves_the_session_as_it_is(work: Controlled) -> None:
    work.sign_in()
    before = work.state
    work.begin_sign_in()
    assert s.session_of(work.state) is not None, "it goes on living meanwhile"
    work.controller.sign_ins.cancel("work")
    work.settle()

    assert work.state == before


def test_refused(work: Controlled) -> None:
    work.engine.trouble["sign_in"] = KeyfobError(Code.E_NETWORK, "network.refused", host="p.example")
    work.sign_in()

    assert isinstance(work.state, s.SignedOut)
    assert work.state.reason is not None
    assert work.state.reason.code is Code.E_NETWORK


def test_the_browser_did_not_open(work: Controlled) -> None:
    work.engine.browser_opens = False
    work.begin_sign_in()
    work.until(lambda: work.life.sign_in is not None and not work.life.sign_in.opened)
    work.controller.sign_ins.open_again("work")
    work.until(lambda: work.life.sign_in is not None and work.life.sign_in.opened)

    assert work.engine.opened == [URL], "once, by hand"
    work.engine.returns.set()
    work.settle()


def test_a_pasted_address(work: Controlled) -> None:
    work.begin_sign_in()
    run = work.life.sign_in
    assert run is not None
    work.controller.sign_ins.submit_address("work", "http://127.0.0.1/callback?code=c&state=another")
    work.until(lambda: run.paste_error != "")
    assert "another sign-in" in run.paste_error, "what is wrong stands at the field, and the sign-in goes on"
    assert isinstance(work.state, s.SigningIn)
    work.controller.sign_ins.submit_address("work", GOOD_ADDRESS)
    work.settle()

    assert run.paste_error == ""
    assert isinstance(work.state, s.SignedIn)


def test_a_pasted_address_after_the_end_changes_nothing(work: Controlled) -> None:
    work.sign_in()
    before = work.state
    work.controller.sign_ins.submit_address("work", GOOD_ADDRESS)
    work.settle()

    assert work.state == before


class Questions:
    """Keeps what is asked, and answers once it is told to."""

    def __init__(self, work: Controlled) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.answers: list[Answer] = []
        work.controller.question.connect(self._ask)

    def _ask(self, name: str, known: str, new: str, answer: Answer) -> None:
        self.asked.append((name, known, new))
        self.answers.append(answer)


def asked(work: Controlled) -> Questions:
    """Alice is signed in; Bob comes back from the browser."""
    work.sign_in()
    questions = Questions(work)
    work.engine.person = session("bob")
    work.controller.sign_ins.begin("work")
    work.until(lambda: bool(questions.asked))
    assert questions.asked == [("work", "alice", "bob")]
    return questions


@pytest.mark.parametrize(("yes", "who"), [(True, "bob"), (False, "alice")])
def test_another_person_is_asked_about(work: Controlled, yes: bool, who: str) -> None:
    questions = asked(work)
    questions.answers[0](yes)
    work.settle()

    kept = s.session_of(work.state)
    assert kept is not None
    assert kept.tokens.username == who
    assert len(questions.asked) == 1


def test_cancelled_while_it_asks(work: Controlled) -> None:
    asked(work)
    work.controller.sign_ins.cancel("work")
    work.settle()

    kept = s.session_of(work.state)
    assert kept is not None
    assert kept.tokens.username == "alice"


def test_without_a_keychain_the_session_is_kept_in_memory(work: Controlled) -> None:
    work.engine.keychain = "missing"
    work.sign_in()

    assert isinstance(work.state, s.SignedIn)
    assert work.state.session.saved == "memory"
    assert work.life.stored.saved == "memory"
    assert work.engine.opened == [URL], "the browser opened once"


def test_a_late_word_of_an_old_attempt_changes_nothing(work: Controlled) -> None:
    work.begin_sign_in()
    old = work.life.sign_in
    assert old is not None
    work.controller.sign_ins.cancel("work")
    work.settle()
    work.engine.returns_by_itself = True
    work.sign_in()
    before = work.state
    from desktop_app.session import events as e

    work.controller.notifier("work")(e.SignInEnded(old.attempt, KeyfobError(Code.E_TIMEOUT, "session.cancelled")))
    work.controller.notifier("work")(e.SignInChecking(old.attempt))
    work.settle()

    assert work.state == before


def test_an_account_removed_while_it_signs_in(work: Controlled) -> None:
    work.begin_sign_in()
    work.controller.remove("work")
    work.until(lambda: work.tasks.busy() == 0)

    assert work.controller.lives == {}
    assert work.engine.states == {}
