"""A controller with an engine double behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from pytestqt.qtbot import QtBot

from desktop_app.bootstrap.engine import Engine
from desktop_app.session.states import State
from desktop_app.ui.desk import Desk
from desktop_app.ui.life import Life
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.session_controller import SessionController
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.views.main_window import MainWindow
from tests.support.engine_double import EngineDouble, account


class Controlled:
    """The account ``work`` in a controller."""

    def __init__(self, qtbot: QtBot, engine: EngineDouble) -> None:
        self.qtbot = qtbot
        self.engine = engine
        self.tasks = Tasks()
        self.controller = SessionController(cast("Engine", engine), self.tasks, cast("Engine", engine).clock)
        self.controller.add(account())
        self.settle()

    @property
    def life(self) -> Life:
        return self.controller.lives["work"]

    @property
    def state(self) -> State:
        return self.life.state

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the event loop run until *holds*."""
        self.qtbot.waitUntil(holds)

    def settle(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: self.tasks.busy() == 0 and not self.life.busy and self.life.sign_in is None)

    def sign_in(self) -> None:
        """A whole sign-in."""
        self.controller.sign_ins.begin("work")
        self.settle()

    def begin_sign_in(self) -> None:
        """A sign-in, until it waits for the browser."""
        self.engine.returns_by_itself = False
        self.controller.sign_ins.begin("work")
        self.until(lambda: self.life.sign_in is not None and self.life.sign_in.take is not None)


def desk(qtbot: QtBot, engine: EngineDouble) -> Desk:
    """The whole window on *engine*, shown."""
    window = MainWindow(tools=("inspect",))
    show_frame(window, engine.last_frame())
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    return Desk(cast("Engine", engine), window)
