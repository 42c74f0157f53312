"""How soon the whole window answers: ``python -m tests.support.pages_speed KIND``, a process of its own.

``switch``: the median of going from page to page, until the page is painted, each having been visited before.
``theme``: the same for a change between light and dark, every page made. Prints seconds.

The engine is the real one; its home must hold a signed-in account called ``work``.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import bootstrap
from desktop_app.session.states import SignedIn
from desktop_app.ui import theme
from desktop_app.ui.desk import Desk
from desktop_app.ui.views.main_window import MainWindow

_TABS = ("overview", "tokens", "devices", "activity")
_TOOLS = ("inspect", "doctor", "settings", "log")
_ROUNDS = 12
_PATIENCE = 60.0


class _Painted(QObject):
    """The widgets that were painted since it was asked last."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: set[QObject] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One more."""
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(watched)
        return False


def main(kind: str) -> float:
    """Seconds of *kind*."""
    app = QApplication(sys.argv[:1])
    window = MainWindow()
    window.resize(1040, 720)
    window.show()
    desks: list[Desk] = []
    window.first_painted.connect(lambda: desks.append(Desk(bootstrap.build(), window)))
    _until(lambda: bool(desks) and isinstance(desks[0].controller.lives["work"].state, SignedIn))
    moves: list[tuple[Callable[[str], None], str]] = [(window.open_tab, tab) for tab in _TABS]
    moves += [(window.go, place) for place in (*_TOOLS, "account")]
    for move, where in moves:
        move(where)
        _until(lambda: desks[0].tasks.busy() == 0)
    painted = _Painted()
    app.installEventFilter(painted)
    took: list[float] = []
    if kind == "switch":
        for _ in range(_ROUNDS):
            for move, where in moves:
                took.append(_timed(painted, lambda move=move, where=where: move(where)))  # type: ignore[misc]  # bound now
                assert where in (window.place, window.current_tab()), where
    else:
        window.open_tab("overview")
        for number in range(_ROUNDS):
            wanted: theme.Scheme = "light" if number % 2 else "dark"
            took.append(_timed(painted, lambda wanted=wanted: theme.apply(app, wanted)))  # type: ignore[misc]  # bound now
            assert theme.scheme() == wanted
    desks[0].end()
    return statistics.median(took)


def _timed(painted: _Painted, act: Callable[[], None]) -> float:
    QApplication.processEvents()
    painted.widgets.clear()
    begun = time.perf_counter()
    act()
    while not painted.widgets:
        QApplication.processEvents()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    took = time.perf_counter() - begun
    assert sum(isinstance(one, QWidget) for one in painted.widgets) > 1, "a page was painted"
    return took


def _until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    loop = QEventLoop()
    while not found():
        assert time.monotonic() < end, "it does not get there"
        QTimer.singleShot(50, loop.quit)
        loop.exec()


if __name__ == "__main__":
    print(main(sys.argv[1]), flush=True)
