"""An account's Tokens tab: the inspector joined to the session. Access and ID token are hidden until they are revealed;
of the refresh token only length and age are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QTimer

from desktop_app.app.texts import text
from desktop_app.session.states import session_of
from desktop_app.ui.clipboard import CLEARS_AFTER
from desktop_app.ui.inspect import moments
from desktop_app.ui.inspect.asking import Asking
from desktop_app.ui.inspect.looking import Looking
from desktop_app.ui.inspect.worker import Looked
from desktop_app.ui.models.inspector_state import Choice, InspectorView

if TYPE_CHECKING:
    from desktop_app.inspector.history import History
    from desktop_app.secret import Secret
    from desktop_app.session.session import Session
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.inspect.pane import InspectorPane

LiveKind = Literal["access", "id", "refresh"]
KINDS: tuple[LiveKind, ...] = ("access", "id", "refresh")


class Live(Looking):
    """One pane below an account's header."""

    def __init__(self, desk: Desk, pane: InspectorPane, history: History) -> None:
        super().__init__(desk, pane, history)
        self._kind: LiveKind = "access"
        self._shown: tuple[str, LiveKind, Secret] | None = None
        self.masked = True
        pane.live_chosen.connect(self._choose)
        pane.copy_requested.connect(self._copy)
        pane.sign_in_requested.connect(self._sign_in)
        desk.controller.changed.connect(self._changed)
        # Not a lambda: the window outlives the pane (another language makes it anew), and Qt lets go of a method alone.
        desk.window.account_selected.connect(self._other_account)

    def enter(self) -> None:
        """The tab came into sight."""
        self.update()

    def live_kind(self) -> Literal["access", "id"] | None:
        """Which of the session's tokens is shown."""
        return None if self._kind == "refresh" else self._kind

    def completed(self, view: InspectorView) -> InspectorView:
        """With the chooser."""
        choices = tuple(Choice(name, text(f"inspect_pane.kind_{name}"), name == self._kind) for name in KINDS)
        return replace(view, live=choices if self._session() is not None else ())

    def update(self) -> None:
        """Show what the session holds now. The same token again is left alone."""
        if not self.pane.isVisible():
            return
        name, session = self.desk.window.account_key, self._session()
        if session is None:
            self._nothing(text("inspect_pane.live_none_text"), can_sign_in=True)
            return
        if self._kind == "refresh":
            self._tell_refresh(session)
            return
        token = session.tokens.id_token if self._kind == "id" else session.tokens.access_token
        if token is None:
            self._nothing(text("inspect_pane.live_missing"))
            return
        if self._shown is not None and self._shown[:2] == (name, self._kind) and self._shown[2] == token:
            return
        if self._shown is None or self._shown[0] != name:
            self.masked = True
            self.comparing.forget()
            self.asking = Asking()
        self._shown = (name, self._kind, token)
        self.asking = replace(self.asking, wants=self._kind)
        self.look_at(token, self.desk.controller.lives[name].account.name)

    def look_at(self, token: Secret, account: str) -> None:
        """Inspect *token*, compared with *account*, unless the person compares with something else."""
        lives = self.desk.controller.lives
        if self.asking.account is None and not self.asking.uses_own and account in lives:
            self.asking = replace(self.asking, account=lives[account].account, of_account=None)
        self.start(token.reveal())

    def _session(self) -> Session | None:
        life = self.desk.controller.lives.get(self.desk.window.account_key)
        return None if life is None else session_of(life.state)

    def _nothing(self, words: str, *, can_sign_in: bool = False) -> None:
        self._shown = None
        self._drop()
        title = text("inspect_pane.live_none_title")
        self.inspection = None
        self.take(Looked(Asking(), InspectorView("none", title, words, can_sign_in=can_sign_in)))

    def _tell_refresh(self, session: Session) -> None:
        self._shown = None
        self._drop()
        token = session.record.refresh_token
        age = max(0.0, self.desk.clock.now() - session.tokens.obtained_at)
        words = text("inspect_pane.live_refresh_none")
        if token is not None:
            when = text("inspect_pane.moment_now")
            if age >= 1:
                when = text("inspect_pane.moment_ago", time=moments.length(age, exact=False))
            words = text("inspect_pane.live_refresh_text", count=len(token), when=when)
        self.inspection = None
        self.take(Looked(Asking(), InspectorView("none", text("inspect_pane.live_refresh_title"), words)))

    def _choose(self, id_: str) -> None:
        self._kind = "id" if id_ == "id" else "refresh" if id_ == "refresh" else "access"
        self._shown = None
        self.update()

    def _sign_in(self) -> None:
        """Begin it where its page says what to do."""
        self.desk.window.open_tab("overview")
        self.desk.window.tell("sign_in")

    def _other_account(self, _key: str) -> None:
        self.update()

    def _changed(self, name: str) -> None:
        if name == self.desk.window.account_key:
            self.update()

    def _copy(self) -> None:
        if self._shown is None:
            return
        self.copier().copy(self._shown[2].reveal())
        self.redraw_card(copied=True)
        QTimer.singleShot(CLEARS_AFTER, self, self.redraw_card)

    def forget(self) -> None:
        """Hidden again the next time."""
        self._shown = None
        self.masked = True
        super().forget()
