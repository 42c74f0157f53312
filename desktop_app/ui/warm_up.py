"""Loads what the next click will need, so that loading it does not hold the window up then.

In two steps: what signing in needs soon after the start; the inspector and the devices, which take some ten megabytes,
when somebody is there: at the first key or the first move of the mouse. A window that nobody touches never pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop_app.ui.tasks import Tasks

#: Not Enter: a window that opens under a resting mouse is entered by nobody.
_SOMEBODY: Final = frozenset(
    {
        QEvent.Type.HoverMove,
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
    }
)


class WarmUp(QObject):
    """Begins with the first step at once, and waits for somebody.

    It listens at the window's handle, where every key and mouse event comes by. (A filter for the whole application
    would be handed widgets that are still being made, which PySide does not survive.)
    """

    def __init__(self, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._window = window
        self._load(load_sign_in)
        if not self._listen():
            window.installEventFilter(self)  # it is out of sight: until it is shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first sign of somebody; nothing is watched after it."""
        if watched is self._window:
            if event.type() == QEvent.Type.Show and self._listen():
                watched.removeEventFilter(self)
        elif event.type() in _SOMEBODY:
            watched.removeEventFilter(self)
            self._load(load_tools)
        return False

    def _listen(self) -> bool:
        handle = self._window.windowHandle()
        if handle is None or not self._window.isVisible():
            return False
        handle.installEventFilter(self)
        return True

    def _load(self, load: Callable[[], None]) -> None:
        self._tasks.run("warm-up", load, lambda _done: None)


def load_sign_in() -> None:
    """On a worker thread, some time after the first paint."""
    import desktop_app.session.sign_in
    import desktop_app.ui.intents
    import desktop_app.ui.views.overview
    import desktop_app.ui.views.signing_in  # noqa: F401 - loaded to be there


def load_tools() -> None:
    """On a worker thread, when somebody is there."""
    import desktop_app.app.texts.claims
    import desktop_app.app.texts.why
    import desktop_app.ui.devices.behind
    import desktop_app.ui.devices.page
    import desktop_app.ui.inspect.live
    import desktop_app.ui.inspect.pane
    import desktop_app.ui.inspect.tool  # noqa: F401 - loaded to be there
