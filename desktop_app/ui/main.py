"""Opens the window: sidebar and header first, the parts that cost after that."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui import language, theme
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType

    from desktop_app.app.last_frame import LastFrame
    from desktop_app.bootstrap import Engine
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.faults import Faults
    from desktop_app.ui.signals import TerminationSignals

#: How long a keychain write that is under way may hold the end up, seconds.
LAST_WAIT: Final = 0.4
#: For how long a thread computes before another's turn, seconds.
_TURN: Final = 0.001
#: When everything that the window warms up with is loaded, milliseconds.
_LOADED: Final = 5000


def main(
    build: Callable[[], Engine],
    last_frame: Callable[[], LastFrame | None],
    *,
    demo: bool = False,
    hidden: bool = False,
) -> int:
    """Run the window until it is quit. Returns the exit status.

    :param build: makes the engine; called after the first paint where *last_frame* has something to show.
    :param last_frame: what the window showed last.
    :param demo: start the embedded provider at once.
    :param hidden: no window: the program begins in the tray.
    """
    sys.excepthook = _tell_fault
    app = QApplication(sys.argv[:1])
    app.setApplicationName("keyfob")
    app.setApplicationDisplayName("Keyfob")
    app.setDesktopFileName("keyfob")
    window = MainWindow()
    behind = _Behind(window, build, demo, hidden)
    behind.show_last(None if demo else last_frame())
    window.first_painted.connect(behind.begin)
    if hidden:
        QTimer.singleShot(0, behind.begin)
    else:
        window.show()
    status = app.exec()
    behind.finish()
    return status


class _Behind:
    """What stands behind the window: made after the first paint, since loading it takes longer than all before."""

    def __init__(self, window: MainWindow, build: Callable[[], Engine], demo: bool, hidden: bool) -> None:
        self._window = window
        self._build = build
        self._demo = demo
        self._hidden = hidden
        self._engine: Engine | None = None
        self._desk: Desk | None = None
        self._signals: TerminationSignals | None = None
        self._faults: Faults | None = None

    def show_last(self, frame: LastFrame | None) -> None:
        """Give the window its first frame; where there is none, settings and state files are read for it."""
        name = ""
        if frame is None:
            from desktop_app.ui.projection.last_known import with_demo

            self._engine = self._build()
            frame = self._engine.last_frame()
            if self._demo:
                frame, name = with_demo(frame, self._engine)
        language.before_first_paint(frame.language)
        theme.use(theme.guess() if frame.scheme == "unknown" else cast("theme.Scheme", frame.scheme))
        show_frame(self._window, frame, demo=name)

    def begin(self) -> None:
        """The first frame is on the screen (or none is wanted)."""
        if self._desk is not None:
            return
        from desktop_app.ui.background import Background
        from desktop_app.ui.desk import Desk
        from desktop_app.ui.signals import TerminationSignals
        from desktop_app.ui.system_scheme import SchemeFollower

        self._catch_faults()
        engine = self._engine or self._build()
        SchemeFollower(cast("QApplication", QApplication.instance()), engine.settings.theme).start()
        engine.keep_log(queued=True)
        language.settle(str(engine.config.settings.get("language", "")))
        self._desk = Desk(engine, self._window, demo=self._demo)
        Background(self._desk, hidden=self._hidden)
        self._signals = TerminationSignals(self._desk.end)
        # A worker that computes lets the window have its turn after a thousandth of a second, not after five.
        sys.setswitchinterval(_TURN)
        # What is loaded by then stays to the end: looking through it for garbage would hold the window up.
        QTimer.singleShot(_LOADED, self._window, gc.freeze)

    def finish(self) -> None:
        """The event loop has ended."""
        if self._signals is not None:
            self._signals.close()
        if self._desk is not None:
            let_writes_end(self._desk)
        if self._faults is not None:
            self._faults.close()

    def _catch_faults(self) -> None:
        """From now on what nobody expected is told in the window, which stays."""
        from desktop_app.app import log_hooks
        from desktop_app.ui.faults import Faults

        sys.excepthook = log_hooks.uncaught
        self._faults = Faults(self._window)


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
