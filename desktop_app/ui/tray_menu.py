"""The tray's menu: the accounts with their states, and what can be done with each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from desktop_app.app.texts import text
from desktop_app.session import states as s
from desktop_app.ui.presence import bring_forward
from desktop_app.ui.tray_icon import mark_icon
from desktop_app.ui.tray_words import MOST, AccountEntry, entry

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk


class TrayMenu(QMenu):
    """Made anew when what it says has changed, and looked at again when it opens."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._says: object = None
        self._below: list[QMenu] = []
        self.aboutToShow.connect(self.look)
        self.look()

    def forget(self) -> None:
        """What it says does not hold any more, as when the language changed."""
        self._says = None

    def look(self) -> None:
        """Say what holds now."""
        desk = self._desk
        now = desk.clock.now()
        entries = [entry(life, now) for life in list(desk.controller.lives.values())[:MOST]]
        more = max(0, len(desk.controller.lives) - MOST)
        dark = self.palette().window().color().lightness() < 128
        says = (entries, more, dark, desk.window.tools)
        if says == self._says:
            return
        self._says = says
        self.clear()
        for menu in self._below:
            menu.deleteLater()
        self._below = []
        for one in entries:
            self._add(one, dark)
        if more:
            self.addAction(text("tray.more_accounts", count=more), self._open)
        self.addSeparator()
        self.addAction(text("tray.open"), self._open)
        if not entries:
            self.addAction(text("window.add_provider"), partial(self._open_tool, "add_provider"))
        if "inspect" in desk.window.tools:
            self.addAction(text("window.inspect"), partial(self._open_tool, "inspect"))
        self.addSeparator()
        self.addAction(text("window.quit"), desk.quit)

    def _add(self, one: AccountEntry, dark: bool) -> None:
        label, icon = _plain(one.label), mark_icon(one.mark, dark)
        if one.kind == "again":
            self.addAction(icon, label, partial(self._sign_in, one.key))
            return
        if one.kind == "wait":
            self.addAction(icon, label, partial(self._open_account, one.key))
            return
        below = QMenu(label, self)
        below.setIcon(icon)
        self._below.append(below)
        self.addMenu(below)
        if one.about:
            below.addAction(_plain(one.about)).setEnabled(False)
            below.addSeparator()
        if one.kind == "out":
            below.addAction(text("window.sign_in"), partial(self._sign_in, one.key))
            below.addAction(text("tray.open_account"), partial(self._open_account, one.key))
            return
        copy = below.addAction(text("tray.copy_access_token"), partial(self._act, one.key, "copy_token"))
        copy.setEnabled(one.can_copy)
        refresh = below.addAction(text("window.refresh_now"), partial(self._act, one.key, "refresh"))
        refresh.setEnabled(one.can_refresh)
        below.addAction(text("tray.open_account"), partial(self._open_account, one.key))
        below.addSeparator()
        below.addAction(text("window.sign_out_here"), partial(self._act, one.key, "sign_out", "here"))

    def _act(self, key: str, intent: str, detail: object = None) -> None:
        from desktop_app.ui.intents import act

        if key in self._desk.controller.lives and not self._desk.ending:
            act(self._desk, key, intent, detail)

    def _sign_in(self, key: str) -> None:
        """A person chose it here: the browser may open. What they wait for is shown in the window."""
        life = self._desk.life(key)
        self._open_account(key)
        if life is not None and isinstance(life.state, s.NeedsLogin | s.SignedOut):
            self._act(key, "sign_in")

    def _open(self) -> None:
        bring_forward(self._desk.window)

    def _open_account(self, key: str) -> None:
        self._desk.show_account(key)

    def _open_tool(self, place: str) -> None:
        self._open()
        if place == "add_provider":
            self._desk.window.open_add_provider()
        else:
            self._desk.window.go(place)


def _plain(words: str) -> str:
    """*words* as a menu shows them: no letter of them is a shortcut."""
    return words.replace("&", "&&")
