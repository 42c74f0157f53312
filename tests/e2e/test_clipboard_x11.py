"""On a real X server, asked by another program: what it gets of a secret, and what not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import ROOT
from tests.support.display import Display, display

SECRET = "hunter-two-of-somebody"
#: Shows a field, selects all in it by the keyboard, copies by the program's own way, then waits for its stdin to end.
_OWNER = """
import sys
from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from desktop_app.ui.clipboard import SecretCopier, guard_secret_line
from desktop_app.ui.inspect.safe_text import SafeText
app = QApplication([])
kind, secret = sys.argv[1:]
widget = SafeText("x", read_only=False) if kind == "area" else QLineEdit()
if kind == "guarded":
    guard_secret_line(widget)
widget.resize(500, 60)
widget.show()
QTest.qWaitForWindowActive(widget)
widget.setFocus()
QTest.keyClicks(widget, secret)
QTest.keyClick(widget, Qt.Key.Key_Home)
QTest.keyClick(widget, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
copier = SecretCopier(app)
if kind == "guarded":
    copier.copy(secret)
selected = widget.selectedText() if kind != "area" else widget.selected()
print(selected, flush=True)
ended = QSocketNotifier(0, QSocketNotifier.Type.Read)
ended.activated.connect(app.quit)
app.exec()
"""
_ASKER = """
import json
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication([])
board = app.clipboard()
selection = board.mimeData(QClipboard.Mode.Selection)
data = board.mimeData()
hint = bytes(data.data("x-kde-passwordManagerHint").data()).decode()
print(json.dumps({"primary": selection.text(), "formats": selection.formats(), "board": data.text(), "hint": hint}))
"""


@pytest.fixture
def screen(home: dict[str, str], tmp_path: Path) -> Iterator[Display]:
    with display(home, tmp_path / "screen") as made:
        yield made


def _asked(screen: Display, kind: str) -> dict[str, str]:
    env = {**screen.env, "QT_QPA_PLATFORM": "xcb"}
    words = [sys.executable, "-c", _OWNER, kind, SECRET]
    with subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline().strip() == SECRET, "it is selected"
            asked = subprocess.run(
                [sys.executable, "-c", _ASKER],
                cwd=ROOT,
                env=env,
                capture_output=True,
                text=True,
                check=True,
                timeout=120,
            )
        finally:
            assert owner.stdin is not None
            owner.stdin.close()
        assert owner.wait(120) == 0
    found: dict[str, str] = json.loads(asked.stdout)
    return found


def test_nothing_of_a_secret_is_in_primary(screen: Display) -> None:
    assert _asked(screen, "plain")["primary"] == SECRET, "else the rest shows nothing"
    guarded = _asked(screen, "guarded")
    assert guarded["primary"] == ""
    assert guarded["board"] == SECRET, "copying is another matter"
    assert guarded["hint"] == "secret"
    area = _asked(screen, "area")
    assert area["primary"] == ""
    assert "text/plain" not in area["formats"]
