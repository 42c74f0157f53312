"""What the tests of the window share: the usual font and light colours before each, a window that is shown."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.system_scheme import SchemeFollower
from desktop_app.ui.views.main_window import MainWindow
from tests.support.patience import PATIENCE

_HERE = Path(__file__).parent
#: the offscreen platform says this of every window with a least size; it is no fault of ours
_NOISE = "This plugin does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Offscreen's own remark fails no test."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(_NOISE))


Opener = Callable[..., MainWindow]
#: What comes at once when all works may take this long on a busy machine, milliseconds.
_PATIENCE = round(PATIENCE * 1000)


class PatientBot(QtBot):
    """As pytest-qt's, but it waits longer unless it is told how long."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE) -> None:
        """Let the event loop run until *callback* gives something true."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE, **how: Any) -> Any:
        """Let the event loop run until *signal* is emitted."""
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: Any, *, timeout: int = _PATIENCE) -> Any:
        """Let the event loop run until *widget* is on the screen."""
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _usual_look(qapp: QApplication) -> Iterator[None]:
    """10 pt and the light scheme; put back after a test that changed them."""
    font = QFont(qapp.font())
    font.setPointSizeF(10.0)
    qapp.setFont(font)
    theme.apply(qapp, "light")
    yield
    qapp.setFont(font)
    theme.apply(qapp, "light")
    for follower in qapp.findChildren(SchemeFollower):  # the program has one, and finds it by its kind
        follower.setParent(None)
        follower.deleteLater()


@pytest.fixture(autouse=True, scope="module")
def _garbage_on_the_main_thread() -> Iterator[None]:
    """As in the window: a worker that collects would destroy widgets of earlier tests, and the process with them."""
    gc.collect()
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def opened(qtbot: QtBot) -> Opener:
    """Shows a window of the gallery: ``opened("overview", (480, 400))``."""

    def opener(name: str, size: tuple[int, int] = (1040, 720)) -> MainWindow:
        from desktop_app.ui.gallery import build

        return shown(qtbot, build(name), size)

    return opener


def shown(qtbot: QtBot, window: MainWindow, size: tuple[int, int] = (1040, 720)) -> MainWindow:
    """*window*, shown in *size* with its live parts made."""
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.build_now()
    settle()
    return window


def settle() -> None:
    """Let layouts that wait for the event loop be done."""
    for _ in range(5):
        QApplication.processEvents()
