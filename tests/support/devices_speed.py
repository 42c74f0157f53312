"""How the Devices tab does with 10,000 sessions: ``python -m tests.support.devices_speed KIND``, a process of its own.

``stall``: the longest stall of the event loop while the list is read, shown, searched, ticked and sorted.
``open``: the same while the tab is opened for the first time.
``shown``: from asking to the painted list, the provider's answer being there. ``filter``: the slowest keystroke until
it is painted. Prints seconds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.bootstrap.engine import Engine
from desktop_app.ports import Cancel, HttpAnswer, Offers
from desktop_app.providers import session_answers
from desktop_app.providers.fusionauth_sessions import FusionAuthSessions
from desktop_app.session.account import Account
from desktop_app.session.list_sessions import SessionList, Whom
from desktop_app.system.clock import SystemClock
from desktop_app.system.http import HttpClient
from desktop_app.ui.desk import Desk
from desktop_app.ui.devices.model import prepare
from desktop_app.ui.devices.page import DevicesPage
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow
from tests.benchmarks.bench_sessions import LISTED, credentials, entry, place
from tests.support.engine_double import EngineDouble, account, session
from tests.support.heartbeat import Heartbeat
from tests.support.port_doubles import NOW, answer

_PATIENCE = 60.0
_WORD = "laptop-77 192.0"


class Many(EngineDouble):
    """Reads a real answer of a provider each time."""

    def __init__(self) -> None:
        super().__init__(account())
        self.network = 0.0
        self.will_restore("work", session())
        body = json.dumps({"refreshTokens": [entry(number) for number in range(LISTED)]}).encode()
        self._answer: HttpAnswer = answer(body)
        self._calls = FusionAuthSessions(HttpClient(), SystemClock(), place("https://auth.example"), credentials())

    def list_sessions(
        self, account: Account, whom: Whom, *, cancel: Cancel | None = None, notify: object = None
    ) -> SessionList:
        """Strict JSON, then sessions, as the engine does; after the time that a network takes."""
        time.sleep(self.network)
        listed = self._calls.read_list(session_answers.read(self._answer, NOW))
        offers = Offers(own_list=True, end_by_id=True, everywhere=True)
        return SessionList(listed.sessions, offers, True, 0, "", None, "alice")


class Painted(QObject):
    """Counts the paintings of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One more."""
        if event.type() == QEvent.Type.Paint:
            self.times += 1
        return False


class Stage:
    """The window with the tab open, its list read once."""

    def __init__(self) -> None:
        self.engine = engine = Many()
        self.window = MainWindow(tools=())
        show_frame(self.window, engine.last_frame())
        self.window.show()
        self.until(lambda: self.window._shell is not None)
        self.desk = Desk(cast("Engine", engine), self.window)
        self.until(lambda: self.desk.tasks.busy() == 0)
        # What the window loads by itself some time after its first paint.
        from desktop_app.ui.warm_up import load_sign_in, load_tools

        load_sign_in()
        load_tools()
        self.rest(1500)
        # As the window does, some seconds after its first paint.
        gc.freeze()
        sys.setswitchinterval(0.001)

    def open(self) -> None:
        """Open the tab, and wait until the list is read."""
        self.window.open_tab("devices")
        self.until(lambda: self.page.model.rowCount() == LISTED)

    @property
    def page(self) -> DevicesPage:
        """The tab."""
        return cast("DevicesPage", self.window.shell.pages.built("tab:devices"))

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the event loop run until *holds*."""
        loop, beat = QEventLoop(), QTimer()
        end = time.monotonic() + _PATIENCE
        beat.timeout.connect(lambda: loop.quit() if holds() or time.monotonic() > end else None)
        if not holds():
            beat.start(1)
            loop.exec()
        if not holds():
            raise TimeoutError("it never came")

    def rest(self, milliseconds: int = 150) -> None:
        """Let what is under way come to its end."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def keystrokes(self) -> list[float]:
        """Type a word and take it back, a letter at a time; how long each took until it was painted, seconds."""
        painted = Painted()
        viewport = self.page.table.list.viewport()
        viewport.installEventFilter(painted)
        line, took = self.page.tools.field.line, []
        steps = [_WORD[:number] for number in range(1, len(_WORD) + 1)]
        for words in [*steps, *reversed(steps[:-1]), ""]:
            before, begun = painted.times, time.perf_counter()
            line.setText(words)
            viewport.update()
            while painted.times == before:
                QApplication.processEvents()
            took.append(time.perf_counter() - begun)
        return took

    def end(self) -> None:
        """Close it."""
        self.desk.end()
        self.until(lambda: self.desk.tasks.busy() == 0)


def stall(stage: Stage) -> float:
    """Read, show, search, tick all, sort; the page itself is there."""
    stage.open()
    stage.rest()
    page = stage.page
    page.model.show_list(prepare((), ""), 0.0)
    stage.rest()
    beat = Heartbeat()
    beat.start()
    page.tools.reload.click()
    stage.until(lambda: page.model.rowCount() == LISTED)
    stage.rest()
    steps: list[Callable[[], object]] = [
        lambda: page.tools.field.line.setText("laptop"),
        lambda: page.tools.field.line.setText(""),
        page.select_all_but_this,
        page.model.clear,
        lambda: page.table.sort_by("device"),
        lambda: page.table.sort_by("started"),
        lambda: page.table.list.scrollToBottom(),
        page.tools.reload.click,
    ]
    for step in steps:
        QTimer.singleShot(0, page, step)
        stage.rest()
    stage.until(lambda: stage.desk.tasks.busy() == 0)
    stage.rest()
    return beat.stop()


def opening(stage: Stage) -> float:
    """The tab's first opening: its page is made, and everything in it for the first time."""
    stage.engine.network = 0.2
    beat = Heartbeat()
    beat.start()
    stage.open()
    stage.rest()
    return beat.stop()


def shown(stage: Stage) -> float:
    """From asking to the painted list; the page itself is there."""
    stage.open()
    stage.rest()
    stage.page.model.show_list(prepare((), ""), 0.0)
    begun = time.perf_counter()
    stage.page.tools.reload.click()
    stage.until(lambda: stage.page.model.rowCount() == LISTED)
    stage.page.table.list.viewport().repaint()
    return time.perf_counter() - begun


def keystroke(stage: Stage) -> float:
    """The slowest one."""
    stage.open()
    stage.rest()
    stage.keystrokes()
    return max(stage.keystrokes())


def main(kind: str) -> float:
    """Measure *kind*."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    stage = Stage()
    took = {"stall": stall, "open": opening, "shown": shown, "filter": keystroke}[kind](stage)
    stage.end()
    return took


if __name__ == "__main__":
    print(main(sys.argv[1]))
