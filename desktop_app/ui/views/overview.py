"""The overview of a session: who, how long, where from, what happened. The same page when refreshing and offline."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.base import in_order
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.rows import EntryRow, FactRow
from desktop_app.ui.components.strip import Strip
from desktop_app.ui.components.surfaces import Card
from desktop_app.ui.models.view_state import EntryView, Fact, SessionView
from desktop_app.ui.views.capabilities import CapabilitiesCard
from desktop_app.ui.views.page import Page
from desktop_app.ui.views.session_cards import TokenCard, WhoCard

#: below this width there is one column, px at the usual text size
_ONE_COLUMN = 620
_COMPACT = 400


class OverviewPage(Page):
    """A session. Signals carry no account: it is the one that is shown.

    ``sign_out_requested`` carries ``here``, ``everywhere``, ``local`` or ``forget``; ``asked`` carries ``userinfo`` or
    ``introspect``; ``banner_action`` and ``fact_copied`` and
    ``entry_detail`` carry the ids of the view.
    """

    refresh_requested = Signal()
    copy_token_requested = Signal()
    sign_out_requested = Signal(str)
    asked = Signal(str)
    banner_action = Signal(str)
    fact_copied = Signal(str)
    entry_detail = Signal(str)
    show_all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(900, parent=parent)
        self._view: SessionView | None = None
        self.banner = Banner()
        self.banner.action.connect(self.banner_action)
        self.banner.hide()
        self.who = WhoCard()
        self.who.sign_out_requested.connect(self.sign_out_requested)
        self.token = TokenCard()
        self.token.refresh_requested.connect(self.refresh_requested)
        self.token.copy_requested.connect(self.copy_token_requested)
        self._facts_card = Card()
        self._facts_card.column.setSpacing(14)
        self._facts_card.column.addStretch(1)
        self._facts: dict[str, FactRow] = {}
        self._fact_shape: tuple[tuple[str, str, bool], ...] = ()
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(theme.SPACE_L)
        self._cards.addWidget(self.token, 5)
        self._cards.addWidget(self._facts_card, 4)
        self.may = CapabilitiesCard()
        self.may.asked.connect(self.asked)
        self._recent = _Recent()
        self._recent.show_all.clicked.connect(self.show_all_requested)
        self._recent.detail.connect(self.entry_detail)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.who.sign_out_below)
        self._foot.addStretch(1)
        for widget in (self.banner, self.who):
            self.column.addWidget(widget)
        self.column.addLayout(self._cards)
        self.column.addWidget(self._recent)
        self.column.addWidget(self.may)
        self.column.addLayout(self._foot)
        self.column.addStretch(1)

    def render_page(self, view: SessionView) -> None:
        """Show *view*: what did not change is left alone."""
        before, self._view = self._view, view
        if view == before:
            return
        if view.banner is None:
            self.banner.give_focus_away()
        self.banner.setVisible(view.banner is not None)
        if view.banner is not None:
            self.banner.render_banner(view.banner)
        self.who.render_who(view)
        self.token.render_token(view)
        self._show_facts(view.facts)
        self.may.render_capabilities(view.capabilities)
        self._recent.render_recent(view)
        if before is None or (before.banner, before.facts) != (view.banner, view.facts):
            self._order()
        if before is None or (before.banner is None) != (view.banner is None):
            self.arrange(self.content_width())

    def _order(self) -> None:
        """The Tab key goes as the eye does: banner, who, token, facts, what happened, foot."""
        copies = [row.button for row in self._facts.values() if row.button is not None]
        first: list[QWidget] = [*self.banner.buttons(), self.who.more_roles, self.who.sign_out]
        token: list[QWidget] = [self.token.refresh, self.token.copy]
        in_order([*first, *token, *copies, *self._recent.controls(), *self.may.controls(), self.who.sign_out_below])

    def arrange(self, width: int) -> None:
        """Two columns, one column, or compact."""
        scale = max(1.0, theme.scale())
        one = width < _ONE_COLUMN * scale
        compact = width < _COMPACT * scale
        self._cards.setDirection(QBoxLayout.Direction.TopToBottom if one else QBoxLayout.Direction.LeftToRight)
        self.who.arrange(one, compact)
        self.token.arrange(compact, one)
        provider = self._facts.get("issuer")
        if provider is not None:
            if compact and provider.button is not None:
                provider.button.clearFocus()  # Qt would give it the keyboard again, out of sight
            provider.setVisible(not compact)
        self.column.setSpacing(theme.SPACE_M if compact else theme.SPACE_L)

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        shape = tuple((fact.id, fact.icon, fact.copy) for fact in facts)
        if shape != self._fact_shape:
            self._fact_shape = shape
            for old in self._facts.values():
                self._facts_card.column.removeWidget(old)
                old.deleteLater()
            self._facts = {}
            for number, fact in enumerate(facts):
                row = FactRow(fact, self._facts_card)
                row.copied.connect(self.fact_copied)
                self._facts_card.column.insertWidget(number, row)
                self._facts[fact.id] = row
            return
        for fact in facts:
            self._facts[fact.id].update_fact(fact)


class _Recent(Card):
    """The strip and the last things that happened."""

    detail = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        top = QHBoxLayout()
        self._title = Label("", "heading")
        top.addWidget(self._title, 1)
        self.show_all = Button(text("window.show_all"), "ghost", small=True)
        top.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(top)
        self._strip = Strip()
        self.column.addWidget(self._strip)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_M)
        self.column.addSpacing(2)
        self.column.addLayout(self._list)
        self._rows: list[EntryRow] = []

    def render_recent(self, view: SessionView) -> None:
        """Show the strip (not when offline: there the sentences matter) and the entries."""
        strip = view.strip if view.state != "offline" else None
        self.setVisible(bool(view.entries) or strip is not None)
        self._title.set_text(text("window.what_happened" if view.state == "offline" else "window.recent_activity"))
        self._strip.setVisible(strip is not None)
        if strip is not None:
            self._strip.render_strip(strip)
        self._show(view.entries[:4])

    def controls(self) -> list[QWidget]:
        """What the Tab key reaches in it."""
        return [self.show_all, *(row.link for row in self._rows)]

    def _show(self, entries: tuple[EntryView, ...]) -> None:
        while len(self._rows) < len(entries):
            row = EntryRow()
            row.detail.connect(self.detail)
            self._list.addWidget(row)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(entries))
            if number < len(entries):
                row.render_entry(entries[number])
