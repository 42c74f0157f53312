"""What a person asks of a token: the account (or own values) it is compared with, the time, and the keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.clipboard import guard_secret_line
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.inspector_state import Asked, Choice

OWN = "own"
OTHER_TIME = "other"


class MenuButton(Button):
    """Opens a menu of choices and shows the current one. ``chosen`` carries an id."""

    chosen = Signal(str)

    def __init__(self, name: str, icon_name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", icon_name=icon_name, opens=True, parent=parent)
        self._name = name
        self.choices: tuple[Choice, ...] = ()
        self.clicked.connect(self.open_menu)

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offer *choices*."""
        self.choices = choices
        word = next((choice.word for choice in choices if choice.on), "")
        self.set_words(word or self._name)
        self.setAccessibleName(f"{self._name}: {word}" if word else self._name)
        self.updateGeometry()

    def make_menu(self) -> QMenu:
        """The menu; an ampersand in a name is one."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for choice in self.choices:
            action = menu.addAction(choice.word.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(choice.on)
            action.triggered.connect(lambda _=False, id_=choice.id: self.chosen.emit(id_))
        return menu

    def open_menu(self) -> None:
        """Open it below."""
        self.make_menu().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))


class AskBar(QWidget):
    """ "Compared with … at …", the count at the far edge; own values and another time below.

    ``account_chosen`` and ``wants_chosen`` carry an id of the view, ``own_given`` (issuer, audience, scopes, roles),
    ``time_given`` the time as written (empty: now).
    """

    account_chosen = Signal(str)
    wants_chosen = Signal(str)
    own_given = Signal(str, str, str, str)
    time_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        self._with = Label(text("inspect_pane.compared_with"), "body", "text-2")
        self.account = MenuButton(text("inspect_pane.compared_with"), "provider")
        self.account.chosen.connect(self._account)
        self._at = Label(text("inspect_pane.at"), "body", "text-2")
        self.time = MenuButton(text("inspect_pane.time_menu"))
        self.time.chosen.connect(self._time)
        self._count = Label("", "strong", "text-2")
        self._as = Label(text("inspect_pane.as"), "body", "text-2")
        self.wants = MenuButton(text("inspect_pane.wants_menu"))
        self.wants.chosen.connect(self.wants_chosen)
        widgets = [self._with, self.account, self._as, self.wants, self._at, self.time, self._count]
        self._row = Wrapped(widgets, far=1)
        column.addWidget(self._row)
        self.when = Field(text("inspect_pane.time_field"), placeholder="2026-11-23T14:30:00Z", mono=True)
        self.when.submitted.connect(lambda: self.time_given.emit(self.when.text().strip()))
        column.addWidget(self.when)
        self._own = QWidget()
        self._grid = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._own)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE_S)
        self.fields = {
            name: Field(text(f"inspect_pane.own_{name}"), mono=True)
            for name in ("issuer", "audience", "scopes", "roles")
        }
        for field in self.fields.values():
            field.submitted.connect(self._give_own)
            field.line.editingFinished.connect(self._give_own)
            self._grid.addWidget(field, 1)
        self._grid.addStretch(0)
        column.addWidget(self._own)
        self._given: tuple[str, ...] = ("", "", "", "")
        self.render_asked(Asked())
        self.when.hide()

    def render_asked(self, asked: Asked) -> None:
        """Show what is asked."""
        self.account.show_choices(asked.accounts)
        now = Choice("", text("inspect_pane.now"), not asked.at)
        other = Choice(OTHER_TIME, asked.at or text("inspect_pane.other_time"), bool(asked.at))
        self.time.show_choices((now, other))
        self.wants.show_choices(asked.wants)
        self._as.setVisible(bool(asked.wants))
        self.wants.setVisible(bool(asked.wants))
        self._own.setVisible(asked.own or asked.compared)
        for name, field in self.fields.items():
            field.setVisible(asked.own or name == "roles")
        self._grid.setStretch(len(self.fields), 0 if asked.own else 100)
        wide = round(280 * min(1.4, max(1.0, theme.scale())))
        self.fields["roles"].setMinimumWidth(0 if asked.own else wide)
        self.fields["roles"].setMaximumWidth(16_777_215 if asked.own else wide)
        self.when.set_error(asked.at_error)
        self._row.arrange()

    def show_count(self, word: str, tone: str) -> None:
        """Words at the far edge: how many fail."""
        self._count.set_text(word)
        self._count.set_tone(tone)
        self._row.arrange()

    def set_width(self, width: int) -> None:
        """Own values one below the other where it is narrow."""
        narrow = width < 640 * max(1.0, theme.scale())
        self._grid.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def forget(self) -> None:
        """Keep nothing."""
        for field in (self.when, *self.fields.values()):
            field.set_text("")
            field.set_error("")
        self._given = ("", "", "", "")
        self.when.hide()

    def _account(self, id_: str) -> None:
        self.account_chosen.emit(id_)
        if id_ == OWN:
            self.fields["issuer"].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _time(self, id_: str) -> None:
        self.when.setVisible(bool(id_))
        if id_:
            self.when.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.when.set_text("")
            self.time_given.emit("")

    def _give_own(self) -> None:
        given = tuple(field.text().strip() for field in self.fields.values())
        if given != self._given:
            self._given = given
            self.own_given.emit(*given)


class KeyCard(Card):
    """Where the key comes from. ``key_given`` (kind, words): ``text`` a PEM, JWK or JWKS, ``secret`` a shared secret,
    any other kind an id of the view with no words."""

    key_given = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setContentsMargins(16, 10, 12, 14)
        row = QHBoxLayout()
        row.addWidget(Label(text("inspect_pane.key_title"), "strong"), 1)
        close = IconButton("close", text("inspect_pane.close"), usual=16)
        close.clicked.connect(self.closed)
        row.addWidget(close)
        self.column.addLayout(row)
        self.source = MenuButton(text("inspect_pane.key_source"), "key")
        self.source.chosen.connect(self._chosen)
        self.column.addWidget(self.source, 0, Qt.AlignmentFlag.AlignLeft)
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(Label(text("inspect_pane.key_text"), "strong"))
        self.area = SafeText(text("inspect_pane.key_text"), read_only=False)
        holder = Card("sunken")
        holder.column.setContentsMargins(8, 6, 8, 6)
        holder.column.addWidget(self.area)
        words.addWidget(holder)
        use = Button(text("inspect_pane.key_use"), "primary")
        use.clicked.connect(lambda: self.key_given.emit("text", self.area.toPlainText()))
        words.addWidget(use, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._words)
        self._hidden = QWidget()
        hidden = QHBoxLayout(self._hidden)
        hidden.setContentsMargins(0, 0, 0, 0)
        self.secret = Field(text("inspect_pane.key_secret"))
        self.secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        guard_secret_line(self.secret.line)
        self.secret.submitted.connect(self._use_secret)
        use_secret = Button(text("inspect_pane.key_use"), "primary")
        use_secret.clicked.connect(self._use_secret)
        hidden.addWidget(self.secret, 1)
        hidden.addWidget(use_secret, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addWidget(self._hidden)
        self._error = WrapLabel("", "body", "bad")
        self.column.addWidget(self._error)
        self._typed = ""
        self.area.setFixedHeight(5 * theme.metrics("mono").lineSpacing() + 8)
        self.render_asked(Asked())

    def render_asked(self, asked: Asked) -> None:
        """Show the choices and what is wrong with the key that was given."""
        own = (
            Choice("file", text("inspect_pane.key_from_file"), (self._typed or asked.key_kind) == "file"),
            Choice("text", text("inspect_pane.key_from_text"), (self._typed or asked.key_kind) == "text"),
            Choice("secret", text("inspect_pane.key_from_secret"), (self._typed or asked.key_kind) == "secret"),
        )
        given = tuple(Choice(c.id, c.word, c.on and not self._typed) for c in asked.keys)
        self.source.show_choices((*given, *own))
        self._words.setVisible(self._typed == "text")
        self._hidden.setVisible(self._typed == "secret")
        self._error.set_text(asked.key_error)
        self._error.setVisible(bool(asked.key_error))

    def forget(self) -> None:
        """Keep nothing."""
        self._typed = ""
        self.area.forget()
        self.secret.set_text("")
        self.secret.line.clear()

    def _use_secret(self) -> None:
        self.key_given.emit("secret", self.secret.text())

    def _chosen(self, id_: str) -> None:
        self._typed = id_ if id_ in ("text", "secret") else ""
        self._words.setVisible(id_ == "text")
        self._hidden.setVisible(id_ == "secret")
        if id_ == "text":
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        elif id_ == "secret":
            self.secret.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.key_given.emit(id_, "")
