"""What is loaded before it is needed, and when: seen in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

_PROGRAM = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.warm_up import WarmUp

def loaded():
    names = "desktop_app.session.sign_in", "desktop_app.ui.inspect.pane", "desktop_app.ui.devices.page"
    return [name for name in names if name in sys.modules]

def settled():
    while tasks.busy():
        app.processEvents()
    return loaded()

app = QApplication([])
window = QWidget()
window.show()
tasks = Tasks()
warm = WarmUp(tasks, window)
print(settled())
for _ in range(50):
    app.processEvents()
window.update()
print(settled())
QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
print(settled())
"""


def test_the_tools_wait_for_somebody() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.splitlines() == [
        "['desktop_app.session.sign_in']",
        "['desktop_app.session.sign_in']",
        "['desktop_app.session.sign_in', 'desktop_app.ui.inspect.pane', 'desktop_app.ui.devices.page']",
    ], done.stderr
