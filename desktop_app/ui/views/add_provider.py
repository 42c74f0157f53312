"""Add a provider: paste an address, see what the provider can do, register the redirect address, name it, save."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import guard_secret_line
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import ActionBar
from desktop_app.ui.models.view_state import AddProviderView, BannerView, ProviderDraft
from desktop_app.ui.views.page import Page
from desktop_app.ui.views.provider_cards import RegisterCard, SummaryCard

_ONE_COLUMN = 620


class AddProviderPage(QWidget):
    """The page with its own title and action bar.

    ``address_submitted`` carries the address to read, ``save_requested`` a :class:`ProviderDraft` and whether to sign
    in right after, ``copy_requested`` asks for the redirect address on the clipboard.
    """

    address_submitted = Signal(str)
    save_requested = Signal(object, bool)
    cancel_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: AddProviderView | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.page = _Body(self)
        outer.addWidget(self.page, 1)
        self.bar = ActionBar()
        self.bar.row.addStretch(1)
        self.cancel = Button(text("window.cancel"))
        self.save = Button(text("window.save"))
        self.save_and_sign_in = Button(text("window.save_and_sign_in"), "primary")
        self.cancel.clicked.connect(self.cancel_requested)
        self.save.clicked.connect(lambda: self._save(False))
        self.save_and_sign_in.clicked.connect(lambda: self._save(True))
        for button in (self.cancel, self.save, self.save_and_sign_in):
            self.bar.row.addWidget(button)
        outer.addWidget(self.bar)
        body = self.page
        body.back.clicked.connect(self.cancel_requested)
        body.read.clicked.connect(self._read)
        body.address.submitted.connect(self._read)
        body.address.edited.connect(self._address_edited)
        body.register.copied.connect(self.copy_requested)
        body.register.edited.connect(self._enable)
        body.name.edited.connect(self._enable)
        for field in (body.register.client_id, body.register.secret, body.name, body.scopes):
            field.submitted.connect(self.save_and_sign_in.click)

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self.page.set_margin(margin)
        self.bar.set_margin(margin)

    def begin(self) -> None:
        """Start afresh with empty fields, the address in focus."""
        self._view = None
        body = self.page
        for field in (body.address, body.name, body.scopes):
            field.set_text("")
            field.set_error("")
        body.register.clear()
        self.render_page(AddProviderView())
        body.address.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> ProviderDraft:
        """What stands in the fields."""
        body = self.page
        return ProviderDraft(
            body.address.text().strip(),
            body.register.client_id.text().strip(),
            body.register.secret.text().strip(),
            body.name.text().strip(),
            body.scopes.text().strip(),
        )

    def render_page(self, view: AddProviderView) -> None:
        """Show *view*. What a person typed stays; only empty fields are filled."""
        before, self._view = self._view, view
        if view == before:
            return
        body = self.page
        for field, given in ((body.address, view.address), (body.name, view.name), (body.scopes, view.scopes)):
            if given and not field.text():
                field.set_text(given)
        read = view.summary is not None
        busy = view.kind in {"reading", "saving"}
        body.show_stage(view, read, busy)
        self.save.setVisible(read)
        self.save_and_sign_in.setVisible(read)
        self.save_and_sign_in.set_words(text("window.saving" if view.kind == "saving" else "window.save_and_sign_in"))
        self._enable()
        if read and (before is None or before.summary is None):
            body.register.client_id.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _address_edited(self) -> None:
        self._enable()

    def _enable(self) -> None:
        view, body = self._view, self.page
        busy = view is not None and view.kind in {"reading", "saving"}
        ready = not busy and bool(body.register.client_id.text().strip()) and bool(body.name.text().strip())
        if not ready and (self.save.hasFocus() or self.save_and_sign_in.hasFocus()):
            body.setFocus(Qt.FocusReason.OtherFocusReason)
        self.save.setEnabled(ready)
        self.save_and_sign_in.setEnabled(ready)
        body.read.setEnabled(not busy and bool(body.address.text().strip()))

    def _read(self) -> None:
        typed = self.page.address.text().strip()
        if typed and self.page.read.isEnabled():
            self.address_submitted.emit(typed)

    def _save(self, sign_in: bool) -> None:
        self.save_requested.emit(self.draft(), sign_in)


class _Body(Page):
    """What scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(900, parent=parent)
        top = QHBoxLayout()
        # The arrow, not the button around it, stands at the page's left edge.
        top.setContentsMargins(-6, 0, 0, 0)
        top.setSpacing(2)
        self.back = IconButton("back", text("window.back"))
        top.addWidget(self.back)
        top.addWidget(Label(text("window.add_provider"), "title"), 1)
        self.column.addLayout(top)
        self.banner = Banner()
        self.column.addWidget(self.banner)
        self._entry = QHBoxLayout()
        self._entry.setSpacing(theme.SPACE_S)
        self.address = Field(
            text("window.address_field"), icon_name="provider", placeholder=text("window.address_example")
        )
        self.address.line.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.read = Button(text("window.read"), "primary")
        self._entry.addWidget(self.address, 1)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        self._level = Label(" ", "strong")
        beside.addWidget(self._level)
        beside.addWidget(self.read)
        beside.addStretch(1)
        self._entry.addLayout(beside)
        self.column.addLayout(self._entry)
        self.help = WrapLabel(text("window.address_help"), "body", "text-2")
        self.column.addWidget(self.help)
        self.summary = SummaryCard()
        self.register = RegisterCard()
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(theme.SPACE_L)
        self._cards.addWidget(self.summary, 9)
        self._cards.addWidget(self.register, 11)
        self.column.addLayout(self._cards)
        self.name = Field(text("window.name_field"))
        self.scopes = Field(text("window.scopes_field"))
        self._names = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names.setSpacing(theme.SPACE_L)
        self._names.addWidget(self.name, 9)
        self._names.addWidget(self.scopes, 11)
        self.column.addLayout(self._names)
        self.column.addStretch(1)
        self.register.secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        guard_secret_line(self.register.secret.line)

    def show_stage(self, view: AddProviderView, read: bool, busy: bool) -> None:
        """Show what belongs to the stage of *view*."""
        self.banner.setVisible(bool(view.error))
        if view.error:
            self.banner.render_banner(BannerView("bad", view.error))
        self.address.set_error(view.address_error)
        self.name.set_error(view.name_error)
        reading = view.kind == "reading"
        self.read.set_words(text("window.reading" if reading else "window.read_again" if read else "window.read"))
        self.read.set_kind("plain" if read else "primary")
        self.address.set_enabled(not busy)
        self.help.set_text(text("window.reading_text" if reading else "window.address_help"))
        self.help.setVisible(not read)
        for widget in (self.summary, self.register, self.name, self.scopes):
            widget.setVisible(read)
        if view.summary is not None:
            self.summary.render_summary(view.summary)
            self.register.render_register(view.summary, view.client_id_error, view.copied)

    def arrange(self, width: int) -> None:
        """One column where it is narrow."""
        one = width < _ONE_COLUMN * max(1.0, theme.scale())
        direction = QBoxLayout.Direction.TopToBottom if one else QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(direction)
        self._names.setDirection(direction)
