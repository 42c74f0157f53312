"""The raw page: the JSON as it was read, formatted, with the token's text beside it, coloured by part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.inspect.token_text import TONES
from desktop_app.ui.models.inspector_state import RawBlock
from desktop_app.ui.views.page import SlimBar


class _Ink(SafeText):
    """A text area in the colour of a part."""

    def __init__(self, name: str, tone: str) -> None:
        self.tone = tone
        super().__init__(name, read_only=True)
        self.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def own_palette(self) -> QPalette:
        """The part's colour."""
        palette = super().own_palette()
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text" if theme.contrast() else self.tone))
        return palette

    def fit(self) -> None:
        """As high as its text, within bounds."""
        lines = min(16, max(2, self.document().blockCount()))
        high = lines * theme.metrics("mono").lineSpacing() + 12
        if high != self.minimumHeight():
            self.setMinimumHeight(high)

    def sizeHint(self) -> QSize:
        """Its least."""
        return QSize(200, self.minimumHeight())


class RawCard(Card):
    """One block with its heading and Copy. ``copied`` carries the block's kind and what is selected (empty: all)."""

    copied = Signal(str, str)

    def __init__(self, block: RawBlock, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.block = block
        self.column.setContentsMargins(14, 8, 10, 10)
        self.column.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(Label(block.title, "strong", TONES[block.kind]), 1)
        button = IconButton("copy", text("window.copy_what", what=block.title), usual=16)
        row.addWidget(button)
        self.column.addLayout(row)
        self.area = _Ink(block.title, TONES[block.kind])
        self.area.setPlainText(block.text)
        self.area.copied.connect(lambda words: self.copied.emit(self.block.kind, words))
        button.clicked.connect(lambda: self.copied.emit(self.block.kind, ""))
        self.column.addWidget(self.area, 1)
        self._note = Label(block.note, "caption", "text-2")
        self._note.setVisible(bool(block.note))
        self.column.addWidget(self._note)
        self.area.fit()

    def show_block(self, block: RawBlock) -> None:
        """Another text under the same heading."""
        if block.text != self.block.text:
            self.area.setPlainText(block.text)
            self.area.fit()
        self.block = block
        self._note.set_text(block.note)
        self._note.setVisible(bool(block.note))

    def changeEvent(self, event: QEvent) -> None:
        """Heights follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "area"):
            self.area.fit()


class RawBody(QWidget):
    """The blocks: JSON at the left, the token's text at the right; one below the other where it is narrow."""

    copied = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[RawCard] = []
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE_M)
        self._columns = (QVBoxLayout(), QVBoxLayout())
        for column, share in zip(self._columns, (3, 2), strict=True):
            column.setSpacing(theme.SPACE_M)
            self._box.addLayout(column, share)

    def render_blocks(self, blocks: tuple[RawBlock, ...]) -> None:
        """Show *blocks*; the last is the token's own text."""
        if [b.kind for b in blocks] == [c.block.kind for c in self.cards] and blocks:
            for card, block in zip(self.cards, blocks, strict=True):
                card.show_block(block)
            return
        self.forget()
        for number, block in enumerate(blocks):
            card = RawCard(block)
            card.copied.connect(self.copied)
            last = number == len(blocks) - 1
            self._columns[last].addWidget(card, 1 if last else 1 + (block.kind == "payload") * 2)
            card.show()
            self.cards.append(card)

    def set_width(self, width: int) -> None:
        """One below the other where it is narrow."""
        narrow = width < 620 * max(1.0, theme.scale())
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def forget(self) -> None:
        """Keep nothing."""
        for card in self.cards:
            card.area.forget()
            card.hide()
            card.deleteLater()
        self.cards = []
