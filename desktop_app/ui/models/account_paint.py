"""How an account's row is painted, in the first frame and in the list: avatar, mark at its corner, name, one line."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.ui import theme
from desktop_app.ui.components.marks import paint_mark
from desktop_app.ui.components.shapes import LEFT, RIGHT, draw_words, fill_disc, paint_avatar, rounded
from desktop_app.ui.models.row_state import AccountRow

RAIL_ROW = 54
_AVATAR = 34
_INSET = 8
_GAP = 4
_LINE_TONES = {"plain": "text-2", "warn": "warn", "bad": "bad"}


def row_body(rect: QRectF) -> QRectF:
    """The part of a row that is filled when it is selected."""
    return rect.adjusted(_INSET, _GAP / 2, -_INSET, -_GAP / 2)


def paint_account(
    painter: QPainter,
    rect: QRectF,
    row: AccountRow,
    *,
    selected: bool = False,
    hover: bool = False,
    rail: bool = False,
    mirrored: bool = False,
) -> None:
    """Paint *row* into *rect* (a whole row of the list). In the *rail* the avatar stands alone."""
    body = row_body(rect)
    under = theme.colour("side-selected" if selected else "neutral-soft" if hover else "side")
    if selected or hover:
        rounded(painter, body, theme.RADIUS_ROW, under)
    left = body.center().x() - _AVATAR / 2 if rail else body.left() + _INSET
    if mirrored and not rail:
        left = body.right() - _INSET - _AVATAR
    avatar = QRectF(round(left), round(body.center().y() - _AVATAR / 2), _AVATAR, _AVATAR)
    paint_avatar(painter, avatar, row.initials, row.hue)
    mark = QRectF(avatar.right() - 9, avatar.bottom() - 11, 13, 13)
    if mirrored:
        mark.moveLeft(avatar.left() - 4)
    fill_disc(painter, mark.adjusted(-2, -2, 2, 2), under)
    paint_mark(painter, mark, row.mark, under)
    if rail:
        return
    room = QRectF(avatar.right() + 12, body.top(), body.right() - avatar.right() - 18, body.height())
    if mirrored:
        room = QRectF(body.left() + 6, body.top(), avatar.left() - 18 - body.left(), body.height())
    high, low = theme.metrics("strong").height(), theme.metrics("caption").height()
    top = body.center().y() - (high + low + 3) / 2
    side = RIGHT if mirrored else LEFT
    inverse = selected and theme.contrast()
    name, line = (
        theme.colour("on" if inverse else "text"),
        theme.colour("on" if inverse else _LINE_TONES[row.line_kind]),
    )
    # 600 in the selected row; 500 for the others would be missing from many systems' fonts.
    first = QRectF(room.left(), top, room.width(), high)
    draw_words(painter, first, side, row.name, "strong" if selected else "body", name)
    draw_words(painter, QRectF(room.left(), top + high + 3, room.width(), low), side, row.line, "caption", line)
