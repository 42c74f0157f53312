"""What is wrong with the settings files: a line each, with what to do and a way to the file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded, soft
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.settings.model import Trouble, Troubles

_NARROW = 500


class _Line(QWidget):
    """One of them. ``file_wanted`` carries the path of its file."""

    file_wanted = Signal(str)

    def __init__(self, trouble: Trouble, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        tone = "text-2" if trouble.mild else "warn"
        row.addWidget(IconSpot("info" if trouble.mild else "warning", tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.SPACE_S)
        row.addLayout(self._body, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(WrapLabel(trouble.sentence))
        if trouble.hint:
            words.addWidget(WrapLabel(trouble.hint, "caption", "text-2"))
        self._body.addLayout(words, 1)
        self.button: Button | None = None
        if trouble.key:
            self.button = Button(text("settings.open_file"), small=True)
            self.button.setAccessibleName(text("settings.open_file_named", file=trouble.name))
            self.button.clicked.connect(lambda: self.file_wanted.emit(trouble.key))
            self._body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.setAccessibleName(f"{trouble.sentence} {trouble.hint}".strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button goes below where it is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * max(1.0, theme.scale())
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


class TroubleCard(QWidget):
    """All of them. ``file_wanted`` carries a path."""

    file_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._troubles: Troubles | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 14)
        self._column.setSpacing(theme.SPACE_M)
        self._title = WrapLabel("", "strong")
        self._text = WrapLabel("", "body")
        self._more = WrapLabel("", "body", "text-2")
        head = QVBoxLayout()
        head.setSpacing(3)
        head.addWidget(self._title)
        head.addWidget(self._text)
        self._column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_M)
        self._column.addLayout(self._list)
        self._column.addWidget(self._more)
        self._lines: list[_Line] = []

    def buttons(self) -> list[Button]:
        """The ways to the files, in order."""
        return [line.button for line in self._lines if line.button is not None]

    def sentences(self) -> list[str]:
        """What is said, in order."""
        return [line.accessibleName() for line in self._lines]

    def render_troubles(self, troubles: Troubles | None) -> None:
        """Show *troubles*; None hides the card."""
        if troubles == self._troubles:
            return
        self._troubles = troubles
        for line in self._lines:
            if line.button is not None:
                line.button.give_focus_away()
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        self.setVisible(troubles is not None)
        if troubles is None:
            return
        self._title.set_text(troubles.title)
        for label, words in ((self._text, troubles.text), (self._more, troubles.more)):
            label.set_text(words)
            label.setVisible(bool(words))
        self.setAccessibleName(f"{troubles.title} {troubles.text}".strip())
        for trouble in troubles.items:
            line = _Line(trouble, self)
            line.file_wanted.connect(self.file_wanted)
            self._list.addWidget(line)
            self._lines.append(line)
            line.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the soft ground."""
        mild = self._troubles is None or all(item.mild for item in self._troubles.items)
        line = theme.colour("text") if theme.contrast() else None
        ground = soft("neutral-soft" if mild else "warn-soft")
        rounded(painter_for(self), QRectF(self.rect()), theme.RADIUS_CARD, ground, line, 2)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new colours."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()
