"""The log page: newest first, filtered, copied without secrets, live while it is in sight; whatever the files hold."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.app.log_line import LogLine, encode
from desktop_app.app.redaction import MASK
from desktop_app.app.texts import text
from desktop_app.bootstrap.engine import Engine
from desktop_app.system.log_file import LogFile
from desktop_app.ui.desk import Desk
from desktop_app.ui.log.line_dialog import LineDialog
from desktop_app.ui.log.model import MOST, LogModel, Wanted
from desktop_app.ui.log.page import LogPage
from desktop_app.ui.log.reading import Reader, row_of
from desktop_app.ui.views.main_window import MainWindow
from desktop_app.ui.views.menus import main_menu
from tests.gui.conftest import Opener, settle, shown
from tests.gui.controlled import desk
from tests.support.engine_double import EngineDouble, account

SECRET = "qT7mB2xN9wK4vR6sY1pL3zD8"


class LoggingEngine(EngineDouble):
    """With a log on the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(account())
        vars(self.config).setdefault("settings", {})
        self.log_file = LogFile(str(folder))


class Stage:
    """The whole window on the place ``log``."""

    def __init__(self, qtbot: QtBot, engine: LoggingEngine) -> None:
        self.qtbot = qtbot
        self.file = engine.log_file
        self.desk: Desk = desk(qtbot, engine)

    def open(self) -> LogPage:
        self.desk.window.go("log")
        self.settle()
        return self.page

    @property
    def page(self) -> LogPage:
        (page,) = self.desk.window.findChildren(LogPage)
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.tasks.busy() == 0 and not self.page.state.reading)
        settle()

    def write(self, *lines: LogLine) -> None:
        self.file.append([encode(line) for line in lines])

    def texts(self) -> list[str]:
        model = self.page.model
        return [cast("str", model.data(model.index(row, 0))) for row in range(model.rowCount())]


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qtbot, LoggingEngine(tmp_path / "state"))
    yield made
    made.desk.end()
    qtbot.waitUntil(lambda: made.desk.tasks.busy() == 0)


def line(words: str, level: Any = "info", ago: float = 0.0, who: str = "", trace: str = "") -> LogLine:
    return LogLine(time.time() - ago, level, "keyfob.activity", words, who, trace, 1)


def test_newest_first_over_all_files(stage: Stage) -> None:
    stage.write(line("old", ago=90_000))
    os.utime(stage.file.path, (time.time() - 90_000,) * 2)
    stage.write(line("new"), line("newest"))
    stage.open()

    assert stage.texts() == ["newest", "new", "old"]
    assert len(list(Path(stage.file.folder).iterdir())) == 2
    assert stage.page.count.text() == text("log.count_all", all=3)


def test_what_is_written_while_it_is_open_comes_by_itself(stage: Stage) -> None:
    Path(stage.file.folder).parent.mkdir(mode=0o700)
    stage.open()
    assert stage.page.notice.isVisible()
    stage.write(line("first"))
    stage.qtbot.waitUntil(lambda: stage.texts() == ["first"])
    LogFile(str(Path(stage.file.folder).parent)).append([encode(line("another process"))])
    stage.qtbot.waitUntil(lambda: stage.texts() == ["another process", "first"])
    os.utime(stage.file.path, (time.time() - 90_000,) * 2)
    stage.write(line("in a new file"))
    stage.qtbot.waitUntil(lambda: len(stage.texts()) == 3)

    assert stage.texts() == ["in a new file", "another process", "first"]


def test_out_of_sight_nothing_is_watched_and_back_it_is_up_to_date(stage: Stage) -> None:
    stage.write(line("one"))
    stage.open()
    (behind,) = [child for child in stage.page.children() if type(child).__name__ == "Behind"]
    watched = behind._watched  # type: ignore[attr-defined]  # what the system was asked to tell of
    assert watched()
    stage.desk.window.go("account")
    settle()
    assert not watched()
    stage.write(line("two"))
    stage.desk.window.go("log")
    stage.qtbot.waitUntil(lambda: stage.texts() == ["two", "one"])
    stage.desk.window.showMinimized()
    stage.qtbot.waitUntil(lambda: not watched())
    stage.write(line("three"))
    stage.desk.window.showNormal()
    stage.qtbot.waitUntil(lambda: stage.texts() == ["three", "two", "one"])
    assert watched()


