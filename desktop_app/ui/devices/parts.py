"""Parts of the page: notes with what can be done, the card that takes the API key, the action bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.secret import Secret
from desktop_app.ui import theme
from desktop_app.ui.clipboard import guard_secret_line
from desktop_app.ui.components.base import painter_for, rounded, soft
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import Field, IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import ActionBar, Card
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.devices_state import EndingView, KeyView, NoteView
from desktop_app.ui.models.view_state import Action
from desktop_app.ui.projection.devices import end_verb


class Note(QWidget):
    """A sentence with an icon, and buttons below it. ``action`` carries an id."""

    action = Signal(str)

    def __init__(self, view: NoteView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(theme.SPACE_M)
        tone = "warn" if view.icon == "warning" else "text-2"
        row.addWidget(IconSpot(view.icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_S)
        column.addWidget(WrapLabel(view.text))
        self.buttons = [_button(action, self.action) for action in view.actions]
        if self.buttons:
            column.addWidget(Wrapped(self.buttons))
        row.addLayout(column, 1)
        self.setAccessibleName(view.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft ground."""
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter_for(self), QRectF(self.rect()), theme.RADIUS_CARD, soft("neutral-soft"), line, 2)


def _button(action: Action, told: object) -> Button:
    button = Button(action.label, "primary" if action.primary else "plain", small=True)
    button.clicked.connect(lambda _=False: told.emit(action.id))  # type: ignore[attr-defined]  # a bound signal
    return button


class Notes(QWidget):
    """The notes, one below the other."""

    action = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self._shown: tuple[NoteView, ...] = ()
        self.notes: list[Note] = []

    def show_notes(self, views: tuple[NoteView, ...]) -> None:
        """Show *views*."""
        self.setVisible(bool(views))
        if views == self._shown:
            return
        self._shown = views
        for old in self.notes:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.notes = [Note(view, self) for view in views]
        for note in self.notes:
            note.action.connect(self.action)
            self._column.addWidget(note)


class KeyCard(Card):
    """Takes the API key, in a masked field that is emptied at once. ``given`` carries a :class:`Secret`."""

    given = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setContentsMargins(16, 12, 12, 14)
        top = QHBoxLayout()
        top.addWidget(Label(text("devices.key_title"), "strong"), 1)
        self.close_button = IconButton("close", text("devices.key_close"), usual=16)
        self.close_button.clicked.connect(self._leave)
        top.addWidget(self.close_button)
        self.column.addLayout(top)
        self.column.addWidget(WrapLabel(text("devices.key_text")))
        self.column.addWidget(WrapLabel(text("devices.key_kept"), "body", "text-2"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.SPACE_S)
        self.column.addWidget(Label(text("devices.key_field"), "strong"))
        self.field = Field(text("devices.key_field"), shown_label=False)
        line = self.field.line
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setMaxLength(2_000)
        line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        guard_secret_line(line)
        self.field.submitted.connect(self._use)
        self.use = Button(text("devices.key_use"), "primary")
        self.use.clicked.connect(self._use)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.column.addLayout(self._row)

    def render_key(self, view: KeyView) -> None:
        """Show what is wrong with the key, or that it is being checked."""
        self.field.set_error(view.error)
        self.field.set_enabled(not view.checking)
        self.use.setEnabled(not view.checking)
        self.use.set_words(text("devices.key_checking" if view.checking else "devices.key_use"))

    def arrange(self, width: int) -> None:
        """The button stands below where it is narrow."""
        narrow = width < 420 * max(1.0, theme.scale())
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def forget(self) -> None:
        """Keep nothing."""
        self.field.line.clear()
        self.field.set_error("")

    def _use(self) -> None:
        words = self.field.line.text().strip()
        self.field.line.clear()
        if words and self.use.isEnabled():
            self.given.emit(Secret(words))

    def _leave(self) -> None:
        self.forget()
        self.closed.emit()


class EndBar(ActionBar):
    """What is selected and what ending it means; while sessions are ended: how far it is, and Stop."""

    end_wanted = Signal()
    clear_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("devices.bar"))
        self.asks_one = False
        self._narrow = False
        self._said = (0, "", "")
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(theme.SPACE_S)
        self.count = Label("", "strong")
        self.text = WrapLabel("", "body", "text-2")
        self._words.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        self.row.addLayout(self._words, 1)
        self.progress = Progress()
        self.row.addWidget(self.progress)
        self.clear = Button(text("devices.clear"))
        self.clear.clicked.connect(self.clear_wanted)
        self.end = Button("", "danger_fill")
        self.end.clicked.connect(self.end_wanted)
        self.stop = Button(text("devices.stop"))
        self.stop.clicked.connect(self.stop_wanted)
        for button in (self.clear, self.end, self.stop):
            self.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_selected(self, count: int, total: int, consequence: str) -> None:
        """Show how many are chosen of how many."""
        self.count.set_text(text("devices.selected", count=count))
        self._said = (count, text("devices.of", count=total), consequence)
        self._say()
        self.end.set_words(end_verb(count, asks=True, asks_one=self.asks_one))
        self._show(ending=False)

    def show_ending(self, view: EndingView) -> None:
        """Show how far it is."""
        self.count.set_text(text("devices.ending"))
        words = text("devices.ending_done", done=view.done, total=view.total)
        if view.failed:
            words += ", " + text("devices.ending_failed", failed=view.failed)
        self.text.set_text(words)
        self.progress.show_share(view.done, view.total, words)
        self.stop.setEnabled(not view.stopping)
        self.stop.set_words(text("devices.stopping" if view.stopping else "devices.stop"))
        self._show(ending=True)

    def _say(self) -> None:
        """Where it is narrow the dialog alone says what it means: it comes for more than one."""
        count, of, consequence = self._said
        self.text.set_text(of if self._narrow and count > 1 else f"{of} {consequence}".strip())
        self.end.setAccessibleDescription(consequence)

    def arrange(self, width: int) -> None:
        """Words one below the other, and a shorter bar, where it is narrow."""
        narrow = self._narrow = width < 560 * max(1.0, theme.scale())
        self._words.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(0 if narrow else theme.SPACE_S)
        # A column of single letters says nothing: the dialog says it, and so does the button's description.
        buttons = self.clear.sizeHint().width() + self.end.sizeHint().width()
        self.text.setVisible(not narrow or width - buttons > 170)
        self.progress.setFixedWidth(60 if narrow else 140)
        if not self.end.isHidden():
            self._say()

    def _show(self, *, ending: bool) -> None:
        self.progress.setVisible(ending)
        self.stop.setVisible(ending)
        self.clear.setVisible(not ending)
        self.end.setVisible(not ending)


class Progress(QWidget):
    """A bar that fills. The words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedSize(140, 8)

    def show_share(self, done: int, total: int, words: str) -> None:
        """Show *done* of *total*."""
        self._share = done / total if total else 0.0
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track and fill."""
        painter, rect = painter_for(self), QRectF(self.rect())
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter, rect, rect.height() / 2, soft("neutral-soft"), line, 1)
        if self._share <= 0:
            return
        wide = max(rect.height(), rect.width() * min(1.0, self._share))
        x = rect.right() - wide if self.isRightToLeft() else rect.left()
        rounded(painter, QRectF(x, rect.top(), wide, rect.height()), rect.height() / 2, theme.colour("draw"))
