"""The window in the background: how often it wakes the processor up when there is nothing to do."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.registry import Pair, benchmark
from tests.support.gnome_keyring import end
from tests.support.signed_in import signed_in
from tests.support.wake_ups import Work, work_of

#: Wake-ups a minute that are allowed beyond those of a hidden window without anything behind it.
_ALLOWED = 4.0
#: Start-up, and everything that waits for it to be over, seconds.
_SETTLED = 15.0
_WATCHED = 60.0
_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
app.setQuitOnLastWindowClosed(False)
window = QMainWindow()
window.resize(1040, 720)
window.show()
window.hide()
app.exec()
"""


@benchmark("idle", target=1.0, runs=1, warm_ups=0, unit="/min", quick=False)
@contextmanager
def idle(folder: Path) -> Iterator[Pair]:
    """Wake-ups a minute beyond a bare hidden window's, against those allowed; not one tick of the processor."""
    with signed_in(folder, lifetime=3600) as keyfob:
        bare = folder / "bare.py"
        bare.write_text(_BARE, encoding="utf-8")
        env = dict(keyfob.env) | {"QT_QPA_PLATFORM": "offscreen"}

        def beyond() -> float:
            floor = _watched([sys.executable, str(bare)], env)
            ours = _watched([*keyfob.program, "--hidden"], env)
            assert ours.ticks <= floor.ticks, f"{ours.ticks} ticks of the processor"
            return max(0.0, float(ours.wake_ups - floor.wake_ups))

        yield Pair(beyond, lambda: _ALLOWED)


def _watched(command: Sequence[str], env: Mapping[str, str]) -> Work:
    """What a process does in a minute in which nobody wants anything of it."""
    process = subprocess.Popen(list(command), env=dict(env), stdin=subprocess.DEVNULL)
    try:
        time.sleep(_SETTLED)
        before = work_of(process.pid)
        time.sleep(_WATCHED)
        assert process.poll() is None, f"{command} ended"
        return work_of(process.pid) - before
    finally:
        end(process)
