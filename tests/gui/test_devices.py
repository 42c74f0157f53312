"""The Devices tab: the list, filter, sort, ticks, ending with a question, progress and Stop, and what is told then."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession
from desktop_app.session import states as s
from desktop_app.ui import gallery_devices as samples
from desktop_app.ui.devices.model import DevicesModel, prepare
from desktop_app.ui.devices.paint import sign_out_rect
from tests.gui.controlled import desk
from tests.support.devices_stage import Devices
from tests.support.engine_double import account, session
from tests.support.sessions_double import SessionsDouble

IDS = [one.id for one in samples.sessions()]
THIS, FIREFOX, PIXEL, CHROME, RUNNER, IPHONE, EDGE, UNKNOWN = IDS


def from_now(sessions: Sequence[ListedSession]) -> list[ListedSession]:
    """The samples as if they were of this moment."""
    ahead = time.time() - samples.NOW

    def moved(at: float | None) -> float | None:
        return None if at is None else at + ahead

    return [
        replace(one, last_used=moved(one.last_used), started=moved(one.started), expires=moved(one.expires))
        for one in sessions
    ]


@pytest.fixture
def engine() -> Iterator[SessionsDouble]:
    gc.collect()  # the last window must not be collected on a worker thread
    made = SessionsDouble(account(), sessions=from_now(samples.sessions()))
    made.will_restore("work", session())
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
    engine.gate = None
    shown.end()
    made.settle()


# --- the list --------------------------------------------------------------------------------------------------------


def test_alt_3_opens_it_and_it_is_read_at_once(tab: Devices, qtbot: QtBot, engine: SessionsDouble) -> None:
    window = tab.desk.window
    window.open_tab("overview")
    before = len(engine.asked)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    tab.settle()

    assert window.current_tab() == "devices"
    assert len(engine.asked) == before + 1
    assert tab.rows() == IDS, "this device first, then by last use"
    assert not tab.page.bar.isVisible()
    tab.picture("devices-list")


def test_f5_reads_it_again(tab: Devices, qtbot: QtBot, engine: SessionsDouble) -> None:
    engine.own = engine.own[:3]
    qtbot.keyClick(tab.desk.window, Qt.Key.Key_F5)
    tab.settle()

    assert tab.rows() == IDS[:3]
    assert "refresh" not in engine.calls, "the list alone"


def test_the_list_stays_while_it_is_read_again(tab: Devices, engine: SessionsDouble) -> None:
    engine.stuck.add("network")
    tab.page.tools.reload.click()

    assert tab.rows() == IDS
    assert not tab.page.tools.reload.isEnabled()
    engine.stuck.clear()
    tab.settle()
    assert tab.page.tools.reload.isEnabled()


def test_every_row_says_all_of_itself(tab: Devices) -> None:
    model = tab.page.model
    said = [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]

    assert said[0].startswith("This device. Press Return to sign out. ada-thinkpad.")
    assert said[1].startswith("Firefox/142. Windows 11. Application acme-portal. Address 10.20.4.90. Last used ")
    assert "Started not known. Ends not known." in said[7]
    assert all(len(set(words)) > 5 for words in said)


def test_screen_readers_get_the_rows(tab: Devices) -> None:
    found = QAccessible.queryAccessibleInterface(tab.page.table.list)

    assert found is not None
    assert found.childCount() >= len(IDS)
    assert found.text(QAccessible.Text.Name) == "Sessions"


def test_it_is_a_sound_model() -> None:
    model = DevicesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_list(prepare(samples.sessions(), ""), samples.NOW)
    model.tick_all()
    model.set_sort("device", descending=True)
    model.show_list(prepare((), ""), samples.NOW)

    assert tester.model() is model
    assert model.chosen() == []


def test_empty(tab: Devices, engine: SessionsDouble) -> None:
    engine.own = []
    tab.page.tools.reload.click()
    tab.settle()

    assert "No sessions" in tab.said()
    assert not tab.page.tools.isVisible()


def test_trouble_says_what_and_what_to_do(tab: Devices, engine: SessionsDouble) -> None:
    engine.trouble["list_sessions"] = KeyfobError(Code.E_DENIED, "sessions.refused", reason="403", status=403)
    tab.page.tools.reload.click()
    tab.settle()

    assert "The provider does not let you do this (HTTP 403)." in tab.said()
    assert tab.page.model.total == 0, "what is not known to be true is not shown"
    tab.press("Try again")
    tab.settle()
    assert tab.rows() == IDS


def test_loading_says_so_and_can_be_stopped(tab: Devices, engine: SessionsDouble) -> None:
    engine.trouble["list_sessions"] = KeyfobError(Code.E_SERVER, "sessions.status", status=500)
    tab.page.tools.reload.click()
    tab.settle()
    engine.stuck.add("network")
    tab.press("Try again")

    assert "Reading the list" in tab.said()
    tab.press("Cancel")
    assert "You stopped it." in tab.said()
    tab.settle()
    assert "You stopped it." in tab.said(), "the late end changes nothing"


def test_signed_out_asks_to_sign_in(tab: Devices, qtbot: QtBot) -> None:
    tab.desk.controller.sign_out("work", local=True)
    tab.settle()

    assert "You are not signed in" in tab.said()
    assert tab.page.model.total == 0
    with qtbot.waitSignal(tab.desk.window.account_intent) as heard:
        tab.press("Sign in")
    assert heard.args == ["work", "sign_in", None]
    tab.settle()
    assert tab.rows() == IDS, "it is read by itself"


def test_a_session_that_ended_says_so(tab: Devices, engine: SessionsDouble) -> None:
    from desktop_app.session import events as e

    why = KeyfobError(Code.E_REAUTH, "session.not_provider", reason="refused", count=1)
    tab.desk.controller.apply("work", e.LoginNeeded(why))
    tab.settle()

    assert isinstance(tab.desk.controller.lives["work"].state, s.NeedsLogin)
    assert "Please sign in again" in tab.said()
    assert tab.page.model.total == 0


def test_another_account_has_another_list(qtbot: QtBot, engine: SessionsDouble) -> None:
    engine.config.accounts["home"] = account("home")
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
    tab = Devices(qtbot, shown, engine)
    tab.tick(PIXEL)
    tab.page.tools.field.line.setText("pixel")
    engine.own = engine.own[:2]
    shown.choose("home")
    tab.settle()
    on_home = tab.said()
    shown.choose("work")
    tab.settle()

    assert "You are not signed in" in on_home
    assert tab.rows() == IDS[:2]
    assert tab.ticked() == []
    shown.end()
    tab.settle()


# --- filter and sort -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pixel", [PIXEL]),
        ("ACME-MOBILE", [PIXEL, IPHONE]),
        ("10.20. windows", [FIREFOX, EDGE]),
        ("2001:db8", [IPHONE]),
        ("nothing like it", []),
    ],
)
def test_words(tab: Devices, qtbot: QtBot, words: str, found: list[str]) -> None:
    qtbot.keyClick(tab.desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    tab.page.tools.field.line.insert(words)

    assert tab.rows() == found
    assert ("Nothing fits the filter" in tab.said()) == (not found)
    tab.page.tools.clear()
    assert tab.rows() == IDS


def test_application_and_age(tab: Devices) -> None:
    tools = tab.page.tools
    assert [choice.word for choice in tools.application.choices] == [
        "All applications",
        "acme-billing",
        "acme-deploy",
        "acme-mobile",
        "acme-portal",
    ]
    tools.application.chosen.emit("acme-portal")
    assert tab.rows() == [THIS, FIREFOX, CHROME, UNKNOWN]
    tools.age.chosen.emit("week")
    assert tab.rows() == [UNKNOWN]
    tools.application.chosen.emit("")
    assert tab.rows() == [IPHONE, EDGE, UNKNOWN]


def test_heads_sort_and_say_so(tab: Devices) -> None:
    heads = tab.page.table.heads.heads
    heads["device"].click()
    names = [str(tab.page.model.index(row).data()) for row in range(8)]

    assert names == sorted(names[:-1], key=str.casefold) + ["Unknown"], "what is not known comes last"
    assert heads["device"].accessibleName() == "Sorted by Device, ascending"
    assert heads["last_used"].accessibleName() == "Sort by Last used"
    heads["device"].click()
    assert tab.rows()[-1] == UNKNOWN, "last the other way round, too"
    assert [str(tab.page.model.index(row).data()) for row in range(7)] == names[:-1][::-1]


def test_what_a_filter_hides_is_not_ended(tab: Devices, engine: SessionsDouble) -> None:
    tab.tick(PIXEL, EDGE)
    tab.page.tools.field.line.setText("pixel")

    assert tab.ticked() == [PIXEL]
    assert "1 selected" in tab.said()
    tab.press("End 1 session")
    tab.settle()
    assert engine.ended == [PIXEL]
    assert EDGE in [one.id for one in engine.own]


# --- ticks -----------------------------------------------------------------------------------------------------------


def test_space_ctrl_a_and_escape(tab: Devices, qtbot: QtBot) -> None:
    rows = tab.page.table.list
    rows.setFocus()
    rows.setCurrentIndex(tab.page.model.index(2))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert tab.ticked() == [PIXEL]
    assert tab.page.model.index(2).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert tab.ticked() == []
    qtbot.keyClick(rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert tab.ticked() == IDS[1:], "all but this one"
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert tab.ticked() == []
    assert tab.desk.window.place == "account"


def test_a_click_ticks_and_shift_ticks_all_between(tab: Devices, qtbot: QtBot) -> None:
    rows = tab.page.table.list

    def at(row: int) -> QPoint:
        return rows.visualRect(tab.page.model.index(row)).center()

    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at(1))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=at(4))
    assert tab.ticked() == [FIREFOX, PIXEL, CHROME, RUNNER]


def test_this_device_cannot_be_ticked_and_offers_to_sign_out(tab: Devices, qtbot: QtBot) -> None:
    rows = tab.page.table.list
    model = tab.page.model
    rows.setCurrentIndex(model.index(0))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    model.toggle([0], True)
    assert not model.setData(model.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert tab.ticked() == []
    assert not model.index(0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    with qtbot.waitSignal(tab.desk.window.account_intent) as heard:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert heard.args == ["work", "sign_out", "here"]


def test_its_button_signs_out_and_the_rest_of_its_row_does_not(tab: Devices, qtbot: QtBot) -> None:
    from PySide6.QtCore import QRectF

    rows = tab.page.table.list
    row = QRectF(rows.visualRect(tab.page.model.index(0)))
    button = sign_out_rect(row, rows.cells.columns(round(row.width())), mirrored=False)
    heard: list[object] = []
    tab.desk.window.account_intent.connect(lambda *told: heard.append(told))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8, round(row.center().y())))
    assert heard == []
    assert button.height() >= 24
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=button.center().toPoint())
    assert heard == [("work", "sign_out", "here")]
    tab.settle()


# --- ending ----------------------------------------------------------------------------------------------------------


def test_more_than_one_is_asked_about_with_the_number(tab: Devices, qtbot: QtBot, engine: SessionsDouble) -> None:
    tab.tick(PIXEL, RUNNER, IPHONE)
    bar = tab.page.bar
    assert bar.isVisible()
    assert bar.count.text() == "3 selected"
    assert bar.text.text().startswith("of 8. Those devices must sign in again")
    tab.picture("devices-selected")
    rows = tab.page.table.list
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    (dialog,) = tab.dialogs()

    assert dialog.windowTitle() == "End 3 sessions?"
    assert dialog.verb.words() == "End 3 sessions"
    assert dialog.cancel.isDefault()
    tab.answer(False)
    assert "end_sessions" not in engine.calls
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    tab.answer(True)
    tab.settle()
    assert sorted(engine.ended) == sorted([PIXEL, RUNNER, IPHONE])
    assert "3 sessions ended." in tab.said()
    assert tab.rows() == [THIS, FIREFOX, CHROME, EDGE, UNKNOWN], "the list is true afterwards"
    assert not bar.isVisible()
    tab.picture("devices-ended")


def test_one_is_ended_without_a_question(tab: Devices, engine: SessionsDouble) -> None:
    tab.tick(EDGE)
    tab.press("End 1 session")
    tab.settle()

    assert engine.ended == [EDGE]
    assert tab.dialogs() == []


def test_progress_is_counted_and_stop_leaves_the_rest(tab: Devices, engine: SessionsDouble) -> None:
    engine.gate = threading.Semaphore(0)
    tab.page.select_all_but_this()
    assert len(tab.ticked()) == 7
    tab.press("End 7 sessions…")
    tab.answer(True)
    engine.gate.release(2)
    tab.qtbot.waitUntil(lambda: tab.page.bar.text.text() == "2 of 7 done")
    tab.picture("devices-ending")
    assert tab.page.bar.progress.accessibleName() == "2 of 7 done"
    rows = tab.page.table.list
    rows.setFocus()
    tab.qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert tab.dialogs() == [], "one at a time"
    tab.press("Stop")
    assert tab.page.bar.stop.words() == "Stopping…"
    engine.gate.release(1)
    tab.settle()

    assert len(engine.ended) == 2
    assert "2 sessions ended." in tab.said()
    assert "You stopped it: 5 go on." in tab.said()
    assert len(tab.rows()) == 6


def test_what_failed_is_told_with_the_reason(tab: Devices, engine: SessionsDouble) -> None:
    engine.refuses[RUNNER] = KeyfobError(Code.E_DENIED, "sessions.refused", reason="403", status=403)
    engine.gone.add(IPHONE)
    tab.tick(PIXEL, RUNNER, IPHONE)
    tab.press("End 3 sessions…")
    tab.answer(True)
    tab.settle()

    said = tab.said()
    assert "1 session ended." in said
    assert "1 had ended already." in said
    assert "1 was not ended: The provider does not let you do this (HTTP 403)." in said
    assert RUNNER in tab.rows()
    assert PIXEL not in tab.rows()


def test_nothing_ended_says_why(tab: Devices, engine: SessionsDouble) -> None:
    engine.trouble["end_sessions"] = KeyfobError(Code.E_SERVER, "sessions.status", status=500)
    tab.tick(PIXEL)
    tab.press("End 1 session")
    tab.settle()

    assert "No session was ended." in tab.said()
    assert "HTTP 500" in tab.said()
    assert tab.rows() == IDS


def test_a_question_left_open_ends_nothing_once_the_session_is_gone(tab: Devices, engine: SessionsDouble) -> None:
    tab.tick(PIXEL, RUNNER)
    tab.press("End 2 sessions…")
    tab.qtbot.waitUntil(lambda: bool(tab.dialogs()))
    tab.desk.controller.sign_out("work", local=True)
    tab.settle()
    tab.answer(True)
    tab.settle()

    assert "end_sessions" not in engine.calls


def test_quitting_stops_it(tab: Devices, engine: SessionsDouble) -> None:
    engine.gate = threading.Semaphore(0)
    tab.page.select_all_but_this()
    tab.press("End 7 sessions…")
    tab.answer(True)
    tab.qtbot.waitUntil(lambda: "end_sessions" in engine.calls)
    tab.desk.end()
    engine.gate.release(1)
    tab.qtbot.waitUntil(lambda: tab.desk.tasks.busy() == 0)

    assert len(engine.ended) <= 1


# --- words of others -------------------------------------------------------------------------------------------------


def test_hostile_words_are_words(tab: Devices, engine: SessionsDouble) -> None:
    engine.own = list(samples.hostile())
    tab.page.tools.reload.click()
    tab.settle()
    tab.tick("h1", "h2")
    model = tab.page.model
    words = "".join(str(model.index(1).data(role)) for role in (0, int(Qt.ItemDataRole.AccessibleTextRole)))
    menu = tab.page.tools.application.make_menu()
    words += "".join(action.text() for action in menu.actions())
    tab.press("End 2 sessions…")
    (dialog,) = tab.dialogs()
    words += (
        tab.said()
        + dialog.accessibleDescription()
        + "".join(label.text() for label in dialog.findChildren(type(tab.page.bar.count)))
    )

    assert "<b>admin</b>" in words
    assert "\\u202e" in words
    assert not {"\u202e", "\u200b", "\x1b", "\ud800"} & set(words)
    assert tab.page.width() <= tab.desk.window.width()
    tab.picture("devices-hostile")
    dialog.cancel.click()
    menu.deleteLater()


@pytest.mark.parametrize("size", [(1040, 720), (720, 600), (480, 400)])
def test_columns_are_dropped_in_turn(tab: Devices, size: tuple[int, int]) -> None:
    tab.desk.window.resize(*size)
    tab.settle()
    heads = tab.page.table.heads
    there = [key for key, head in heads.heads.items() if head.isVisible()]

    wanted = {
        1040: ["device", "application", "address", "last_used", "started", "expires"],
        720: ["device", "application", "last_used"],
        480: [],
    }
    assert there == wanted[size[0]]
    assert tab.page.tools.sort.isVisible() == (not there)
    assert tab.page.table.list.horizontalScrollBar().maximum() == 0
