"""Random clicks and keys, as a display server would bring them: to the window, whatever lies over it, and no further.

What is pressed comes from one seed. The times do not: workers and network have their own, so a seed given again meets
the same faults often, not always.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

_CONTROLS: Final = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
#: Milliseconds; Qt's test puts half a second after a click that is told no time.
_AT_ONCE: Final = 1
_LEFT: Final = Qt.MouseButton.LeftButton
_MOVING: Final = (
    *((Qt.Key.Key_Tab, _PLAIN),) * 3,
    *((getattr(Qt.Key, f"Key_{name}"), _PLAIN) for name in ("Return", "Enter", "Space", "Up", "Down", "Left", "Right")),
    *((getattr(Qt.Key, f"Key_{name}"), _PLAIN) for name in ("Home", "End", "PageUp", "PageDown", "Delete", "Menu")),
    *((Qt.Key.Key_Backtab, _SHIFT), (Qt.Key.Key_F10, _SHIFT), (Qt.Key.Key_Down, _ALT), (Qt.Key.Key_End, _SHIFT)),
)
#: Every key of the window but Quit's, and what fields and lists have of their own.
_SHORTCUTS: Final = (
    *((getattr(Qt.Key, f"Key_{number}"), _CTRL) for number in range(1, 10)),
    *((getattr(Qt.Key, f"Key_{number}"), _ALT) for number in range(1, 5)),
    *((getattr(Qt.Key, f"Key_{letter}"), _CTRL) for letter in "NIRWFACVXZS"),
    (Qt.Key.Key_Comma, _CTRL),
    (Qt.Key.Key_C, _CTRL | _SHIFT),
    *((getattr(Qt.Key, f"Key_{name}"), _PLAIN) for name in ("F2", "F5", "F6", "F10")),
    (Qt.Key.Key_F6, _SHIFT),
)
_TOKEN: Final = (
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2EudGVzdCIsInN1YiI6IjEiLCJhdWQiOlsiYSIsImIiXSwiZXhwIjoxfQ"
    ".c2lnbmF0dXJl"
)
PASTED: Final = (
    _TOKEN,
    f"Authorization: Bearer {_TOKEN}",
    f"{_TOKEN}\n\n{_TOKEN[:-3]}abc",
    "eyJhbGciOiJub25lIn0.e30.",
    '{"keys": [' + ",".join(f'{{"kty": "RSA", "kid": "{n}", "n": "AQAB", "e": "AQAB"}}' for n in range(9_000)) + "]}",
    '{"a":' * 200 + "1" + "}" * 200,
    '{"big": "' + "x" * 1_000_000 + '"}',
    "http://127.0.0.1:9/callback?code=\u202egnp.exe\u2066&state=\u200b",
    "\u202e\u05d0\u05d1\u05d2 \u0661 <b onclick=x>&</b>\x00\x1b[31m\ufeff\U0001f468\u200d\U0001f469 a\u0301\u0301",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "a" * 5_000,
    "",
)
_SIZES: Final = ((1040, 720), (480, 400), (620, 900), (1500, 500), (760, 560), (1040, 720))


def wait_for(holds: Callable[[], bool], seconds: float) -> bool:
    """Let the event loop run until *holds*, at most so long; gives whether it does."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        QTest.qWait(2)
    return True


def place_of(window: QWidget) -> QWidget:
    """The window that gets what is pressed now: a menu that is open, a dialog, or *window*."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
    """Press a key where the keyboard is; in a file dialog, which can delete, Escape alone."""
    top = place_of(window).window()
    handle = top.windowHandle()
    if modifier == _ALT and top is QApplication.activePopupWidget():
        # Alt alone closes a menu, and Qt's test would bring the key after it to a window that is gone.
        key, modifier = Qt.Key.Key_Alt, _PLAIN
    if handle is not None and (key == Qt.Key.Key_Escape or not isinstance(top, QFileDialog)):
        QTest.keyPress(handle, key, modifier)
        if _is_there(handle):
            QTest.keyRelease(handle, key, modifier)


def click(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = _LEFT, *, twice: bool = False) -> None:
    """Click *widget* at *at* (its middle), through the window it lies in."""
    top = widget.window()
    handle = top.windowHandle()
    point = widget.mapTo(top, widget.rect().center() if at is None else at)
    if handle is None or not top.rect().contains(point):
        return
    QTest.mouseMove(handle, point)
    for _ in range(2 if twice else 1):
        for event in (QTest.mousePress, QTest.mouseRelease):
            if _is_there(handle):
                event(handle, button, _PLAIN, point, _AT_ONCE if twice else -1)


def _is_there(handle: QWindow) -> bool:
    """Whether the window still is: a menu goes while its key is down, and Qt's test would release it nevertheless."""
    return any(one is handle for one in QGuiApplication.allWindows())


