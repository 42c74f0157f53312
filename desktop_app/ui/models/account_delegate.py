"""The list's delegate: paints a row by :mod:`account_paint`, with the ring of keyboard focus and a plain tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop_app.ui import theme
from desktop_app.ui.components.base import focus_ring, plain_tooltip
from desktop_app.ui.models.account_paint import RAIL_ROW, paint_account, row_body
from desktop_app.ui.models.accounts_model import RowRole
from desktop_app.ui.models.row_state import AccountRow

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
        return QSize(theme.RAIL, RAIL_ROW if self.rail else theme.account_row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row."""
        row = index.data(RowRole)
        if not isinstance(row, AccountRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flags, rect = option.state, QRectF(option.rect)
        paint_account(
            painter,
            rect,
            row,
            selected=bool(flags & QStyle.StateFlag.State_Selected),
            hover=bool(flags & QStyle.StateFlag.State_MouseOver),
            rail=self.rail,
            mirrored=option.direction == Qt.LayoutDirection.RightToLeft,
        )
        if self.keyboard and flags & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, row_body(rect), theme.RADIUS_ROW)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """The whole name, plain, in the tooltip."""
        row = index.data(RowRole)
        if event.type() == QEvent.Type.ToolTip and isinstance(row, AccountRow):
            QToolTip.showText(event.globalPos(), plain_tooltip(f"{row.name}: {row.line}"), view)
            return True
        return False
