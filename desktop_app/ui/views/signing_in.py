"""Signing in: what the browser is doing, how long there is, and what to do where it cannot come back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import guard_secret_line
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import Field, IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.ring import Ring
from desktop_app.ui.components.rows import CopyRow
from desktop_app.ui.components.stepper import Stepper
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import RingView, SigningInView
from desktop_app.ui.views.page import Page

_NARROW = 460


class SigningInPage(Page):
    """A sign-in under way. Signals carry no account: it is the one that is shown."""

    open_again_requested = Signal()
    copy_link_requested = Signal()
    paste_submitted = Signal(str)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(620, centred=True, parent=parent)
        self._view: SigningInView | None = None
        self.column.addSpacing(8)
        self.column.addWidget(self._make_card())
        self.column.addWidget(self._make_paste())
        self.column.addLayout(self._make_foot())
        self.column.addStretch(1)

    def _make_card(self) -> Card:
        card = Card()
        card.column.setSpacing(theme.SPACE_L)
        self.stepper = Stepper([text(f"window.step_{name}") for name in ("opened", "turn", "checking", "saved")])
        card.column.addWidget(self.stepper)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.SPACE_XL)
        self.ring = Ring(108)
        self._body.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_S)
        column.addStretch(1)
        self._title = WrapLabel("", "title")
        self._text = WrapLabel("", "body", "text-2")
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.link_row = CopyRow(text("window.link"))
        self.link_row.copied.connect(self.copy_link_requested)
        column.addWidget(self.link_row)
        column.addSpacing(4)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(theme.SPACE_S)
        self.open_again = Button(text("window.open_again"), icon_name="external")
        self.open_again.clicked.connect(self.open_again_requested)
        self.copy_link = Button(text("window.copy_link"), icon_name="link")
        self.copy_link.clicked.connect(self.copy_link_requested)
        self._buttons.addWidget(self.open_again)
        self._buttons.addWidget(self.copy_link)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        column.addStretch(1)
        self._body.addLayout(column, 1)
        card.column.addLayout(self._body)
        return card

    def _make_paste(self) -> Card:
        card = Card("sunken")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_M)
        row.addWidget(IconSpot("paste"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(WrapLabel(text("window.paste_title"), "strong"))
        column.addWidget(WrapLabel(text("window.paste_text"), "body", "text-2"))
        column.addSpacing(6)
        self._entry = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._entry.setSpacing(theme.SPACE_S)
        self.paste = Field(text("window.paste_field"), shown_label=False)
        guard_secret_line(self.paste.line)
        self.paste.edited.connect(self._edited)
        self.paste.submitted.connect(self._submit)
        self.use = Button(text("window.paste_use"))
        self.use.setEnabled(False)
        self.use.clicked.connect(self._submit)
        self._entry.addWidget(self.paste, 1)
        self._entry.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._entry)
        row.addLayout(column, 1)
        card.column.addLayout(row)
        self._paste_card = card
        return card

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(WrapLabel(text("window.never_password"), "caption", "text-2"), 1, Qt.AlignmentFlag.AlignVCenter)
        self.cancel = Button(text("window.cancel_sign_in"))
        self.cancel.clicked.connect(self.cancel_requested)
        row.addWidget(self.cancel)
        return row

    def render_page(self, view: SigningInView) -> None:
        """Show *view*. What is being typed stays."""
        before, self._view = self._view, view
        if view == before:
            return
        self.stepper.set_current(view.step)
        names = ("opening", "turn" if view.opened else "unopened", "checking", "saving")
        name = names[min(max(view.step, 0), 3)]
        self._title.set_text(text(f"window.{name}_title"))
        self._text.set_text(text(f"window.{name}_text", host=view.host))
        waiting = view.step == 1
        number = words.clock(view.left)
        sentence = text("window.ring_attempt", time=words.spoken(view.left))
        self.ring.show_life(RingView(view.total, view.left), number, text("window.left"), sentence)
        self.open_again.setVisible(waiting)
        self.copy_link.setVisible(waiting and view.opened and view.can_copy_link)
        self.copy_link.set_words(text("window.copied" if view.copied else "window.copy_link"))
        self.link_row.setVisible(waiting and not view.opened and bool(view.link))
        self.link_row.show_value(view.link, view.copied)
        self._paste_card.setVisible(waiting)
        self.paste.line.setPlaceholderText(view.example)
        if before is None or before.paste_error != view.paste_error:
            self.paste.set_error(view.paste_error)
        if before is not None and before.key != view.key:
            self.forget()

    def forget(self) -> None:
        """Empty the field: a pasted address holds a code, which is nobody's to read later."""
        self.paste.set_text("")
        self.use.setEnabled(False)

    def arrange(self, width: int) -> None:
        """The ring above the text where it is narrow."""
        scale = max(1.0, theme.scale())
        narrow = width < _NARROW * scale
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(direction)
        self._entry.setDirection(direction)
        inner = width - 40 if narrow else width - 40 - self.ring.sizeHint().width() - theme.SPACE_XL
        both = self.open_again.sizeHint().width() + self.copy_link.sizeHint().width() + theme.SPACE_S
        self._buttons.setDirection(direction if both > inner else QBoxLayout.Direction.LeftToRight)
        if both > inner:
            self._buttons.setDirection(QBoxLayout.Direction.TopToBottom)

    def _edited(self, words_: str) -> None:
        self.use.setEnabled(bool(words_.strip()))

    def _submit(self) -> None:
        typed = self.paste.text().strip()
        if typed:
            self.paste_submitted.emit(typed)
