"""The page: what is wrong, cards of settings, and where they are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import HairLine, in_order
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.settings.model import CardView, SettingsView
from desktop_app.ui.settings.rows import ChoiceLine, FileLine, SwitchLine, line_of
from desktop_app.ui.settings.trouble_card import TroubleCard
from desktop_app.ui.views.page import Page


class SettingsPage(Page):
    """Shows a :class:`SettingsView`.

    ``changed`` carries a setting's key and what is wanted: a bool, a choice's id, or ``choose``/``remove`` of a file;
    ``given`` a key and what was written; ``file_wanted`` the path of a settings file; ``entered`` that it is in sight.
    """

    changed = Signal(str, object)
    given = Signal(str, str)
    file_wanted = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(700, parent=parent)
        self.view: SettingsView | None = None
        self.lines: dict[str, SwitchLine | ChoiceLine | FileLine] = {}
        self._path = ""
        self.column.setSpacing(theme.SPACE_S)
        self.column.addWidget(WrapLabel(text("settings.title"), "title"))
        self.troubles = TroubleCard()
        self.troubles.file_wanted.connect(self.file_wanted)
        self.troubles.hide()
        self.column.addWidget(self.troubles)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.SPACE_S)
        self.column.addLayout(self._cards)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        foot.addWidget(IconSpot("file", "text-2", 18))
        self.kept_in = WrapLabel("", "body", "text-2")
        foot.addWidget(self.kept_in, 1)
        self.open_file = Button(text("settings.open_file"), "ghost")
        self.open_file.clicked.connect(lambda: self.file_wanted.emit(self._path))
        foot.addWidget(self.open_file)
        self.column.addSpacing(theme.SPACE_XS)
        self.column.addLayout(foot)
        error = QHBoxLayout()
        self.file_error = WrapLabel("", "body", "bad")
        self.file_error.hide()
        error.addWidget(self.file_error, 1)
        self.column.addLayout(error)
        self.column.addStretch(1)

    def render_page(self, view: SettingsView) -> None:
        """Show *view*; nothing is made anew that can stay."""
        if view == self.view:
            return
        self.view = view
        if not self.lines:
            for card in view.cards:
                self._add_card(card)
        for row in (row for card in view.cards for row in card.rows):
            self.lines[row.head.key].render_row(row)
        self.kept_in.set_text(view.kept_in)
        self._path = view.key
        self.troubles.render_troubles(view.troubles)
        self.arrange(self.content_width())
        if self.isVisible():
            self._order()

    def say_file_error(self, sentence: str) -> None:
        """Why the file did not open; empty takes it away."""
        self.file_error.set_text(sentence)
        self.file_error.setVisible(bool(sentence))

    def _add_card(self, card: CardView) -> None:
        self._cards.addSpacing(theme.SPACE_S)
        self._cards.addWidget(WrapLabel(card.title, "heading"))
        widget = Card()
        widget.column.setContentsMargins(18, theme.SPACE_XS, 18, theme.SPACE_XS)
        widget.column.setSpacing(0)
        widget.setAccessibleName(card.title)
        for number, row in enumerate(card.rows):
            if number:
                widget.column.addWidget(HairLine())
            line = self.lines[row.head.key] = line_of(row)
            line.changed.connect(self.changed)
            if isinstance(line, ChoiceLine):
                line.given.connect(self.given)
            widget.column.addWidget(line)
        self._cards.addWidget(widget)

    def _order(self) -> None:
        """The Tab key goes down the page. (An order made before the page was put into a window would not hold.)"""
        controls = [control for line in self.lines.values() for control in line.controls()]
        in_order([*self.troubles.buttons(), *controls, self.open_file])

    def arrange(self, width: int) -> None:
        """Controls below their labels where it is narrow."""
        for line in self.lines.values():
            line.arrange(width - 36)

    def showEvent(self, event: QShowEvent) -> None:
        """It came into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self._order()
            self.entered.emit()

    def reveal(self, key: str) -> None:
        """Bring the row of *key* into view, its first control focused."""
        line = self.lines.get(key)
        if line is not None:
            self.ensureWidgetVisible(line)
            line.controls()[0].setFocus(Qt.FocusReason.OtherFocusReason)
