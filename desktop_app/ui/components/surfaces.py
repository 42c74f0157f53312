"""Surfaces: card, sunken panel, action bar; and the avatar."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import hairline, is_restyle, painter_for, rounded
from desktop_app.ui.components.shapes import paint_avatar


class Card(QWidget):
    """A card (fill and hairline) or a sunken panel, with a column for its content: heading, content, actions last."""

    def __init__(self, kind: Literal["card", "sunken"] = "card", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 18)
        self.column.setSpacing(theme.SPACE_S)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint fill and hairline."""
        line = (
            theme.colour("text" if theme.contrast() else "line") if self._kind == "card" or theme.contrast() else None
        )
        rounded(
            painter_for(self), QRectF(self.rect()), theme.RADIUS_CARD, theme.colour(self._kind), line, theme.border()
        )


class ActionBar(QWidget):
    """The bar at a page's foot; it stays while the page scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.SPACE_XXL, theme.SPACE_M, theme.SPACE_XXL, theme.SPACE_M)
        self.row.setSpacing(theme.SPACE_S)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the page's."""
        self.row.setContentsMargins(margin, theme.SPACE_M, margin, theme.SPACE_M)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the fill and the hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("sunken"))
        hairline(painter, QRectF(0, 0, self.width(), 1))


class Avatar(QWidget):
    """Initials on the account's colour. Decoration: the name stands beside it."""

    def __init__(self, side: int = 56, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = side
        self._initials = ""
        self._hue = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_initials(self, initials: str, hue: int) -> None:
        """Show *initials* on the colour number *hue*."""
        self._initials, self._hue = initials, hue
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._usual, self._usual)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        paint_avatar(painter_for(self), QRectF(self.rect()), self._initials, self._hue)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new colours."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()
