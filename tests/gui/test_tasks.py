"""The thread crossing at its end: what workers still post while the window goes away."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.command import ROOT

#: In a process of its own, since what this guards against is a crash. The short switch interval makes a worker stop
#: between its look at "closed" and its emit as often as not.
_STORM = """
import sys, threading
from PySide6.QtCore import QCoreApplication
import shiboken6
from desktop_app.ui.tasks import Tasks

app = QCoreApplication([])
sys.setswitchinterval(1e-5)
for _ in range(200):
    tasks, begun, over = Tasks(), threading.Event(), threading.Event()

    def post(tasks=tasks, begun=begun, over=over):
        while not over.is_set():
            tasks.post(lambda: None)
            begun.set()

    workers = [threading.Thread(target=post) for _ in range(2)]
    for worker in workers:
        worker.start()
    begun.wait()
    app.processEvents()
    tasks.close()
    shiboken6.delete(tasks)
    over.set()
    for worker in workers:
        worker.join()
print("whole")
"""


def test_a_closed_one_may_be_deleted_while_workers_still_post() -> None:
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _STORM], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr
