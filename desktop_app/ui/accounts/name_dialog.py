"""Asks for a name: question, field, verb. It never waits modally."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import WrapLabel


class NameDialog(QDialog):
    """``named`` carries the name.

    :param wrong: what is wrong with a name, ``""`` for nothing.
    """

    named = Signal(str)

    def __init__(
        self, question: str, words: str, verb: str, name: str, wrong: Callable[[str], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._wrong = wrong
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question)
        self.setAccessibleDescription(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(WrapLabel(question, "heading"))
        column.addWidget(WrapLabel(words, "body", "text"))
        column.addSpacing(theme.SPACE_S)
        self.field = Field(text("accounts.name"))
        self.field.line.setMaxLength(64)
        self.field.set_text(name)
        column.addWidget(self.field)
        column.addSpacing(theme.SPACE_M)
        # The box puts the buttons in the order of the system.
        box = QDialogButtonBox()
        self.verb, self.cancel = Button(verb, "primary"), Button(text("window.cancel"))
        box.addButton(self.verb, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        column.addWidget(box)
        self.cancel.setAutoDefault(False)
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._take)
        self.setMinimumWidth(round(420 * max(1.0, min(theme.scale(), 1.5))))
        self.field.line.selectAll()
        self.field.line.setFocus()

    def _take(self) -> None:
        name = self.field.text().strip()
        problem = self._wrong(name)
        self.field.set_error(problem)
        if problem:
            self.field.line.setFocus()
            return
        self.named.emit(name)
        self.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))
