"""Shapes that the first frame and the live parts share.

Nothing here touches PySide's ``Qt`` namespace before it is there: its first touch builds some hundred enumerations and
costs an eighth of the time to a bare window's first paint. ``QPainter.setPen``, ``setBrush``, ``fillRect`` and the
constructors ``QPen(colour)``, ``QBrush(colour)`` touch it (their overloads take such enumerations); paths do not.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from desktop_app.ui import theme

LEFT, RIGHT, CENTRE, V_CENTRE = 0x1, 0x2, 0x84, 0x80


class _Live:
    """Whether the ``Qt`` namespace is there anyway, so that words are drawn with their hints."""

    now = False


def go_live() -> None:
    """The live parts are there: draw words the usual way from now on."""
    _Live.now = True


def is_live() -> bool:
    """Whether the live parts are there."""
    return _Live.now


def pen_of(colour: QColor, width: float) -> QPen:
    """A solid pen."""
    pen = QPen()
    pen.setColor(colour)
    pen.setWidthF(width)
    return pen


def brush_of(colour: QColor) -> QBrush:
    """A solid brush."""
    return pen_of(colour, 1).brush()


def fill_rect(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """Fill *rect*."""
    path = QPainterPath()
    path.addRect(rect)
    painter.fillPath(path, brush_of(colour))


def fill_disc(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """Fill the ellipse in *rect*."""
    path = QPainterPath()
    path.addEllipse(rect)
    painter.fillPath(path, brush_of(colour))


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None, width: float = 1
) -> None:
    """A rounded rectangle whose border lies wholly inside *rect*."""
    half = width / 2 if line is not None else 0.0
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
    if fill is not None:
        painter.fillPath(path, brush_of(fill))
    if line is not None:
        painter.strokePath(path, pen_of(line, width))


def hairline(painter: QPainter, rect: QRectF) -> None:
    """A hairline: a filled rectangle, so that it is one pixel sharp."""
    fill_rect(painter, rect, theme.colour("line"))


def soft(token: str) -> QColor:
    """A soft fill; none in high contrast (there the border and the word say it)."""
    return theme.colour("page") if theme.contrast() else theme.colour(token)


def elided(metrics: QFontMetrics, words: str, width: float) -> str:
    """*words*, cut at the end with an ellipsis where they are wider than *width* px."""
    if metrics.horizontalAdvance(words) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(words[:middle] + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"


def draw_words(painter: QPainter, rect: QRectF, flags: int, words: str, role: theme.FontRole, colour: QColor) -> None:
    """*words* in one line at the middle of *rect*'s height, cut to its width."""
    metrics = theme.metrics(role)
    _draw(painter, rect, flags, elided(metrics, words, rect.width()), theme.font(role), metrics, colour)


def _draw(
    painter: QPainter, rect: QRectF, flags: int, words: str, font: QFont, metrics: QFontMetrics, colour: QColor
) -> None:
    if _Live.now:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, flags | V_CENTRE, words)
        return
    wide = metrics.horizontalAdvance(words)
    spare = rect.width() - wide
    x = rect.left() + (spare / 2 if flags & 0x4 else spare if flags & RIGHT else 0)
    y = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()
    path = QPainterPath()
    path.addText(QPointF(round(x), round(y)), font, words)
    painter.fillPath(path, brush_of(colour))


def paint_avatar(painter: QPainter, rect: QRectF, initials: str, hue: int) -> None:
    """Paint an avatar into the square *rect*."""
    rounded(painter, rect, rect.width() * 0.235, theme.colour(f"avatar-{hue % theme.AVATAR_HUES}"))
    font = QFont(theme.font("avatar"))
    # The square does not grow with the text, so neither do the letters in it.
    font.setPixelSize(max(9, round(rect.height() * (0.40 if len(initials) < 2 else 0.38))))
    _draw(painter, rect, CENTRE, initials, font, QFontMetrics(font), theme.colour("on"))
