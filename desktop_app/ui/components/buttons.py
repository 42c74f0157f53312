"""Buttons: primary, plain, ghost, danger (outlined), danger_fill (inside a confirmation), and ones that are an icon."""

from __future__ import annotations

from typing import Literal
from weakref import WeakSet

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from shiboken6 import isValid

from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle, painter_for, rounded, set_tip

Kind = Literal["primary", "plain", "ghost", "danger", "danger_fill"]

#: They are asked for their descendants, so that nobody makes handles of parents that are Qt's own (viewports).
_pages: WeakSet[QWidget] = WeakSet()
_PADDING = 13
_GAP = 8


def take_focus_of_buttons(page: QWidget) -> None:
    """From now on *page* gets the focus of the buttons in it that rest or go."""
    _pages.add(page)


class Button(QPushButton):
    """A button whose words are a verb.

    :param icon_name: an icon before the words.
    :param opens: a menu opens: a chevron follows the words.
    """

    def __init__(
        self,
        text: str,
        kind: Kind = "plain",
        *,
        icon_name: str | None = None,
        opens: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon_name = icon_name
        self._opens = opens
        self._small = small
        self._ring = False
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(text)

    @property
    def kind(self) -> Kind:
        """Which kind it is."""
        return self._kind

    def setEnabled(self, enabled: bool) -> None:
        """One that rests gives the focus away first (see :meth:`give_focus_away`)."""
        if not enabled:
            self.give_focus_away()
        super().setEnabled(enabled)

    def give_focus_away(self) -> None:
        """Before it rests or goes: the focus comes to its page. Qt would give it to the neighbour, for which the next
        Space was not meant."""
        if self.hasFocus():
            for page in [one for one in _pages if isValid(one) and one.isAncestorOf(self)]:
                page.setFocus(Qt.FocusReason.OtherFocusReason)

    def words(self) -> str:
        """The words shown."""
        return self.text().replace("&&", "&")

    def set_words(self, words: str) -> None:
        """Show *words*; an ampersand is an ampersand."""
        if words != self.words():
            self.setText(words.replace("&", "&&"))
            self.setAccessibleName(words)

    def set_kind(self, kind: Kind) -> None:
        """Change the kind (one primary button a page)."""
        if kind != self._kind:
            self._kind = kind
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Words, icon, chevron and their gaps; height from the font."""
        return QSize(round(self._content_width()) + 2 * self._padding(), theme.control_height(self._small))

    def minimumSizeHint(self) -> QSize:
        """A few letters: overlong words are cut, no control is pushed away."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 60), hint.height())

    def _padding(self) -> int:
        if self._kind == "ghost":
            return 8
        return 10 if self._small else _PADDING

    def _role(self) -> theme.FontRole:
        return "strong" if self._kind in {"primary", "danger_fill"} else "body"

    def _content_width(self) -> float:
        wide = float(QFontMetrics(theme.font(self._role())).horizontalAdvance(self.words()))
        if self._icon_name:
            wide += theme.icon_size(16) + _GAP
        if self._opens:
            wide += theme.icon_size(14) + _GAP
        return wide

    def _fill(self) -> QColor | None:
        down, over = self.isDown() or self.isChecked(), self.underMouse()
        if not self.isEnabled():
            return theme.colour("neutral-soft") if self._kind in {"primary", "danger_fill"} else theme.colour("page")
        match self._kind:
            case "primary":
                return theme.colour("accent-pressed" if down else "accent-hover" if over else "accent")
            case "danger_fill":
                return theme.colour("danger-hover" if down or over else "danger")
            case "ghost":
                return theme.colour("neutral-soft") if down or over else None
            case "plain" | "danger":
                return theme.colour("btn-pressed" if down else "btn-hover" if over else "btn")

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return theme.colour("disabled")
        match self._kind:
            case "primary" | "danger_fill":
                return theme.colour("on")
            case "ghost":
                return theme.colour("accent-text")
            case "danger":
                return theme.colour("bad")
            case "plain":
                return theme.colour("text")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape, icon, words, chevron."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        ring = self.hasFocus() and self._ring
        filled = self._kind in {"primary", "danger_fill"}
        outlined = self._kind in {"plain", "danger"} or theme.contrast()
        body = rect.adjusted(3.5, 3.5, -3.5, -3.5) if ring and filled else rect
        line = theme.colour("text" if theme.contrast() else "btn-line") if outlined and not ring else None
        radius = theme.RADIUS_CONTROL - (2 if ring and filled else 0)
        rounded(painter, body, radius, self._fill(), line, theme.border())
        if ring:
            focus_ring(painter, rect, theme.RADIUS_CONTROL)
        self._paint_content(painter, rect)

    def _paint_content(self, painter: QPainter, rect: QRectF) -> None:
        ink = self._ink()
        painter.setPen(ink)
        painter.setFont(theme.font(self._role()))
        padding = min(self._padding(), 8) if self.width() < self.sizeHint().width() else self._padding()
        room = QRectF(rect).adjusted(padding, 0, -padding, 0)
        spare = max(0.0, room.width() - self._content_width()) / 2
        room.adjust(spare, 0, -spare, 0)
        mirrored = self.isRightToLeft()
        if self._icon_name:
            size = theme.icon_size(16)
            x = room.right() - size if mirrored else room.left()
            icons.paint(painter, self._icon_name, QRectF(x, (rect.height() - size) / 2, size, size), ink)
            room.adjust(0 if mirrored else size + _GAP, 0, -(size + _GAP) if mirrored else 0, 0)
        if self._opens:
            size = theme.icon_size(14)
            x = room.left() if mirrored else room.right() - size
            icons.paint(painter, "chevron-down", QRectF(x, (rect.height() - size) / 2, size, size), ink)
            room.adjust(size + _GAP if mirrored else 0, 0, 0 if mirrored else -(size + _GAP), 0)
        shown = painter.fontMetrics().elidedText(self.words(), Qt.TextElideMode.ElideRight, round(room.width()) + 1)
        painter.drawText(room.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignCenter, shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()


class IconButton(QPushButton):
    """A button that is an icon; its name is in the tooltip and for screen readers."""

    def __init__(
        self, icon_name: str, name: str, *, usual: int = 18, tone: str = "text-2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._usual = usual
        self._tone = tone
        self._ring = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """What it does, in words."""
        self.setAccessibleName(name)
        set_tip(self, name)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self.update()

    def sizeHint(self) -> QSize:
        """The icon with room around, never below a target of 24."""
        side = max(theme.TARGET, theme.icon_size(self._usual) + 12)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The same: an icon is not cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            rounded(painter, rect, theme.RADIUS_CONTROL, theme.colour("neutral-soft"))
        if self.hasFocus() and self._ring:
            focus_ring(painter, rect, theme.RADIUS_CONTROL)
        size = theme.icon_size(self._usual)
        place = QRectF((rect.width() - size) / 2, (rect.height() - size) / 2, size, size)
        icons.paint(painter, self._icon_name, place, theme.colour(self._tone if self.isEnabled() else "disabled"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
