"""How a session's row is painted: tick, picture, name with its second line, the columns."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop_app.app.texts import text
from desktop_app.ports import ListedSession
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import focus_ring, hairline, plain_tooltip, rounded, soft
from desktop_app.ui.components.marks import tick_path
from desktop_app.ui.devices.columns import Columns, check_side, columns_for, row_height
from desktop_app.ui.devices.model import DevicesModel
from desktop_app.ui.projection import devices as project

_Index = QModelIndex | QPersistentModelIndex
_MIDDLE: Final = Qt.TextElideMode.ElideMiddle
_END: Final = Qt.TextElideMode.ElideRight


def sign_out_rect(row: QRectF, columns: Columns, *, mirrored: bool) -> QRectF:
    """Where the own row's Sign out stands: in its second line, behind the chip; a target of 24 px."""
    chip, top = _chip_width(), second_line(row)
    room = names_rect(row, columns, mirrored=mirrored)
    wide = theme.metrics("caption").horizontalAdvance(text("devices.sign_out")) + 8.0
    x = room.right() - chip - 4 - wide if mirrored else room.left() + chip + 4
    high = max(float(theme.TARGET), theme.metrics("caption").height() + 6.0)
    return QRectF(x, top + theme.metrics("caption").height() / 2 - high / 2, wide, high)


def names_rect(row: QRectF, columns: Columns, *, mirrored: bool) -> QRectF:
    """Where a row's name and its second line stand: behind tick and picture."""
    cell = columns.rect("device", row, mirrored=mirrored) or row
    lead = check_side() + 14 + theme.icon_size(18) + 12
    return cell.adjusted(8, 0, -lead, 0) if mirrored else cell.adjusted(lead, 0, -8, 0)


def second_line(row: QRectF) -> float:
    """The top of a row's second line."""
    high, low = theme.metrics("strong").height(), theme.metrics("caption").height()
    return row.center().y() - (high + low + 3) / 2 + high + 3


def _chip_width() -> float:
    return theme.metrics("caption").horizontalAdvance(text("devices.this_device")) + 16.0


