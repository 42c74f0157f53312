"""The window: how soon it is there, and how long anything holds it up."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.registry import Pair, benchmark
from tests.support.command import ROOT, Keyfob
from tests.support.provider.script import Fault
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.signed_in import signed_in, unlocked_keyring
from tests.support.visitor import browser_command

#: What nobody notices, seconds: two frames of a screen.
_UNNOTICED = 0.033
_FRAME = 0.016
_IMMEDIATE = 0.100
_SLOW_KEYCHAIN = 5.0
_SLOW_NETWORK = 2.0
_DEAD_KEYCHAIN = 60.0
#: The end of the first paint, on the clock that all processes share.
OURS = """
import os, time
from desktop_app.ui.views.main_window import MainWindow
paint = MainWindow.paintEvent
def painted(self, event):
    paint(self, event)
    assert self.rows and self.rows[0].state_word and self.rows[0].line
    print(time.perf_counter(), flush=True)
    os._exit(0)
MainWindow.paintEvent = painted
from desktop_app.__main__ import main
main([])
"""
_FLOOR = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.perf_counter(), flush=True)
        os._exit(0)
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1040, 720)
window.show()
app.exec()
"""
#: A whole sign-in in the window, with the real engine; only its keychain answers late.
_STALL = """
import sys, time
from functools import cached_property
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import desktop_app.bootstrap.engine
from desktop_app import bootstrap
from desktop_app.session.states import SignedIn
from desktop_app.ui.desk import Desk
from desktop_app.ui.views.main_window import MainWindow
from tests.support.heartbeat import Heartbeat

late = float(sys.argv[1])

class Late:
    def __init__(self, keychain):
        self._keychain = keychain
    def __getattr__(self, name):
        call = getattr(self._keychain, name)
        if name not in ("read", "write", "delete", "condition"):
            return call
        def slow(*words, **named):
            time.sleep(late)
            return call(*words, **named)
        return slow

class Engine(bootstrap.engine.Engine):
    @cached_property
    def keychain(self):
        return Late(super().keychain)

app = QApplication(sys.argv[:1])
engine = bootstrap.build()
engine.__class__ = Engine
window = MainWindow(tools=())
window.show()
behind = []
beat = Heartbeat()
look = QTimer()

def begin():
    beat.start()
    window.tell("sign_in")
    look.start(500)

def watch_alone():
    beat.start()
    window.tell("refresh")
    QTimer.singleShot(int(float(sys.argv[2]) * 1000), done)

def maybe_done():
    if isinstance(behind[0].controller.lives["work"].state, SignedIn):
        look.stop()
        QTimer.singleShot(2000, done)

def done():
    print(beat.stop(), flush=True)
    behind[0].end()

look.timeout.connect(maybe_done)
window.first_painted.connect(lambda: behind.append(Desk(engine, window)))
window.first_painted.connect(lambda: QTimer.singleShot(500, watch_alone if len(sys.argv) > 2 else begin))
app.exec()
"""


@benchmark("window", target=1.25, runs=21)
@contextmanager
def first_paint(folder: Path) -> Iterator[Pair]:
    """From the start of the process to the first paint with the account's row and state in it."""
    with signed_in(folder) as keyfob:
        ours, floor = write_script(folder, "ours", OURS), write_script(folder, "floor", _FLOOR)
        env = offscreen(keyfob.env)
        yield Pair(lambda: until_painted(ours, env), lambda: until_painted(floor, env))


@benchmark("stall", target=1.0, runs=1, warm_ups=0)
@contextmanager
def stall(folder: Path) -> Iterator[Pair]:
    """The longest stall of the event loop in a sign-in, against what nobody notices (so the ratio is no speed)."""
    slow = Fault(process=True, delay=_SLOW_NETWORK)
    script = Script(lifetime=3600)
    for endpoint in ("discovery", "jwks", "token", "userinfo"):
        script = script.with_fault(endpoint, slow)
    with unlocked_keyring(folder / "home") as keyring, ScriptedProvider(script) as provider:
        keyfob = Keyfob(keyring.bus.environment | {"BROWSER": browser_command(folder / "browser")})
        keyfob.add_account("work", **provider.account)
        program = write_script(folder, "stall", _STALL)
        yield Pair(lambda: _longest(program, offscreen(keyfob.env)), lambda: _UNNOTICED)


@benchmark("stall-dead", target=1.0, runs=1, warm_ups=0, quick=False)
@contextmanager
def stall_dead(folder: Path) -> Iterator[Pair]:
    """The same while a stored session is restored with a keychain that answers after a minute and a dead network."""
    with unlocked_keyring(folder / "home") as keyring:
        keyfob = Keyfob(keyring.bus.environment | {"BROWSER": browser_command(folder / "browser")})
        with ScriptedProvider(Script(lifetime=90)) as provider:
            keyfob.add_account("work", **provider.account)
            keyfob.run("login", "work", exits=0)
        program, env = write_script(folder, "stall", _STALL), offscreen(keyfob.env)
        words = (str(_DEAD_KEYCHAIN), str(_DEAD_KEYCHAIN + 15))
        yield Pair(lambda: float(_said(program, env, *words)), lambda: _UNNOTICED)


@benchmark("page-switch", target=1.0, runs=3, warm_ups=0)
@contextmanager
def page_switch(folder: Path) -> Iterator[Pair]:
    """From one page to another until it is painted, the median over all pages, against a frame of a screen."""
    with signed_in(folder) as keyfob:
        yield Pair(lambda: _pages(keyfob.env, "switch"), lambda: _FRAME)


@benchmark("theme-change", target=1.0, runs=3, warm_ups=0)
@contextmanager
def theme_change(folder: Path) -> Iterator[Pair]:
    """Light to dark or back until it is painted, every page made, against what feels immediate."""
    with signed_in(folder) as keyfob:
        yield Pair(lambda: _pages(keyfob.env, "theme"), lambda: _IMMEDIATE)


def write_script(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return path


def offscreen(env: Mapping[str, str]) -> dict[str, str]:
    return dict(env) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


def until_painted(script: Path, env: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    return float(_said(script, env)) - begun


def _pages(env: Mapping[str, str], kind: str) -> float:
    command = [sys.executable, "-m", "tests.support.pages_speed", kind]
    done = subprocess.run(command, env=offscreen(env), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    return float(done.stdout.decode().split()[-1])


def _longest(script: Path, env: Mapping[str, str]) -> float:
    return float(_said(script, env, str(_SLOW_KEYCHAIN)))


def _said(script: Path, env: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, str(script), *words]
    done = subprocess.run(command, env=dict(env), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    return done.stdout.decode().split()[-1]
