"""What must hold while the monkey plays, and when it rests: nothing was raised, Qt had nothing to say, everything that
is shown can be left, and a person comes back to a signed-in account by what the window offers."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from desktop_app.session import states as s
from desktop_app.ui.components.buttons import Button
from tests.support.monkey import click, controls, press, wait_for
from tests.support.monkey_stage import Stage

#: How long a person goes on trying until an account is signed in, seconds; as long, work that is under way may take.
WITHIN: Final = 60.0
#: Offscreen says this of raising, of grabs, and of every window with a least size.
_NOISE: Final = "This plugin does not support"
_TRANSIENT: Final = (s.Restoring, s.Refreshing, s.SigningIn, s.SigningOut)
_PLACES: Final = ("doctor", "settings", "log", "inspect", "add_provider", "account")


class Ears(logging.Handler):
    """Hears what the program's own log is told: it passes slots, workers, threads, ``__del__``, warnings and Qt.

    :ivar exceptions: nobody caught them. :ivar warnings: Qt's, and Python's.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.exceptions: list[str] = []
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what must not be."""
        words = record.getMessage()
        if record.exc_info:
            words = f"{words}\n{logging.Formatter().formatException(record.exc_info)}"
        if record.name.startswith("qt") or record.name == "py.warnings":
            if _NOISE not in words:
                self.warnings.append(f"{record.name}: {words}")
        elif record.levelno >= logging.ERROR:
            self.exceptions.append(f"{record.name}: {words}")


class Judge:
    """Looks at *stage*.

    :ivar dead: the states that nobody could leave, in words.
    :ivar doubts: the same, where a second try led out.
    :ivar slowest: the longest way back to a signed-in account, seconds.
    """

    def __init__(self, stage: Stage, ears: Ears) -> None:
        self._stage = stage
        self.ears = ears
        self.dead: list[str] = []
        self.doubts: list[str] = []
        self.slowest = 0.0

    def well(self) -> bool:
        """Whether nothing has been found."""
        return not (self.dead or self.ears.exceptions or self.ears.warnings)

    def try_again(self) -> None:
        """A state is dead where a person's second try does not lead out of it either: Tab, then all of :meth:`rest`."""
        found, self.dead = self.dead, []
        press(self._stage.window, Qt.Key.Key_Tab)
        QTest.qWait(50)
        self.look()
        self.rest()
        (self.dead if self.dead else self.doubts).extend(found)

    # --- at any moment -----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """What is shown can be left, and the keyboard is somewhere in sight."""
        if self._stage.desk.ending:
            return
        for wrong in (self._no_way_out, self._lost_focus):
            said = wrong()
            if said:
                QTest.qWait(20)  # a page may just be going
                said = wrong()
            if said:
                self.dead.append(said)

    def _no_way_out(self) -> str:
        window = self._stage.window
        if not window.isVisible():
            return ""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or window
        if not front.isEnabled():
            return f"{_words(front)} is disabled"
        if front is not window:
            return ""
        page = window.shell.stack.currentWidget()
        if page is None or not page.isVisible() or not page.isEnabled():
            return f"the page is disabled or away: {_words(page)}"
        if not window.shell.sidebar.menu_button.isEnabled() or not controls(window):
            return f"nothing can be pressed: {_words(window)}"
        return ""

    def _lost_focus(self) -> str:
        focus = QApplication.focusWidget()
        if isinstance(focus, QMenu):
            return ""  # Qt leaves it in a menu that was closed where nothing in the window had it before
        if focus is not None and self._stage.window.isVisible() and not focus.isVisible():
            window = self._stage.window
            where = f"{window.place}/{window.current_tab()}, active {QApplication.activeWindow()}"
            chain: list[str] = []
            one: QWidget | None = focus
            while one is not None:
                chain.append(f"{type(one).__name__}{'' if one.isVisible() else ' (hidden)'}")
                one = one.parentWidget()
            return f"the keyboard is in {focus.accessibleName()!r} {' < '.join(chain)}, not in sight: {where}"
        return ""

    # --- at rest -----------------------------------------------------------------------------------------------------

    def rest(self) -> None:
        """The world is well again: come back to a signed-in account, every one of them, and let all work end."""
        stage = self._stage
        stage.mend()
        stage.keep_going()
        self._close_what_lies_above()
        stage.keep_going()
        stage.window.resize(1040, 720)
        self._few_accounts()
        begun = time.monotonic()
        for name in stage.ours():
            self._come_back(name)
        lives = stage.desk.controller.lives
        for name, life in lives.items():
            if name not in stage.ours() and isinstance(life.state, s.SigningIn):
                self._choose(name)
                press(stage.window, Qt.Key.Key_Escape)
        if not self._until(lambda: not any(life.busy or isinstance(life.state, _TRANSIENT) for life in lives.values())):
            busy = {name: (type(life.state).__name__, life.busy) for name, life in lives.items()}
            self.dead.append(f"an account is busy for ever: {busy}")
        if not self._until(lambda: stage.desk.tasks.busy() == 0):
            self.dead.append("work goes on for ever")
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def _close_what_lies_above(self) -> None:
        """Escape closes every menu and dialog."""
        window = self._stage.window
        for _ in range(40):
            above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if above is None:
                return
            press(window, Qt.Key.Key_Escape)
            QTest.qWait(5)
        self.dead.append(f"Escape does not close {_words(above)}")

    def _few_accounts(self) -> None:
        """The monkey adds and renames: all but two are removed again, by the menu and its question."""
        stage = self._stage
        for name in stage.ours()[2:]:
            self._remove(name)

    def _remove(self, name: str) -> None:
        from desktop_app.ui.components.dialog import ConfirmDialog

        stage = self._stage
        self._choose(name)
        stage.window.tell("forget")
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ConfirmDialog):
            dialog.verb.click()
        if not self._until(lambda: name not in stage.desk.controller.lives):
            self.dead.append(f"the account {name!r} cannot be removed: {_words(QApplication.activeModalWidget())}")
            self._close_what_lies_above()

    def _choose(self, name: str) -> None:
        self._stage.keep_going()
        QTest.qWait(1)
        window = self._stage.window
        if window.place in ("add_provider", "settings", "doctor", "log", "inspect", "import", "details"):
            press(window, Qt.Key.Key_Escape)
        row = list(self._stage.desk.controller.lives).index(name)
        view = window.shell.sidebar.accounts
        index = view.model().index(row, 0)
        view.scrollTo(index)
        QTest.qWait(1)
        click(view.viewport(), view.visualRect(index).center())
        press(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        QTest.qWait(1)
        if window.place != "account" or window.account_key != name:
            self.dead.append(f"a click does not lead to {name!r}: {window.place}, {window.account_key!r}")
        if window.current_tab() != "overview":
            active, focus = QApplication.activeWindow(), QApplication.focusWidget()
            self.dead.append(f"Alt+1 does not lead to the overview: {window.current_tab()}, {active}, {focus}")

    def _come_back(self, name: str) -> None:
        """Press what the page offers until the account is signed in."""
        stage = self._stage
        self._choose(name)
        life = stage.desk.controller.lives[name]
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            stage.keep_going()  # offscreen no window is active after some menus, and keys go nowhere
            if isinstance(life.state, s.SignedIn) and not life.busy:
                return
            if isinstance(life.state, s.SigningIn):
                press(stage.window, Qt.Key.Key_Escape)
            elif not life.busy:
                if stage.window.current_tab() != "overview":  # "Why?" leads to what happened
                    press(stage.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
                offered = self._offered()
                if offered is not None:
                    click(offered)
            # The page answers at once; a sign-in that was begun gets its time.
            QTest.qWait(5)
            self._until(lambda: not (life.busy or life.sign_in or isinstance(life.state, _TRANSIENT)), 5.0)
            if QApplication.activeModalWidget() is not None:
                self._answer()
        page = _words(stage.window.shell.stack.currentWidget())
        run = life.sign_in
        told = "no sign-in" if run is None else f"sign-in, cancelled {run.cancel.is_set()}"
        keyboard = f"{QApplication.activeWindow()}, {QApplication.focusWidget()}"
        self.dead.append(f"{name!r} stays {life.state!r}, busy {life.busy}, {told}: {page}; keyboard: {keyboard}")

    def _answer(self) -> None:
        """A question comes up: whoever asks for a sign-in means it."""
        from desktop_app.ui.components.dialog import ConfirmDialog

        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ConfirmDialog):
            dialog.verb.click()
        else:
            self._close_what_lies_above()

    def _offered(self) -> Button | None:
        """The filled button of the page, else one of its banner's."""
        page = self._stage.window.shell.stack.currentWidget()
        buttons = [one for one in page.findChildren(Button) if one.isVisible() and one.isEnabled()] if page else []
        filled = [one for one in buttons if one.kind == "primary"]
        return next(iter(filled or buttons), None)

    @staticmethod
    def _until(holds: Callable[[], bool], seconds: float | None = None) -> bool:
        return wait_for(holds, WITHIN if seconds is None else min(seconds, WITHIN))

    # --- what there is -----------------------------------------------------------------------------------------------

    def tour(self) -> None:
        """Visit every page, so that all that is made on a visit is there."""
        window = self._stage.window
        for place in _PLACES:
            if place == "add_provider":
                window.open_add_provider()
            else:
                window.go(place)
            QTest.qWait(5)
            self.look()
        for tab in ("tokens", "devices", "activity", "overview"):
            window.open_tab(tab)
            QTest.qWait(5)
            self.look()
        self._until(lambda: self._stage.desk.tasks.busy() == 0)

    def objects(self) -> Counter[str]:
        """How many of each kind belong to the window, and how many windows there are."""
        QTest.qWait(1)
        found = Counter(type(one).__name__ for one in self._stage.window.findChildren(QObject))
        found["windows"] = len(QApplication.topLevelWidgets())
        return found


def _words(widget: QWidget | None) -> str:
    """A page in words, for whoever reads the report."""
    if widget is None:
        return "nothing"
    said = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    said += [f"[{one.text()}]" for one in widget.findChildren(Button) if one.isVisible()]
    return f"{type(widget).__name__} {widget.accessibleName()!r} {' '.join(said)[:400]}"
