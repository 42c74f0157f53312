"""Widgets one after the other, in as many rows as they need; the last may stand at the far edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.components.base import is_restyle


class Wrapped(QWidget):
    """Holds *widgets*, each in its own size.

    :param far: how many of the last ones stand at the far edge where all fit in one row.
    """

    def __init__(
        self, widgets: Sequence[QWidget], *, far: int = 0, gap: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._widgets = list(widgets)
        self._far = far
        self._gap = gap
        self._sizes: list[tuple[QWidget, QSize]] | None = None
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def arrange(self) -> None:
        """Words or visibility changed: arrange anew."""
        self._sizes = None
        height = self._lay_out(self.width(), move=True)
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """It takes rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in *width* px."""
        return self._lay_out(width, move=False)

    def sizeHint(self) -> QSize:
        """One row."""
        wide = sum(size.width() + self._gap for _, size in self._shown())
        return QSize(wide, self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """Narrow."""
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew in the new font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_widgets"):
            self.arrange()

    def event(self, event: QEvent) -> bool:
        """A part asks for another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def _shown(self) -> list[tuple[QWidget, QSize]]:
        """The parts that are shown, and how large each wants to be. Layouts ask often: it is kept until it changes."""
        if self._sizes is None:
            shown = (widget for widget in self._widgets if not widget.isHidden())
            self._sizes = [
                (w, QSize(w.sizeHint().width(), max(w.sizeHint().height(), w.minimumHeight()))) for w in shown
            ]
        return self._sizes

    def _rows(self, width: int) -> list[list[tuple[QWidget, int, int]]]:
        rows: list[list[tuple[QWidget, int, int]]] = [[]]
        x = 0
        for widget, size in self._shown():
            wide = min(size.width(), max(40, width))
            if rows[-1] and x + wide > width:
                rows.append([])
                x = 0
            rows[-1].append((widget, wide, size.height()))
            x += wide + self._gap
        return rows

    def _lay_out(self, width: int, *, move: bool) -> int:
        rows = self._rows(width)
        top = 0
        far = {id(widget) for widget in self._widgets[len(self._widgets) - self._far :]} if self._far else set()
        for row in rows:
            if not row:
                continue
            high = max(own for _, _, own in row)
            spare = width - sum(wide for _, wide, _ in row) - self._gap * (len(row) - 1)
            x, pushed = 0, False
            for widget, wide, own in row:
                if id(widget) in far and len(rows) == 1 and not pushed:
                    x, pushed = x + spare, True
                if move:
                    left = width - x - wide if self.isRightToLeft() else x
                    widget.setGeometry(left, top + (high - own) // 2, wide, own)
                x += wide + self._gap
            top += high + 6
        return max(0, top - 6)
