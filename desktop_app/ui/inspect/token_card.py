"""The card with the token: what it is, its text, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import TokenEdit
from desktop_app.ui.inspect.token_text import TokenTextView
from desktop_app.ui.models.inspector_state import TokenText


class TokenCard(Card):
    """Shows a :class:`TokenText`; lets one that is short and plain be edited.

    ``given`` carries what was pasted or dropped into the text, ``typed`` the text after each change; the other signals
    are the buttons.
    """

    given = Signal(object)
    typed = Signal(str)
    edit_wanted = Signal()
    reveal_toggled = Signal()
    copy_requested = Signal()
    paste_requested = Signal()
    open_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view: TokenText | None = None
        self.column.setContentsMargins(16, 10, 12, 14)
        self.column.setSpacing(theme.SPACE_XS)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        self._title = Label("", "strong")
        self._facts = Label("", "body", "text-2", elide=Qt.TextElideMode.ElideMiddle)
        row.addWidget(self._title)
        row.addWidget(self._facts, 1)
        self.copy = Button(text("inspect_pane.copy"), small=True, icon_name="copy")
        self.reveal = IconButton("eye", text("inspect_pane.reveal"))
        self.paste = IconButton("paste", text("inspect_pane.paste_new"))
        self.open = IconButton("file", text("inspect_pane.open"))
        self.close_button = IconButton("close", text("inspect_pane.forget"))
        for button, signal in (
            (self.copy, self.copy_requested),
            (self.reveal, self.reveal_toggled),
            (self.paste, self.paste_requested),
            (self.open, self.open_requested),
            (self.close_button, self.closed),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        self.column.addLayout(row)
        self.text_view = TokenTextView()
        self.text_view.edit_wanted.connect(self.edit_wanted)
        self.column.addWidget(self.text_view)
        self.edit = TokenEdit()
        self.edit.given.connect(self.given)
        self.edit.typed.connect(lambda: self.typed.emit(self.edit.toPlainText()))
        self.edit.left.connect(self.stop_editing)
        self.edit.hide()
        self.column.addWidget(self.edit)
        self._note = Label("", "caption", "text-2")
        self.column.addWidget(self._note)

    @property
    def editing(self) -> bool:
        """Whether the text is being edited."""
        return not self.edit.isHidden()

    def render_token(self, view: TokenText, *, editable: bool) -> None:
        """Show *view*; the words being edited stay."""
        before, self._view = self._view, view
        self._title.set_text(view.title)
        self._facts.set_text(view.facts)
        self._note.set_text(view.note)
        self._note.setVisible(bool(view.note))
        live = view.live
        for button, shown in (
            (self.copy, live),
            (self.reveal, bool(view.parts) or view.masked),
            (self.paste, not live),
            (self.open, not live),
            (self.close_button, not live),
        ):
            button.setVisible(shown)
        self.reveal.set_icon("eye" if view.masked else "eye-off")
        self.reveal.set_name(text("inspect_pane.reveal" if view.masked else "inspect_pane.mask"))
        self.copy.set_words(text("inspect_pane.copied_token" if view.copied else "inspect_pane.copy"))
        if before is None or (before.parts, before.masked) != (view.parts, view.masked) or not self.editing:
            self.text_view.show_parts(view.parts, masked=view.masked, editable=editable)
        if view.masked and self.editing:
            self.stop_editing()

    def start_editing(self, words: str) -> None:
        """Let a person change *words*."""
        if self._view is None:
            for button in (self.copy, self.reveal):
                button.hide()
            self._note.hide()
        self.edit.set_text(words)
        self.edit.show()
        self.text_view.hide()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_editing(self) -> None:
        """Back to the coloured text."""
        if self.editing:
            focused = self.edit.hasFocus()
            self.edit.hide()
            self.text_view.show()
            if focused:
                self.text_view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.forget()

    def forget(self) -> None:
        """Keep nothing."""
        self._view = None
        self.stop_editing()
        self.text_view.show_parts((), masked=False, editable=False)
        for label in (self._title, self._facts, self._note):
            label.set_text("")
            label.setToolTip("")
