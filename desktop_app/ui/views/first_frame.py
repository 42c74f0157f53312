"""The first frame: sidebar and header painted from their values, before any control exists.

It shows what the live parts show in the same places, so that they take over without a jump; it costs a few
milliseconds, they a hundred. See :mod:`desktop_app.ui.components.shapes` for what it may not touch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.marks import TONES, mark_colour, paint_mark
from desktop_app.ui.components.shapes import LEFT, draw_words, fill_rect, hairline, rounded, soft
from desktop_app.ui.models.account_paint import RAIL_ROW, paint_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.ui.models.row_state import AccountRow, Badge, HeaderView

_LIST_TOP = 44
TOOLS = ("inspect", "doctor", "settings")


def paint_first_frame(
    widget: QWidget,
    rows: Sequence[AccountRow],
    header: HeaderView | None,
    *,
    mirrored: bool = False,
    tools: Sequence[str] = TOOLS,
) -> None:
    """Paint it on *widget*; in a right-to-left language the grounds alone (the live parts follow at once)."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rail = is_rail(widget.width())
    side = theme.RAIL if rail else theme.SIDEBAR
    left = widget.width() - side if mirrored else 0
    fill_rect(painter, QRectF(0, 0, widget.width(), widget.height()), theme.colour("page"))
    fill_rect(painter, QRectF(left, 0, side, widget.height()), theme.colour("side"))
    if not mirrored:
        hairline(painter, QRectF(side - 1, 0, 1, widget.height()))
        _paint_side(painter, widget.height(), side, rail, rows, header.key if header is not None else "", tools)
        if header is not None:
            _paint_header(painter, QRectF(side, 0, widget.width() - side, 0), margin_of(widget.width()), header)
    painter.end()


def is_rail(width: int) -> bool:
    """Whether a window of *width* px has a rail in place of the sidebar."""
    return width < 640 * max(1.0, theme.scale())


def margin_of(width: int) -> int:
    """The pages' left and right margin in a window of *width* px."""
    if is_rail(width):
        return theme.SPACE_L
    return theme.SPACE_XL if width < 800 else theme.SPACE_XXL


def _paint_side(
    painter: QPainter,
    height: int,
    side: int,
    rail: bool,
    rows: Sequence[AccountRow],
    current: str,
    tools: Sequence[str],
) -> None:
    if not rail:
        caption = QRectF(50, 10, side - 90, 30)
        draw_words(painter, caption, LEFT, text("window.accounts"), "caption", theme.colour("text-2"))
    nav = theme.navigation_height()
    bottom = height - 8 - len(tools) * nav - 7
    step = RAIL_ROW if rail else theme.account_row_height()
    painter.save()
    painter.setClipRect(QRectF(0, _LIST_TOP, side, max(0, bottom - _LIST_TOP)))
    for number, row in enumerate(rows):
        top = _LIST_TOP + number * step
        if top > bottom:
            break
        paint_account(painter, QRectF(0, top, side - 1, step), row, selected=row.key == current, rail=rail)
    painter.restore()
    if tools:
        hairline(painter, QRectF(0, bottom, side, 1))
    if rail:
        return
    for number, name in enumerate(tools):
        place = QRectF(62, bottom + 7 + number * nav, side - 80, nav)
        draw_words(painter, place, LEFT, text(f"window.{name}"), "body", theme.colour("text"))


def _paint_header(painter: QPainter, place: QRectF, margin: int, header: HeaderView) -> None:
    wide = margin == theme.SPACE_XXL
    top = 18.0 if wide else 12.0
    high, low = theme.metrics("title").height() + 1, theme.metrics().height() + 1
    left = place.left() + margin
    badge = _badge_width(header.badge)
    more = theme.icon_size(18) + 12 + theme.SPACE_S + max(8, margin - 8)
    right = place.right() - more - badge
    room = right - theme.SPACE_S - left
    draw_words(painter, QRectF(left, top, room, high), LEFT, header.name, "title", theme.colour("text"))
    host = header.host
    if wide and header.host and header.provider:
        host = text("window.host_provider", host=header.host, provider=header.provider)
    draw_words(painter, QRectF(left, top + high + 1, room, low), LEFT, host, "body", theme.colour("text-2"))
    tall = theme.metrics().height() + 11
    _paint_badge(painter, QRectF(right, top + (high + 1 + low - tall) / 2, badge, tall), header.badge)
    y = top + high + 1 + low + 8
    deep = theme.metrics().height() + 17
    gap = 24 if wide or not is_rail(round(place.right())) else 16
    x = left
    for number, name in enumerate(header.tabs):
        word = text(f"window.tab_{name}")
        long = theme.metrics("strong").horizontalAdvance(word)
        spot = QRectF(x, y, long + 2, deep - 6)
        draw_words(
            painter, spot, LEFT, word, "body" if number else "strong", theme.colour("text-2" if number else "text")
        )
        if not number:
            rounded(painter, QRectF(x, y + deep - 3, long, 3), 1.5, theme.colour("draw"))
        x += long + gap
    hairline(painter, QRectF(place.left(), y + deep, place.width(), 1))


def _badge_width(badge: Badge) -> int:
    return theme.metrics().horizontalAdvance(badge.word) + theme.icon_size(14) + 28


def _paint_badge(painter: QPainter, rect: QRectF, badge: Badge) -> None:
    fill = soft(TONES[badge.mark][1])
    line = theme.colour("text") if theme.contrast() else None
    rounded(painter, rect, rect.height() / 2, fill, line, 2)
    size = theme.icon_size(14)
    paint_mark(painter, QRectF(rect.left() + 10, rect.center().y() - size / 2, size, size), badge.mark, fill)
    words = rect.adjusted(size + 16, 0, -4, 0)
    draw_words(painter, words, LEFT, badge.word, "body", mark_colour(badge.mark))
