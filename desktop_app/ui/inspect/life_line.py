"""The life of a token as a line: when the person signed in, when it was issued, now, when it ends.

Where things stand is :mod:`desktop_app.inspector.life_line`'s. Time runs from left to right in every language.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.inspector.life_line import LifeLine as Line
from desktop_app.inspector.life_line import life_line
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded, set_tip, soft
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import LifeView

_BAR = 9


class LifeLine(QLabel):
    """The line. The text of the label says the same in words: it is the table behind the drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._view = LifeView()
        self._now = 0.0

    def show_life(self, view: LifeView, now: float) -> None:
        """Show *view* at *now*."""
        if view == self._view and now == self._now:
            return
        self._view, self._now = view, now
        words = self._sentence()
        self.setText(words)
        self.setAccessibleName(words)
        set_tip(self, words)
        self.update()

    def times(self) -> list[tuple[str, float]]:
        """The times it has, earliest first."""
        view = self._view
        named = (("auth_time", view.auth_time), ("iat", view.iat), ("nbf", view.nbf), ("exp", view.exp))
        return sorted(((name, at) for name, at in named if at is not None), key=lambda pair: pair[1])

    def state(self) -> tuple[str, str]:
        """(tone, words) of the pill: how long it lasts, or since when it does not."""
        view, now = self._view, self._now
        if view.exp is not None and now >= view.exp:
            ago = moments.length(now - view.exp, exact=False)
            return "bad", text("inspect_pane.life_expired", time=ago)
        if view.nbf is not None and now < view.nbf:
            return "warn", text("inspect_pane.life_early", time=moments.length(view.nbf - now, exact=True))
        if view.exp is None:
            return "neutral", text("inspect_pane.life_no_end")
        return "accent", text("inspect_pane.life_left", time=moments.length(view.exp - now, exact=True))

    def _sentence(self) -> str:
        parts = [self.state()[1]]
        parts += [
            text("inspect_pane.life_entry", name=name, time=moments.local(at), when=moments.relative(at, self._now))
            for name, at in self.times()
        ]
        return ". ".join(parts) + "."

    def sizeHint(self) -> QSize:
        """The pill, the line, two lines of words."""
        high = theme.metrics("caption").height()
        return QSize(300, (high + 8) + 8 + 26 + 2 * high + 4)

    def minimumSizeHint(self) -> QSize:
        """Narrow: labels that would meet go."""
        return QSize(120, self.sizeHint().height())

    # --- painting ----------------------------------------------------------------------------------------------------

    def line(self) -> Line | None:
        """Where things stand, as parts of the width; None where there is nothing to draw."""
        label = theme.metrics("caption-strong").horizontalAdvance("auth_time") + 16
        return life_line(dict(self.times()), self._now, label_width=min(0.5, label / max(1, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        line = self.line()
        if line is None:
            return
        painter = painter_for(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        pill_high = theme.metrics("caption").height() + 8
        middle = pill_high + 8 + 13.0
        self._paint_bar(painter, line, middle)
        for mark in line.marks:
            strong = "exp" in mark.names
            over = line.overdue is not None and strong
            painter.setPen(QPen(theme.colour("bad" if over else "text" if strong else "edge"), 2))
            x = mark.position * self.width()
            painter.drawLine(QPointF(x, middle - 13), QPointF(x, middle + 12))
        painter.setPen(QPen(theme.colour("page"), 2))
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(QPointF(line.now * self.width(), middle), 6.5, 6.5)
        self._paint_labels(painter, line, middle + 15)
        self._paint_pill(painter, line.now * self.width(), pill_high)

    def _paint_bar(self, painter: QPainter, line: Line, middle: float) -> None:
        wide = self.width()
        edge = theme.colour("text") if theme.contrast() else None
        painter.fillRect(QRectF(0, middle - 1, wide, 2), theme.colour("line"))
        if line.begin is not None and line.end is not None and line.end > line.begin:
            bar = QRectF(line.begin * wide, middle - _BAR / 2, (line.end - line.begin) * wide, _BAR)
            rounded(painter, bar, _BAR / 2, soft("neutral-soft" if line.overdue else "accent-soft"), edge)
        if line.filled is not None and line.overdue is None:
            left, right = line.filled
            lived = QRectF(left * wide, middle - _BAR / 2, max(0.0, right - left) * wide, _BAR)
            if lived.width() > 1:
                rounded(painter, lived, _BAR / 2, theme.colour("draw"))
        if line.overdue is not None:
            pen = QPen(theme.colour("bad"), 2.5)
            pen.setDashPattern([1.6, 1.2])
            painter.setPen(pen)
            painter.drawLine(QPointF(line.overdue[0] * wide, middle), QPointF(line.overdue[1] * wide, middle))

    def _paint_labels(self, painter: QPainter, line: Line, top: float) -> None:
        """Where words would meet, exp and iat win; the others are in the tooltip."""
        metrics, bold = theme.metrics("caption"), theme.metrics("caption-strong")
        taken: list[tuple[float, float]] = []
        for mark in sorted(line.marks, key=lambda one: ("exp" not in one.names, "iat" not in one.names)):
            if not mark.labelled:
                continue
            name = " · ".join(mark.names)
            when = moments.short_local(mark.at, self._now)
            wide = max(bold.horizontalAdvance(name), metrics.horizontalAdvance(when)) + 2.0
            left = max(0.0, min(max(0.0, mark.position * self.width() - wide / 2), self.width() - wide))
            if any(left < right + 8 and start < left + wide + 8 for start, right in taken):
                continue
            taken.append((left, left + wide))
            painter.setFont(theme.font("caption-strong"))
            painter.setPen(theme.colour("text"))
            painter.drawText(QRectF(left, top, wide, metrics.height()), Qt.AlignmentFlag.AlignHCenter, name)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text-2"))
            below = QRectF(left, top + metrics.height() + 1, wide, metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, when)

    def _paint_pill(self, painter: QPainter, x: float, high: int) -> None:
        tone, words = self.state()
        metrics = theme.metrics("caption-strong")
        wide = min(float(metrics.horizontalAdvance(words) + 20), float(self.width()))
        left = min(max(0.0, x - wide / 2), self.width() - wide)
        rect = QRectF(left, 0, wide, high)
        rounded(painter, rect, high / 2, soft(f"{tone}-soft"), theme.colour("text") if theme.contrast() else None, 2)
        painter.setFont(theme.font("caption-strong"))
        ink = {"accent": "accent-text", "neutral": "text-2"}.get(tone, tone)
        painter.setPen(theme.colour(ink))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(wide - 12))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
