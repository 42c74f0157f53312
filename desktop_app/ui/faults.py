"""An error that nobody expected: told in a dialog of the window, which stays. Faults that repeat fold into one.

Faults come from slots (``sys.excepthook``), workers (:mod:`desktop_app.ui.tasks`) and other threads
(``threading.excepthook``), all by :func:`desktop_app.app.log.fault`. Exceptions in ``__del__`` and Qt's warnings are
logged only: nothing that a person did has failed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.app import log
from desktop_app.ui.log import qt_messages

if TYPE_CHECKING:
    from desktop_app.app.log import Fault
    from desktop_app.ui.log.fault_dialog import FaultDialog
    from desktop_app.ui.views.main_window import MainWindow

#: A fault that was put away is told again when it was quiet for so long, seconds. One that comes with every painting
#: is not.
QUIET: Final = 10.0
#: Faults whose last time is remembered.
_MOST: Final = 200


class Faults(QObject):
    """Listens for faults and shows them in *window*.

    :ivar dialog: the one that is open. :ivar count: how many faults there were in all.
    """

    _met = Signal(object)

    def __init__(self, window: MainWindow, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._monotonic = monotonic
        self._last: dict[str, float] = {}
        self.dialog: FaultDialog | None = None
        self.count = 0
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)
        log.listen(self._tell)
        qt_messages.install()

    def close(self) -> None:
        """The program is ending: listen no more, and let the last lines be written."""
        log.listen(None)
        log.end()
        qt_messages.remove()

    def _tell(self, fault: Fault) -> None:
        """From any thread."""
        try:
            self._met.emit(fault)
        except RuntimeError:  # the window is gone, and this object with it
            log.listen(None)

    @Slot(object)
    def _show(self, fault: Fault) -> None:
        self.count += 1
        now, key = self._monotonic(), f"{fault.kind} {fault.place}"
        before = self._last.pop(key, None)
        self._last[key] = now
        while len(self._last) > _MOST:
            del self._last[next(iter(self._last))]
        if self.dialog is not None:
            self.dialog.add(fault)
        elif before is None or now - before >= QUIET:
            self._open(fault)

    def _open(self, fault: Fault) -> None:
        from desktop_app.ui.log.fault_dialog import FaultDialog

        # Part of the dialog itself may be what is broken: then the log alone tells.
        dialog = FaultDialog(fault, self._window.place, self._window)
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.log_wanted.connect(self._show_log)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _show_log(self) -> None:
        self._window.go("log")
