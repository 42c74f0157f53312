"""Groups of the pane: the verdicts' row, the page of claims, what stands where there is no token to show."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.inspect.claims_tree import ClaimsTree
from desktop_app.ui.inspect.explain_panel import ExplainPanel
from desktop_app.ui.inspect.found import FoundList
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.inspector_state import FoundRow, InspectorView, Verdict
from desktop_app.ui.models.view_state import Action
from desktop_app.ui.views.page import Page

_ICONS = {"ok": "ok", "bad": "error", "warn": "warning", "neutral": "info", "accent": "info"}
#: below this width the explanation stands under the tree, px at the usual text size
_NARROW = 600


class VerdictRow(Wrapped):
    """The three words, always three, always in this order; the key at the far edge.

    ``change_wanted`` asks for the keys."""

    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.pills = {name: Pill("", "neutral", "info") for name in ("signature", "claims", "trust")}
        self.change = Button(text("inspect_pane.change_key"), "ghost", small=True)
        self._key = _KeyLine(self.change)
        super().__init__([*self.pills.values(), self._key], far=1, parent=parent)
        self.change.clicked.connect(self.change_wanted)

    def show_verdicts(self, verdicts: tuple[Verdict, ...], key_line: str) -> None:
        """Show *verdicts* and where the key is from."""
        for verdict in verdicts:
            pill = self.pills[verdict.id]
            pill.set_word(verdict.word, verdict.tone, _ICONS[verdict.tone])
            pill.setAccessibleName(verdict.word)
        self._key.words.set_text(key_line)
        self.arrange()


class _KeyLine(QWidget):
    """An icon, words, and the button to change them."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        self.words = Label("", "body", "text-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(IconSpot("key", "text-2", 16))
        row.addWidget(self.words, 1)
        row.addWidget(button)


class ClaimsBody(QWidget):
    """Tree and explanation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE_L)
        self.tree = ClaimsTree()
        self.panel = ExplainPanel()
        self._box.addWidget(self.tree, 1)
        self._box.addWidget(self.panel)
        self._narrow: bool | None = None

    def set_width(self, width: int) -> None:
        """The explanation stands under the tree where it is narrow."""
        narrow = width < _NARROW * max(1.0, theme.scale())
        if narrow != self._narrow:
            self._narrow = narrow
            self._box.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.panel.setMaximumWidth(16_777_215 if narrow else self.panel.sizeHint().width())
        self.panel.setMinimumWidth(0 if narrow else self.panel.sizeHint().width())


class FoundBody(QWidget):
    """Several tokens. ``taken`` carries the key of one."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        self._title = Label("", "heading")
        column.addWidget(self._title)
        self._text = WrapLabel("", "body", "text-2")
        column.addWidget(self._text)
        self.list = FoundList()
        self.list.taken.connect(self.taken)
        column.addWidget(self.list, 1)

    def show_found(self, title: str, words: str, rows: tuple[FoundRow, ...]) -> None:
        """Show *rows*."""
        self._title.set_text(title)
        self._text.set_text(words)
        self._text.setVisible(bool(words))
        self.list.show_rows(rows)


class Message(Notice):
    """What stands in place of a token. ``action`` carries ``stop``, ``paste``, ``open`` or ``sign_in``."""

    def show_view(self, view: InspectorView) -> None:
        """Show the sentence of *view*."""
        if view.kind == "busy":
            stop = (Action("stop", text("inspect_pane.stop")),)
            self.say("token", view.title, view.text, stop, tone="text-2")
        elif view.kind == "none":
            offer = (Action("sign_in", text("window.sign_in"), primary=True),) if view.can_sign_in else ()
            self.say("token", view.title, view.text, offer, tone="text-2")
        else:
            actions = (
                Action("paste", text("inspect_pane.paste"), primary=True),
                Action("open", text("inspect_pane.open")),
            )
            self.say("error", view.title, view.text, actions, tone="bad")


class Scroll(Page):
    """What scrolls, where the window is too low. ``arranged`` carries the width of the content."""

    arranged = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, parent=parent)

    def arrange(self, width: int) -> None:
        """Tell the width."""
        self.arranged.emit(width)