def test_filters(stage: Stage) -> None:
    stage.write(
        line("Refreshed", who="Acme"), line("broken pipe", "error", trace="Traceback ODD"), line("hm", "warning")
    )
    page = stage.open()
    page.level.chosen.emit("warning")
    assert stage.texts() == ["hm", "broken pipe"]
    page.level.chosen.emit("error")
    assert stage.texts() == ["broken pipe"]
    page.level.chosen.emit("")
    page.account.chosen.emit("Acme")
    assert stage.texts() == ["Refreshed"]
    page.account.chosen.emit("")
    page.field.line.setText("odd TRACE")
    page.field.line.returnPressed.emit()
    assert stage.texts() == ["broken pipe"]
    page.field.line.setText("nobody")
    page.field.line.returnPressed.emit()
    assert page.notice.isVisible()
    assert not page.list.isVisible()
    page.notice.buttons()[0].click()
    assert len(stage.texts()) == 3
    assert page.field.text() == ""


def test_what_does_not_fit_is_not_added(stage: Stage) -> None:
    stage.write(line("one", "error"))
    page = stage.open()
    page.level.chosen.emit("error")
    stage.write(line("two"), line("three", "error"))
    stage.qtbot.waitUntil(lambda: page.model.total == 3)

    assert stage.texts() == ["three", "one"]
    assert page.count.text() == text("log.count", shown=2, all=3)


def test_ctrl_f_goes_to_the_filter(stage: Stage) -> None:
    stage.write(line("one"))
    page = stage.open()
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert page.field.line.hasFocus()


def test_copy_all_shown_or_the_selected(stage: Stage) -> None:
    stage.file.append(
        [json.dumps({"at": 1.5, "level": "info", "source": "k", "text": f"token={SECRET}"}).encode() + b"\n"]
    )
    stage.write(line("two", trace="more"), line("three"))
    page = stage.open()
    page.copy.click()
    said = QGuiApplication.clipboard().text()
    assert said.splitlines()[0] == f"1970-01-01T00:00:01.500+00:00 INFO k: token={MASK}"
    assert said.splitlines()[2] == "more"
    assert said.endswith("three")
    assert page.copy.words() == text("log.copied")
    page.list.setCurrentIndex(page.model.index(0, 0))
    assert page.copy.words() == text("log.copy_selected", count=1)
    QTest.keyClick(page.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("keyfob.activity: three")
    assert "\n" not in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()


def test_a_line_is_shown_whole(stage: Stage) -> None:
    stage.write(line("it failed", "error", who="Acme", trace="Traceback\nValueError"))
    page = stage.open()
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    (dialog,) = stage.desk.window.findChildren(LineDialog)

    assert dialog.words.toPlainText() == "it failed\nTraceback\nValueError"
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().endswith("Acme: it failed\nTraceback\nValueError")
    dialog.reject()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe rubbish \x1b[31m\n",
        b"x" * 3_000_000 + b"\n",
        b"x" * 3_000_000,
        b'{"v": 7, "level": "info", "text": "from the future", "new": [1]}\n',
        b"[" * 50_000 + b"\n",
        b"\n\n\n\0\n",
    ],
    ids=["rubbish", "huge", "huge without an end", "newer", "deep", "empty"],
)
def test_hostile_lines_are_words(stage: Stage, raw: bytes) -> None:
    stage.write(line("before"))
    with open(stage.file.path, "ab") as file:
        file.write(raw)
    stage.open()
    stage.write(line("after"))
    stage.qtbot.waitUntil(lambda: bool(stage.texts()))
    stage.settle()

    assert all(words.isprintable() and len(words) < 15_000 for words in stage.texts())
    picture = stage.page.grab()
    assert not picture.isNull()


