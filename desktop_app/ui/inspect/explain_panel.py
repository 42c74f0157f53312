"""The claim that is chosen: what it means, its value, what is expected of it, and where that is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill
from desktop_app.ui.components.base import HairLine, is_restyle
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import ExplainView

_ICONS = {"ok": "ok", "bad": "error", "warn": "warning", "neutral": "info", "accent": "info"}


class _Pairs(QWidget):
    """Captions and values; values wrap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_M)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Label, WrapLabel, WrapLabel]] = []

    def show_pairs(self, pairs: list[tuple[str, str, bool]]) -> None:
        """Show (caption, value, monospace)."""
        while len(self._rows) < len(pairs):
            row = (Label("", "body", "text-2"), WrapLabel("", "mono"), WrapLabel(""))
            line = len(self._rows)
            self._grid.addWidget(row[0], line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(row[1], line, 1)
            self._grid.addWidget(row[2], line, 1)
            self._rows.append(row)
        captions = 0
        for number, (caption, mono, plain) in enumerate(self._rows):
            there = number < len(pairs)
            name, value, raw = pairs[number] if there else ("", "", False)
            caption.set_text(name)
            caption.setVisible(there)
            for label, own in ((mono, raw), (plain, not raw)):
                label.set_text(value if own else "")
                label.setVisible(there and own)
                label.setAccessibleName(f"{name}: {value}" if own else "")
            captions = max(captions, theme.metrics().horizontalAdvance(name) + 4)
        for caption, _, _ in self._rows:
            caption.keep(min(captions, 130))


class ExplainPanel(Card):
    """Shows an :class:`ExplainView`. ``copied`` carries its key."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view: ExplainView | None = None
        self.column.setContentsMargins(16, 12, 12, 12)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        self._name = Label("", "mono", elide=Qt.TextElideMode.ElideMiddle)
        self._title = Label("", "body", "text-2")
        row.addWidget(self._name)
        row.addWidget(self._title, 1)
        self._copy = IconButton("copy", text("inspect_pane.copy_value"), usual=16)
        self._copy.clicked.connect(lambda: self.copied.emit(self._view.key if self._view else ""))
        row.addWidget(self._copy)
        self.column.addLayout(row)
        self._text = WrapLabel("")
        self.column.addWidget(self._text)
        self.column.addSpacing(2)
        self._pairs = _Pairs()
        self.column.addWidget(self._pairs)
        self._verdict = Pill("", "neutral", "info")
        self.column.addWidget(self._verdict, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self._line = HairLine()
        self.column.addWidget(self._line)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        self._icon = IconSpot("info", "text-2", 16)
        self._source = WrapLabel("", "caption", "text-2")
        foot.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._source, 1)
        self.column.addLayout(foot)
        self.show_explanation(None, 0.0)

    def show_explanation(self, view: ExplainView | None, now: float) -> None:
        """Show *view*, times in words for *now*; None: nothing is chosen."""
        self._view = view
        shown = view or ExplainView("", "", "", text("inspect_pane.choose_claim"), "")
        self._name.set_text(shown.name)
        self._title.set_text(shown.title)
        self._text.set_text(shown.text)
        self._copy.setVisible(view is not None and bool(shown.value))
        self._pairs.show_pairs(self._facts(shown, now))
        self._verdict.setVisible(bool(shown.verdict))
        if shown.verdict:
            self._verdict.set_word(shown.verdict, shown.verdict_tone, _ICONS[shown.verdict_tone])
            self._verdict.setAccessibleName(shown.verdict)
        for widget in (self._line, self._icon, self._source):
            widget.setVisible(bool(shown.source))
        self._source.set_text(shown.source)
        self.setAccessibleName(f"{shown.name} {shown.title}. {shown.text} {shown.source}".strip())

    def set_now(self, now: float) -> None:
        """The time moved."""
        if self._view is not None and self._view.at is not None:
            self._pairs.show_pairs(self._facts(self._view, now))

    def _facts(self, view: ExplainView, now: float) -> list[tuple[str, str, bool]]:
        pairs: list[tuple[str, str, bool]] = []
        if view.value:
            pairs.append((text("inspect_pane.fact_value"), view.value, True))
        if view.at is not None:
            pairs.append((text("inspect_pane.fact_local"), moments.local(view.at), False))
            pairs.append((text("inspect_pane.fact_utc"), moments.utc(view.at), False))
            pairs.append((text("inspect_pane.fact_relative"), moments.relative(view.at, now), False))
        if view.expected:
            pairs.append((text("inspect_pane.fact_expected"), view.expected, True))
        if view.origin:
            pairs.append((text("inspect_pane.fact_from"), view.origin, False))
        return pairs

    def sizeHint(self) -> QSize:
        """276 px at 10 pt."""
        return QSize(round(276 * max(1.0, min(theme.scale(), 1.6))), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card."""
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Width follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
