"""Something in Keyfob went wrong: what was being done, that sessions are kept, the details to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.inspect.wrapped import Wrapped

if TYPE_CHECKING:
    from desktop_app.app.log import Fault

_COPIED_FOR: Final = 3000
_PLACES: Final = ("account", "first_run", "add_provider", "inspect", "doctor", "settings", "log")


class FaultDialog(QDialog):
    """One for all that comes while it is open. ``log_wanted``: the person asks for the log."""

    log_wanted = Signal()

    def __init__(self, fault: Fault, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fault = fault
        self.times, self.others = 1, 0
        title = text("log.fault_title")
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(theme.SPACE_S)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        head.addWidget(IconSpot("error", "bad", 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(WrapLabel(title, "heading"), 1)
        column.addLayout(head)
        shown = text(f"log.place_{place if place in _PLACES else 'other'}")
        what = text(f"log.fault_{fault.where}", place=shown) if fault.where != "command" else ""
        self.what = WrapLabel(what)
        self.kept = WrapLabel(text("log.fault_kept"))
        self.counted = WrapLabel("", "body", "text-2")
        self.counted.hide()
        for label in (self.what, self.kept, self.counted):
            column.addWidget(label)
        card = Card("sunken")
        card.column.setContentsMargins(10, 8, 6, 8)
        self.details = SafeText(text("log.fault_details"), read_only=True)
        self.details.copied.connect(copy_words)
        self.details.setPlainText(self.detail_words())
        card.column.addWidget(self.details)
        column.addWidget(card, 1)
        self.copy = Button(text("log.fault_copy"))
        self.copy.clicked.connect(self._copy)
        self.show_log = Button(text("log.fault_show_log"))
        self.show_log.clicked.connect(self._log)
        self.done_button = Button(text("log.close"))
        self.done_button.clicked.connect(self.reject)
        self._row = Wrapped([self.copy, self.show_log, self.done_button], far=1)
        column.addWidget(self._row)
        self.done_button.setDefault(True)
        self.done_button.setFocus()
        self.setAccessibleDescription(f"{what} {self.kept.text()}")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.copy.set_words(text("log.fault_copy")))
        scale = max(1.0, min(theme.scale(), 1.5))
        room = parent.size() if parent is not None else self.size()
        self.setMinimumWidth(min(round(400 * scale), max(320, room.width() - 24)))
        self.resize(min(round(560 * scale), room.width() - 24), min(round(420 * scale), max(300, room.height() - 24)))

    def add(self, fault: Fault) -> None:
        """Another came: the same again, or a different one."""
        if (fault.kind, fault.place) == (self._fault.kind, self._fault.place):
            self.times += 1
        else:
            self.others += 1
        parts = [text("log.fault_times", count=self.times)] if self.times > 1 else []
        parts += [text("log.fault_others", count=self.others)] if self.others else []
        self.counted.set_text(" ".join(parts))
        self.counted.show()

    def detail_words(self) -> str:
        """What *Copy details* copies: versions and the traceback, secrets masked."""
        import platform

        from PySide6.QtCore import qVersion

        from desktop_app import __version__

        python, system = platform.python_version(), platform.platform()
        return f"Keyfob {__version__}, Python {python}, Qt {qVersion()}, {system}\n{self._fault.trace}"

    def _copy(self) -> None:
        copy_words(self.detail_words())
        self.copy.set_words(text("log.copied"))
        self._timer.start(_COPIED_FOR)

    def _log(self) -> None:
        self.accept()
        self.log_wanted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))
