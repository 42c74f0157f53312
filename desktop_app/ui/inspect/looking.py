"""One pane and the token in it: what a person wants, the work it takes, what is shown. Forgets all when it is left."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.app.texts import text
from desktop_app.inspector.model import Inspection
from desktop_app.ui.clipboard import SecretCopier, copy_words
from desktop_app.ui.inspect import moments, worker
from desktop_app.ui.inspect.asking import Asking
from desktop_app.ui.inspect.comparing import Comparing
from desktop_app.ui.inspect.expecting import Expecting
from desktop_app.ui.inspect.sharing import Sharing
from desktop_app.ui.inspect.worker import Job, Looked
from desktop_app.ui.models.inspector_state import InspectorView
from desktop_app.ui.projection.explained import explain_heading, explain_node
from desktop_app.ui.projection.raw import blocks, pretty
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.inspector.history import History
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.inspect.pane import InspectorPane

_SECOND: Final = 1000
_MINUTE: Final = 60_000
#: Work that takes longer shows that it is under way, ms.
_PATIENCE: Final = 200


class Looking(QObject):
    """What the tool and the Tokens tab share."""

    def __init__(self, desk: Desk, pane: InspectorPane, history: History) -> None:
        super().__init__(pane)
        self.desk = desk
        self.pane = pane
        self.history = history
        self.asking = Asking()
        self.inspection: Inspection | None = None
        self.looked = Looked(self.asking, InspectorView())
        self.masked = False
        #: the person chose what it is compared with: it is not found by the token's issuer any more
        self.chose_account = False
        self._size = 0
        self._run = 0
        self._stop = threading.Event()
        self._seen = 0.0
        self._beat = QTimer(self)
        self._beat.setSingleShot(True)
        self._beat.timeout.connect(self._tick)
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.timeout.connect(self.show_busy)
        self.expecting = Expecting(self)
        self.comparing = Comparing(self)
        self.sharing = Sharing(self)
        self._connect()

    def _connect(self) -> None:
        pane = self.pane
        pane.left.connect(self.forget)
        pane.entered.connect(self.enter)
        pane.reveal_toggled.connect(self._toggle_reveal)
        pane.stop_requested.connect(self.stop)
        claims = pane.bodies.claims
        claims.tree.chosen.connect(self._explain)
        claims.tree.copied.connect(self._copy_value)
        claims.panel.copied.connect(self._copy_value)
        pane.bodies.body_chosen.connect(self._body_chosen)
        pane.bodies.raw.copied.connect(self._copy_raw)

    # --- work --------------------------------------------------------------------------------------------------------

    def start(self, given: str | None, *, finds: bool = False) -> None:
        """Look at *given*; None: ask the token that is shown something else. What was under way is dropped."""
        again = self.inspection if given is None else None
        if given is None and again is None:
            return
        self._drop()
        run, stop = self._run, self._stop
        accounts = tuple(life.account for life in self.desk.controller.lives.values())
        now = self.desk.clock.now()
        job = Job(self.asking, now, given, again, accounts, finds, self.pane.live, self.masked)
        question_of = self.desk.engine.question

        def work() -> Looked | None:
            return None if run != self._run else worker.do(job, question_of, stop)

        self._size = len(given or "")
        self._busy.start(_PATIENCE)
        self.desk.tasks.run("inspect", work, lambda done: self._take(run, done))

    def _drop(self) -> None:
        self._run += 1
        self._stop.set()
        self._stop = threading.Event()

    def _take(self, run: int, done: Done[Looked | None]) -> None:
        if run != self._run or done.value is None:
            return
        self._busy.stop()
        self.take(done.value)

    def take(self, looked: Looked) -> None:
        """Show what came of the work."""
        self.looked, self.asking, self.inspection = looked, looked.asking, looked.inspection
        self.show(looked.view)

    def show(self, view: InspectorView) -> None:
        """Show *view* with what is asked."""
        now = self._seen = self.desk.clock.now()
        if view.kind == "token":
            view = replace(view, compare=self.comparing.view(now))
        view = self.completed(replace(view, asked=self.expecting.asked()))
        focus = QApplication.focusWidget()
        here = focus is not None and self.pane.isAncestorOf(focus)
        self.pane.render_view(view, now)
        if here and (focus is None or not focus.isVisible()):
            self.pane.take_focus()
        if view.kind == "token":
            self._explain(self.pane.bodies.claims.tree.current_key())
            self._body_chosen(self.pane.bodies.current())
        self.arm()

    def stop_event(self) -> threading.Event:
        """Set when what is under way is not wanted any more."""
        return self._stop

    def live_kind(self) -> Literal["access", "id"] | None:
        """Which of a session's tokens is shown; None where it is somebody else's."""
        return None

    def completed(self, view: InspectorView) -> InspectorView:
        """*view* with what the tool or the tab adds."""
        return view

    def redraw(self) -> None:
        """What is asked, compared or offered changed."""
        self.show(self.looked.view)

    def show_busy(self) -> None:
        """The work takes long."""
        if self.pane.card.editing:
            return
        title = text("inspect_pane.busy_title", count=self._size)
        self.pane.render_view(InspectorView("busy", title, text("inspect_pane.busy_text")), self._seen)

    def stop(self) -> None:
        """The person has enough of waiting."""
        self._drop()
        self._busy.stop()
        words = text("inspect_pane.stopped_text")
        self.take(Looked(self.asking, InspectorView("trouble", text("inspect_pane.stopped_title"), words)))

    def enter(self) -> None:
        """The pane came into sight."""
        self.redraw()

    def forget(self) -> None:
        """The pane was left: nothing of what was given stays anywhere."""
        self._drop()
        self._busy.stop()
        self._beat.stop()
        self.inspection = None
        self.asking = Asking()
        self.chose_account = False
        self.looked = Looked(self.asking, InspectorView())
        self.expecting.forget()
        self.comparing.forget()
        self.sharing.forget()
        self.pane.forget()

    # --- the time ----------------------------------------------------------------------------------------------------

    def arm(self) -> None:
        """Once a second where something moves in seconds, else once a minute; not at all when hidden."""
        view = self.looked.view
        if view.kind != "token" or not self.pane.isVisible() or self.desk.window.isMinimized():
            self._beat.stop()
            return
        life, now = view.life, self.desk.clock.now()
        times = () if life is None else (life.auth_time, life.iat, life.nbf, life.exp)
        soon = any(at is not None and moments.moves(at, now) for at in times)
        self._beat.start(_SECOND if soon else _MINUTE)

    def _tick(self) -> None:
        now, before = self.desk.clock.now(), self._seen
        self._seen = now
        self.pane.set_now(now)
        life = self.looked.view.life
        if self.asking.at is None and life is not None:
            leeway = self.asking.question(now).leeway
            edges = [life.exp, None if life.exp is None else life.exp + leeway, life.nbf]
            edges.append(None if life.nbf is None else life.nbf - leeway)
            if any(edge is not None and before < edge <= now for edge in edges):
                self.start(None)
        self.arm()

    # --- small wishes ------------------------------------------------------------------------------------------------

    def _toggle_reveal(self) -> None:
        self.masked = not self.masked
        if self.inspection is not None:
            self.redraw_card()

    def redraw_card(self, *, copied: bool = False) -> None:
        """The token's text alone changed its look."""
        if self.inspection is None:
            return
        card = worker.card(self.inspection, live=self.pane.live, masked=self.masked, copied=copied)
        self.looked = replace(self.looked, view=replace(self.looked.view, token=card))
        self.redraw()

    def _explain(self, key: str) -> None:
        node = self.looked.nodes.get(key)
        if node is not None and self.inspection is not None:
            question = self.asking.question(self.desk.clock.now())
            origin = self.expecting.origin()
            self.pane.render_explanation(explain_node(key, node, self.inspection, question, origin))
            return
        heading = next((one for one in self.looked.view.claims if one.key == key), None)
        self.pane.render_explanation(None if heading is None else explain_heading(heading))

    def _copy_value(self, key: str) -> None:
        node = self.looked.nodes.get(key)
        if node is not None:
            value = node.value
            copy_words(value if isinstance(value, str) else pretty(node.shown, value))

    def _body_chosen(self, name: str) -> None:
        if name == "raw" and self.inspection is not None:
            token, masked = self.inspection.token, self.masked
            run = self._run
            self.desk.tasks.run(
                "inspect-raw",
                lambda: blocks(token, masked=masked),
                lambda done: self.pane.render_raw(done.value) if run == self._run and done.value else None,
            )

    def _copy_raw(self, kind: str, selected: str) -> None:
        """A block's whole text where nothing is *selected*; it may hold the token, so it clears."""
        if self.inspection is None:
            return
        token = self.inspection.token
        whole = {
            "header": lambda: pretty(token.header_text, token.header),
            "payload": lambda: pretty(token.payload_text, token.claims),
            "rest": token.raw.reveal,
        }
        self.copier().copy(selected or whole[kind]())

    def copier(self) -> SecretCopier:
        """The window's one copier of secrets."""
        return self.desk.findChild(SecretCopier) or SecretCopier(self.desk)
