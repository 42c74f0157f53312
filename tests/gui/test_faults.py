"""An error nobody expected is told in the window, once, without a secret; the window stays."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import log
from desktop_app.app.log_line import LogLine, decode
from desktop_app.app.redaction import MASK
from desktop_app.system.log_file import LogFile
from desktop_app.ui.faults import QUIET, Faults
from desktop_app.ui.log import qt_messages
from desktop_app.ui.log.fault_dialog import FaultDialog
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.conftest import Opener, settle
from tests.support.patience import PATIENCE

SECRET = "mZ3xQ8vK1pW6tR9sL2yB7nD4"


class Stage:
    """A window that listens for faults, with a log on the disk."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        self.qtbot = qtbot
        self.window = window
        self.time = 0.0
        self.file = LogFile(str(folder))
        log.keep(self.file, queued=True)
        self.faults = Faults(window, lambda: self.time)

    def dialogs(self) -> list[FaultDialog]:
        return [one for one in self.window.findChildren(FaultDialog) if one.isVisible()]

    def dialog(self) -> FaultDialog:
        self.qtbot.waitUntil(lambda: bool(self.dialogs()))
        (one,) = self.dialogs()
        return one

    def lines(self) -> list[LogLine]:
        assert log.flush(PATIENCE)
        return [decode(raw) for raw in self.file.read("keyfob.jsonl", 0, 1_000_000).splitlines()]

    def met(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: self.faults.count == count)


@pytest.fixture
def stage(qtbot: QtBot, opened: Opener, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qtbot, opened("overview"), tmp_path / "state")
    yield made
    for dialog in made.dialogs():
        dialog.reject()
    made.faults.close()
    settle()


def fails() -> None:
    raise ValueError(f"refresh_token={SECRET}")


def in_a_slot(stage: Stage) -> None:
    QTimer.singleShot(0, stage.window, fails)
    # pytest-qt would take it for the test's own.
    with stage.qtbot.captureExceptions():
        import sys

        from desktop_app.app import log_hooks

        before, sys.excepthook = sys.excepthook, log_hooks.uncaught
        try:
            stage.met(stage.faults.count + 1)
        finally:
            sys.excepthook = before


def in_a_worker(stage: Stage) -> None:
    tasks = Tasks()
    done: list[object] = []
    tasks.run("lane", fails, done.append)
    stage.qtbot.waitUntil(lambda: bool(done))


def in_a_thread(_stage: Stage) -> None:
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()


@pytest.mark.expect_warnings
@pytest.mark.parametrize("place", [in_a_slot, in_a_worker, in_a_thread], ids=lambda place: place.__name__)
def test_a_fault_is_told_and_the_window_stays(stage: Stage, place: Callable[[Stage], None]) -> None:
    place(stage)
    dialog = stage.dialog()

    assert stage.window.isVisible()
    assert "Something in Keyfob went wrong" in dialog.windowTitle()
    assert "sessions are kept" in dialog.kept.text()
    assert SECRET not in dialog.details.toPlainText()
    assert "ValueError" in dialog.details.toPlainText()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert f"refresh_token={MASK}" in copied
    assert copied.startswith("Keyfob ")
    assert SECRET not in copied
    lines = stage.lines()
    assert len([line for line in lines if line.level == "error"]) == 1
    assert SECRET not in str(lines)
    dialog.done_button.click()
    settle()
    assert stage.dialogs() == []
    QGuiApplication.clipboard().clear()


@pytest.mark.expect_warnings
def test_repeated_faults_fold_into_one(stage: Stage) -> None:
    for _ in range(60):
        in_a_thread(stage)
    stage.met(60)
    dialog = stage.dialog()

    assert dialog.times == 60
    assert "60 times" in dialog.counted.text()
    try:
        raise KeyError("another")
    except KeyError as fault:
        log.fault("worker", fault)
    stage.met(61)
    assert len(stage.dialogs()) == 1
    assert dialog.others == 1
    assert "1 other fault" in dialog.counted.text()


@pytest.mark.expect_warnings
def test_a_fault_that_goes_on_is_not_told_again(stage: Stage) -> None:
    in_a_thread(stage)
    stage.dialog().reject()
    settle()
    for count in range(2, 30):
        stage.time += QUIET / 2
        in_a_thread(stage)
        stage.met(count)
    assert stage.dialogs() == []
    stage.time += QUIET
    in_a_thread(stage)

    assert stage.dialog().times == 1, "it was quiet: somebody tried again"


@pytest.mark.expect_warnings
def test_show_log_goes_there(stage: Stage) -> None:
    page = QWidget()
    stage.window.register("log", lambda: page)
    in_a_worker(stage)
    stage.dialog().show_log.click()
    settle()

    assert stage.window.place == "log"
    assert stage.dialogs() == []


@pytest.mark.expect_warnings
def test_one_in_del_is_logged_only(stage: Stage) -> None:
    class Broken:
        def __del__(self) -> None:
            fails()

    broken: Any = Broken()
    del broken
    gc.collect()
    settle()

    (line,) = stage.lines()
    assert "Broken.__del__" in line.text or "Broken.__del__" in line.trace or "ValueError" in line.text
    assert line.level == "error"
    assert stage.dialogs() == []


@pytest.mark.expect_warnings
@pytest.mark.qt_no_exception_capture
def test_a_warning_of_qt_is_logged_masked_and_escaped(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    qt_messages.install()  # pytest-qt has its own for each test
    qWarning(f"token={SECRET} \x1b[31m")
    lines = stage.lines()

    assert [(line.level, line.source) for line in lines] == [("warning", "qt.default")]
    assert lines[0].text == f"token={MASK} \\u001b[31m"
    assert stage.dialogs() == []
    assert SECRET not in capfd.readouterr().err


@pytest.mark.expect_warnings
def test_after_the_end_nobody_listens(stage: Stage) -> None:
    stage.faults.close()
    logging.getLogger("keyfob").error("late")
    log.fault("worker", ValueError("late"))
    settle()

    assert stage.faults.count == 0
    assert log.trouble() == "off"


@pytest.mark.expect_warnings
@pytest.mark.parametrize("size", [(480, 400), (1040, 720)])
def test_the_dialog_fits_the_window(stage: Stage, size: tuple[int, int]) -> None:
    stage.window.resize(*size)
    in_a_worker(stage)
    dialog = stage.dialog()

    assert dialog.width() <= size[0]
    assert dialog.height() <= size[1]
    assert dialog.done_button.hasFocus()
    for button in (dialog.copy, dialog.show_log, dialog.done_button):
        assert dialog.rect().contains(button.mapTo(dialog, button.rect().center()))
