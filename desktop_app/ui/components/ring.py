"""The ring: remaining time empties clockwise, a notch marks the next refresh, the number stands in the middle."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, plain_tooltip
from desktop_app.ui.models.view_state import RingView

_START = 90 * 16
_DOTS = 30


class Ring(QLabel):
    """The life of a token or of an attempt.

    :param usual: its diameter at the usual text size, px.
    """

    def __init__(self, usual: int = 132, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._usual = usual
        self._view = RingView(0, 0)
        self._number = ""
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_life(self, view: RingView, number: str, word: str, sentence: str) -> None:
        """Show *view* with *number* and *word* in the middle; *sentence* is what a screen reader says."""
        if (view, number, word) != (self._view, self._number, self._word):
            self._view, self._number, self._word = view, number, word
            self.setText(number)
            self.update()
        if sentence != self.accessibleName():
            self.setAccessibleName(sentence)

    def event(self, event: QEvent) -> bool:
        """The tooltip is the whole sentence, made when it is asked for: it changes every second."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.accessibleName()), self)
            return True
        return super().event(event)

    def set_usual(self, usual: int) -> None:
        """Another diameter (the layout changed)."""
        if usual != self._usual:
            self._usual = usual
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """A square that grows with the text, not beyond twice."""
        side = round(self._usual * min(1.8, max(1.0, theme.scale())))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, arc or dots, notch, number."""
        painter = painter_for(self)
        side = float(min(self.width(), self.height()))
        thick = max(4.0, side * 0.07)
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        track = rect.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
        if self._view.total > 0:
            painter.setPen(QPen(theme.colour("disabled" if theme.contrast() else "neutral-soft"), thick))
            painter.drawEllipse(track)
            share = min(1.0, max(0.0, self._view.left / self._view.total))
            if self._view.waiting:
                self._dots(painter, track, share, thick)
            elif share > 0:
                # What remains ends at the top; the gap behind it grows clockwise.
                pen = QPen(theme.colour("draw"), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawArc(track, _START, round(share * 360 * 16) if share < 1 else 360 * 16)
                self._notch(painter, track, thick)
        self._words(painter, rect, thick)

    def _dots(self, painter: QPainter, track: QRectF, share: float, thick: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("warn"))
        for number in range(max(1, round(share * _DOTS)) if share > 0 else 0):
            painter.drawEllipse(_on_circle(track, number / _DOTS), thick * 0.46, thick * 0.46)

    def _notch(self, painter: QPainter, track: QRectF, thick: float) -> None:
        notch = self._view.notch
        if notch is None or not 0 < notch < min(self._view.left, self._view.total):
            return
        share = notch / self._view.total
        middle, angle = _on_circle(track, share), 90 + share * 360
        painter.save()
        painter.translate(middle)
        painter.rotate(-angle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("card"))
        painter.drawRect(QRectF(-thick * 0.6, -3, thick * 1.2, 6))
        painter.setBrush(theme.colour("text"))
        painter.drawRect(QRectF(-thick * 0.6, -1, thick * 1.2, 2))
        painter.restore()

    def _words(self, painter: QPainter, rect: QRectF, thick: float) -> None:
        room = rect.width() - 2 * thick - 12
        number = _fitted(theme.font("display"), self._number, room * 0.92)
        caption = _fitted(theme.font("caption"), self._word, room * 0.86)
        high, low = QFontMetrics(number).height(), QFontMetrics(caption).height() if self._word else 0
        top = rect.center().y() - (high + low) / 2
        painter.setPen(theme.colour("text"))
        painter.setFont(number)
        painter.drawText(QRectF(rect.left(), top, rect.width(), high), Qt.AlignmentFlag.AlignCenter, self._number)
        if self._word:
            painter.setPen(theme.colour("text-2"))
            painter.setFont(caption)
            painter.drawText(
                QRectF(rect.left(), top + high - 2, rect.width(), low), Qt.AlignmentFlag.AlignCenter, self._word
            )

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()


def _on_circle(track: QRectF, share: float) -> QPointF:
    """The point *share* of the way round, anticlockwise from the top."""
    angle = math.radians(90 + share * 360)
    radius = track.width() / 2
    return track.center() + QPointF(radius * math.cos(angle), -radius * math.sin(angle))


def _fitted(font: QFont, words: str, room: float) -> QFont:
    """*font*, made smaller until *words* fit."""
    wide = QFontMetrics(font).horizontalAdvance(words)
    if wide <= room:
        return font
    made = QFont(font)
    made.setPointSizeF(max(5.0, font.pointSizeF() * room / wide))
    return made