def controls(top: QWidget) -> list[QWidget]:
    """What can be pressed in *top* now."""
    return [
        widget
        for widget in top.findChildren(QWidget)
        if isinstance(widget, _CONTROLS)
        and widget.window() is top
        and widget.isEnabled()
        and widget.isVisible()
        and not widget.visibleRegion().isEmpty()
    ]


class Monkey:
    """Plays with what lies in front.

    :param window: gives the window of the moment.
    :param others: name → something else that happens now and then, with its weight.
    :param files: what it chooses in a file dialog, when it chooses. No event ever goes into one: they can delete.
    """

    def __init__(
        self,
        seed: int,
        window: Callable[[], QWidget],
        others: dict[str, tuple[float, Callable[[], object]]],
        files: tuple[Path, ...],
    ) -> None:
        self.random = random.Random(seed)
        self._window = window
        self._files = files
        kinds: dict[str, tuple[float, Callable[[], object]]] = {
            "control": (34, self._control),
            "anywhere": (8, self._anywhere),
            "context menu": (3, lambda: self._anywhere(Qt.MouseButton.RightButton)),
            "twice": (3, lambda: self._anywhere(twice=True)),
            "drag": (3, self._drag),
            "wheel": (4, self._wheel),
            "moving": (16, lambda: self._key(_MOVING)),
            "shortcut": (9, lambda: self._key(_SHORTCUTS)),
            "escape": (5, lambda: press(self._window(), Qt.Key.Key_Escape)),
            "letters": (5, self._letters),
            "paste": (2, self._paste),
            "resize": (1, self._resize),
        }
        kinds |= others
        self._kinds = tuple(kinds.items())
        self._weights = [weight for weight, _do in kinds.values()]
        self.last: list[str] = []

    def step(self) -> None:
        """One event."""
        (name, (_weight, do)) = self.random.choices(self._kinds, self._weights)[0]
        self.last = [*self.last[-11:], f"{name} in {type(place_of(self._window())).__name__}"]
        if not self.answer_file_dialog():
            do()

    def answer_file_dialog(self) -> bool:
        """A file dialog is cancelled, or one of our files is chosen."""
        dialog = next((one for one in QApplication.topLevelWidgets() if _is_file_dialog(one)), None)
        if not isinstance(dialog, QFileDialog):
            return False
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen and self.random.random() < 0.6:
            file = self.random.choice(self._files)
            dialog.fileSelected.emit(str(file))
            dialog.done(0)
        else:
            press(dialog, Qt.Key.Key_Escape)
            if isValid(dialog) and dialog.isVisible():  # a menu of its own was open, or it has not the keyboard yet
                dialog.reject()
        return True

    def _control(self) -> None:
        found = controls(place_of(self._window()).window())
        if not found:
            self._anywhere()
            return
        widget = self.random.choice(found)
        inside = widget.visibleRegion().boundingRect()
        click(widget, self._within(inside.width(), inside.height()) + inside.topLeft())

    def _anywhere(self, button: Qt.MouseButton = _LEFT, *, twice: bool = False) -> None:
        top = place_of(self._window()).window()
        click(top, self._within(top.width(), top.height()), button, twice=twice)

    def _within(self, width: int, height: int) -> QPoint:
        return QPoint(self.random.randrange(max(1, width)), self.random.randrange(max(1, height)))

    def _drag(self) -> None:
        top = place_of(self._window()).window()
        handle = top.windowHandle()
        if handle is None:
            return
        points = [self._within(top.width(), top.height()) for _ in range(4)]
        QTest.mousePress(handle, _LEFT, _PLAIN, points[0])
        for point in points[1:]:
            if _is_there(handle):
                QTest.mouseMove(handle, point)
        if _is_there(handle):
            QTest.mouseRelease(handle, _LEFT, _PLAIN, points[-1])

    def _wheel(self) -> None:
        top = place_of(self._window()).window()
        point = self._within(top.width(), top.height())
        under = top.childAt(point) or top
        turned = QPoint(0, self.random.choice((-360, -120, 120, 360)))
        QApplication.sendEvent(
            under,
            QWheelEvent(
                QPointF(under.mapFrom(top, point)),
                QPointF(top.mapToGlobal(point)),
                QPoint(),
                turned,
                Qt.MouseButton.NoButton,
                self.random.choice((_PLAIN, _PLAIN, _CTRL)),
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )

    def _key(self, keys: tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...]) -> None:
        press(self._window(), *self.random.choice(keys))

    def _letters(self) -> None:
        for _ in range(self.random.randint(1, 5)):
            press(self._window(), Qt.Key(self.random.randint(ord("A"), ord("Z"))))

    def _paste(self) -> None:
        QApplication.clipboard().setText(self.random.choice(PASTED))
        press(self._window(), Qt.Key.Key_V, _CTRL)

    def _resize(self) -> None:
        self._window().resize(*self.random.choice(_SIZES))


def _is_file_dialog(widget: QWidget) -> bool:
    return isinstance(widget, QFileDialog) and widget.isVisible()