class DeviceDelegate(QStyledItemDelegate):
    """Paints rows. ``keyboard``: focus came by keyboard, so a ring is due. ``busy``: nothing can be ticked now."""

    def __init__(self, view: QAbstractItemView, model: DevicesModel) -> None:
        super().__init__(view)
        self._model = model
        self.keyboard = False
        self.busy = False
        self.over_sign_out = False
        self._columns: tuple[int, float, Columns] | None = None

    def columns(self, width: int) -> Columns:
        """The columns of *width* px; kept until it changes."""
        scale = theme.scale()
        if self._columns is None or self._columns[:2] != (width, scale):
            self._columns = (width, scale, columns_for(width))
        return self._columns[2]

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Height from the font."""
        return QSize(80, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        one = self._model.session(index.row())
        if one is None:
            return
        row, mirrored = QRectF(option.rect), option.direction == Qt.LayoutDirection.RightToLeft
        columns = self.columns(round(row.width()))
        ticked = self._model.is_ticked(one) and not one.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ticked:
            painter.fillRect(row, theme.colour("side-selected" if theme.contrast() else "accent-soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver and not one.current:
            painter.fillRect(row, soft("neutral-soft"))
        hairline(painter, QRectF(row.left(), row.bottom() - 1, row.width(), 1))
        cell = columns.rect("device", row, mirrored=mirrored)
        if cell is not None:
            self._paint_device(painter, row, cell, one, columns, ticked=ticked, mirrored=mirrored)
        now, own = self._model.now, self._model.own_application
        for name, words, tone, cut in (
            ("application", project.application(one, own), "text", _MIDDLE),
            ("address", project.address(one), "text-2", _MIDDLE),
            ("last_used", project.used(one, now), "text", _END),
            ("started", project.started(one, now), "text-2", _END),
            ("expires", project.ends(one, now), "text-2", _END),
        ):
            place = columns.rect(name, row, mirrored=mirrored)  # type: ignore[arg-type]  # names of the table above
            if place is not None and words:
                _words(painter, place, words, "body", _ink(tone, ticked), cut, mirrored=mirrored)
        if self.keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, row.adjusted(1, 1, -1, -2), theme.RADIUS_CONTROL)
        painter.restore()

    def _paint_device(
        self,
        painter: QPainter,
        row: QRectF,
        cell: QRectF,
        one: ListedSession,
        columns: Columns,
        *,
        ticked: bool,
        mirrored: bool,
    ) -> None:
        side, size = check_side(), theme.icon_size(18)
        x = cell.right() - side if mirrored else cell.left()
        if not one.current:
            box = QRectF(x, round(row.center().y() - side / 2), side, side)
            _check(painter, box, ticked, enabled=not self.busy)
        step = side + 14
        x = cell.right() - step - size if mirrored else cell.left() + step
        picture = QRectF(round(x), round(row.center().y() - size / 2), size, size)
        icons.paint(painter, project.icon(one), picture, _ink("text-2", ticked))
        self._paint_names(painter, row, one, columns, ticked=ticked, mirrored=mirrored)

    def _paint_names(
        self, painter: QPainter, row: QRectF, one: ListedSession, columns: Columns, *, ticked: bool, mirrored: bool
    ) -> None:
        room = names_rect(row, columns, mirrored=mirrored)
        high, low = theme.metrics("strong").height(), theme.metrics("caption").height()
        more = project.about(one)
        if columns.narrow:
            own = self._model.own_application
            parts = (project.application(one, own), project.used(one, self._model.now), more)
            more = " · ".join(part for part in parts if part)
        second = second_line(row)
        top = second - high - 3 if more or one.current else row.center().y() - high / 2
        first = QRectF(room.left(), top, room.width(), high)
        _words(painter, first, project.device(one), "strong", _ink("text", ticked), _END, mirrored=mirrored)
        if one.current:
            self._paint_own(painter, row, QRectF(room.left(), second, room.width(), low), columns, mirrored=mirrored)
        elif more:
            line = QRectF(room.left(), second, room.width(), low)
            _words(painter, line, more, "caption", _ink("text-2", ticked), _END, mirrored=mirrored)

    def _paint_own(self, painter: QPainter, row: QRectF, line: QRectF, columns: Columns, *, mirrored: bool) -> None:
        """The chip "This device", and Sign out."""
        wide = _chip_width()
        x = line.right() - wide if mirrored else line.left()
        chip = QRectF(x, line.top() - 1, wide, line.height() + 2)
        edge = theme.colour("text") if theme.contrast() else None
        rounded(painter, chip, chip.height() / 2, soft("accent-soft"), edge, 2)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("accent-text"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text("devices.this_device"))
        button = sign_out_rect(row, columns, mirrored=mirrored)
        if self.over_sign_out:
            rounded(painter, button, theme.RADIUS_CONTROL, theme.colour("neutral-soft"))
        painter.setPen(theme.colour("accent-text"))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, text("devices.sign_out"))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """The whole row, plain, in the tooltip."""
        one = self._model.session(index.row())
        if event.type() == QEvent.Type.ToolTip and one is not None:
            words = project.sentence(one, self._model.now, self._model.own_application)
            QToolTip.showText(event.globalPos(), plain_tooltip(words), view)
            return True
        return False


def _ink(tone: str, ticked: bool) -> QColor:
    return theme.colour("on" if ticked and theme.contrast() else tone)


def _words(
    painter: QPainter,
    room: QRectF,
    words: str,
    role: theme.FontRole,
    ink: QColor,
    cut: Qt.TextElideMode,
    *,
    mirrored: bool,
) -> None:
    painter.setFont(theme.font(role))
    painter.setPen(ink)
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    line = theme.metrics(role).elidedText(words, cut, round(room.width()))
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, line)


def _check(painter: QPainter, box: QRectF, on: bool, *, enabled: bool) -> None:
    edge = theme.colour("edge" if enabled else "btn-line")
    if theme.contrast():
        edge = theme.colour("text")
    if not on:
        rounded(painter, box, theme.RADIUS_CHECK, theme.colour("card"), edge, 2 if theme.contrast() else 1.5)
        return
    rounded(painter, box, theme.RADIUS_CHECK, theme.colour("accent"))
    pen = QPen(theme.colour("on"), 1.7 * box.width() / 14)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(tick_path(box), pen)
