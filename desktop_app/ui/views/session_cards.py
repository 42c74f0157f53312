"""Two cards of the overview: who is signed in, and the access token's life."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.chips import ChipRow
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.ring import Ring
from desktop_app.ui.components.rows import PairGrid
from desktop_app.ui.components.surfaces import Avatar, Card
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import SessionView


class WhoCard(Card):
    """Who: avatar, name, e-mail, roles; Sign out with its two kinds."""

    sign_out_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._bare = False
        self._everywhere = False
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_L)
        self._avatar = Avatar(56)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._name = Label("", "heading")
        self._email = Label("", "body", "text-2", elide=Qt.TextElideMode.ElideMiddle)
        self._roles = ChipRow(text("window.roles"))
        column.addWidget(self._name)
        column.addWidget(self._email)
        column.addSpacing(5)
        column.addWidget(self._roles)
        row.addLayout(column, 1)
        self.sign_out = self._make_sign_out()
        #: the same, for the page's foot where the card is narrow
        self.sign_out_below = self._make_sign_out()
        row.addWidget(self.sign_out, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self._menu: QMenu | None = None

    @property
    def more_roles(self) -> QWidget:
        """The chip that opens the rest of the roles."""
        return self._roles.more

    def render_who(self, view: SessionView) -> None:
        """Show the person of *view*."""
        self._avatar.show_initials(view.initials, view.hue)
        self._name.set_text(view.who)
        self._email.set_text(view.email)
        self._email.setVisible(bool(view.email) and not self._bare)
        self._roles.set_words(view.roles)
        self._roles.setVisible(bool(view.roles))
        self._everywhere = view.can_everywhere

    def arrange(self, narrow: bool, bare: bool) -> None:
        """Narrow: Sign out goes to the foot. Bare: no card around, no e-mail."""
        self.sign_out.setVisible(not narrow)
        self.sign_out_below.setVisible(narrow)
        if bare != self._bare:
            self._bare = bare
            margin = (0, 0, 0, 0) if bare else (20, 18, 20, 18)
            self.column.setContentsMargins(*margin)
            self._avatar.setFixedSize(QSize(44, 44) if bare else QSize(56, 56))
            self.update()
        self._email.setVisible(bool(self._email.text()) and not bare)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card, or nothing."""
        if not self._bare:
            super().paintEvent(event)

    def sign_out_menu(self) -> QMenu:
        """The menu of Sign out: here, everywhere where the provider can, without telling it; and Forget."""
        if self._menu is None:
            self._menu = QMenu(self)
        self._menu.clear()
        for kind in ("here", "everywhere", "local"):
            if kind == "everywhere" and not self._everywhere:
                continue
            action = self._menu.addAction(text(f"window.sign_out_{kind}"))
            action.triggered.connect(lambda _=False, kind=kind: self.sign_out_requested.emit(kind))
        self._menu.addSeparator()
        self._menu.addAction(text("devices.forget_account"), lambda: self.sign_out_requested.emit("forget"))
        return self._menu

    def _make_sign_out(self) -> Button:
        button = Button(text("window.sign_out"), icon_name="sign-out", opens=True)
        button.clicked.connect(lambda: self.sign_out_menu().popup(button.mapToGlobal(QPoint(0, button.height() + 2))))
        return button


class TokenCard(Card):
    """The access token: ring, its times, Refresh now and Copy token."""

    refresh_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._compact = False
        self._alone = False
        self._view: SessionView | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.SPACE_XL)
        self.ring = Ring(132)
        self._row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(Label(text("window.access_token"), "heading"))
        self._facts = PairGrid()
        column.addWidget(self._facts)
        column.addSpacing(8)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(theme.SPACE_S)
        self.refresh = Button(text("window.refresh_now"))
        self.refresh.clicked.connect(self.refresh_requested)
        self.copy = Button(text("window.copy_token"))
        self.copy.clicked.connect(self.copy_requested)
        for button in (self.refresh, self.copy):
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        column.addStretch(1)
        self._row.addLayout(column, 1)
        self.column.addLayout(self._row, 1)

    def render_token(self, view: SessionView) -> None:
        """Show the token of *view*."""
        self._view = view
        ring = view.ring
        if ring.total <= 0:
            number, word, sentence = "∞", text("window.no_end"), text("window.ring_no_end")
        elif ring.left <= 0:
            number, word, sentence = words.clock(0), text("window.expired"), text("window.ring_expired")
        else:
            number, word = words.clock(ring.left), text("window.left")
            sentence = text("window.ring_sentence", time=words.spoken(ring.left))
            if ring.notch is not None and ring.left > ring.notch:
                when = words.in_short(ring.left - ring.notch)
                sentence = text("window.ring_sentence_refresh", time=words.spoken(ring.left), when=when)
        self.ring.setVisible(ring.total > 0)
        self.ring.show_life(ring, number, word, sentence)
        if view.state == "offline":
            self.refresh.give_focus_away()
        self.refresh.setVisible(view.state != "offline")
        self.refresh.setEnabled(view.can_refresh)
        self.refresh.set_words(text("window.refreshing_now" if view.state == "refreshing" else "window.refresh_now"))
        self.copy.setEnabled(view.can_copy)
        before = self.copy.words()
        self.copy.set_words(text("window.copied_token" if view.copied else "window.copy_token"))
        if self.copy.words() != before:
            self.arrange(self._compact, self._alone)
        self._show_facts()

    def arrange(self, compact: bool, alone: bool) -> None:
        """Compact: one line and a smaller ring. Alone in its row: it takes the width that it is given."""
        self._compact, self._alone = compact, alone
        self.ring.set_usual(100 if compact else 132)
        self._row.setSpacing(theme.SPACE_L if compact else theme.SPACE_XL)
        margin = (16, 14, 14, 14) if compact else (20, 18, 20, 18)
        self.column.setContentsMargins(*margin)
        one, other = self.refresh.sizeHint().width(), self.copy.sizeHint().width()
        # Beside the other card it claims the width that both buttons need, within reason.
        claim = min(one + other + theme.SPACE_S, round(260 * max(1.0, theme.scale())))
        self._facts.setMinimumWidth(0 if alone or compact else claim)
        beside = self.width() - 2 * margin[0] - self.ring.sizeHint().width() - self._row.spacing()
        if alone:
            self._facts.keep(max(0, round(beside * 0.45)), 0)
        else:
            self._facts.keep(200, round(150 * max(1.0, theme.scale())))
        above = self.width() > 0 and beside < max(one, other)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if above else QBoxLayout.Direction.LeftToRight)
        stacked = one + other + theme.SPACE_S > (self.width() - 2 * margin[0] if above else beside)
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._show_facts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons side by side where they fit."""
        super().resizeEvent(event)
        self.arrange(self._compact, self._alone)

    def _show_facts(self) -> None:
        if self._view is not None:
            facts = self._view.token_facts
            self._facts.show_facts(facts[1:2] if self._compact and len(facts) > 1 else facts)
