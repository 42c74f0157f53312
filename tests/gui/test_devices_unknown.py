"""The Devices tab where nobody can say which of the sessions is this device's."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.session.list_sessions import Whom
from desktop_app.ui import gallery_devices as samples
from tests.gui.controlled import desk
from tests.support.devices_stage import Devices, words_of
from tests.support.engine_double import account, session
from tests.support.sessions_double import SessionsDouble

IDS = [one.id for one in samples.sessions()]
PLAIN = "Keyfob cannot tell which of these is this device"


@pytest.fixture
def engine() -> Iterator[SessionsDouble]:
    gc.collect()  # the last window must not be collected on a worker thread
    made = SessionsDouble(account(), sessions=[replace(one, current=False) for one in samples.sessions()])
    made.this_known = False
    made.will_restore("work", session(roles=("admin", "user")))
    yield made
    made.hang.clear()
    made.stuck.clear()
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def tab(qtbot: QtBot, engine: SessionsDouble) -> Iterator[Devices]:
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
    made = Devices(qtbot, shown, engine)
    yield made
    engine.stuck.clear()
    shown.end()
    made.settle()


def test_it_says_so_and_offers_no_all_but_this_one(tab: Devices, qtbot: QtBot) -> None:
    assert PLAIN in tab.said()
    assert not tab.page.tools.but_this.isVisible()
    tab.page.select_all_but_this()
    rows = tab.page.table.list
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    tab.desk.window.resize(480, 400)  # the tools are arranged anew
    tab.settle()
    assert not tab.page.tools.but_this.isVisible()
    assert tab.ticked() == []
    tab.picture("devices-this-unknown")


def test_a_single_one_is_asked_about(tab: Devices, qtbot: QtBot, engine: SessionsDouble) -> None:
    rows = tab.page.table.list
    rows.setFocus()
    rows.setCurrentIndex(tab.page.model.index(2))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert tab.ticked() == [IDS[2]]
    tab.press("End 1 session…")
    (dialog,) = tab.dialogs()
    assert dialog.windowTitle() == "End this session?"
    assert "It may be this device. Then you must sign in again here." in words_of(dialog)
    tab.answer(False)
    assert "end_sessions" not in engine.calls
    tab.press("End 1 session…")
    tab.answer(True)
    tab.settle()
    assert engine.ended == [IDS[2]]
    assert "refresh" in engine.calls, "at once it is known whether it was this one"


def test_so_are_several(tab: Devices, engine: SessionsDouble) -> None:
    tab.tick(IDS[0], IDS[3])
    tab.press("End 2 sessions…")
    (dialog,) = tab.dialogs()
    assert "One of them may be this device. Then you must sign in again here." in words_of(dialog)
    tab.answer(True)
    tab.settle()
    assert sorted(engine.ended) == sorted([IDS[0], IDS[3]])


def test_what_was_chosen_before_is_asked_about_all_the_same(tab: Devices, engine: SessionsDouble) -> None:
    engine.this_known = True
    tab.page.tools.reload.click()
    tab.settle()
    assert PLAIN not in tab.said()
    assert tab.page.tools.but_this.isVisible()
    tab.page.select_all_but_this()
    assert tab.ticked() == IDS
    engine.this_known = False
    tab.page.tools.reload.click()
    tab.settle()
    assert not tab.page.tools.but_this.isVisible()
    tab.press("End 8 sessions…")
    (dialog,) = tab.dialogs()
    assert "One of them may be this device." in words_of(dialog)
    tab.answer(False)
    assert "end_sessions" not in engine.calls


def test_another_persons_are_none_of_ours(tab: Devices, engine: SessionsDouble) -> None:
    engine.theirs = {"max": [replace(one, user="max") for one in samples.sessions()[2:5]]}
    engine.this_known = True  # as list_sessions says of another person's
    tab.page.whose.segments.setCurrentIndex(1)
    tab.settle()
    tab.page.whose.fields["person"].line.insert("max")
    tab.page.whose.show_button.click()
    tab.settle()
    assert engine.asked[-1] == Whom(user="max")
    tab.page.select_all_but_this()
    assert len(tab.ticked()) == 3
    assert PLAIN not in tab.said()


def test_an_empty_list_needs_no_such_word(tab: Devices, engine: SessionsDouble) -> None:
    engine.own = []
    tab.page.tools.reload.click()
    tab.settle()
    assert PLAIN not in tab.said()
