"""Opens the window: sidebar and header first, the parts that cost after that."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui.desk import Desk
from desktop_app.ui.signals import TerminationSignals
from desktop_app.ui.system_scheme import SchemeFollower

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine

#: How long a keychain write that is under way may hold the end up, seconds.
LAST_WAIT: Final = 0.6


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
    desk = Desk(build(), demo=demo)
    signals = TerminationSignals(desk.end)
    desk.window.first_painted.connect(scheme.start)
    desk.window.show()
    status = app.exec()
    signals.close()
    _let_writes_end(desk)
    return status


def _tell_fault(kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
    """A fault of ours in a slot: logged (to be seen with --debug), never a traceback in front of a person."""
    logging.getLogger("keyfob").error("a fault in the window: %s", kind.__name__, exc_info=fault)


def _let_writes_end(desk: Desk) -> None:
    """Late results are dropped; what a worker is writing gets a bounded wait. The threads are daemons."""
    until = time.monotonic() + LAST_WAIT
    while desk.tasks.busy() and time.monotonic() < until:
        pause = QEventLoop()
        QTimer.singleShot(20, pause.quit)
        pause.exec()
