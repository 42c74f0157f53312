"""The inspector's pane: the tool (with its title), or an account's Tokens tab (with a chooser in the title's place).

It shows an :class:`InspectorView` and tells what a person wants; it keeps nothing once it is hidden.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label
from desktop_app.ui.inspect.bodies import Bodies
from desktop_app.ui.inspect.choosing import KeyCard
from desktop_app.ui.inspect.empty import EmptyBody
from desktop_app.ui.inspect.life_line import LifeLine
from desktop_app.ui.inspect.parts import FoundBody, Message, Scroll, VerdictRow
from desktop_app.ui.inspect.segments import Segments
from desktop_app.ui.inspect.token_card import TokenCard
from desktop_app.ui.models.inspector_state import ExplainView, InspectorView, LifeView, RawBlock


class InspectorPane(QWidget):
    """The pane. Signals that carry a ``str`` carry an id of the view.

    ``given`` carries what was pasted or dropped (a QMimeData, to be read at once), ``typed`` the text after each
    change, ``left`` says that the pane was hidden: forget everything.
    """

    given = Signal(object)
    paste_requested = Signal()
    open_requested = Signal()
    typed = Signal(str)
    edit_requested = Signal()
    forget_requested = Signal()
    left = Signal()
    entered = Signal()
    reveal_toggled = Signal()
    copy_requested = Signal()
    share_requested = Signal()
    stop_requested = Signal()
    sign_in_requested = Signal()
    found_chosen = Signal(str)
    found_list_requested = Signal()
    mine_chosen = Signal(str)
    live_chosen = Signal(str)
    key_given = Signal(str, str)

    def __init__(self, *, live: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live = live
        self.view: InspectorView = InspectorView()
        self._now = 0.0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Scroll(self)
        outer.addWidget(self.page)
        self._make_parts()
        self._connect()
        self.setAcceptDrops(not live)
        if not live:  # there it is the session's tokens that are looked at
            QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste_requested.emit)
        self.render_view(InspectorView(), 0.0)

    def _make_parts(self) -> None:
        column = self.page.column
        column.setSpacing(theme.SPACE_M)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_S)
        self.title = Label(text("inspect_pane.title"), "title")
        self.chooser = Segments(("…",), text("inspect_pane.live_chooser"))
        self.back = Button("", "ghost", small=True)
        self.share = Button(text("inspect_pane.share"), icon_name="copy")
        top.addWidget(self.chooser if self.live else self.title)
        (self.title if self.live else self.chooser).setParent(self.page.content)
        (self.title if self.live else self.chooser).hide()
        top.addWidget(self.back)
        top.addStretch(1)
        top.addWidget(self.share)
        column.addLayout(top)
        self.empty = EmptyBody()
        self.message = Message()
        self.found = FoundBody()
        for widget in (self.empty, self.message, self.found):
            column.addWidget(widget, 1)
        self.card = TokenCard()
        self.verdicts = VerdictRow()
        self.keys = KeyCard()
        self.keys.hide()
        self.life = LifeLine()
        for part in (self.card, self.verdicts, self.keys, self.life):
            column.addWidget(part)
        self.bodies = Bodies()
        column.addWidget(self.bodies, 1)
        self.hint = Label("", "body", "text-2")
        column.addWidget(self.hint)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def _connect(self) -> None:
        card, zone = self.card, self.empty.zone
        card.given.connect(self.given)
        card.typed.connect(self.typed)
        card.edit_wanted.connect(self.edit_requested)
        card.reveal_toggled.connect(self.reveal_toggled)
        card.copy_requested.connect(self.copy_requested)
        for source in (card, zone):
            source.paste_requested.connect(self.paste_requested)
            source.open_requested.connect(self.open_requested)
        card.closed.connect(self.forget_requested)
        card.edit.left.connect(self._show_parts)
        zone.type_requested.connect(self.start_typing)
        self.empty.mine_chosen.connect(self.mine_chosen)
        self.message.action.connect(self._message_action)
        self.found.taken.connect(self.found_chosen)
        self.back.clicked.connect(self.found_list_requested)
        self.share.clicked.connect(self.share_requested)
        self.verdicts.change_wanted.connect(self._toggle_keys)
        self.keys.closed.connect(self._toggle_keys)
        self.keys.key_given.connect(self.key_given)
        self.chooser.currentChanged.connect(self._live_changed)
        self.bodies.segments.currentChanged.connect(lambda _place: self._show_parts())
        self.page.arranged.connect(self.bodies.set_width)

    # --- values ------------------------------------------------------------------------------------------------------

    def render_view(self, view: InspectorView, now: float) -> None:
        """Show *view* at *now*."""
        before, self.view, self._now = self.view, view, now
        if view.token is not None:
            editable = not view.token.live and not view.token.masked and not view.token.note
            self.card.render_token(view.token, editable=editable)
        self.verdicts.show_verdicts(view.verdicts, view.asked.key_line)
        if view.asked != before.asked:
            self.keys.render_asked(view.asked)
        if view.life is not None:
            self.life.show_life(view.life, now)
        self.bodies.render_view(view, before, now)
        self._show_choices(view)
        if view.kind in ("busy", "trouble", "none"):
            self.message.show_view(view)
        self.hint.set_text(view.title)
        if view.kind == "found" or view.found is not before.found:
            self.found.show_found(view.title, view.text, view.found)
        self._show_parts()

    def render_explanation(self, view: ExplainView | None) -> None:
        """Show *view* beside the tree."""
        self.bodies.claims.panel.show_explanation(view, self._now)

    def render_raw(self, blocks: tuple[RawBlock, ...]) -> None:
        """Show *blocks* in the raw page."""
        self.bodies.raw.render_blocks(blocks)

    def set_now(self, now: float) -> None:
        """The time moved: what depends on it is drawn anew."""
        self._now = now
        if self.view.life is not None and self.life.isVisible():
            self.life.show_life(self.view.life, now)
        self.bodies.set_now(now)

    def start_typing(self, words: str = "") -> None:
        """Let a person type a token."""
        self.card.start_editing(words)
        self._show_parts()

    def take_focus(self) -> None:
        """What had the keyboard is not shown any more: it goes to what came instead."""
        kind = self.view.kind
        heir: QWidget = (
            self.found.list if kind == "found" else self.bodies.segments if kind == "token" else self.empty.zone.paste
        )
        if kind in ("busy", "trouble", "none"):
            heir = next(iter(self.message.buttons()), heir)
        # Qt would give the keyboard to a control that is out of sight.
        (heir if heir.isVisible() else self.page).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Keep nothing of what was given."""
        self.card.forget()
        self.keys.forget()
        self.keys.hide()
        self.life.show_life(LifeView(), 0.0)
        self.found.show_found("", "", ())
        self.bodies.forget()
        self.render_view(InspectorView(asked=self.view.asked, mine=self.view.mine, live=self.view.live), self._now)

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self.page.set_margin(margin)

    # --- what is shown -----------------------------------------------------------------------------------------------

    def _show_parts(self) -> None:
        view, typing = self.view, self.card.editing
        token = view.kind == "token" and view.token is not None
        full = token and bool(view.verdicts)
        body = self.bodies.current()
        wide = body != "compare" or typing
        self.empty.setVisible(view.kind == "empty" and not typing and not self.live)
        self.message.setVisible(view.kind in ("busy", "trouble", "none") and not typing)
        self.found.setVisible(view.kind == "found" and not typing)
        self.card.setVisible((token and wide) or typing)
        self.verdicts.setVisible(full and wide)
        if not full:
            self.keys.hide()
        self.life.setVisible(full and body == "claims" and view.life is not None)
        self.bodies.setVisible(full)
        self.share.setVisible(full)
        self.back.setVisible(token and view.back > 1)
        self.hint.setVisible(typing and not token and bool(view.title))
        self._rest.setVisible(not full and (token or typing))

    def _show_choices(self, view: InspectorView) -> None:
        self.empty.show_mine(view.mine)
        self.back.set_words(text("inspect_pane.back", count=view.back))
        if self.live and view.live:
            blocked = self.chooser.blockSignals(True)
            self.chooser.set_words(tuple(choice.word for choice in view.live))
            place = next((n for n, choice in enumerate(view.live) if choice.on), 0)
            self.chooser.setCurrentIndex(place)
            self.chooser.blockSignals(blocked)
        self.chooser.setVisible(self.live and bool(view.live))

    def _live_changed(self, place: int) -> None:
        if 0 <= place < len(self.view.live):
            self.live_chosen.emit(self.view.live[place].id)

    def _toggle_keys(self) -> None:
        shown = self.keys.isHidden()
        self.keys.setVisible(shown)
        if shown:
            self.keys.source.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.keys.forget()
            self.verdicts.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def _message_action(self, id_: str) -> None:
        pairs = {"stop": self.stop_requested, "paste": self.paste_requested, "open": self.open_requested}
        pairs.get(id_, self.sign_in_requested).emit()

    # --- events ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whoever begins to type, types a token."""
        words = event.text()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not self.live and self.view.kind == "empty" and words.strip() and words.isprintable() and not held:
            self.start_typing(words)
            self.typed.emit(words)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text and files may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()
            self.empty.zone.set_hot(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self.empty.zone.set_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped."""
        self.empty.zone.set_hot(False)
        event.acceptProposedAction()
        self.given.emit(event.mimeData())

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, or no window any more: whoever stands behind forgets everything. (A minimised window is not
        left: its hiding is the system's.)"""
        super().hideEvent(event)
        if not event.spontaneous():
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Shown: whoever stands behind fills it."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            self.entered.emit()
        return handled

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "bodies"):
            self.bodies.set_width(self.page.content_width())
