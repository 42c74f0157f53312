"""Shapes that the first frame and the live parts share.

Nothing here touches PySide's ``Qt`` namespace: its first touch builds some hundred enumerations and costs a quarter of
the time to a bare window's first paint. Flags of ``drawText`` are plain numbers for the same reason.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from desktop_app.ui import theme

LEFT, RIGHT, CENTRE, V_CENTRE = 0x1, 0x2, 0x84, 0x80
NOTHING = QColor(0, 0, 0, 0)


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None, width: float = 1
) -> None:
    """A rounded rectangle whose border lies wholly inside *rect*."""
    painter.setBrush(QBrush(fill) if fill is not None else QBrush())
    if line is None:
        painter.setPen(NOTHING)
        painter.drawRoundedRect(rect, radius, radius)
        return
    pen = QPen(line)
    pen.setWidthF(width)
    painter.setPen(pen)
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def hairline(painter: QPainter, rect: QRectF) -> None:
    """A hairline: a filled rectangle, so that it is one pixel sharp."""
    painter.fillRect(rect, theme.colour("line"))


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
    """*words* in one line, cut to *rect*."""
    painter.setFont(theme.font(role))
    painter.setPen(colour)
    painter.drawText(rect, flags | V_CENTRE, elided(theme.metrics(role), words, rect.width()))


def paint_avatar(painter: QPainter, rect: QRectF, initials: str, hue: int) -> None:
    """Paint an avatar into the square *rect*."""
    rounded(painter, rect, rect.width() * 0.235, theme.colour(f"avatar-{hue % theme.AVATAR_HUES}"))
    font = QFont(theme.font("avatar"))
    # The square does not grow with the text, so neither do the letters in it.
    font.setPixelSize(max(9, round(rect.height() * (0.40 if len(initials) < 2 else 0.38))))
    painter.setFont(font)
    painter.setPen(theme.colour("on"))
    painter.drawText(rect, CENTRE, initials)
