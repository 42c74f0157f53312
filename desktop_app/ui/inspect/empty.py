"""Nothing given yet: paste, drop, open; or one of your own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import painter_for, rounded
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.inspect.choosing import MenuButton
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.inspector_state import Choice


class DropZone(QWidget):
    """A dashed frame with what can be done."""

    paste_requested = Signal()
    open_requested = Signal()
    type_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hot = False
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.SPACE_S)
        column.addStretch(1)
        column.addWidget(IconSpot("token", "accent-text", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.SPACE_XS)
        self._title = WrapLabel(text("inspect_pane.empty_title"), "heading")
        self._text = WrapLabel(text("inspect_pane.empty_text"), "body", "text-2")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(theme.SPACE_S)
        self.paste = Button(text("inspect_pane.paste"), "primary", icon_name="paste")
        self.open = Button(text("inspect_pane.open"), icon_name="file")
        self.type = Button(text("inspect_pane.type"), "ghost")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addStretch(1)
        for button, signal in (
            (self.paste, self.paste_requested),
            (self.open, self.open_requested),
            (self.type, self.type_requested),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(theme.SPACE_M)
        promise = QHBoxLayout()
        promise.setSpacing(theme.SPACE_S)
        promise.addStretch(1)
        promise.addWidget(IconSpot("shield", "text-2", 18), 0, Qt.AlignmentFlag.AlignTop)
        self._promise = WrapLabel(text("inspect_pane.promise"), "body", "text-2")
        promise.addWidget(self._promise, 100)
        promise.addStretch(1)
        column.addLayout(promise)
        column.addStretch(1)
        self.setAccessibleName(f"{self._title.text()}. {self._text.text()} {self._promise.text()}")

    def set_hot(self, hot: bool) -> None:
        """Something is held over it."""
        if hot != self.hot:
            self.hot = hot
            self.update()

    def resizeEvent(self, event: object) -> None:
        """The promise is as wide as its words, in the middle."""
        wide = theme.metrics().horizontalAdvance(self._promise.text()) + 4
        self._promise.setMaximumWidth(max(60, min(wide, self.width() - 90)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card and its dashes."""
        painter = painter_for(self)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        rounded(painter, rect, theme.RADIUS_CARD, theme.colour("accent-soft" if self.hot else "card"))
        _dashes(painter, rect, "draw" if self.hot else "edge")


class EmptyBody(QWidget):
    """The drop zone, and the tokens of one's own below. ``mine_chosen`` carries an id of the view."""

    mine_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_L)
        self.zone = DropZone()
        column.addWidget(self.zone, 1)
        self._or = Label(text("inspect_pane.or_yours"), "body", "text-2")
        self.mine = MenuButton(text("inspect_pane.choose_yours"), "token")
        self.mine.chosen.connect(self.mine_chosen)
        self._row = Wrapped([self._or, self.mine])
        column.addWidget(self._row)

    def show_mine(self, choices: tuple[Choice, ...]) -> None:
        """Offer *choices*."""
        self.mine.show_choices(choices)
        self._row.setVisible(bool(choices))
        self._row.arrange()


def _dashes(painter: QPainter, rect: QRectF, tone: str) -> None:
    pen = QPen(theme.colour("text" if theme.contrast() else tone), 1.6)
    pen.setDashPattern([5, 4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, theme.RADIUS_CARD, theme.RADIUS_CARD)
