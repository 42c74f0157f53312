"""The marks of a state: shape first, colour second. Disc with tick, open ring, slashed ring, triangle, ring, dots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop_app.ui import theme
from desktop_app.ui.components.shapes import brush_of, fill_disc, pen_of
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


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, under: QColor, tone: QColor | None = None) -> None:
    """Paint *mark* into the square *rect*.

    :param under: what shows through (the tick, the triangle's sign).
    :param tone: its colour where it lies on something that is not the theme's.
    """
    colour = mark_colour(mark) if tone is None else tone
    unit = rect.width() / 14
    ring = rect.adjusted(unit, unit, -unit, -unit)
    match mark:
        case "ok":
            fill_disc(painter, rect, colour)
            painter.strokePath(tick_path(rect), _pen(under, 1.7 * unit))
        case "trouble":
            _triangle(painter, rect, colour, under, unit)
        case "busy":
            for place in (2.2, 7.0, 11.8):
                x, y, radius = rect.left() + place * unit, rect.center().y(), 1.7 * unit
                fill_disc(painter, QRectF(x - radius, y - radius, 2 * radius, 2 * radius), colour)
        case "refreshing":
            path = QPainterPath()
            path.arcMoveTo(ring, 50)
            path.arcTo(ring, 50, 260)
            painter.strokePath(path, _pen(colour, 2 * unit))
        case "offline":
            path = _circle(ring)
            reach = ring.width() / 2 * 0.7
            path.moveTo(ring.center() - QPointF(reach, reach))
            path.lineTo(ring.center() + QPointF(reach, reach))
            painter.strokePath(path, _pen(colour, 2 * unit))
        case "none":
            painter.strokePath(_circle(ring), _pen(colour, 2 * unit))


def tick_path(rect: QRectF) -> QPainterPath:
    """A tick within the square *rect*."""
    return _line(rect, rect.width() / 14, (4, 7.2), (6.2, 9.4), (10, 5))


def _pen(colour: QColor, width: float) -> QPen:
    pen = pen_of(colour, width)
    for give in round_caps:
        give(pen)
    return pen


def _circle(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(rect)
    return path


def _line(rect: QRectF, unit: float, *points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    for number, (x, y) in enumerate(points):
        spot = rect.topLeft() + QPointF(x * unit, y * unit)
        if number:
            path.lineTo(spot)
        else:
            path.moveTo(spot)
    return path


def _triangle(painter: QPainter, rect: QRectF, colour: QColor, under: QColor, unit: float) -> None:
    path = _line(rect, unit, (7, 1.4), (13.2, 12.4), (0.8, 12.4))
    path.closeSubpath()
    painter.fillPath(path, brush_of(colour))
    painter.strokePath(path, _pen(colour, 1.4 * unit))
    painter.strokePath(_line(rect, unit, (7, 5.4), (7, 8.2)), _pen(under, 1.6 * unit))
    dot = rect.topLeft() + QPointF(7 * unit, 10.7 * unit)
    fill_disc(painter, QRectF(dot.x() - 0.85 * unit, dot.y() - 0.85 * unit, 1.7 * unit, 1.7 * unit), under)
