"""Why was I refused? The failing checks first, expected and found side by side, what it means, what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import painter_for, rounded
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.inspector_state import ChecksView, CheckView

_ICONS = {"failed": ("error", "bad"), "ok": ("ok", "ok"), "unknown": ("info", "text-2")}
#: below this width expected stands above found, px at the usual text size
_NARROW = 560


class _Values(QWidget):
    """Expected and found: side by side, or one above the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE_M)
        self._failed = False
        self._captions: list[Label] = []
        self._values: list[tuple[WrapLabel, WrapLabel]] = []
        for name in ("expected", "found"):
            column = QVBoxLayout()
            column.setSpacing(1)
            caption = Label(text(f"inspect_pane.check_{name}"), "caption", "text-2")
            pair = (WrapLabel("", "mono"), WrapLabel(""))
            column.addWidget(caption)
            for label in pair:
                column.addWidget(label)
            self._box.addLayout(column, 1)
            self._captions.append(caption)
            self._values.append(pair)

    def show_values(self, check: CheckView) -> None:
        """Show both."""
        failed = check.kind == "failed"
        for number, value in enumerate((check.expected, check.found)):
            name = self._captions[number].text()
            raw = check.raw[number]
            for label, own in zip(self._values[number], (raw, not raw), strict=True):
                label.set_text(value if own else "")
                label.setVisible(own)
                label.set_tone("bad" if failed and number else "text")
                label.setAccessibleName(f"{name}: {value}" if own else "")
            self._captions[number].setVisible(failed)
        self._failed = failed

    def set_narrow(self, narrow: bool) -> None:
        """One above the other; then each needs its caption."""
        for caption in self._captions:
            caption.setVisible(self._failed or narrow)
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.SPACE_XS if narrow else theme.SPACE_M)


class CheckRow(QWidget):
    """A check. A failing one is a card with a red edge; the others are lines."""

    def __init__(self, check: CheckView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = check
        failed = check.kind == "failed"
        self._grid = QGridLayout(self)
        edges = (18, 12, 16, 14) if failed else (16, 7, 16, 7)
        self._grid.setContentsMargins(*edges)
        self._grid.setHorizontalSpacing(theme.SPACE_M)
        self._grid.setVerticalSpacing(6)
        icon, tone = _ICONS[check.kind]
        self._grid.addWidget(IconSpot(icon, tone, 18), 0, 0, Qt.AlignmentFlag.AlignTop)
        self._name = WrapLabel(check.name, "strong")
        self._grid.addWidget(self._name, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._values = _Values()
        self._values.show_values(check)
        self._grid.addWidget(self._values, 0, 2)
        self._grid.setColumnStretch(2, 1)
        if check.meaning:
            self._grid.addWidget(WrapLabel(check.meaning, "body", "text" if failed else "text-2"), 2, 1, 1, 2)
        if check.todo and failed:
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_S)
            row.addWidget(IconSpot("chevron-right", "accent-text", 14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(WrapLabel(check.todo), 1)
            self._grid.addLayout(row, 3, 1, 1, 2)
        state = text(f"inspect_pane.check_{check.kind}")
        self.setAccessibleName(
            text(
                "inspect_pane.check_is",
                name=check.name,
                state=state,
                expected=check.expected,
                found=check.found,
                meaning=check.meaning,
                todo=check.todo,
            )
        )

    def set_width(self, width: int) -> None:
        """Arrange for *width* px."""
        narrow = width < _NARROW * max(1.0, theme.scale())
        self._values.set_narrow(narrow)
        self._grid.removeWidget(self._values)
        if narrow:
            self._grid.addWidget(self._values, 1, 1, 1, 2)
        else:
            self._grid.addWidget(self._values, 0, 2)
        wide = round(112 * max(1.0, theme.scale()))
        self._name.setMinimumWidth(0 if narrow else wide)
        self._name.setMaximumWidth(16_777_215 if narrow else wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The red edge of a failing one."""
        if self.check.kind != "failed":
            return
        painter = painter_for(self)
        rect = QRectF(self.rect())
        rounded(painter, rect, theme.RADIUS_CARD, theme.colour("card"), theme.colour("bad"), max(1.2, theme.border()))
        bar = QRectF(rect.width() - 5 if self.isRightToLeft() else 0, 0, 5, rect.height())
        painter.setClipRect(bar)
        rounded(painter, rect, theme.RADIUS_CARD, theme.colour("bad"))


class RefusedBody(QWidget):
    """The page's rows. The bar above them is the pane's."""

    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: ChecksView | None = None
        self.rows: list[CheckRow] = []
        self._width = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._hint = WrapLabel("", "body", "text-2")
        self._column.addWidget(self._hint)
        self._failed = QVBoxLayout()
        self._failed.setSpacing(10)
        self._column.addLayout(self._failed)
        self._heads: dict[str, Label] = {}
        self._cards: dict[str, Card] = {}
        for kind in ("ok", "unknown"):
            self._heads[kind] = Label(text(f"inspect_pane.checks_{kind}"), "strong")
            card = self._cards[kind] = Card()
            card.column.setContentsMargins(0, 6, 0, 6)
            card.column.setSpacing(0)
            self._column.addWidget(self._heads[kind])
            self._column.addWidget(card)
        self._column.addStretch(1)

    def render_checks(self, view: ChecksView) -> None:
        """Show *view*."""
        if view == self._view:
            return
        self._view = view
        self._hint.set_text(view.hint)
        self._hint.setVisible(bool(view.hint))
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for check in view.checks:
            row = CheckRow(check)
            layout = self._failed if check.kind == "failed" else self._cards[check.kind].column
            layout.addWidget(row)
            self.rows.append(row)
            row.show()
            if self._width:
                row.set_width(self._width)
        for kind, card in self._cards.items():
            there = any(check.kind == kind for check in view.checks)
            card.setVisible(there)
            self._heads[kind].setVisible(there)

    def set_width(self, width: int) -> None:
        """Arrange for *width* px."""
        if width != self._width:
            self._width = width
            for row in self.rows:
                row.set_width(width)
