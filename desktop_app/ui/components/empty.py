"""The empty state, and every page that is one sentence and what to do: icon, title, words, buttons, footnote."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.models.view_state import Action

_WIDTH = 480


class Notice(QWidget):
    """A sentence in the middle of a page. ``action`` carries the id of the button pressed."""

    action = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[Button] = []
        self._shown: tuple[Action, ...] = ()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inner = QWidget(self)
        outer.addStretch(1)
        outer.addWidget(self._inner, 1000)
        outer.addStretch(1)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, theme.SPACE_L, 0, theme.SPACE_L)
        column.setSpacing(theme.SPACE_S)
        column.addStretch(1)
        self._icon = IconSpot("sign-in", "accent-text", 28)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = WrapLabel("", "heading")
        self._text = WrapLabel("", "body", "text-2")
        self._hint = WrapLabel("", "body", "text")
        self._foot = WrapLabel("", "caption", "text-2")
        for label in (self._title, self._text, self._hint, self._foot):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.SPACE_S)
        for label in (self._title, self._text, self._hint):
            column.addWidget(label)
        #: room for more than words, between them and the buttons
        self.more = QVBoxLayout()
        self.more.setSpacing(theme.SPACE_XS)
        column.addLayout(self.more)
        column.addSpacing(theme.SPACE_S)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE_S)
        column.addLayout(self._row)
        column.addSpacing(theme.SPACE_S)
        column.addWidget(self._foot)
        column.addStretch(1)
        self._fit()

    def say(
        self,
        icon_name: str,
        title: str,
        words: str,
        actions: tuple[Action, ...] = (),
        *,
        tone: str = "accent-text",
        hint: str = "",
        foot: str = "",
    ) -> None:
        """Show all of it; what is empty takes no room."""
        self._icon.set_icon(icon_name, tone)
        for label, shown in ((self._title, title), (self._text, words), (self._hint, hint), (self._foot, foot)):
            label.set_text(shown)
            label.setVisible(bool(shown))
        self.setAccessibleName(" ".join(part for part in (title, words, hint, foot) if part))
        if actions != self._shown:
            self._make_buttons(actions)

    def buttons(self) -> list[Button]:
        """Its buttons, in order."""
        return list(self._buttons)

    def _make_buttons(self, actions: tuple[Action, ...]) -> None:
        self._shown = actions
        while self._row.count():
            self._row.takeAt(0)
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        self._row.addStretch(1)
        for action in actions:
            button = Button(action.label, "primary" if action.primary else "plain", parent=self._inner)
            button.clicked.connect(lambda _=False, id_=action.id: self.action.emit(id_))
            self._row.addWidget(button)
            button.show()
            self._buttons.append(button)
        self._row.addStretch(1)

    def _fit(self) -> None:
        self._inner.setMaximumWidth(round(_WIDTH * max(1.0, theme.scale())))
