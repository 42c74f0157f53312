"""Rows in a card: icon, name, what was found, what to do, a button where there is one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import hairline, is_restyle
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.doctor.model import MOST_ROWS, RowState, RowView

_MARKS: Final[dict[RowState, tuple[str, str]]] = {
    "fail": ("error", "bad"),
    "warn": ("warning", "warn"),
    "ok": ("ok", "ok"),
    "skip": ("info", "text-2"),
    "running": ("refresh", "accent-text"),
    "waiting": ("clock", "text-2"),
    "unseen": ("clock", "text-2"),
}
_NAME_WIDTH: Final = 148
_ICON: Final = 18


class CheckRow(QWidget):
    """A row. ``acted`` carries the action and the account."""

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: RowView | None = None
        self.is_first = True
        self._narrow = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 9, 0, 9)
        row.setSpacing(theme.SPACE_M)
        self.icon = IconSpot("ok", "ok", _ICON)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(theme.SPACE_M)
        self._name, self._strong = WrapLabel(""), WrapLabel("", "strong")
        for label in (self._name, self._strong):
            self._words.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(2)
        self.message, self.hint = WrapLabel(""), WrapLabel("", "body", "text-2")
        said.addWidget(self.message)
        said.addWidget(self.hint)
        self.button = Button("")
        self.button.clicked.connect(self._act)
        self._words.addLayout(said, 1)
        self._words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        row.addLayout(self._words, 1)
        self._fit()

    def show_row(self, view: RowView, *, first: bool) -> None:
        """Show *view*."""
        if first != self.is_first:
            self.is_first = first
            self.update()
        if view == self.view:
            return
        self.view = view
        self.icon.set_icon(*_MARKS[view.state])
        strong = view.state in ("fail", "warn")
        (self._strong if strong else self._name).set_text(view.name)
        self._strong.setVisible(strong)
        self._name.setVisible(not strong)
        self.message.set_text(view.message)
        self.message.set_tone("text-2" if view.state in ("waiting", "skip", "unseen") else "text")
        self.hint.set_text(view.hint)
        self.hint.setVisible(bool(view.hint))
        if view.action:
            words = text(f"doctor.act_{view.action}")
            self.button.set_words(words)
            self.button.setAccessibleName(text("doctor.act_for", verb=words, what=view.name))
        else:
            self.button.give_focus_away()
        self.button.setVisible(bool(view.action))
        self.setAccessibleName(view.sentence)

    def set_narrow(self, narrow: bool) -> None:
        """The name stands above, the button below."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def _fit(self) -> None:
        down = QBoxLayout.Direction.TopToBottom
        self._words.setDirection(down if self._narrow else QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(2 if self._narrow else theme.SPACE_M)
        wide = round(_NAME_WIDTH * max(1.0, theme.scale()))
        for label in (self._name, self._strong):
            label.setMinimumWidth(0 if self._narrow else wide)
            label.setMaximumWidth(16_777_215 if self._narrow else wide)

    def _act(self) -> None:
        if self.view is not None and self.view.action:
            self.acted.emit(self.view.action, self.view.account)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above all but the first."""
        if not self.is_first:
            inset = self.icon.width() + theme.SPACE_M
            left = 0 if self.isRightToLeft() else inset
            hairline(QPainter(self), QRectF(left, 0, self.width() - inset, 1))

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "button"):
            self._fit()


class CheckCard(Card):
    """Rows, the first ones of many; how many more there are stands below. ``acted`` as of a row."""

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setContentsMargins(18, 5, 14, 5)
        self.column.setSpacing(0)
        self._narrow = False
        self.rows: list[CheckRow] = []
        self.more = WrapLabel("", "body", "text-2")
        self.more.setContentsMargins(0, theme.SPACE_S, 0, theme.SPACE_S)
        self.column.addWidget(self.more)
        self.more.hide()
        self.hide()

    def show_rows(self, views: tuple[RowView, ...]) -> None:
        """Show *views*; rows are kept and given new words."""
        shown = views[:MOST_ROWS]
        while len(self.rows) < len(shown):
            row = CheckRow(self)
            row.set_narrow(self._narrow)
            row.acted.connect(self.acted)
            self.column.insertWidget(len(self.rows), row)
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            if number < len(shown):
                row.show_row(shown[number], first=number == 0)
            row.setVisible(number < len(shown))
        left = len(views) - len(shown)
        self.more.set_text(text("doctor.page_more", count=left) if left else "")
        self.more.setVisible(bool(left))
        self.setVisible(bool(views))

    def set_narrow(self, narrow: bool) -> None:
        """Names above."""
        self._narrow = narrow
        for row in self.rows:
            row.set_narrow(narrow)
