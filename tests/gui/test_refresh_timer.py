"""The one timer: wall-clock deadlines, told once, looked at anew when the clock was set."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop_app.ports import Cancel
from desktop_app.ui.refresh_timer import MAX_TICK, RefreshTimer


class _Clock:
    def __init__(self) -> None:
        self.wall, self.mono = 1_800_000_000.0, 50.0

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        self.pass_(seconds)
        return cancel is not None and cancel.is_set()

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.mono += seconds


class _Told:
    def __init__(self) -> None:
        self.clock, self.names = _Clock(), list[str]()
        self.timer = RefreshTimer(self.clock, self.names.append)

    def interval(self) -> float:
        ticking = self.timer.findChild(QTimer)
        return ticking.remainingTime() / 1000 if ticking.isActive() else -1.0


@pytest.fixture
def told(qtbot: QtBot) -> _Told:
    return _Told()


def test_a_deadline_is_told_once_and_not_before(told: _Told) -> None:
    told.timer.set_deadline("a", told.clock.now() + 10)
    told.timer.look()
    assert told.names == []
    told.clock.pass_(10)
    told.timer.look()
    told.timer.look()
    assert told.names == ["a"]
    assert told.timer.deadline("a") is None


def test_a_sleep_is_noticed_at_the_next_look(told: _Told) -> None:
    told.timer.set_deadline("a", told.clock.now() + 3600)
    told.clock.wall += 7200  # the monotonic clock stood still
    told.timer.look()
    assert told.names == ["a"]


def test_a_clock_that_was_set_back_has_everything_looked_at(told: _Told) -> None:
    told.timer.set_deadline("a", told.clock.now() + 300)
    told.timer.set_deadline("b", told.clock.now() + 86_400 * 30)
    told.clock.wall -= 3600
    told.timer.look()
    assert sorted(told.names) == ["a", "b"]


def test_a_clock_that_was_fast_between_two_looks(told: _Told) -> None:
    told.clock.wall += 86_400
    told.timer.set_deadline("a", told.clock.now() + 5)
    told.clock.wall -= 86_400
    told.timer.look()
    assert told.names == ["a"]


def test_a_small_correction_is_no_jump(told: _Told) -> None:
    told.timer.set_deadline("a", told.clock.now() + 300)
    told.clock.wall -= 5
    told.timer.look()
    assert told.names == []


@pytest.mark.parametrize("ahead", [-1e12, 0.0, 1.0, 2.0**31, 2.0**63, 1e300])
def test_no_deadline_is_too_far_or_too_long_ago_for_the_timer(told: _Told, ahead: float) -> None:
    told.timer.set_deadline("a", told.clock.now() + ahead)
    assert 0 <= told.interval() <= MAX_TICK + 2  # a coarse timer rounds


def test_nothing_to_wait_for_is_no_tick(told: _Told) -> None:
    assert told.interval() == -1.0
    told.timer.set_deadline("a", told.clock.now() + 5)
    told.timer.set_deadline("a", None)
    assert told.interval() == -1.0
    told.timer.set_deadline("b", told.clock.now() + 5)
    told.timer.stop()
    assert told.interval() == -1.0
