"""What the painted parts share: when to restyle, keyboard focus, shapes, plain tooltips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui import theme

_RESTYLE = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.ApplicationFontChange,
        QEvent.Type.StyleChange,
        QEvent.Type.LayoutDirectionChange,
    }
)
_KEYBOARD = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def is_restyle(event: QEvent) -> bool:
    """Whether colours, sizes or direction changed, so that what was derived from them must be made again."""
    return event.type() in _RESTYLE


def by_keyboard(reason: Qt.FocusReason, before: bool) -> bool:
    """Whether focus that came for *reason* shows a ring; coming back to the window keeps what was (*before*)."""
    if reason in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
        return before
    return reason in _KEYBOARD


def painter_for(widget: QWidget) -> QPainter:
    """An antialiased painter on *widget*."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None, width: float = 1
) -> None:
    """A rounded rectangle whose border lies wholly inside *rect*."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    painter.setPen(QPen(line, width))
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The 2 px ring of keyboard focus, just inside *rect*."""
    rounded(painter, rect, radius, None, theme.colour("draw"), 2)


def hairline(painter: QPainter, rect: QRectF) -> None:
    """A hairline: a filled rectangle, so that it is one pixel sharp."""
    painter.fillRect(rect, theme.colour("line"))


def soft(token: str) -> QColor:
    """A soft fill; none in high contrast (there the border and the word say it)."""
    return theme.colour("page") if theme.contrast() else theme.colour(token)


def plain_tooltip(text: str) -> str:
    """*text* as a tooltip that is shown letter by letter: Qt takes what looks like markup for markup."""
    if not text:
        return ""
    return "<qt>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</qt>"


class HairLine(QWidget):
    """A horizontal hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: object) -> None:
        """Fill the one pixel."""
        hairline(QPainter(self), QRectF(self.rect()))
