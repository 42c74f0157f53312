"""The confirmation: question, consequence, verb. Cancel is the default and Esc; it never waits modally."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.models.view_state import ConfirmView

_WIDTH = 440


class ConfirmDialog(QDialog):
    """Ask once. ``accepted`` and ``rejected`` say what the person chose; :meth:`open` returns at once."""

    def __init__(self, view: ConfirmView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.question)
        self.setAccessibleDescription(view.consequence)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(WrapLabel(view.question, "heading"))
        column.addWidget(WrapLabel(view.consequence, "body", "text"))
        for line in view.details[:6]:
            column.addWidget(Label(line, "body", "text-2", elide=Qt.TextElideMode.ElideMiddle))
        column.addSpacing(theme.SPACE_M)
        # The box puts the buttons in the order of the system.
        box = QDialogButtonBox()
        self.verb = Button(view.verb, "danger_fill" if view.dangerous else "primary")
        self.cancel = Button(text("window.cancel"))
        box.addButton(self.verb, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column.addWidget(box)
        self.verb.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(round(min(_WIDTH, 420) * max(1.0, min(theme.scale(), 1.5))))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))
