"""Rows of a card: a fact with its icon, a caption with its value, something that happened, a value to copy."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import Field, IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.marks import paint_mark
from desktop_app.ui.models.view_state import EntryView, Fact, Mark


class FactRow(QWidget):
    """Icon, caption, value below it, and Copy where the fact offers it."""

    copied = Signal(str)

    def __init__(self, fact: Fact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = fact.id
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(IconSpot(fact.icon or "info"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._caption = Label(fact.caption, "caption", "text-2")
        self._value = Label(fact.value, elide=Qt.TextElideMode.ElideMiddle)
        words.addWidget(self._caption)
        words.addWidget(self._value)
        row.addLayout(words, 1)
        self.button: IconButton | None = None
        if fact.copy:
            self.button = IconButton("copy", text("window.copy_what", what=fact.caption))
            self.button.clicked.connect(lambda: self.copied.emit(self._id))
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.update_fact(fact)

    def update_fact(self, fact: Fact) -> None:
        """Show the same fact's new value."""
        self._caption.set_text(fact.caption)
        self._value.set_text(fact.value)
        self._value.setAccessibleName(f"{fact.caption}: {fact.value}")


class PairGrid(QWidget):
    """Captions at the left, values at the right, left edges aligned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_L)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._pairs: list[tuple[Label, Label]] = []
        self._kept = (0, 0)

    def keep(self, captions: int, values: int) -> None:
        """Do not cut captions below *captions* px, nor values below *values*."""
        self._kept = (captions, values)
        for caption, value in self._pairs:
            caption.keep(captions)
            value.keep(values)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show *facts*; labels are kept and given new words."""
        while len(self._pairs) < len(facts):
            pair = (Label("", "body", "text-2"), Label(""))
            line = len(self._pairs)
            self._grid.addWidget(pair[0], line, 0)
            self._grid.addWidget(pair[1], line, 1)
            for label, width in zip(pair, self._kept, strict=True):
                label.keep(width)
            self._pairs.append(pair)
        for number, (caption, value) in enumerate(self._pairs):
            there = number < len(facts)
            caption.setVisible(there)
            value.setVisible(there)
            if there:
                caption.set_text(facts[number].caption)
                value.set_text(facts[number].value)
                value.setAccessibleName(f"{facts[number].caption}: {facts[number].value}")


class MarkSpot(QWidget):
    """A state's mark beside words. Decoration: the words say it."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: Mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_mark(self, mark: Mark) -> None:
        """Show another mark."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def sizeHint(self) -> QSize:
        """A mark, as high as a line."""
        return QSize(theme.icon_size(14), max(theme.icon_size(14), theme.metrics().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        side = theme.icon_size(14)
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_mark(painter_for(self), place, self._mark, theme.colour("card"))

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()


class EntryRow(QWidget):
    """Something that happened: mark, title, sentence, time; a link where there is more."""

    detail = Signal(str)

    def __init__(self, *, time_first: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: EntryView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        self._time = Label("", "body", "text-2")
        self._mark = MarkSpot("ok")
        if time_first:
            self._time.setMinimumWidth(theme.metrics().horizontalAdvance("00:00") + 4)
            row.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = WrapLabel("")
        self._strong = WrapLabel("", "strong")
        self._text = WrapLabel("", "caption", "text-2")
        for label in (self._title, self._strong, self._text):
            words.addWidget(label)
        row.addLayout(words, 1)
        self._link = Button("", "ghost", small=True)
        self._link.clicked.connect(lambda: self.detail.emit(self._view.id if self._view else ""))
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        if not time_first:
            row.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def link(self) -> Button:
        """The link to more."""
        return self._link

    def render_entry(self, view: EntryView) -> None:
        """Show *view*."""
        if view == self._view:
            return
        self._view = view
        self._mark.set_mark(view.mark)
        self._title.set_text("" if view.strong else view.title)
        self._strong.set_text(view.title if view.strong else "")
        self._title.setVisible(not view.strong)
        self._strong.setVisible(view.strong)
        self._text.set_text(view.text)
        self._text.setVisible(bool(view.text))
        self._time.set_text(view.time)
        self._link.set_words(view.detail_label)
        self._link.setVisible(bool(view.detail_label))
        self.setAccessibleName(f"{view.time}: {view.title}. {view.text}")


class CopyRow(QWidget):
    """A value in a read-only field with Copy at its end; says in place that it was copied."""

    copied = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._label = label
        self._button = Button(text("window.copy"), small=True)
        self._button.setAccessibleName(text("window.copy_what", what=label))
        self._button.clicked.connect(self.copied)
        self._field = Field(label, shown_label=False, mono=True, read_only=True, trailing=self._button)
        column.addWidget(self._field)

    def value(self) -> str:
        """The value shown."""
        return self._field.text()

    def show_value(self, value: str, copied: bool = False) -> None:
        """Show *value*; *copied*: it was just copied."""
        self._field.set_text(value)
        self._button.set_words(text("window.copied" if copied else "window.copy"))
        self._button.setAccessibleName(text("window.copy_what", what=self._label))
