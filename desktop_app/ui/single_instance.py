"""The door of the one window: a second start knocks there and the window shows itself.

It understands two sentences (show, show with the demo), each with the desktop's leave to come to the front, in one line
of bounded length; everything else is dropped unheard. Only this user can reach the place (a directory of mode 0700, a
pipe with an access list), and on Linux the kernel is asked who came. A visitor who says nothing, or too much, is shown
out; the main thread never waits for one.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop_app.ui.door_pipe import PipeReception, PipeVisitor
    from desktop_app.ui.door_socket import SocketReception, SocketVisitor

    Reception = SocketReception | PipeReception
    Visitor = SocketVisitor | PipeVisitor

_LONGEST: Final = 256
_SENTENCE: Final = re.compile(rb"show( demo)?(?: token=([\x21-\x7e]{1,200}))?\n")
_ANSWER: Final = b"shown\n"
#: How long a visitor may take to say it, milliseconds, and how many may stand at the door.
_PATIENCE: Final = 2000
_VISITORS: Final = 8
#: Who comes more often than so in one breath is a flood: the door is shut for a moment.
_CROWD: Final = 50
_BREATH: Final = 1000


class Door(QObject):
    """``knocked`` carries: whether the demo is wanted, and the desktop's leave (may be empty)."""

    knocked = Signal(bool, str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.address = address
        self._visitors: list[Visitor] = []
        self._came = 0
        self._reception = _reception(self)
        self._reception.came.connect(self._take_visitor)
        self._reception.broke.connect(self._shut)
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.timeout.connect(self._breathe)

    @property
    def is_open(self) -> bool:
        """Whether somebody can come."""
        return self._reception.is_open

    def open(self) -> bool:
        """Listen; what a crash left at the address goes. Returns whether it worked."""
        return self._reception.open(self.address)

    def close(self) -> None:
        """Nobody is heard any more."""
        self._breath.stop()
        self._reception.close()
        for visitor in self._visitors:
            visitor.leave()
        self._visitors = []

    def _take_visitor(self, visitor: Visitor) -> None:
        self._came += 1
        if not self._breath.isActive():
            self._breath.start(_BREATH)
        if self._came > _CROWD or not visitor.is_ours():
            visitor.leave()
        else:
            self._take(visitor)
        if self._came > _CROWD:
            self._reception.close()

    def _shut(self) -> None:
        """For a breath."""
        self._reception.close()
        self._breath.start(_BREATH)

    def _breathe(self) -> None:
        self._came = 0
        if not self.is_open:
            self.open()

    def _take(self, visitor: Visitor) -> None:
        if len(self._visitors) >= _VISITORS:
            self._show_out(self._visitors[0])
        self._visitors.append(visitor)
        visitor.spoke.connect(lambda: self._hear(visitor))
        visitor.left.connect(lambda: self._show_out(visitor))
        QTimer.singleShot(_PATIENCE, visitor, lambda: self._show_out(visitor))

    def _hear(self, visitor: Visitor) -> None:
        if visitor not in self._visitors:
            return
        said = visitor.said
        if b"\n" not in said:
            if len(said) > _LONGEST:
                self._show_out(visitor)
            return
        found = _SENTENCE.fullmatch(said)
        if found is not None:
            visitor.answer(_ANSWER)
        self._show_out(visitor)
        if found is not None:
            self.knocked.emit(found[1] is not None, (found[2] or b"").decode("ascii"))

    def _show_out(self, visitor: Visitor) -> None:
        if visitor in self._visitors:
            self._visitors.remove(visitor)
            visitor.leave()


def _reception(parent: QObject) -> Reception:
    if sys.platform == "win32":
        from desktop_app.ui.door_pipe import PipeReception

        return PipeReception(_LONGEST + 1, parent)
    from desktop_app.ui.door_socket import SocketReception

    return SocketReception(_LONGEST + 1, parent)
