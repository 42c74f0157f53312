"""The head of a page about accounts: the arrow back and the title."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.surfaces import ActionBar


def head(title: str) -> tuple[QHBoxLayout, IconButton, Label]:
    """The row, its arrow and its title."""
    row = QHBoxLayout()
    # The arrow, not the button around it, stands at the page's left edge.
    row.setContentsMargins(-6, 0, 0, 0)
    row.setSpacing(2)
    back = IconButton("back", text("window.back"))
    label = Label(title, "title")
    row.addWidget(back)
    row.addWidget(label, 1)
    return row, back, label


def foot(verb: str, parent: QWidget) -> tuple[ActionBar, Button, Button]:
    """The bar with Cancel and the page's one filled button."""
    bar = ActionBar(parent)
    cancel, do = Button(text("window.cancel")), Button(verb, "primary")
    bar.row.addStretch(1)
    bar.row.addWidget(cancel)
    bar.row.addWidget(do)
    return bar, cancel, do
