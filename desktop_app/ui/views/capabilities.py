"""The session page's card of capabilities: what the roles allow, why or why not; and asking the provider."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.marked import MarkedRows
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.view_state import MarkedView


class CapabilitiesCard(Card):
    """``asked`` carries ``userinfo`` or ``introspect``."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(Label(text("devices.capabilities"), "heading"))
        self.rows = MarkedRows()
        self.column.addWidget(self.rows)
        self.column.addWidget(WrapLabel(text("devices.server_decides"), "caption", "text-2"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        self.userinfo = Button(text("devices.userinfo"), small=True)
        self.introspect = Button(text("devices.introspect"), small=True)
        for button, name in ((self.userinfo, "userinfo"), (self.introspect, "introspect")):
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def render_capabilities(self, views: tuple[MarkedView, ...]) -> None:
        """Show *views*; without any there is nothing to show."""
        self.setVisible(bool(views))
        self.rows.show_rows(views)

    def controls(self) -> list[QWidget]:
        """What the Tab key reaches in it."""
        return [self.userinfo, self.introspect]
