"""The pages of the pane below the verdicts. One is drawn when it is in sight, not before."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.labels import Label
from desktop_app.ui.inspect.choosing import AskBar
from desktop_app.ui.inspect.compare import CompareBody
from desktop_app.ui.inspect.findings import FindingsBody
from desktop_app.ui.inspect.parts import ClaimsBody
from desktop_app.ui.inspect.raw import RawBody
from desktop_app.ui.inspect.refused import RefusedBody
from desktop_app.ui.inspect.segments import Segments
from desktop_app.ui.models.inspector_state import BODIES, Body, InspectorView

_TONES = {"ok": "ok", "bad": "bad", "warn": "warn", "neutral": "text-2", "accent": "accent-text"}


class Bodies(QWidget):
    """Segments and the page that is current. ``body_chosen`` carries its name."""

    body_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = InspectorView()
        self._stale: set[Body] = set()
        self._now = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_M)
        words = tuple(text(f"inspect_pane.body_{name}") for name in BODIES)
        short = {BODIES.index("refused"): text("inspect_pane.body_refused_short")}
        self.segments = Segments(words, text("inspect_pane.bodies"), short=short)
        self.segments.currentChanged.connect(self._changed)
        row.addWidget(self.segments)
        row.addStretch(1)
        self._promise = Label(text("inspect_pane.nothing_sent"), "caption", "text-2")
        row.addWidget(self._promise)
        column.addLayout(row)
        self.ask = AskBar()
        column.addWidget(self.ask)
        self.claims = ClaimsBody()
        self.refused = RefusedBody()
        self.compare = CompareBody()
        self.findings = FindingsBody()
        self.raw = RawBody()
        self._pages: dict[Body, QWidget] = {
            "claims": self.claims,
            "refused": self.refused,
            "compare": self.compare,
            "findings": self.findings,
            "raw": self.raw,
        }
        for page in self._pages.values():
            column.addWidget(page, 1)
        self._changed(0)

    def current(self) -> Body:
        """The page that is current."""
        return BODIES[self.segments.currentIndex()]

    def show_body(self, name: Body) -> None:
        """Make the page *name* current."""
        self.segments.setCurrentIndex(BODIES.index(name))

    def render_view(self, view: InspectorView, before: InspectorView, now: float) -> None:
        """Show *view*: the page in sight now, the others when they are."""
        self._view, self._now = view, now
        self.segments.set_count(BODIES.index("findings"), sum(f.kind != "info" for f in view.findings))
        if view.asked != before.asked:
            self.ask.render_asked(view.asked)
        self.ask.show_count(view.checks.word, _TONES[view.checks.tone])
        if view.claims is not before.claims:
            self._stale.add("claims")
        for name in ("refused", "compare", "findings"):
            self._stale.add(name)
        self._freshen()

    def set_now(self, now: float) -> None:
        """The time moved."""
        self._now = now
        if self.claims.isVisible():
            self.claims.tree.claims.set_now(now)
            self.claims.panel.set_now(now)

    def set_width(self, width: int) -> None:
        """Arrange for *width* px."""
        self._promise.setVisible(width >= 640 * max(1.0, theme.scale()))
        self.ask.set_width(width)
        self.claims.set_width(width)
        self.refused.set_width(width)
        self.compare.set_width(width)
        self.raw.set_width(width)

    def forget(self) -> None:
        """Keep nothing."""
        self._view = InspectorView()
        self._stale = set(BODIES)
        self.ask.forget()
        self.claims.tree.show_nodes((), 0.0)
        self.claims.panel.show_explanation(None, 0.0)
        self.refused.render_checks(self._view.checks)
        self.compare.forget()
        self.findings.render_findings(())
        self.raw.forget()
        self.segments.setCurrentIndex(0)

    def _changed(self, place: int) -> None:
        current = BODIES[place]
        for name, page in self._pages.items():
            page.setVisible(name == current)
        self.ask.setVisible(current == "refused")
        self._freshen()
        self.body_chosen.emit(current)

    def _freshen(self) -> None:
        current, view = self.current(), self._view
        if current not in self._stale or view.kind != "token":
            return
        self._stale.discard(current)
        if current == "claims":
            self.claims.tree.show_nodes(view.claims, self._now)
        elif current == "refused":
            self.refused.render_checks(view.checks)
        elif current == "compare":
            self.compare.render_compare(view.compare)
        elif current == "findings":
            self.findings.render_findings(view.findings)
