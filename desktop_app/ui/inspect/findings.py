"""What a reviewer of tokens would want to know, the worst first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import HairLine
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.inspector_state import FindingView

_ICONS = {"error": ("error", "bad"), "warning": ("warning", "warn"), "info": ("info", "accent-text")}
_MOST = 60


class FindingRow(QWidget):
    """Sentence, what to do, code and place."""

    def __init__(self, finding: FindingView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(theme.SPACE_M)
        icon, tone = _ICONS[finding.kind]
        row.addWidget(IconSpot(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(WrapLabel(finding.text, "strong" if finding.kind == "error" else "body"))
        if finding.hint:
            words.addWidget(WrapLabel(finding.hint, "body", "text-2"))
        place = text("inspect_pane.finding_place", code=finding.id, where=finding.where)
        words.addWidget(Label(place, "mono", "text-2", elide=Qt.TextElideMode.ElideMiddle))
        row.addLayout(words, 1)
        word = text(f"inspect_pane.severity_{finding.kind}")
        self.setAccessibleName(f"{word}: {finding.text} {finding.hint} {place}")


class FindingsBody(QWidget):
    """The page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[FindingView, ...] | None = None
        self.rows: list[FindingRow] = []
        self._lines: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._card = Card()
        self._card.column.setContentsMargins(0, 4, 0, 4)
        self._card.column.setSpacing(0)
        column.addWidget(self._card)
        self._more = Label("", "body", "text-2")
        column.addWidget(self._more)
        self._none = Notice()
        self._none.say("ok", text("inspect_pane.no_findings"), text("inspect_pane.no_findings_text"), tone="ok")
        column.addWidget(self._none)
        column.addStretch(1)

    def render_findings(self, findings: tuple[FindingView, ...]) -> None:
        """Show *findings*."""
        if findings == self._shown:
            return
        self._shown = findings
        for old in (*self.rows, *self._lines):
            old.hide()
            old.deleteLater()
        self.rows, self._lines = [], []
        for number, finding in enumerate(findings[:_MOST]):
            if number:
                line = HairLine()
                self._card.column.addWidget(line)
                self._lines.append(line)
                line.show()
            row = FindingRow(finding)
            self._card.column.addWidget(row)
            row.show()
            self.rows.append(row)
        self._card.setVisible(bool(findings))
        self._none.setVisible(not findings)
        rest = len(findings) - _MOST
        self._more.setVisible(rest > 0)
        self._more.set_text(text("inspect_pane.more_findings", count=rest) if rest > 0 else "")
