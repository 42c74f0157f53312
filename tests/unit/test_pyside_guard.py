"""PySide6 6.12.0 loses a reference to None at every call that returns nothing, until Python 3.11 aborts."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
CALLS = 1_000


def test_calls_that_return_nothing_leave_none_alone(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.setWindowTitle("before")

    before = sys.getrefcount(None)
    for number in range(CALLS):
        window.setWindowTitle(f"title {number}")
    lost = before - sys.getrefcount(None)

    # Other code takes and gives back a few references meanwhile; the fault loses one a call.
    assert lost < CALLS / 10
    assert window.windowTitle() == f"title {CALLS - 1}"


def test_the_version_that_loses_them_is_not_used() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = [line for line in wanted if line.lower().startswith("pyside6")]

    assert pinned == ["pyside6-essentials==6.11.3"]
    assert version("pyside6-essentials") == "6.11.3"
    assert "pyside6==" not in (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")


_SOURCES_READ = """
import subprocess
import sys
if sys.argv[1] == "without":
    from desktop_app.ui.pyside import load_without_features
    load_without_features()
from PySide6 import QtCore
import linecache
linecache.clearcache()
import calendar, csv, desktop_app.ui.assets
print(len(linecache.cache))
"""


def sources_read(how: str) -> int:
    words = [sys.executable, "-c", _SOURCES_READ, how]
    return int(subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def test_pyside_reads_no_sources_of_what_is_imported() -> None:
    assert sources_read("as it is") > 0, "PySide leaves them alone by itself: ui/pyside.py can go"
    assert sources_read("without") == 0
