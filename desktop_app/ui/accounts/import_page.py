"""Import accounts: what the file would add, what clashes, what is wrong; only what is ticked is added."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.accounts.head import foot, head
from desktop_app.ui.accounts.state import ImportRow, ImportView
from desktop_app.ui.accounts.tick import Tick
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.view_state import BannerView
from desktop_app.ui.views.page import Page


class _Row(Card):
    """One account of the file."""

    def __init__(self, row: ImportRow) -> None:
        super().__init__()
        self.row = row
        self.column.setSpacing(theme.SPACE_XS)
        self.tick = Tick(row.name)
        self.tick.setChecked(row.on)
        self.tick.setAccessibleName(text("accounts.tick", name=row.name))
        self.tick.setAccessibleDescription(" ".join((row.issuer, row.clash, *row.notes)).strip())
        self.column.addWidget(self.tick)
        for words in (row.issuer, row.client):
            self.column.addWidget(WrapLabel(words, "body", "text-2"))
        for note in row.notes:
            self.column.addWidget(WrapLabel(note, "body", "warn"))
        self.other: Field | None = None
        if row.clash:
            self.column.addWidget(WrapLabel(row.clash, "body", "warn"))
            self.other = Field(text("accounts.other_name"))
            self.other.set_text(row.as_name)
            # Who types a name wants the account.
            self.other.edited.connect(lambda _text: self.tick.setChecked(True))
            self.column.addWidget(self.other)

    def chosen(self) -> str:
        """The name it gets here."""
        return self.row.key if self.other is None else self.other.text().strip()


class ImportPage(QWidget):
    """``chosen`` carries name in the file → name here; ``left`` asks to go back."""

    chosen = Signal(dict)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: ImportView | None = None
        self.rows: list[_Row] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.page = Page(700, parent=self)
        outer.addWidget(self.page, 1)
        self.bar, self.cancel, self.add = foot(text("accounts.import_verb", count=2), self)
        outer.addWidget(self.bar)
        row, self.back, _title = head(text("accounts.import_title"))
        column = self.page.column
        column.addLayout(row)
        self.file = Label("", "body", "text-2")
        column.addWidget(self.file)
        self.banner = Banner()
        column.addWidget(self.banner)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.SPACE_M)
        column.addLayout(self._cards)
        self.ignored = WrapLabel("", "body", "text-2")
        column.addWidget(self.ignored)
        column.addStretch(1)
        self.cancel.clicked.connect(self.left)
        self.back.clicked.connect(self.left)
        self.add.clicked.connect(lambda: self.chosen.emit(self.picked()))

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self.page.set_margin(margin)
        self.bar.set_margin(margin)

    def picked(self) -> dict[str, str]:
        """What is ticked: name in the file → name here."""
        return {row.row.key: row.chosen() for row in self.rows if row.tick.isChecked()}

    def render_page(self, view: ImportView) -> None:
        """Show *view*; what a person ticked and typed stays while the file is the same."""
        before, self._view = self._view, view
        self.file.set_text(view.file)
        self.ignored.set_text(view.ignored)
        self.ignored.setVisible(bool(view.ignored))
        if before is None or (before.rows, before.problems) != (view.rows, view.problems):
            self._make_cards(view)
        trouble = view.error
        self.banner.setVisible(bool(trouble))
        if trouble:
            self.banner.render_banner(BannerView("bad", trouble))
        self._count()

    def _make_cards(self, view: ImportView) -> None:
        while self._cards.count():
            item = self._cards.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [_Row(row) for row in view.rows]
        for row in self.rows:
            row.tick.toggled.connect(lambda _on: self._count())
            self._cards.addWidget(row)
        if view.problems:
            self._cards.addWidget(WrapLabel(text("accounts.wrong_title"), "strong"))
        for words in view.problems:
            self._cards.addWidget(WrapLabel(words, "body", "bad"))

    def _count(self) -> None:
        count = len(self.picked())
        busy = self._view is not None and self._view.busy
        self.add.set_words(text("accounts.importing") if busy else text("accounts.import_verb", count=count))
        if not (count and not busy):
            self.add.give_focus_away()
        self.add.setEnabled(bool(count) and not busy)
