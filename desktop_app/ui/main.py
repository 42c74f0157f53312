"""Opens the window: sidebar and header first, the parts that cost after that."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui.projection.last_known import show_last_known
from desktop_app.ui.system_scheme import SchemeFollower
from desktop_app.ui.views.main_window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType

    from desktop_app.bootstrap import Engine
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.signals import TerminationSignals

#: How long a keychain write that is under way may hold the end up, seconds.
LAST_WAIT: Final = 0.4


def main(build: Callable[[], Engine], *, demo: bool = False) -> int:
    """Run the window until it is quit. Returns the exit status.

    :param build: makes the engine.
    :param demo: start the embedded provider at once.
    """
    sys.excepthook = _tell_fault
    app = QApplication(sys.argv[:1])
    app.setApplicationName("keyfob")
    app.setApplicationDisplayName("Keyfob")
    app.setDesktopFileName("keyfob")
    scheme = SchemeFollower(app)
    engine = build()
    window = MainWindow(tools=())
    show_last_known(window, engine, demo=demo)
    behind = _Behind(window, engine, demo)
    window.first_painted.connect(behind.begin)
    window.first_painted.connect(scheme.start)
    window.show()
    status = app.exec()
    behind.finish()
    return status


class _Behind:
    """What stands behind the window: made after the first paint, since loading it takes longer than all before."""

    def __init__(self, window: MainWindow, engine: Engine, demo: bool) -> None:
        self._window = window
        self._engine = engine
        self._demo = demo
        self._desk: Desk | None = None
        self._signals: TerminationSignals | None = None

    def begin(self) -> None:
        """The first frame is on the screen."""
        gc.enable()
        from desktop_app.ui.desk import Desk
        from desktop_app.ui.signals import TerminationSignals

        self._desk = Desk(self._engine, self._window, demo=self._demo)
        self._signals = TerminationSignals(self._desk.end)

    def finish(self) -> None:
        """The event loop has ended."""
        if self._signals is not None:
            self._signals.close()
        if self._desk is not None:
            let_writes_end(self._desk)


def _tell_fault(kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
    """A fault of ours in a slot: logged (to be seen with --debug), never a traceback in front of a person."""
    import logging

    logging.getLogger("keyfob").error("a fault in the window: %s", kind.__name__, exc_info=fault)


def let_writes_end(desk: Desk) -> None:
    """Late results are dropped; what a worker is writing gets a bounded wait. The threads are daemons."""
    import time

    until = time.monotonic() + LAST_WAIT
    while desk.tasks.busy() and time.monotonic() < until:
        pause = QEventLoop()
        QTimer.singleShot(20, pause.quit)
        pause.exec()
