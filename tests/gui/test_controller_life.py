"""A session's life in the window: restored, refreshed, locked, lost, signed out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from tests.gui.controlled import Controlled
from tests.support.engine_double import EngineDouble, session
from tests.support.patience import PATIENCE


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble()
    made.will_restore("work", session(roles=("admin", "user")))
    yield made
    made.hang.clear()
    made.stuck.clear()
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def work(qtbot: QtBot, engine: EngineDouble) -> Iterator[Controlled]:
    made = Controlled(qtbot, engine)
    yield made
    made.controller.close()


def test_restored_at_start(work: Controlled) -> None:
    assert isinstance(work.state, s.SignedIn)
    assert work.engine.calls == ["restore"]
    due = work.controller.timer.deadline("work")
    assert due == work.life.stored.next_refresh_at, "the next refresh is in the book"


def test_refreshed_when_it_is_due(work: Controlled) -> None:
    before = work.life.stored.generation
    work.controller.timer.set_deadline("work", time.time() - 1)
    work.controller.look()
    work.until(lambda: "renew" in work.engine.calls)
    work.settle()

    assert isinstance(work.state, s.SignedIn)
    assert work.life.stored.generation == before + 1
    assert work.engine.calls.count("renew") == 1
    due = work.controller.timer.deadline("work")
    assert due is not None
    assert due > time.time()


def test_refreshed_by_hand_once(work: Controlled) -> None:
    work.engine.stuck.add("network")
    work.controller.refresh("work")
    work.until(lambda: isinstance(work.state, s.Refreshing))
    work.controller.refresh("work")
    work.engine.stuck.clear()
    work.settle()

    assert work.engine.calls.count("refresh") == 1


def test_due_while_something_else_runs_comes_later(work: Controlled) -> None:
    work.engine.stuck.add("network")
    work.controller.refresh("work")
    work.controller.timer.set_deadline("work", time.time() - 1)
    work.controller.look()
    due = work.controller.timer.deadline("work")
    assert due is not None
    assert due > time.time()
    work.engine.stuck.clear()
    work.settle()

    assert "renew" not in work.engine.calls


def test_offline_and_back(work: Controlled) -> None:
    trouble = KeyfobError(Code.E_NETWORK, "network.refused", host="p.example")
    work.engine.trouble["refresh"] = trouble
    work.engine.last_word["refresh"] = (e.RefreshFailed(trouble, time.time() + 60),)
    work.controller.refresh("work")
    work.settle()
    assert isinstance(work.state, s.Offline)
    assert work.state.error == trouble
    assert work.state.session is not None, "the session is kept"
    work.engine.last_word.clear()
    work.controller.refresh("work")
    work.settle()

    assert isinstance(work.state, s.SignedIn)


def test_an_end_without_a_word_is_no_signed_out(work: Controlled) -> None:
    """The use case could not begin (another process holds the lock): the session stays, and the reason stands."""
    work.engine.trouble["refresh"] = KeyfobError(Code.E_LOCK, "disk.lock_busy")
    work.controller.refresh("work")
    work.settle()

    assert isinstance(work.state, s.Offline)
    assert work.state.session is not None
    assert work.state.error is not None
    assert work.state.error.code is Code.E_LOCK


def test_a_fault_of_ours_is_told_and_not_the_end(
    work: Controlled, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        work.controller.notifier("work")(e.RefreshStarted())
        raise ZeroDivisionError

    monkeypatch.setattr(work.engine, "refresh", broken)
    with caplog.at_level("CRITICAL", logger="keyfob"):
        work.controller.refresh("work")
        work.settle()

    assert isinstance(work.state, s.Offline)
    assert work.state.error is not None
    assert work.state.error.code is Code.E_INTERNAL


def test_the_provider_ended_the_session(work: Controlled, qtbot: QtBot) -> None:
    ended = KeyfobError(Code.E_REAUTH, "session.record_gone", reason="refused")
    work.engine.trouble["refresh"] = ended
    work.engine.last_word["refresh"] = (e.LoginNeeded(ended),)
    with qtbot.waitSignal(work.controller.login_needed) as told:
        work.controller.refresh("work")
    work.settle()

    assert told.args == ["work"]
    assert isinstance(work.state, s.NeedsLogin)
    assert work.controller.timer.deadline("work") is None, "nobody asks again by themselves"
    work.sign_in()
    assert isinstance(work.state, s.SignedIn)


def test_a_role_that_was_taken_away_is_named(work: Controlled) -> None:
    known = work.engine.known
    assert known is not None
    work.engine.known = replace(known, tokens=replace(known.tokens, roles=("user",)))
    work.controller.refresh("work")
    work.settle()

    assert work.life.role_lost == "admin"


def test_locked_and_unlocked(qtbot: QtBot, engine: EngineDouble) -> None:
    engine.keychain = "locked"
    work = Controlled(qtbot, engine)
    assert isinstance(work.state, s.Locked)
    due = work.controller.timer.deadline("work")
    assert due is not None
    work.controller.timer.set_deadline("work", time.time() - 1)
    work.controller.look()
    work.until(lambda: work.engine.calls.count("restore") == 2)
    work.settle()
    assert isinstance(work.state, s.Locked)
    assert "unlock" not in work.engine.calls, "a timer never raises a prompt"
    work.controller.restore("work", attended=True)
    work.settle()

    assert isinstance(work.state, s.SignedIn)
    work.controller.close()


def test_unsaved_and_saved(work: Controlled) -> None:
    known = work.engine.known
    trouble = KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")
    work.engine.last_word["renew"] = (e.Unsaved(known, trouble),)
    work.engine.stuck.add("keychain")
    work.controller.timer.set_deadline("work", time.time() - 1)
    work.controller.look()
    work.until(lambda: s.is_unsaved(work.state))
    assert list(work.controller.unsaved()) == ["work"]
    work.engine.stuck.clear()
    work.settle()

    assert list(work.controller.unsaved()) == []


@pytest.mark.parametrize("local", [True, False])
def test_signed_out(work: Controlled, local: bool) -> None:
    work.controller.sign_out("work", local=local)
    work.settle()

    assert work.state == s.SignedOut()
    assert work.controller.timer.deadline("work") is None
    assert work.life.sign_out_note == ""


def test_late_results_are_dropped_after_the_end(work: Controlled) -> None:
    told: list[str] = []
    work.engine.hang.set()
    work.engine.begun.clear()
    work.controller.refresh("work")
    assert work.engine.begun.wait(PATIENCE)
    before = work.state
    work.controller.close()
    work.controller.changed.connect(told.append)
    work.engine.hang.clear()
    work.until(lambda: work.tasks.busy() == 0)
    work.qtbot.wait(1)

    assert work.state == before
    assert told == []