def test_an_unfinished_line_waits_for_its_end(tmp_path: Path) -> None:
    file = LogFile(str(tmp_path))
    whole = encode(line("one")) + encode(line("two"))
    file.append([whole[:-7]])
    reader = Reader(file)
    rows, more = reader.older()
    assert [row.line.text for row in rows] == ["one"]
    assert not more
    assert reader.newer() == []
    with open(file.path, "ab") as end:
        end.write(whole[-7:])
    assert [row.line.text for row in reader.newer()] == ["two"]
    assert reader.newer() == []


def test_a_file_that_is_put_away_meanwhile_is_read_to_its_end(tmp_path: Path) -> None:
    file = LogFile(str(tmp_path))
    file.append([encode(line("one"))])
    reader = Reader(file)
    assert len(reader.older()[0]) == 1
    file.append([encode(line("two"))])
    os.utime(file.path, (time.time() - 90_000,) * 2)
    file.append([encode(line("three"))])

    assert [row.line.text for row in reader.newer()] == ["two", "three"]


def test_ten_thousand_lines(qtbot: QtBot, opened: Opener) -> None:
    window = shown(qtbot, MainWindow(), (720, 600))
    page = LogPage()
    window.register("log", lambda: page)
    window.go("log")
    page.model.add_older([row_of(line(f"line {number}", ago=number)) for number in range(10_000)])
    page.refresh()
    settle()
    bar = page.list.verticalScrollBar()
    assert bar.maximum() > 9_000 * page.list.lines.height()
    page.list.scrollToBottom()
    settle()
    assert page.list.indexAt(page.list.viewport().rect().center()).row() > 9_900
    page.model.set_wanted(Wanted(words="line 77"))
    assert page.model.rowCount() == sum("77" in str(number) for number in range(10_000))


def test_the_oldest_go_where_there_are_too_many(qtbot: QtBot) -> None:
    model = LogModel()
    rows = [row_of(line(str(number), "error" if number % 2 else "info")) for number in range(MOST + 100)]
    model.set_wanted(Wanted(level="error"))
    model.add_older(rows[50:150])
    model.add_older(rows[:50])
    model.add_newer(rows[150:])

    assert model.total == MOST
    kept = [row.text for row in model.shown()]
    assert kept == [str(number) for number in range(101, MOST + 100, 2)]
    model.add_older(rows[:10])
    assert model.total == MOST


def test_screen_readers_hear_level_time_and_words(qtbot: QtBot) -> None:
    model = LogModel()
    model.add_newer([row_of(LogLine(0.0, "warning", "k", "Words", "Acme")), row_of(LogLine(0.0, "error", "k", "More"))])
    role = int(Qt.ItemDataRole.AccessibleTextRole)

    assert model.data(model.index(1, 0), role) == "Warning, no time, account Acme, Words"
    assert model.data(model.index(0, 0), role) == "Error, no time, More"


def test_the_menu_leads_here(stage: Stage) -> None:
    stage.write(line("one"))
    menu = main_menu(stage.desk.window)
    (action,) = [one for one in menu.actions() if one.text() == text("log.menu")]
    action.trigger()
    stage.settle()

    assert stage.desk.window.place == "log"
    assert stage.texts() == ["one"]


@pytest.mark.parametrize("name", ["log", "log-none", "log-empty", "log-full", "log-hostile"])
@pytest.mark.parametrize("size", [(480, 400), (1040, 720)])
def test_it_fits(opened: Opener, name: str, size: tuple[int, int]) -> None:
    window = opened(name, size)
    (page,) = window.findChildren(LogPage)

    if page.list.isVisible():
        assert page.page.verticalScrollBar().maximum() == 0, "the list scrolls, not the page"
    for control in (page.copy, page.folder, page.field, page.list):
        if control.isVisible():
            assert window.rect().contains(control.mapTo(window, control.rect().center()))
            assert control.width() <= window.width()


def test_the_real_engine_has_the_file(tmp_path: Path) -> None:
    assert "log_file" in dir(Engine)
    assert LogFile(str(tmp_path)).folder == str(tmp_path / "logs")
