"""What the painted parts share: when to restyle, keyboard focus, shapes, plain tooltips."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui import theme
from desktop_app.ui.components import marks
from desktop_app.ui.components.shapes import elided as elided
from desktop_app.ui.components.shapes import go_live
from desktop_app.ui.components.shapes import hairline as hairline
from desktop_app.ui.components.shapes import rounded as rounded
from desktop_app.ui.components.shapes import soft as soft

_RESTYLE = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.FontChange,
        QEvent.Type.StyleChange,
        QEvent.Type.LayoutDirectionChange,
    }
)
_KEYBOARD = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def _round(pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)


marks.round_caps[:] = [_round]
go_live()


def is_restyle(event: QEvent) -> bool:
    """Whether colours, sizes or direction changed, so that what was derived from them must be made again."""
    return event.type() in _RESTYLE


def by_keyboard(reason: Qt.FocusReason, before: bool) -> bool:
    """Whether focus that came for *reason* shows a ring; coming back to the window keeps what was (*before*)."""
    if reason in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
        return before
    return reason in _KEYBOARD


def in_order(controls: Sequence[QWidget]) -> None:
    """Let the Tab key go through *controls* in this order, whenever they were made."""
    for one, other in pairwise(controls):
        QWidget.setTabOrder(one, other)


def painter_for(widget: QWidget) -> QPainter:
    """An antialiased painter on *widget*."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The 2 px ring of keyboard focus, just inside *rect*."""
    rounded(painter, rect, radius, None, theme.colour("draw"), 2)


def plain_tooltip(text: str) -> str:
    """*text* as a tooltip that is shown letter by letter: Qt takes what looks like markup for markup."""
    if not text:
        return ""
    return "<qt>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</qt>"


def set_tip(widget: QWidget, words: str) -> None:
    """Give *widget* the tooltip *words*; a screen reader, which would be given its markup, hears the words."""
    widget.setToolTip(plain_tooltip(words))
    widget.setAccessibleDescription(words)


class HairLine(QWidget):
    """A horizontal hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the one pixel."""
        hairline(QPainter(self), QRectF(self.rect()))
