"""The monkey: random clicks and keys over the whole window while provider, keychain and browser do as they like.

``MONKEY_SEED=7`` plays a game again, as far as threads and network let it. The seed is in what a failure says.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support import figures
from tests.support.monkey import Monkey
from tests.support.monkey_judge import Ears, Judge
from tests.support.monkey_stage import Stage
from tests.support.provider.provider import ScriptedProvider

#: The long run plays another one each time.
SEED = int(
    os.environ.get("MONKEY_SEED") or (random.SystemRandom().randrange(1_000_000) if os.environ.get("SOAK") else 1)
)
EVENTS = 2_000
SOAK_EVENTS = 20_000
LOOK_EVERY = 10
REST_EVERY = 500
#: How much bigger the window may be after the storm (times the objects it had), and how many windows more there may be.
GROWTH = 1.5
MORE_WINDOWS = 10

# The weather gives cause for warnings. What must not be among them is what `Ears` hears.
pytestmark = [pytest.mark.expect_warnings(), pytest.mark.timeout(600)]


class Game:
    """A stage, a monkey, a judge."""

    def __init__(self, stage: Stage, ears: Ears) -> None:
        self.stage = stage
        self.judge = Judge(stage, ears)
        self.monkey = Monkey(SEED, lambda: stage.window, stage.changes(), stage.files)
        self.events = 0

    def play(self, events: int) -> None:
        """Until *events* are done, or something is wrong."""
        for _ in range(events):
            self.monkey.step()
            QTest.qWait(0)
            self.stage.keep_going()
            self.events += 1
            if self.events % LOOK_EVERY == 0:
                self.judge.look()
            if self.events % REST_EVERY == 0:
                self.judge.rest()
            if self.judge.dead:
                self.judge.try_again()
            assert self.judge.well(), self.told()

    def told(self) -> str:
        """What went wrong, and how to see it again."""
        judge = self.judge
        found = "\n\n".join((*judge.dead, *judge.ears.exceptions, *judge.ears.warnings))
        return f"MONKEY_SEED={SEED}, event {self.events}, after {self.monkey.last}:\n{found}"


@pytest.fixture
def game(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Game]:
    ears = Ears()
    with ScriptedProvider() as provider:
        logging.getLogger().addHandler(ears)
        stage = Stage(tmp_path, monkeypatch, provider, SEED)
        try:
            yield Game(stage, ears)
        finally:
            stage.mend()
            stage.close()
            logging.getLogger().removeHandler(ears)


def _storm(game: Game, events: int, name: str) -> None:
    judge, begun = game.judge, time.monotonic()
    judge.rest()
    judge.tour()
    before = judge.objects()
    try:
        game.play(events)
        judge.rest()
        judge.tour()
    finally:
        for what, found in (("exceptions", judge.ears.exceptions), ("Qt warnings", judge.ears.warnings)):
            figures.record(f"{name}: {what}", len(found), target="0")
        figures.record(f"{name}: dead states", len(judge.dead), target="0")
        figures.record(f"{name}: states that were left at the second try alone", len(judge.doubts), target="0")
        figures.record(f"{name}: events", game.events, unit=f"with seed {SEED}", target=str(events))
        figures.record(f"{name}: starts of the program", game.stage.starts)
        figures.record(f"{name}: longest way back to signed in", judge.slowest, unit="s")
        figures.record(f"{name}: whole time", time.monotonic() - begun, unit="s", target="45 for 2,000 events")
    assert judge.well(), game.told()
    after = judge.objects()
    grown = {kind: (before[kind], count) for kind, count in after.items() if count > before[kind]}
    figures.record(f"{name}: objects in the window, before and after", f"{before.total()}, {after.total()}")
    assert after.total() <= GROWTH * before.total(), (SEED, grown)
    assert after["windows"] <= before["windows"] + MORE_WINDOWS, (SEED, grown)


def test_random_clicks_and_keys_do_no_harm(game: Game) -> None:
    _storm(game, EVENTS, "monkey")


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_random_clicks_and_keys_do_no_harm(game: Game) -> None:
    _storm(game, SOAK_EVENTS, "monkey, long")


class TestTheMonkeySees:
    """What it could not see it could not find."""

    def test_a_slot_that_raises(self, game: Game) -> None:
        def fault(_place: str) -> None:
            raise ZeroDivisionError("planted")

        game.stage.window.place_changed.connect(fault)
        with pytest.raises(AssertionError, match=r"MONKEY_SEED=\d+(.|\n)*ZeroDivisionError: planted"):
            game.play(400)

    def test_what_qt_warns_of(self, game: Game) -> None:
        # Qt says that a timer cannot have a negative interval.
        QTimer.singleShot(0, game.stage.window, lambda: QTimer(game.stage.window).start(-5))
        with pytest.raises(AssertionError, match="qt.*negative"):
            game.play(50)

    def test_a_page_that_is_disabled(self, game: Game) -> None:
        page = game.stage.window.shell.stack.currentWidget()
        assert page is not None
        page.setEnabled(False)
        game.judge.look()
        assert "the page is disabled" in game.told()

    def test_a_keyboard_out_of_sight(self, game: Game) -> None:
        window = game.stage.window
        game.stage.keep_going()
        place = QWidget(window.shell)
        lost = QPushButton("lost", place)
        lost.setFocus()
        assert QApplication.focusWidget() is lost
        game.judge.look()
        assert "not in sight" in game.told()

    def test_an_account_that_stays_busy(self, game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
        game.judge.rest()
        assert game.judge.well(), game.told()
        monkeypatch.setattr("tests.support.monkey_judge.WITHIN", 0.5)
        game.stage.desk.controller.lives["work"].busy = True
        game.judge.rest()
        assert "busy True" in game.told()
        game.stage.desk.controller.lives["work"].busy = False

    def test_a_button_that_does_nothing(self, game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tests.support.monkey_judge.WITHIN", 0.5)
        game.stage.window.account_intent.disconnect()
        game.judge.rest()
        assert "'work' stays SignedOut" in game.told()
