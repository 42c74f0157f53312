"""Share safely: which claims are masked, in which form; copied or saved. The signature never goes along."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.inspect.safe_text import SafeText
from desktop_app.ui.inspect.segments import Segments
from desktop_app.ui.models.inspector_state import Choice

FORMS = ("text", "json", "markdown")
_MOST = 400


class ShareDialog(QDialog):
    """Shows what will be shared before it is. ``wanted`` (form, masked keys) asks for the words to show;
    ``copy_wanted`` and ``save_wanted`` carry the words and the form."""

    wanted = Signal(str, tuple)
    copy_wanted = Signal(str)
    save_wanted = Signal(str, str)

    def __init__(self, claims: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("inspect_pane.share_title"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(WrapLabel(text("inspect_pane.share_title"), "heading"))
        column.addWidget(WrapLabel(text("inspect_pane.share_text"), "body", "text-2"))
        self.forms = Segments(tuple(text(f"inspect_pane.form_{form}") for form in FORMS), text("inspect_pane.form"))
        self.forms.currentChanged.connect(lambda _n: self._ask())
        column.addWidget(self.forms, 0, Qt.AlignmentFlag.AlignLeft)
        middle = QHBoxLayout()
        middle.setSpacing(theme.SPACE_M)
        left = QVBoxLayout()
        left.addWidget(Label(text("inspect_pane.share_masked"), "strong"))
        self.claims = QListWidget()
        self.claims.setAccessibleName(text("inspect_pane.share_masked"))
        for choice in claims[:_MOST]:
            item = QListWidgetItem(choice.word)
            item.setData(Qt.ItemDataRole.UserRole, choice.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if choice.on else Qt.CheckState.Unchecked)
            self.claims.addItem(item)
        self.claims.itemChanged.connect(lambda _item: self._ask())
        left.addWidget(self.claims, 1)
        right = QVBoxLayout()
        right.addWidget(Label(text("inspect_pane.share_preview"), "strong"))
        self.preview = SafeText(text("inspect_pane.share_preview"), read_only=True)
        right.addWidget(self.preview, 1)
        middle.addLayout(left, 2)
        middle.addLayout(right, 3)
        column.addLayout(middle, 1)
        self.words = ""
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addStretch(1)
        self.cancel = Button(text("window.cancel"))
        self.save = Button(text("inspect_pane.share_save"))
        self.copy = Button(text("inspect_pane.copy"), "primary")
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.words, self.form()))
        self.copy.clicked.connect(self._copy)
        for button in (self.cancel, self.save, self.copy):
            row.addWidget(button)
        column.addLayout(row)
        self.preview.copied.connect(self.copy_wanted)
        self.resize(round(620 * min(theme.scale(), 1.3)), round(460 * min(theme.scale(), 1.3)))
        self._restyle()

    def form(self) -> str:
        """Which form is chosen."""
        return FORMS[self.forms.currentIndex()]

    def masked(self) -> tuple[str, ...]:
        """The keys of the claims that are masked."""
        items = (self.claims.item(row) for row in range(self.claims.count()))
        chosen = (item for item in items if item.checkState() == Qt.CheckState.Checked)
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen)

    def show_words(self, words: str, shown: str) -> None:
        """*words* will be shared; *shown* is what of it there is room to show, escaped."""
        self.words = words
        self.preview.setPlainText(shown)

    def begin(self) -> None:
        """Show, and ask for the words."""
        self.open()
        self._ask()

    def done(self, result: int) -> None:
        """Closed: keep nothing."""
        self.words = ""
        self.preview.forget()
        super().done(result)

    def _ask(self) -> None:
        self.wanted.emit(self.form(), self.masked())

    def _copy(self) -> None:
        self.copy_wanted.emit(self.words)
        self.copy.set_words(text("window.copied"))

    def _restyle(self) -> None:
        palette = QPalette(self.claims.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.colour("card"))
        self.claims.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card's ground."""
        QPainter(self).fillRect(QRectF(self.rect()), theme.colour("card"))
