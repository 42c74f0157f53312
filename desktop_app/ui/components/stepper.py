"""The stepper of a sign-in: what is done, what is under way, what comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for
from desktop_app.ui.components.marks import tick_path


class Stepper(QLabel):
    """Circles with words below; the current one in bold."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = tuple(words)
        self._current = -1
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """*current* is under way (from 0); those before it are done."""
        if current != self._current:
            self._current = current
            shown = min(max(current, 0), len(self._words) - 1)
            sentence = text("window.step_of", step=shown + 1, steps=len(self._words), word=self._words[shown])
            self.setText(sentence)
            self.setAccessibleName(sentence)
            self.update()

    def sizeHint(self) -> QSize:
        """Circle, gap, words."""
        return QSize(60 * len(self._words), self._disc() + 10 + self._lines() * theme.metrics("caption").height())

    def minimumSizeHint(self) -> QSize:
        """Narrow: words are cut."""
        return QSize(40 * len(self._words), self.sizeHint().height())

    def _lines(self) -> int:
        """Two where a word is wider than its place and can be broken."""
        metrics, room = theme.metrics("caption-strong"), self.width() / len(self._words) - 4
        return 2 if any(" " in word and metrics.horizontalAdvance(word) > room for word in self._words) else 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words may need another line."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _disc(self) -> int:
        return theme.icon_size(18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circles, lines, words."""
        painter = painter_for(self)
        count, disc = len(self._words), self._disc()
        wide = self.width() / count
        order = range(count - 1, -1, -1) if self.isRightToLeft() else range(count)
        middle = disc / 2 + 1
        for place, number in enumerate(order):
            x = wide * (place + 0.5)
            if place:
                before = max(number, order[place - 1])
                painter.fillRect(
                    QRectF(x - wide + disc / 2 + 5, middle - 1, wide - disc - 10, 2),
                    theme.colour("draw" if before <= self._current else "line"),
                )
            self._circle(painter, QRectF(x - disc / 2, 1, disc, disc), number)
            self._word(painter, QRectF(x - wide / 2 + 2, disc + 8, wide - 4, self.height() - disc - 8), number)

    def _circle(self, painter: QPainter, rect: QRectF, number: int) -> None:
        if number < self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(rect)
            pen = QPen(theme.colour("on"), rect.width() / 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(tick_path(rect))
            return
        current = number == self._current
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("draw" if current else "edge"), 2 if current else 1.4))
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("draw"))
            painter.drawEllipse(QPointF(rect.center()), rect.width() * 0.22, rect.width() * 0.22)

    def _word(self, painter: QPainter, rect: QRectF, number: int) -> None:
        current = number == self._current
        painter.setFont(theme.font("caption-strong" if current else "caption"))
        painter.setPen(theme.colour("text" if number <= self._current else "text-2"))
        metrics, word = painter.fontMetrics(), self._words[number]
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        if " " in word and self._lines() > 1 and metrics.horizontalAdvance(word) > rect.width():
            painter.drawText(rect, flags | int(Qt.TextFlag.TextWordWrap), word)
            return
        shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, flags, shown)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
