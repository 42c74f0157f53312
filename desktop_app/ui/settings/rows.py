"""The rows of the page's cards: words at the left, the control at the right, or below where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import Field, IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.components.switch import Switch
from desktop_app.ui.inspect.choosing import MenuButton
from desktop_app.ui.settings.model import ChoiceRow, FieldView, FileRow, Head, Row, SwitchRow

#: Below this width of a card, at the usual text size, controls stand below their labels, px.
_NARROW = 360
_OPENING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up})


class Combo(MenuButton):
    """Opens its menu by Enter and the arrow keys as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is the button's own."""
        if event.key() in _OPENING:
            self.open_menu()
            return
        super().keyPressEvent(event)


class RowWidget(QWidget):
    """A row. ``changed`` carries the setting's key and what is wanted (see :class:`SettingsPage`)."""

    changed = Signal(str, object)

    def __init__(self, head: Head, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = head.key
        self.head = head
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.SPACE_M, 0, theme.SPACE_M)
        outer.setSpacing(theme.SPACE_S)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.SPACE_L)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.label = WrapLabel(head.label)
        self.help = WrapLabel("", "caption", "text-2")
        self._error_row = QWidget(self)
        error = QHBoxLayout(self._error_row)
        error.setContentsMargins(0, 2, 0, 0)
        error.setSpacing(theme.SPACE_S)
        error.addWidget(IconSpot("error", "bad", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.error = WrapLabel("", "body", "bad")
        error.addWidget(self.error, 1)
        words.addStretch(1)
        for part in (self.label, self.help, self._error_row):
            words.addWidget(part)
        words.addStretch(1)
        self._row.addLayout(words, 1)
        self._controls = QWidget(self)
        self.control_row = QHBoxLayout(self._controls)
        self.control_row.setContentsMargins(0, 0, 0, 0)
        self.control_row.setSpacing(theme.SPACE_S)
        self._row.addWidget(self._controls)
        self._lock = QWidget(self)
        lock = QHBoxLayout(self._lock)
        lock.setContentsMargins(0, 0, 0, 0)
        lock.setSpacing(theme.SPACE_S)
        lock.addWidget(IconSpot("lock", "text-2", 16))
        self.lock_words = WrapLabel(text("settings.set_by_company"), "body", "text-2")
        lock.addWidget(self.lock_words)
        self._row.addWidget(self._lock)
        outer.addLayout(self._row)
        self.below = outer

    def controls(self) -> list[QWidget]:
        """What the person uses, in order."""
        raise AssertionError(type(self))

    def render_head(self, head: Head) -> None:
        """Show the words; controls give way to the padlock where the company has set it."""
        self.head = head
        self.help.set_text(head.help)
        self.help.setVisible(bool(head.help))
        self.error.set_text(head.error)
        self._error_row.setVisible(bool(head.error))
        self._controls.setVisible(not head.locked)
        self._lock.setVisible(head.locked)
        said = [head.help, text("settings.set_by_company") if head.locked else "", head.error]
        self.setAccessibleName(" ".join((head.label, *(part for part in said if part))))
        for control in self.controls():
            control.setAccessibleDescription(" ".join(part for part in (head.help, head.error) if part))

    def arrange(self, width: int) -> None:
        """Controls below the words where *width* px are few."""
        narrow = width < _NARROW * max(1.0, theme.scale())
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.SPACE_S if narrow else theme.SPACE_L)
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        for part in (self._controls, self._lock):
            self._row.setAlignment(part, side if narrow else Qt.AlignmentFlag.AlignVCenter)


class SwitchLine(RowWidget):
    """A switch; the words turn it too. ``changed`` carries a bool."""

    def __init__(self, row: SwitchRow, parent: QWidget | None = None) -> None:
        super().__init__(row.head, parent)
        self.switch = Switch(row.head.label)
        self.switch.toggled.connect(lambda on: self.changed.emit(self.key, on))
        self.control_row.addWidget(self.switch)
        self.render_row(row)

    def controls(self) -> list[QWidget]:
        """The switch."""
        return [self.switch]

    def render_row(self, row: Row) -> None:
        """Show *row*."""
        assert isinstance(row, SwitchRow)  # noqa: S101 - a key keeps its kind
        with QSignalBlocker(self.switch):
            self.switch.setChecked(row.on)
        self.switch.update()
        self.render_head(row.head)


class ChoiceLine(RowWidget):
    """A menu of choices, and a field for one's own value. ``changed`` carries a choice's id."""

    given = Signal(str, str)
    """(key, what was written into the field)"""

    def __init__(self, row: ChoiceRow, parent: QWidget | None = None) -> None:
        super().__init__(row.head, parent)
        self.combo = Combo(row.head.label)
        self.combo.chosen.connect(lambda id_: self.changed.emit(self.key, id_))
        self.control_row.addWidget(self.combo)
        self.field: Field | None = None
        self._use: Button | None = None
        self._shown: FieldView | None = None
        self.render_row(row)

    def controls(self) -> list[QWidget]:
        """The menu's button, and the field where it is open."""
        return [self.combo, *([self.field.line, self._use] if self.field and self._use else [])]

    def render_row(self, row: Row) -> None:
        """Show *row*. What was typed into the field stays while it is wrong, or the settings' value does not change."""
        assert isinstance(row, ChoiceRow)  # noqa: S101 - a key keeps its kind
        self.combo.show_choices(row.choices)
        self.combo.setMaximumWidth(round(300 * max(1.0, theme.scale())))
        self._show_field(row.field)
        self.render_head(row.head)
        if self.field is not None and row.field is not None:
            self.field.line.setAccessibleDescription(row.field.error or row.field.help)

    def _show_field(self, view: FieldView | None) -> None:
        if view is None:
            if self.field is not None:
                self._below.hide()
            self._shown = None
            return
        if self.field is None:
            self._make_field(view)
        assert self.field is not None  # noqa: S101 - made above
        if self._shown is None or (not view.error and self._shown.value != view.value):
            self.field.set_text(view.value)
        self.field.set_error(view.error)
        self._hint.set_text(view.help)
        self._shown = view
        self._below.show()

    def _make_field(self, view: FieldView) -> None:
        self._below = QWidget(self)
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        caption = WrapLabel(view.label, "strong")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_S)
        self.field = Field(view.label, shown_label=False, mono=True)
        self.field.submitted.connect(self._give)
        self._use = Button(text("settings.use"))
        self._use.clicked.connect(self._give)
        line.addWidget(self.field, 1)
        line.addWidget(self._use, 0, Qt.AlignmentFlag.AlignTop)
        self._hint = WrapLabel("", "caption", "text-2")
        column.addWidget(caption)
        column.addLayout(line)
        column.addWidget(self._hint)
        self.below.addWidget(self._below)
        QWidget.setTabOrder(self.combo, self.field.line)
        QWidget.setTabOrder(self.field.line, self._use)

    def _give(self) -> None:
        if self.field is not None:
            self.given.emit(self.key, self.field.text().strip())


