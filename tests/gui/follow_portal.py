"""Run by test_portal.py on a session bus of its own: follows a settings portal and prints the schemes that came."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desktop_app.ui import theme
from desktop_app.ui.system_scheme import SchemeFollower

_PATIENCE = 30.0


def main() -> None:
    """Ask, then hear of changes."""
    command = [sys.executable, "-m", "tests.support.settings_portal"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ) as portal:
        assert portal.stdin is not None
        assert portal.stdout is not None
        portal.stdout.readline()
        app = QApplication([])
        SchemeFollower(app).start()
        print(_await("dark"), flush=True)
        for line, wanted in (("color-scheme 2", "light"), ("contrast 1", "contrast"), ("contrast 0", "light")):
            portal.stdin.write(f"{line}\n")
            portal.stdin.flush()
            print(_await(wanted), flush=True)
        portal.stdin.close()


def _await(wanted: str) -> str:
    until = time.monotonic() + _PATIENCE
    while theme.scheme() != wanted and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)
    return theme.scheme()


if __name__ == "__main__":
    main()
