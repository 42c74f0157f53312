"""The pane's pages, side by side in one control. Arrows move between them, as in every row of tabs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, is_restyle, painter_for, rounded, soft


class Segments(QTabBar):
    """Words in a track; the current one stands on a card. ``set_count`` puts a number behind a word.

    :param short: shorter words for where there is little room, by place.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        name: str,
        *,
        short: dict[int, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ring = False
        self._counts: dict[int, int] = {}
        self._plain = words
        self._short = short or {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        for word in words:
            self.addTab(word.replace("&", "&&"))

    def set_words(self, words: tuple[str, ...]) -> None:
        """Other words, with the first one current unless there are as many as before."""
        if words == self._plain:
            return
        current = self.currentIndex() if len(words) == len(self._plain) else 0
        self._plain = words
        blocked = self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        for word in words:
            self.addTab(word.replace("&", "&&"))
        self.setCurrentIndex(current)
        self.blockSignals(blocked)
        self.updateGeometry()

    def set_count(self, place: int, count: int) -> None:
        """Show *count* behind the word at *place*; 0 shows none."""
        if self._counts.get(place, 0) == count:
            return
        self._counts[place] = count
        word = self._plain[place]
        self.setAccessibleTabName(place, text("inspect_pane.tab_count", word=word, count=count) if count else word)
        # The bar keeps its layout until a tab's words change.
        shown = word.replace("&", "&&")
        self.setTabText(place, shown + " ")
        self.setTabText(place, shown)
        self.updateGeometry()

    def _count_width(self, place: int) -> int:
        count = self._counts.get(place, 0)
        if not count:
            return 0
        metrics = theme.metrics("caption")
        return int(max(metrics.height() + 4, metrics.horizontalAdvance(str(count)) + 12)) + 8

    def _word(self, place: int) -> str:
        # Qt lays out while tabs are being taken away.
        word = self._plain[place] if place < len(self._plain) else ""
        return word if self._wide() else self._short.get(place, word)

    def _gap(self) -> int:
        return 32 if self._wide() else 14

    def _wide(self) -> bool:
        return self.window().width() >= 700 * max(1.0, theme.scale())

    def tabSizeHint(self, index: int) -> QSize:
        """The word in bold and room around it: being current moves nothing."""
        wide = theme.metrics("strong").horizontalAdvance(self._word(index)) + self._gap() + self._count_width(index)
        return QSize(wide, theme.metrics().height() + 13)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Narrow: words are cut."""
        return QSize(28, self.tabSizeHint(index).height())

    def sizeHint(self) -> QSize:
        """All words."""
        return QSize(sum(self.tabSizeHint(n).width() for n in range(self.count())), theme.metrics().height() + 13)

    def minimumSizeHint(self) -> QSize:
        """Narrow."""
        return QSize(120, theme.metrics().height() + 13)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, the card of the current word, words and counts."""
        painter = painter_for(self)
        track = QRectF(self.rect())
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter, track, theme.RADIUS_ROW, soft("neutral-soft"), line, 2)
        for number in range(self.count()):
            rect = QRectF(self.tabRect(number)).adjusted(4, 4, -4, -4)
            current = number == self.currentIndex()
            if current:
                fill = "side-selected" if theme.contrast() else "btn"
                rounded(painter, rect, theme.RADIUS_CONTROL, theme.colour(fill))
                if self.hasFocus() and self._ring:
                    focus_ring(painter, rect, theme.RADIUS_CONTROL)
            self._paint_word(painter, number, rect, current)

    def _paint_word(self, painter: QPainter, number: int, rect: QRectF, current: bool) -> None:
        count = self._count_width(number)
        painter.setFont(theme.font("strong" if current else "body"))
        ink = "on" if current and theme.contrast() else "text" if current else "text-2"
        painter.setPen(theme.colour(ink))
        room = rect.adjusted(0, 0, -count, 0) if not self.isRightToLeft() else rect.adjusted(count, 0, 0, 0)
        word = painter.fontMetrics().elidedText(self._word(number), Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, word)
        if count:
            metrics = theme.metrics("caption")
            high = metrics.height() + 4
            x = rect.left() + 4 if self.isRightToLeft() else rect.right() - count + 2
            pill = QRectF(x, rect.center().y() - high / 2, count - 8, high)
            rounded(painter, pill, high / 2, soft("warn-soft"))
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("warn"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(self._counts[number]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Sizes follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_plain"):
            for number in range(self.count()):
                words = self.tabText(number)
                self.setTabText(number, words + " ")
                self.setTabText(number, words)
            self.updateGeometry()
