"""The two sides of a comparison: what can be chosen for each, and what is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop_app.app.escape import words_of_others
from desktop_app.app.texts import text
from desktop_app.inspector.compare import Side
from desktop_app.session.states import session_of
from desktop_app.ui.inspect import moments, worker
from desktop_app.ui.models.inspector_state import CompareView
from desktop_app.ui.projection.compared import Chosen, comparison
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.inspector.history import Entry
    from desktop_app.ui.inspect.looking import Looking

#: Entries of a menu: more would not be looked through.
_MOST = 40
Which = Literal["access", "id"]


class Comparing(QObject):
    """Remembers what was chosen for A and B; "this" stands for the token that is shown."""

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self._looking = looking
        self._chosen: dict[str, Chosen | None] = {}
        looking.pane.bodies.compare.change_wanted.connect(self._open_menu)

    def forget(self) -> None:
        """Keep nothing."""
        self._chosen = {}

    def view(self, now: float) -> CompareView:
        """The page. Where nothing was chosen: before the last refresh, and what is shown."""
        if self._looking.pane.bodies.current() != "compare":
            return CompareView()  # made when it is looked at
        this = self._this()
        before = self._before()
        if "a" in self._chosen or "b" in self._chosen:
            pair = self._chosen.get("a", this), self._chosen.get("b", this if "a" in self._chosen else None)
        else:
            pair = (before, this) if before is not None else (this, None)
        return comparison(*pair, now)

    def choose(self, side: str, what: Chosen | None) -> None:
        """Take *what* for *side*; None: the token that is shown."""
        other = "b" if side == "a" else "a"
        this = self._this()
        if other not in self._chosen and this is not None:
            # The other side keeps what it showed, which was this token or the one before it.
            before = self._before()
            self._chosen[other] = before if other == "a" and before is not None else this
        self._chosen[side] = what or this
        self._looking.redraw()

    def sources(self) -> list[tuple[str, Chosen | None]]:
        """(words, token) of what can be chosen; None: the token that is shown."""
        found: list[tuple[str, Chosen | None]] = []
        if self._this() is not None:
            found.append((text("inspect_pane.side_this"), None))
        now = self._looking.desk.clock.now()
        for name, life in self._looking.desk.controller.lives.items():
            entries = self._looking.history.entries(life.account.key)
            session = session_of(life.state)
            current = -1 if session is None else session.tokens.generation
            for entry in entries[:_MOST]:
                chosen = self._of_entry(entry, name, before=entry.generation != current)
                when = moments.short_local(entry.obtained_at, now)
                words = text("inspect_pane.menu_entry", account=name, token=chosen.title, time=when)
                found.append((words, chosen))
        return found[:_MOST]

    def _this(self) -> Chosen | None:
        inspection = self._looking.inspection
        if inspection is None or inspection.token.claims is None:
            return None
        token = self._looking.looked.view.token
        title = text("inspect_pane.side_this") if token is None else token.title
        account = self._looking.asking.account
        return worker.chosen(inspection, title, "" if account is None else account.name)

    def _before(self) -> Chosen | None:
        """What the token that is shown was before the last refresh, where it is a session's."""
        which = self._looking.live_kind()
        account = self._looking.asking.account
        if which is None or account is None:
            return None
        entries = self._looking.history.entries(account.key, which)
        return self._of_entry(entries[1], account.name, before=True) if len(entries) > 1 else None

    def _of_entry(self, entry: Entry, name: str, *, before: bool) -> Chosen:
        kind = text(f"inspect_pane.kind_{entry.which}")
        title = text("inspect_pane.side_before", token=kind) if before else kind
        return Chosen(title, name, Side(entry.header, entry.claims))

    def _open_menu(self, side: str) -> None:
        button = self._looking.pane.bodies.compare.sides[side].change
        self.make_menu(side).popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def make_menu(self, side: str) -> QMenu:
        """What can be chosen for *side*."""
        menu = QMenu(self._looking.pane)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(text("inspect_pane.menu_paste"), partial(self.paste, side))
        menu.addSeparator()
        for words, chosen in self.sources():
            menu.addAction(words_of_others(words).replace("&", "&&"), partial(self.choose, side, chosen))
        return menu

    def paste(self, side: str) -> None:
        """Take the token on the clipboard for *side*."""
        looking = self._looking
        given, now = QGuiApplication.clipboard().text(), looking.desk.clock.now()
        stop = looking.stop_event()

        def take(done: Done[Chosen | None]) -> None:
            if stop.is_set():
                return
            if done.value is not None:
                self.choose(side, done.value)
            else:
                page = looking.pane.bodies.compare
                page.render_compare(replace(self.view(now), hint=text("inspect_pane.compare_no_claims")))

        looking.desk.tasks.run("inspect", lambda: worker.chosen_from(given, now, stop), take)
