"""A token's text, coloured by part and cut in the middle of its parts: a few lines, however long it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle
from desktop_app.ui.models.inspector_state import Part

TONES = {"header": "part-header", "payload": "part-payload", "signature": "part-signature", "rest": "text"}
_DOTS = "•" * 64
_LINES = 2


def shorten(parts: tuple[Part, ...], room: int) -> list[tuple[str, str]]:
    """(kind, text) of *parts* in at most *room* characters; each part keeps its beginning and its end."""
    if room <= 0:
        return []
    whole = sum(len(part.text) for part in parts) + max(0, len(parts) - 1)
    if whole <= room:
        return [(part.kind, part.text) for part in parts]
    spare = room - max(0, len(parts) - 1)
    out: list[tuple[str, str]] = []
    waiting = sorted(range(len(parts)), key=lambda n: len(parts[n].text))
    given: dict[int, int] = {}
    for done, number in enumerate(waiting):
        given[number] = min(len(parts[number].text), spare // (len(parts) - done))
        spare -= given[number]
    for number, part in enumerate(parts):
        keep = given[number]
        words = part.text
        if len(words) > keep:
            head = max(0, (keep - 1) * 2 // 3)
            tail = max(0, keep - 1 - head)
            words = words[:head] + "…" + (words[-tail:] if tail else "")
        out.append((part.kind, words))
    return out


class TokenTextView(QWidget):
    """Paints it. Its words are written from left to right in every language. ``edit_wanted``: click, Return, F2."""

    edit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._masked = False
        self._ring = False
        self.editable = False
        self.lines = _LINES
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text("inspect_pane.token_text"))

    def show_parts(self, parts: tuple[Part, ...], *, masked: bool, editable: bool) -> None:
        """Show *parts*, or dots in their place (then they should not be given at all)."""
        self._parts = () if masked else parts
        self._masked = masked
        self.editable = editable
        self.setCursor(Qt.CursorShape.IBeamCursor if editable else Qt.CursorShape.ArrowCursor)
        what = "masked" if masked else "editable" if editable else "shown"
        self.setAccessibleDescription(text(f"inspect_pane.token_{what}"))
        self.updateGeometry()
        self.update()

    def shown(self) -> str:
        """What can be read, for tests: the words as they are painted."""
        return _DOTS if self._masked else ".".join(words for _, words in shorten(self._parts, self._room()))

    def _line_height(self) -> int:
        return theme.metrics("mono").height() + 5

    def _columns(self) -> int:
        wide = QFontMetricsF(theme.font("mono")).horizontalAdvance("M")
        return max(8, int(self.width() / max(1.0, wide)))

    def _room(self) -> int:
        return self._columns() * self.lines

    def _used_lines(self) -> int:
        if self._masked:
            return 1
        whole = sum(len(part.text) for part in self._parts) + max(0, len(self._parts) - 1)
        return max(1, min(self.lines, -(-whole // self._columns())))

    def sizeHint(self) -> QSize:
        """As many lines as it needs, up to two."""
        return QSize(200, self._line_height() * self._used_lines())

    def minimumSizeHint(self) -> QSize:
        """Narrow: it is cut."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(theme.font("mono"))
        high, columns = self._line_height(), self._columns()
        top = float(theme.metrics("mono").ascent())
        if self._masked:
            painter.setPen(theme.colour("text-2"))
            painter.drawText(QPointF(0, top), _DOTS[:columns])
        else:
            self._paint_parts(painter, columns, high, top)
        if self.hasFocus() and self._ring:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, QRectF(self.rect()), theme.RADIUS_CHECK)

    def _paint_parts(self, painter: QPainter, columns: int, high: int, top: float) -> None:
        advance = QFontMetricsF(theme.font("mono")).horizontalAdvance("M")
        place = 0
        for number, (kind, words) in enumerate(shorten(self._parts, self._room())):
            for tone, piece in (("text", "." if number else ""), (TONES[kind], words)):
                painter.setPen(theme.colour("text" if theme.contrast() else tone))
                start = 0
                while start < len(piece):
                    line, column = divmod(place, columns)
                    if line >= self.lines:
                        return
                    run = piece[start : start + columns - column]
                    painter.drawText(QPointF(column * advance, top + line * high), run)
                    start += len(run)
                    place += len(run)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click edits."""
        super().mousePressEvent(event)
        if self.editable and event.button() == Qt.MouseButton.LeftButton:
            self.edit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Return and F2."""
        if self.editable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_wanted.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()
