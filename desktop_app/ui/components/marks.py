"""The marks of a state: shape first, colour second. Disc with tick, open ring, slashed ring, triangle, ring, dots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from desktop_app.ui import theme
from desktop_app.ui.components.shapes import NOTHING
from desktop_app.ui.models.row_state import Mark

#: gives a pen round caps; set once the ``Qt`` namespace is there anyway (see shapes)
round_caps: list[Callable[[QPen], None]] = []

#: mark → (colour of mark and word, soft fill behind them)
TONES: dict[str, tuple[str, str]] = {
    "ok": ("ok", "ok-soft"),
    "refreshing": ("accent-text", "accent-soft"),
    "offline": ("warn", "warn-soft"),
    "trouble": ("bad", "bad-soft"),
    "none": ("text-2", "neutral-soft"),
    "busy": ("accent-text", "accent-soft"),
}


def mark_colour(mark: Mark) -> QColor:
    """The colour of *mark*."""
    return theme.colour(TONES[mark][0])


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, under: QColor) -> None:
    """Paint *mark* into the square *rect*.

    :param under: what shows through (the tick, the triangle's sign).
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush())
    colour = mark_colour(mark)
    unit = rect.width() / 14
    match mark:
        case "ok":
            _disc(painter, rect, colour, under, unit)
        case "trouble":
            _triangle(painter, rect, colour, under, unit)
        case "busy":
            _dots(painter, rect, colour, unit)
        case "refreshing":
            painter.setPen(_pen(colour, 2 * unit))
            painter.drawArc(rect.adjusted(unit, unit, -unit, -unit), 50 * 16, 260 * 16)
        case "offline":
            inner = rect.adjusted(unit, unit, -unit, -unit)
            painter.setPen(_pen(colour, 2 * unit))
            painter.drawEllipse(inner)
            reach = inner.width() / 2 * 0.7
            middle = inner.center()
            painter.drawLine(middle - QPointF(reach, reach), middle + QPointF(reach, reach))
        case "none":
            painter.setPen(_pen(colour, 2 * unit))
            painter.drawEllipse(rect.adjusted(unit, unit, -unit, -unit))
    painter.restore()



def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour)
    pen.setWidthF(width)
    for give in round_caps:
        give(pen)
    return pen


def tick_path(rect: QRectF) -> QPainterPath:
    """A tick within the square *rect*."""
    unit = rect.width() / 14
    path = QPainterPath(rect.topLeft() + QPointF(4 * unit, 7.2 * unit))
    path.lineTo(rect.topLeft() + QPointF(6.2 * unit, 9.4 * unit))
    path.lineTo(rect.topLeft() + QPointF(10 * unit, 5 * unit))
    return path


def _disc(painter: QPainter, rect: QRectF, colour: QColor, under: QColor, unit: float) -> None:
    painter.setPen(NOTHING)
    painter.setBrush(colour)
    painter.drawEllipse(rect)
    painter.setBrush(QBrush())
    painter.setPen(_pen(under, 1.7 * unit))
    painter.drawPath(tick_path(rect))


def _triangle(painter: QPainter, rect: QRectF, colour: QColor, under: QColor, unit: float) -> None:
    top = rect.topLeft()
    path = QPainterPath(top + QPointF(7 * unit, 1.4 * unit))
    path.lineTo(top + QPointF(13.2 * unit, 12.4 * unit))
    path.lineTo(top + QPointF(0.8 * unit, 12.4 * unit))
    path.closeSubpath()
    painter.setPen(_pen(colour, 1.4 * unit))
    painter.setBrush(colour)
    painter.drawPath(path)
    painter.setPen(_pen(under, 1.6 * unit))
    painter.drawLine(top + QPointF(7 * unit, 5.4 * unit), top + QPointF(7 * unit, 8.2 * unit))
    painter.drawPoint(top + QPointF(7 * unit, 10.7 * unit))


def _dots(painter: QPainter, rect: QRectF, colour: QColor, unit: float) -> None:
    painter.setPen(NOTHING)
    painter.setBrush(colour)
    middle = rect.center().y()
    for place in (2.2, 7.0, 11.8):
        painter.drawEllipse(QPointF(rect.left() + place * unit, middle), 1.7 * unit, 1.7 * unit)
