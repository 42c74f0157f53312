"""The inspector's pane: how long a pasted token keeps the window's own thread busy, until it is painted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.registry import Pair, benchmark
from tests.support.command import ROOT

#: A frame of a screen; and what a pasted megabyte may take, seconds.
_FRAME = 0.016
_MEGABYTE = 0.150
#: Pastes *count* tokens one after the other; prints the median of what each kept the window's thread busy with, and the
#: longest time that it could not have answered a key.
_PASTE = """
import os, statistics, sys, time
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication
from desktop_app.ui.desk import Desk
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow
from tests.support.engine_double import EngineDouble, account
from tests.support.inspector_stage import remember_keys, token

kind, count, wanted = sys.argv[1], int(sys.argv[2]), sys.argv[3]
app = QApplication(sys.argv[:1])
engine = EngineDouble(account())
remember_keys(engine)
window = MainWindow(tools=("inspect",))
show_frame(window, engine.last_frame())
window.show()
app.processEvents()
desk = Desk(engine, window)
window.build_now()
window.go("inspect")
pane = window.shell.pages.built("inspect")
if kind == "8k":
    given = [token(jti=str(n), **{f"claim_{m}": "v" * 60 for m in range(60)}) for n in range(count)]
else:
    given = [token(jti=str(n), filler="x" * 700_000) for n in range(count)]
turns = []

def turn(do):
    begun = time.perf_counter()
    do()
    turns[-1].append(time.perf_counter() - begun)

for words in given:
    mime = QMimeData()
    mime.setText(words)
    turns.append([])
    before = pane.view.claims
    turn(lambda: pane.given.emit(mime))
    while pane.view.claims is before or desk.tasks.busy():
        turn(app.processEvents)
        time.sleep(0.0005)
    for _ in range(4):
        turn(app.processEvents)
assert pane.view.kind == "token", pane.view.kind
sums = [sum(turn for turn in one if turn > 0.0005) for one in turns[1:]]
longest = max(max(one) for one in turns[1:])
print(longest if wanted == "longest" else statistics.median(sums), flush=True)
os._exit(0)
"""


@benchmark("pane-8k", target=1.0, runs=5, warm_ups=1)
@contextmanager
def pasted(folder: Path) -> Iterator[Pair]:
    """GUI time until an 8 KB token is painted (the median of 20), against one frame: the ratio is no speed."""
    script = _script(folder)
    yield Pair(lambda: _said(script, "8k", 21, "median"), lambda: _FRAME)


@benchmark("pane-8k-max", target=1.0, runs=3, warm_ups=0)
@contextmanager
def pasted_longest(folder: Path) -> Iterator[Pair]:
    """The longest that any of 20 such pastes held the window up at once, against 50 ms."""
    script = _script(folder)
    yield Pair(lambda: _said(script, "8k", 21, "longest"), lambda: 0.050)


@benchmark("pane-1mb", target=1.0, runs=3, warm_ups=0)
@contextmanager
def pasted_megabyte(folder: Path) -> Iterator[Pair]:
    """GUI time until a token of a megabyte is painted, against 150 ms."""
    script = _script(folder)
    yield Pair(lambda: _said(script, "1mb", 6, "median"), lambda: _MEGABYTE)


@benchmark("pane-1mb-max", target=1.0, runs=3, warm_ups=0)
@contextmanager
def pasted_megabyte_longest(folder: Path) -> Iterator[Pair]:
    """The longest that such a paste kept a key from being answered, against 50 ms."""
    script = _script(folder)
    yield Pair(lambda: _said(script, "1mb", 6, "longest"), lambda: 0.050)


def _script(folder: Path) -> Path:
    path = folder / "paste.py"
    path.write_text(_PASTE, encoding="utf-8")
    return path


def _said(script: Path, *words: object) -> float:
    env = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "HOME": str(script.parent)}
    command = [sys.executable, str(script), *map(str, words)]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    return float(done.stdout.decode().split()[-1])
