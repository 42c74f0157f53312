"""Joins window and controller: intents one way, views the other. Nothing here waits for anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.session import states as s
from desktop_app.ui import company
from desktop_app.ui.accounts.carry import in_order
from desktop_app.ui.accounts.desk import AccountsDesk
from desktop_app.ui.beat import SECOND, Beat
from desktop_app.ui.demo import DemoInWindow
from desktop_app.ui.devices_desk import DevicesDesk
from desktop_app.ui.frame_keeper import FrameKeeper
from desktop_app.ui.inspector_pane import InspectorDesk
from desktop_app.ui.leaving import Leaving
from desktop_app.ui.life import Life
from desktop_app.ui.models.view_state import ConfirmView, FirstRunView
from desktop_app.ui.projection import account as projection
from desktop_app.ui.session_controller import SessionController
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.tools_desk import ToolsDesk

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ui.views.main_window import MainWindow


class Desk(QObject):
    """Stands behind a window that has been painted once (or was started out of sight). ``ended``: the end has begun."""

    ended = Signal()

    def __init__(self, engine: Engine, window: MainWindow, *, demo: bool = False) -> None:
        super().__init__(window)
        self.engine = engine
        self.clock = engine.clock
        self.tasks = Tasks(self)
        self.window = window
        self.controller = SessionController(engine, self.tasks, self.clock, self)
        self._current = ""
        self._filter = "all"
        self._wants_demo = demo
        self._demo = DemoInWindow(self)
        self.ending = False
        self.leaving = Leaving(self)
        self.inspector = InspectorDesk(self)
        self.devices = DevicesDesk(self)
        self._frame = FrameKeeper(self)
        self.tools = ToolsDesk(self)
        self.accounts = AccountsDesk(self)
        self._beat = Beat(self)
        self._dirty: set[str] = set()
        self._paint = QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.timeout.connect(self._paint_changes)
        self._connect()
        self._show_stored()
        self._begin()

    # --- start -------------------------------------------------------------------------------------------------------

    def _show_stored(self) -> None:
        """The accounts as their state files know them, before the keychain is asked."""
        for name in self.engine.config.names:
            account = self.engine.config.accounts[name]
            if not isinstance(account, KeyfobError):
                life = Life(account, state=s.Restoring(), stored=self.engine.stored(account))
                if life.stored.saved == "none":
                    life.state = s.SignedOut()
                self.controller.lives[name] = life
        if self._wants_demo:
            self._current = self._demo.expect()
        self._current = self._current or next(iter(self.controller.lives), "")
        self.window.render_first_run(FirstRunView(demo=self.engine.has_demo, can_import=True))
        self._show_rows()
        if self._current:
            self._show_page()

    def _begin(self) -> None:
        """Restore what is stored, start the demo if it was asked for, say what is wrong."""
        for name, life in self.controller.lives.items():
            if life.stored.account_id is not None:
                self.controller.restore(name)
        if self._wants_demo:
            self._demo.start()
        QTimer.singleShot(SECOND, self.window, self._warm_up)
        self.tools.begin()
        company.begin(self)
        self._beat.tick()

    def _warm_up(self) -> None:
        """Load what the first click will need, on a thread of its own: loading it then would hold the window up."""
        from desktop_app.ui.warm_up import WarmUp

        WarmUp(self.tasks, self.window)

    # --- intents -----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        window, controller = self.window, self.controller
        controller.changed.connect(self._mark)
        controller.question.connect(self._ask_subject)
        window.account_selected.connect(self.choose)
        window.account_intent.connect(self._intent)
        window.tab_selected.connect(lambda _key, _tab: self._show_page())
        window.demo_requested.connect(self._demo.start)
        window.quit_requested.connect(self.quit)
        window.closing.connect(self.leaving.closing)
        window.add_provider_opened.connect(lambda: self._adding().open())
        window.address_submitted.connect(lambda address: self._adding().read(address))
        window.provider_saved.connect(lambda draft, sign_in: self._adding().save(draft, sign_in))
        window.add_provider_cancelled.connect(lambda: self._adding().leave())
        window.redirect_copy_requested.connect(lambda: self._adding().copy_redirect())
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self._focus_changed)

    def _adding(self) -> Adding:
        from desktop_app.ui.adding import Adding

        if not hasattr(self, "_adding_now"):
            self._adding_now = Adding(self)
        return self._adding_now

    def _focus_changed(self, focus: QWindow | None) -> None:
        if focus is not None and not self.ending:
            self.controller.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window comes back into sight: what counts down goes on."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange) and not self.ending:
            self._beat.soon()
        return super().eventFilter(watched, event)

    def _intent(self, key: str, intent: str, detail: object) -> None:
        if key not in self.controller.lives:
            return
        from desktop_app.ui.intents import act

        act(self, key, intent, detail)

    def show_window(self, token: str = "") -> None:
        """Bring the window to the front. :param token: the desktop's leave to do so."""
        from desktop_app.ui.presence import bring_forward

        bring_forward(self.window, token)

    def show_account(self, key: str, token: str = "") -> None:
        """Bring the window to the front, on the account *key*."""
        self.show_window(token)
        if key in self.controller.lives:
            self.choose(key)
            self.window.go("account")

    def start_demo(self) -> None:
        """Start the embedded provider, once."""
        self._demo.start()

    def choose(self, key: str) -> None:
        """Show the account *key*."""
        self._current = key
        self._show_page()
        self._beat.tick()

    def filter_activity(self, key: str, chosen: str) -> None:
        """Show only some of what happened."""
        self._filter = chosen
        self._show_page()

    def _ask_subject(self, name: str, known: str, new: str, answer: Callable[[bool], None]) -> None:
        view = ConfirmView(
            text("window.other_subject_question"),
            text("window.other_subject_text", new=new, old=known),
            text("window.other_subject_verb", new=new),
        )
        self.window.ask(view, answer)

    # --- views -------------------------------------------------------------------------------------------------------

    def take_in(self, name: str, *, sign_in: bool) -> None:
        """A new account was saved: show it, and begin its sign-in if the person wants that."""
        account = self.engine.config.account(name)
        if name not in self.controller.lives:  # the change of the file may have been seen already
            self.controller.add(account)
        in_order(self, self.engine.config.names)
        self.choose(name)
        self.window.go("account")
        if sign_in:
            self.controller.sign_ins.begin(name)

    def drop(self, name: str) -> None:
        """An account is gone: show another, or first run."""
        self.controller.remove(name)
        if self._current == name:
            self._current = next(iter(self.controller.lives), "")
        self._show_rows()
        self._show_page()

    def life(self, key: str) -> Life | None:
        """What is known of an account."""
        return self.controller.lives.get(key)

    @property
    def current(self) -> str:
        """The key of the account that is shown, ``""`` for none."""
        return self._current

    def show_now(self) -> None:
        """Show rows and page as they are at this moment."""
        self._show_rows()
        self._show_page()

    def _mark(self, name: str) -> None:
        """Several changes in one turn of the event loop are one painting."""
        self._dirty.add(name)
        if not self._paint.isActive():
            self._paint.start(0)

    def _paint_changes(self) -> None:
        names, self._dirty = self._dirty, set()
        self._show_rows()
        if self._current in names:
            self._show_page()
        self._beat.arm()

    def _show_rows(self) -> None:
        now = self.clock.now()
        self.window.set_accounts([projection.row(life, now) for life in self.controller.lives.values()])
        self._frame.look()

    def _show_page(self) -> None:
        life = self.life(self._current)
        if life is None:
            return
        now = self.clock.now()
        self.window.render_account(projection.header(life), projection.page(life, now, self.clock.monotonic()))
        if self.window.current_tab() == "activity":
            from desktop_app.ui.projection.happened import activity

            self.window.render_activity(activity(self._current, life.activity, now, self._filter))

    def say(self, error: KeyfobError) -> None:
        """Tell what went wrong, in a dialog: for what belongs to no account."""
        from desktop_app.app.texts import error_texts, title

        message, hint = error_texts(error.text, error.params)
        self.window.ask(ConfirmView(title(error.code), f"{message} {hint}", text("window.close")), lambda _yes: None)

    # --- end ---------------------------------------------------------------------------------------------------------

    def quit(self) -> None:
        """Quit; where a session is in memory alone, ask first."""
        self.leaving.quit()

    def end(self) -> None:
        """End now: timers stop, listeners close, late results are dropped."""
        if self.ending:
            return
        self.ending = True
        self.ended.emit()
        self._beat.stop()
        self._paint.stop()
        self.controller.close()
        self.engine.stop_network()
        self.window.close()
        self._demo.close()
        QApplication.quit()


if TYPE_CHECKING:
    from desktop_app.ui.adding import Adding
