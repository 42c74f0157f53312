"""Words: always plain, elided or wrapped, never asking for more room than there is."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, set_tip

_LEAST = 24
_UNIT = re.compile(r"\b(\d+) (s|min|h|d)\b")


class Label(QLabel):
    """One line of plain words that is cut with an ellipsis where room ends; the whole is in tooltip and name.

    :param elide: where to cut: names at the end, addresses and ids in the middle.
    """

    def __init__(
        self,
        text: str = "",
        role: theme.FontRole = "body",
        tone: str = "text",
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role: theme.FontRole = role
        self._tone = tone
        self._elide = elide
        self._kept = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_text(self, text: str) -> None:
        """Show *text*; nothing happens where it is shown already."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def set_tone(self, tone: str) -> None:
        """The token of the words' colour."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        metrics, around = theme.metrics(self._role), self.contentsMargins()
        wide = metrics.horizontalAdvance(self.text()) + 2 + around.left() + around.right()
        return QSize(wide, metrics.height() + 1 + around.top() + around.bottom())

    def minimumSizeHint(self) -> QSize:
        """A few letters: what does not fit is cut."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), max(_LEAST, self._kept)), hint.height())

    def keep(self, width: int) -> None:
        """Do not be cut below *width* px."""
        if width != self._kept:
            self._kept = width
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, cut to the room there is."""
        painter = QPainter(self)
        painter.setFont(theme.font(self._role))
        painter.setPen(theme.colour(self._tone if self.isEnabled() else "disabled"))
        shown = theme.metrics(self._role).elidedText(self.text(), self._elide, self.contentsRect().width())
        flags = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawText(QRectF(self.contentsRect()), shown, QTextOption(flags))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tooltip holds what is cut."""
        super().resizeEvent(event)
        cut = theme.metrics(self._role).horizontalAdvance(self.text()) > self.width()
        set_tip(self, self.text() if cut else "")

    def changeEvent(self, event: QEvent) -> None:
        """Fonts follow the system's size."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()


class WrapLabel(QLabel):
    """A paragraph of plain words: wraps at words, inside them where it must, and keeps the height that it needs."""

    def __init__(
        self, text: str = "", role: theme.FontRole = "body", tone: str = "text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role: theme.FontRole = role
        self._tone = tone
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_text(self, text: str) -> None:
        """Show *text*; nothing happens where it is shown already."""
        if text != self.text():
            self.setText(text)
            self._keep_height()

    def set_tone(self, tone: str) -> None:
        """The token of the words' colour."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the words in *width* px."""
        return math.ceil(self._lay_out(width)[1])

    def sizeHint(self) -> QSize:
        """On one line where that is not overlong."""
        wide = min(
            theme.metrics(self._role).horizontalAdvance(self.text()) + 2,
            60 * theme.metrics(self._role).averageCharWidth(),
        )
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Narrow: words break where they must."""
        return QSize(_LEAST, theme.metrics(self._role).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setPen(theme.colour(self._tone if self.isEnabled() else "disabled"))
        self._lay_out(self.width())[0].draw(painter, QPointF(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nested boxes give a wrapped label too little height unless it insists."""
        super().resizeEvent(event)
        self._keep_height()

    def changeEvent(self, event: QEvent) -> None:
        """Fonts follow the system's size."""
        super().changeEvent(event)
        if is_restyle(event):
            self._keep_height()
            self.update()

    def _keep_height(self) -> None:
        needed = self.heightForWidth(self.width())
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)
        self.updateGeometry()

    def _lay_out(self, width: int) -> tuple[QTextLayout, float]:
        option = QTextOption(QStyle.visualAlignment(self.layoutDirection(), self.alignment()))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # A number and its unit stay on one line ("4 s").
        words = _UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", self.text())
        layout = QTextLayout(words, theme.font(self._role))
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, max(height, float(theme.metrics(self._role).height()))
