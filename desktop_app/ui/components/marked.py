"""Rows of a mark, a title and a sentence: capabilities, the steps of a sign-out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.rows import MarkSpot
from desktop_app.ui.models.view_state import MarkedView


class MarkedRow(QWidget):
    """One of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        self._mark = MarkSpot("none")
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = WrapLabel("")
        self._text = WrapLabel("", "caption", "text-2")
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)

    def render_row(self, view: MarkedView) -> None:
        """Show *view*."""
        self._mark.set_mark(view.mark)
        self._title.set_text(view.title)
        self._text.set_text(view.text)
        self._text.setVisible(bool(view.text))
        self.setAccessibleName(f"{view.title}. {view.text}".strip())


class MarkedRows(QWidget):
    """Several, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self._rows: list[MarkedRow] = []
        self._shown: tuple[MarkedView, ...] | None = None
        self.show_rows(())

    def show_rows(self, views: tuple[MarkedView, ...]) -> None:
        """Show *views*; rows are kept and given new words."""
        if views == self._shown:
            return
        self._shown = views
        self.setVisible(bool(views))
        while len(self._rows) < len(views):
            row = MarkedRow(self)
            self._column.addWidget(row)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(views))
            if number < len(views):
                row.render_row(views[number])
