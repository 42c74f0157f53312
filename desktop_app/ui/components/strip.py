"""The strip: a stretch of time with what happened in it. Time runs from left to right in every language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, plain_tooltip, soft
from desktop_app.ui.components.marks import paint_mark
from desktop_app.ui.models.view_state import StripView

_BAND = 18
#: refreshes closer than this merge into a bar, px
_CLOSE = 6


class Strip(QLabel):
    """Green span signed in, ticks refreshes, hatching offline, marks for sign-in and refusal, times below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._view: StripView | None = None

    def render_strip(self, view: StripView) -> None:
        """Show *view*."""
        if view != self._view:
            self._view = view
            self.setText(view.sentence)
            self.setAccessibleName(view.sentence)
            self.update()

    def tip_at(self, x: float) -> str:
        """What is drawn *x* px from the left, in words; the whole in words where nothing is."""
        view = self._view
        if view is None:
            return ""
        near = [tip for tip in view.tips if tip.start == tip.end and abs(self._x(tip.start) - x) <= _CLOSE]
        if near:
            return min(near, key=lambda tip: abs(self._x(tip.start) - x)).words
        wide = (tip.words for tip in view.tips if tip.start < tip.end and self._x(tip.start) <= x <= self._x(tip.end))
        return next(wide, view.sentence)

    def event(self, event: QEvent) -> bool:
        """The tooltip is of what the pointer is on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.tip_at(event.pos().x())), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """The band, and the times below."""
        return QSize(200, _BAND + 12 + theme.metrics("caption").height())

    def minimumSizeHint(self) -> QSize:
        """Narrow: it draws what there is room for."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        view = self._view
        if view is None or view.end <= view.start:
            return
        painter = painter_for(self)
        band = QRectF(0, 6, self.width(), _BAND)
        clip = QPainterPath()
        clip.addRoundedRect(band, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(band, theme.colour("neutral-soft"))
        for span in view.spans:
            self._span(painter, band, self._x(span.start), self._x(span.end), span.kind == "offline")
        self._ticks(painter, band)
        painter.restore()
        if theme.contrast():
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawRect(band.adjusted(1, 1, -1, -1))
        for mark in view.marks:
            x = min(max(self._x(mark.at), 8.0), self.width() - 8.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            painter.drawEllipse(QRectF(x - 8.5, band.center().y() - 8.5, 17, 17))
            paint_mark(painter, QRectF(x - 6.5, band.center().y() - 6.5, 13, 13), mark.mark, theme.colour("card"))
        painter.fillRect(QRectF(self.width() - 2, 0, 2, _BAND + 12), theme.colour("text"))
        self._times(painter, band.bottom() + 6)

    def _x(self, at: float) -> float:
        view = self._view
        if view is None:
            return 0.0
        return (min(max(at, view.start), view.end) - view.start) / (view.end - view.start) * self.width()

    def _span(self, painter: QPainter, band: QRectF, left: float, right: float, offline: bool) -> None:
        if right <= left:
            return
        rect = QRectF(left, band.top(), max(2.0, right - left), band.height())
        painter.fillRect(rect, soft("warn-soft" if offline else "ok-soft"))
        if not offline:
            return
        painter.save()
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(theme.colour("warn"), 1.4))
        x = rect.left() - rect.height()
        while x < rect.right():
            painter.drawLine(round(x), round(rect.bottom()), round(x + rect.height()), round(rect.top()))
            x += 6
        painter.restore()

    def _ticks(self, painter: QPainter, band: QRectF) -> None:
        places = sorted(self._x(at) for at in (self._view.ticks if self._view else ()))
        ink = theme.colour("ok")
        start = previous = None
        for x in [*places, float("inf")]:
            if previous is not None and start is not None and x - previous >= _CLOSE:
                if previous > start:
                    painter.fillRect(QRectF(start - 1, band.center().y() - 2, previous - start + 2, 4), ink)
                else:
                    painter.fillRect(QRectF(round(start) - 1, band.top() + 4, 2, band.height() - 8), ink)
                start = x
            if start is None:
                start = x
            previous = x

    def _times(self, painter: QPainter, top: float) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text-2"))
        metrics = theme.metrics("caption")
        taken = float(self.width()) + 8
        # From the right: "now" wins where words would meet.
        for label in reversed(self._view.labels if self._view else ()):
            wide = metrics.horizontalAdvance(label.word)
            left = min(max(0.0, self._x(label.at) - wide / 2), self.width() - wide)
            if left + wide + 8 > taken or left < 0:
                continue
            painter.drawText(QRectF(left, top, wide + 2, metrics.height()), Qt.AlignmentFlag.AlignLeft, label.word)
            taken = left

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
