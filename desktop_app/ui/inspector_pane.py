"""Joins the inspector to the window. Light: what costs is loaded when the pane is first opened, or before by the
window's warm-up. Also keeps, in memory alone, what the accounts' last tokens said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.session.states import session_of
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.inspector.history import Entry, History
    from desktop_app.ui.desk import Desk
    from desktop_app.vault.token_file import TokenSet


class InspectorDesk(QObject):
    """Makes the tool's pane and the Tokens tab for the window of *desk*."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._history: History | None = None
        self._seen: dict[str, tuple[str, int]] = {}
        desk.window.register("inspect", lambda: self._pane(live=False))
        desk.window.register("tab:tokens", lambda: self._pane(live=True))
        desk.controller.changed.connect(self._changed)

    @property
    def history(self) -> History:
        """What the last tokens said."""
        from desktop_app.inspector.history import History

        if self._history is None:
            self._history = History()
        return self._history

    def _pane(self, *, live: bool) -> QWidget:
        from desktop_app.ui.inspect.live import Live
        from desktop_app.ui.inspect.pane import InspectorPane
        from desktop_app.ui.inspect.tool import Tool

        pane = InspectorPane(live=live)
        (Live if live else Tool)(self._desk, pane, self.history)
        return pane

    def _changed(self, name: str) -> None:
        """An account changed: note what a new token set says; forget a session that ended."""
        life = self._desk.controller.lives.get(name)
        session = None if life is None else session_of(life.state)
        if life is None or session is None:
            key, _ = self._seen.pop(name, ("", 0))
            if key and self._history is not None:
                self._history.forget(key)
            return
        tokens = session.tokens
        mark = (life.account.key, tokens.generation)
        if self._seen.get(name) == mark:
            return
        if self._seen.get(name, mark)[0] != mark[0]:
            self.history.forget(self._seen[name][0])
        self._seen[name] = mark
        subject = tokens.subject

        def take(done: Done[list[Entry]]) -> None:
            held = self._desk.controller.lives.get(name)
            now = None if held is None else session_of(held.state)
            if now is None or done.value is None:
                return
            if now.tokens.subject != subject:  # somebody else signed in meanwhile
                return
            for entry in done.value:
                self.history.keep(mark[0], entry)

        self._desk.tasks.run("inspect-history", lambda: entries(tokens), take)


def entries(tokens: TokenSet) -> list[Entry]:
    """What the tokens of a set say, without the tokens. On a worker thread."""
    from desktop_app.inspector.decode import decode
    from desktop_app.inspector.history import Entry

    made = []
    if not tokens.opaque:
        header = decode(tokens.access_token.reveal()).header or {}
        made.append(Entry(tokens.obtained_at, tokens.generation, "access", header, tokens.claims))
    if tokens.id_token is not None:
        header = decode(tokens.id_token.reveal()).header or {}
        made.append(Entry(tokens.obtained_at, tokens.generation, "id", header, tokens.id_claims))
    return made