class FileLine(RowWidget):
    """A file: choose another, or none. ``changed`` carries ``choose`` or ``remove``."""

    def __init__(self, row: FileRow, parent: QWidget | None = None) -> None:
        super().__init__(row.head, parent)
        self.choose, self.remove = Button(text("settings.ca_choose")), Button(text("settings.ca_remove"))
        for button, word in ((self.remove, "remove"), (self.choose, "choose")):
            button.clicked.connect(lambda _=False, word=word: self.changed.emit(self.key, word))
            button.setAccessibleName(f"{row.head.label}: {button.words()}")
            self.control_row.addWidget(button)
        self.render_row(row)

    def controls(self) -> list[QWidget]:
        """Its buttons."""
        return [self.remove, self.choose]

    def render_row(self, row: Row) -> None:
        """Show *row*."""
        assert isinstance(row, FileRow)  # noqa: S101 - a key keeps its kind
        if not row.named:
            self.remove.give_focus_away()
        self.remove.setVisible(row.named)
        self.render_head(row.head)


def line_of(row: Row) -> SwitchLine | ChoiceLine | FileLine:
    """The widget for *row*."""
    match row:
        case SwitchRow():
            return SwitchLine(row)
        case ChoiceRow():
            return ChoiceLine(row)
        case FileRow():
            return FileLine(row)
