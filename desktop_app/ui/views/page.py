"""A page: scrolls up and down only, margins by the window's width, content up to a widest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded
from desktop_app.ui.components.buttons import take_focus_of_buttons


class SlimBar(QScrollBar):
    """A scroll bar that is a rounded thumb."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the thumb; nothing where there is nothing to scroll."""
        span = self.maximum() - self.minimum()
        if span <= 0:
            return
        painter = painter_for(self)
        room = self.height() - 4
        long = max(24.0, room * self.pageStep() / (span + self.pageStep()))
        top = 2 + (room - long) * (self.value() - self.minimum()) / span
        over = self.underMouse() or self.isSliderDown()
        token = "edge" if over or theme.contrast() else "btn-line"
        rounded(painter, QRectF(2, top, self.width() - 5, long), 3, theme.colour(token))

    def sizeHint(self) -> QSize:
        """Slim."""
        return QSize(11, 40)


class Page(QScrollArea):
    """The base of pages.

    :param widest: width of the content at the usual text size, px; 0 fills.
    :param centred: the content stands in the middle, not at the left edge.
    """

    def __init__(self, widest: int = 900, *, centred: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        canvas = QWidget()
        # Never wider than the page: what does not fit is cut or wrapped, nothing is pushed out of view.
        canvas.setMinimumWidth(1)
        self._row = QHBoxLayout(canvas)
        self._row.setSpacing(0)
        self.content = QWidget(canvas)
        self.content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_L)
        if centred:
            self._row.addStretch(1)
        self._row.addWidget(self.content, 1000)
        self._row.addStretch(1)
        self.setWidget(canvas)
        take_focus_of_buttons(self)
        self._margin = theme.SPACE_XXL
        self.set_margin(theme.SPACE_XXL)

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self._margin = margin
        self._set_margins()
        if self._widest:
            self.content.setMaximumWidth(round(self._widest * max(1.0, theme.scale())))

    def _right(self) -> int:
        """The right margin: the scroll bar stands within it."""
        bar = self.verticalScrollBar()
        return max(theme.SPACE_XS, self._margin - bar.width()) if bar.isVisible() else self._margin

    def _set_margins(self) -> None:
        left, right = self._margin, self._right()
        if self.isRightToLeft():
            left, right = right, left
        self._row.setContentsMargins(left, 20, right, 20)

    def content_width(self) -> int:
        """Width that the content has, px."""
        wide = self.viewport().width() - self._margin - self._right()
        return min(wide, round(self._widest * max(1.0, theme.scale()))) if self._widest else wide

    def arrange(self, width: int) -> None:
        """Arrange the content for *width* px; pages with more than one arrangement override it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new width."""
        super().resizeEvent(event)
        self._set_margins()
        self.arrange(self.content_width())

    def changeEvent(self, event: QEvent) -> None:
        """Arrange for the new text size."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_margin"):
            self.set_margin(self._margin)
            self.arrange(self.content_width())
