"""How a line is painted: mark, time, account, words. Narrow: the words below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import focus_ring, hairline, plain_tooltip, soft
from desktop_app.ui.log.model import LogModel

_Index = QModelIndex | QPersistentModelIndex
_MARKS: Final = {
    "debug": ("more", "text-2"),
    "info": ("info", "text-2"),
    "warning": ("warning", "warn"),
    "error": ("error", "bad"),
}
#: Below this width a line takes two rows of words, px at the usual text size.
_NARROW: Final = 620
_INSET: Final = 12
_MOST_PAINTED: Final = 400


def is_narrow(width: int) -> bool:
    """Whether lines of *width* px are two rows."""
    return width < _NARROW * max(1.0, theme.scale())


class LineDelegate(QStyledItemDelegate):
    """Paints lines. ``keyboard``: focus came by keyboard, so a ring is due."""

    def __init__(self, view: QAbstractItemView, model: LogModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.keyboard = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Height from the font."""
        return QSize(80, self.height())

    def height(self) -> int:
        """Of every line, px."""
        line, low = theme.metrics().height(), theme.metrics("caption").height()
        narrow = is_narrow(self._view.viewport().width())
        return line + low + 15 if narrow else max(theme.TARGET, line + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a line."""
        line = self._model.line(index.row())
        if line is None:
            return
        row, mirrored = QRectF(option.rect), option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(row, theme.colour("side-selected" if theme.contrast() else "accent-soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, soft("neutral-soft"))
        hairline(painter, QRectF(row.left(), row.bottom() - 1, row.width(), 1))
        ink = "on" if chosen and theme.contrast() else None
        narrow = is_narrow(round(row.width()))
        high = theme.metrics().height() if not narrow else theme.metrics("caption").height()
        top = row.top() + 6 if narrow else row.center().y() - high / 2
        size = theme.icon_size(16)
        mark, tone = _MARKS[line.level]
        x = row.left() + _INSET
        place = QRectF(x, top + (high - size) / 2, size, size)
        icons.paint(painter, mark, _flip(place, row, mirrored), theme.colour(ink or tone))
        x += size + theme.SPACE_S
        role: theme.FontRole = "caption" if narrow else "body"
        x = _word(painter, row, QRectF(x, top, 0, high), self._model.when(line), role, ink or "text-2", mirrored)
        if line.account:
            most = 140 * max(1.0, theme.scale())
            spot = QRectF(x, top, min(most, row.right() - _INSET - x), high)
            x = _word(painter, row, spot, line.account, role, ink or "text-2", mirrored)
        words = line.text if line.source else f"{text('log.foreign')}: {line.text}"
        if narrow:
            low = theme.metrics().height()
            spot = QRectF(row.left() + _INSET, top + high + 2, row.width() - 2 * _INSET, low)
        else:
            spot = QRectF(x, top, row.right() - _INSET - x, high)
        _word(painter, row, spot, words[:_MOST_PAINTED], "body", ink or "text", mirrored)
        if self.keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, row.adjusted(1, 1, -1, -2), theme.RADIUS_CONTROL)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """The level in words, and the whole text where it is cut."""
        line = self._model.line(index.row())
        if line is None or event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        words = f"{text(f'log.word_{line.level}')}: {line.text[:_MOST_PAINTED]}"
        QToolTip.showText(event.globalPos(), plain_tooltip(words), view)
        return True


def _flip(place: QRectF, row: QRectF, mirrored: bool) -> QRectF:
    if not mirrored:
        return place
    return QRectF(row.left() + row.right() - place.right(), place.top(), place.width(), place.height())


def _word(
    painter: QPainter, row: QRectF, spot: QRectF, words: str, role: theme.FontRole, tone: str, mirrored: bool
) -> float:
    """Paint *words* (cut at their end) and give where the next may begin. A spot of no width takes what they need."""
    metrics = theme.metrics(role)
    wide = spot.width() or metrics.horizontalAdvance(words) + 2.0
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(1, round(wide)))
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(tone))
    place = _flip(QRectF(spot.left(), spot.top(), wide, spot.height()), row, mirrored)
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return spot.left() + min(wide, metrics.horizontalAdvance(shown) + 2.0) + theme.SPACE_M
