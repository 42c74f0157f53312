"""Light and dark from the desktop's settings portal, over a real session bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.support.real import require


def test_the_portal_is_asked_and_heard() -> None:
    runner = shutil.which("dbus-run-session")
    require(runner is not None, "dbus-run-session")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [str(runner), "--", sys.executable, "-m", "tests.gui.follow_portal"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.stdout.split() == ["dark", "light", "contrast", "light"], done.stderr
