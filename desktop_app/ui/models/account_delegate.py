"""How a row of the list of accounts is painted: avatar, the state's mark at its corner, name, one line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop_app.ui import theme
from desktop_app.ui.components.base import focus_ring, plain_tooltip, rounded
from desktop_app.ui.components.marks import paint_mark
from desktop_app.ui.components.surfaces import paint_avatar
from desktop_app.ui.models.accounts_model import RowRole
from desktop_app.ui.models.view_state import AccountRow

_AVATAR = 34
_INSET = 8
_GAP = 4
_LINE_TONES = {"plain": "text-2", "warn": "warn", "bad": "bad"}
_Index = QModelIndex | QPersistentModelIndex


class AccountDelegate(QStyledItemDelegate):
    """Paints accounts; in the rail the avatar alone.

    ``keyboard`` tells whether focus came by keyboard, so that a ring is due.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.rail = False
        self.keyboard = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Height from the font."""
        return QSize(theme.RAIL, theme.account_row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row."""
        row = index.data(RowRole)
        if not isinstance(row, AccountRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flags = option.state  # type: ignore[attr-defined]  # the stubs do not know the option's fields
        rect = QRectF(option.rect).adjusted(_INSET, _GAP / 2, -_INSET, -_GAP / 2)  # type: ignore[attr-defined]  # as above
        selected = bool(flags & QStyle.StateFlag.State_Selected)
        under = theme.colour("side")
        if selected:
            under = theme.colour("side-selected")
        elif flags & QStyle.StateFlag.State_MouseOver:
            under = theme.colour("neutral-soft")
        if selected or flags & QStyle.StateFlag.State_MouseOver:
            rounded(painter, rect, theme.RADIUS_ROW, under)
        if self.keyboard and flags & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, theme.RADIUS_ROW)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft  # type: ignore[attr-defined]  # as above
        self._paint_row(painter, rect, row, under, selected, mirrored)
        painter.restore()

    def _paint_row(
        self, painter: QPainter, rect: QRectF, row: AccountRow, under: QColor, selected: bool, mirrored: bool
    ) -> None:
        left = rect.center().x() - _AVATAR / 2 if self.rail else rect.left() + _INSET
        if mirrored and not self.rail:
            left = rect.right() - _INSET - _AVATAR
        avatar = QRectF(round(left), round(rect.center().y() - _AVATAR / 2), _AVATAR, _AVATAR)
        paint_avatar(painter, avatar, row.initials, row.hue)
        mark = QRectF(avatar.right() - 9, avatar.bottom() - 11, 13, 13)
        if mirrored:
            mark.moveLeft(avatar.left() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(under)
        painter.drawEllipse(mark.adjusted(-2, -2, 2, 2))
        paint_mark(painter, mark, row.mark, under)
        if self.rail:
            return
        room = QRectF(avatar.right() + 12, rect.top(), rect.right() - avatar.right() - 18, rect.height())
        if mirrored:
            room = QRectF(rect.left() + 6, rect.top(), avatar.left() - 12 - rect.left() - 6, rect.height())
        # The name is 600 throughout in the selected row, 500 would be missing from many systems' fonts.
        name, line = theme.font("strong" if selected else "body"), theme.font("caption")
        high, low = theme.metrics("strong").height(), theme.metrics("caption").height()
        top = rect.center().y() - (high + low + 3) / 2
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        highlighted = selected and theme.contrast()
        for font, words, tone, y, height in (
            (name, row.name, "text", top, high),
            (line, row.line, _LINE_TONES[row.line_kind], top + high + 3, low),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour("on" if highlighted else tone))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(QRectF(room.left(), y, room.width(), height), side | Qt.AlignmentFlag.AlignVCenter, shown)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """The whole name, plain, in the tooltip."""
        row = index.data(RowRole)
        if event.type() == QEvent.Type.ToolTip and isinstance(row, AccountRow):
            QToolTip.showText(event.globalPos(), plain_tooltip(f"{row.name}: {row.line}"), view)
            return True
        return False
