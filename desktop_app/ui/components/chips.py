"""Chips: roles, filters, the count that opens the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import (
    by_keyboard,
    focus_ring,
    is_restyle,
    painter_for,
    rounded,
    set_tip,
    soft,
)

_WIDEST = 220
#: more roles than this are counted, not made into chips
_MOST = 48


class Chip(QPushButton):
    """A role (not to be pressed), a filter (checkable), or the count that opens the rest."""

    def __init__(self, word: str, *, filters: bool = False, opens: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = ""
        self._filters = filters
        self._ring = False
        self.setAutoDefault(False)
        self.setCheckable(filters)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_word(word, word)
        if filters or opens:
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def word(self) -> str:
        """The whole word."""
        return self._word

    def set_word(self, word: str, name: str) -> None:
        """Show *word*; *name* is what a screen reader says."""
        self._word = word
        self.setText(word.replace("&", "&&"))
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Word and padding; overlong words are cut."""
        metrics = theme.metrics("caption" if not self._filters else "body")
        wide = min(metrics.horizontalAdvance(self._word), round(_WIDEST * max(1.0, theme.scale())))
        return QSize(wide + 22, max(theme.TARGET, metrics.height() + 9))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        ink, fill, line = theme.colour("text"), soft("neutral-soft"), None
        if self._filters:
            fill = soft("accent-soft") if self.isChecked() else theme.colour("card")
            ink = theme.colour("accent-text" if self.isChecked() else "text")
            line = None if self.isChecked() else theme.colour("btn-line")
        if theme.contrast():
            line = theme.colour("text")
        rounded(painter, rect, radius, fill, line, theme.border())
        if self.hasFocus() and self._ring:
            focus_ring(painter, rect, radius)
        painter.setFont(theme.font("body" if self._filters else "caption"))
        painter.setPen(ink)
        shown = painter.fontMetrics().elidedText(self._word, Qt.TextElideMode.ElideRight, self.width() - 20)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tooltip holds what is cut."""
        super().resizeEvent(event)
        cut = theme.metrics("caption").horizontalAdvance(self._word) > self.width() - 20
        set_tip(self, self._word if cut else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)


class ChipRow(QWidget):
    """Roles in a row; those that do not fit are counted in a last chip that opens the rest."""

    opened = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._words: tuple[str, ...] = ()
        self._chips: list[Chip] = []
        self._open = False
        self._more = Chip("", opens=True, parent=self)
        self._more.clicked.connect(self._open_rest)
        self._more.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def more(self) -> Chip:
        """The chip that opens the rest."""
        return self._more

    def words(self) -> tuple[str, ...]:
        """All of them."""
        return self._words

    def set_words(self, words: Sequence[str]) -> None:
        """Show *words*."""
        if tuple(words) == self._words:
            return
        self._words = tuple(words)
        self._open = False
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(word, parent=self) for word in self._words[:_MOST]]
        self.setAccessibleName(f"{self._name}: {', '.join(self._words[:_MOST])}" if self._words else self._name)
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Open, it takes rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in *width* px."""
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        """One row."""
        wide = sum(chip.sizeHint().width() + 6 for chip in self._chips)
        return QSize(min(wide, 400), self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the count."""
        return QSize(60, self._more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew in the new font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_more"):
            self._arrange()

    def _open_rest(self) -> None:
        self._open = True
        self._arrange()
        self.opened.emit()

    def _places(self, width: int) -> tuple[list[tuple[int, int, int]], int]:
        """(x, y, width) of the chips that are shown, and the height."""
        gap, high = 6, self._more.sizeHint().height()
        places: list[tuple[int, int, int]] = []
        x = y = 0
        reserve = self._more_width() + gap
        for number, chip in enumerate(self._chips):
            wide = min(chip.sizeHint().width(), max(40, width))
            last = number == len(self._words) - 1
            if self._open:
                if x and x + wide > width:
                    x, y = 0, y + high + gap
            elif x + wide + (0 if last else reserve) > width and (number or not last):
                if number:
                    break
                wide = max(40, width - reserve)
            places.append((x, y, wide))
            x += wide + gap
        return places, y + high

    def _more_width(self) -> int:
        return theme.metrics("caption").horizontalAdvance("+ 000") + 22

    def _arrange(self) -> None:
        places, height = self._places(self.width())
        high = self._more.sizeHint().height()
        for chip, place in zip(self._chips, places, strict=False):
            x, y, wide = place
            chip.setGeometry(self.width() - x - wide if self.isRightToLeft() else x, y, wide, high)
            chip.show()
        for chip in self._chips[len(places) :]:
            chip.hide()
        hidden = len(self._words) - len(places)
        self._more.setVisible(hidden > 0)
        if hidden > 0:
            self._count(hidden, places, high)
        if self.minimumHeight() != height:
            self.setMinimumHeight(height)
        self.updateGeometry()

    def _count(self, hidden: int, places: list[tuple[int, int, int]], high: int) -> None:
        self._more.set_word(f"+ {hidden}", text("window.more_roles", count=hidden))
        x, y, wide = places[-1] if places else (0, 0, -6)
        start = x + wide + 6
        width = self._more.sizeHint().width()
        self._more.setGeometry(self.width() - start - width if self.isRightToLeft() else start, y, width, high)
        self._more.raise_()
        self._more.setEnabled(not self._open)


class Flow(QWidget):
    """Chips one after the other, in as many rows as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Hold *chips* in place of those before."""
        for old in self._chips:
            old.hide()
            old.deleteLater()
        self._chips = list(chips)
        for chip in chips:
            chip.setParent(self)
            chip.show()
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """It takes rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in *width* px."""
        return self._lay_out(width, move=False)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(sum(chip.sizeHint().width() + 8 for chip in self._chips), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """Narrow."""
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew in the new font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_chips"):
            self._arrange()

    def _arrange(self) -> None:
        height = self._lay_out(self.width(), move=True)
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
        self.updateGeometry()

    def _lay_out(self, width: int, *, move: bool) -> int:
        x = y = high = 0
        for chip in self._chips:
            size = chip.sizeHint()
            wide, high = min(size.width(), max(40, width)), size.height()
            if x and x + wide > width:
                x, y = 0, y + high + 8
            if move:
                chip.setGeometry(width - x - wide if self.isRightToLeft() else x, y, wide, high)
            x += wide + 8
        return y + high
