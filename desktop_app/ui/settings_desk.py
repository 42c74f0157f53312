"""Joins the settings to the window: puts in force what changed, wherever it was changed, and says what is wrong.

Light: the page and its modules are loaded when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_app.app.texts import text
from desktop_app.ui.settings.troubles import wrong

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.app.settings import WindowSettings
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.settings.behind import Behind
    from desktop_app.ui.settings.notice import SettingsNotice

#: Follows the system's login, and is nobody's to wait for.
_LANE: Final = "settings"


class SettingsDesk(QObject):
    """For the window of *desk*.

    :ivar read: the files as they were last read; ``desk.engine.config`` is the last one that could be used.
    :ivar behind: what stands behind the page; None until it was opened.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.read: Config = desk.engine.config
        self.behind: Behind | None = None
        self.notice: SettingsNotice | None = None
        self._in_force: WindowSettings | None = None
        self._dismissed = 0
        desk.window.register("settings", self._page)
        desk.window.place_changed.connect(lambda _place: self._tell())

    def begin(self) -> None:
        """The window stands: say what is wrong."""
        self._in_force = self._desk.engine.settings
        self._tell()

    def take(self, read: Config) -> None:
        """The files were read again. Where they can be used, ``desk.engine.config`` is *read* by now."""
        self.read = read
        self.apply()

    def apply(self) -> None:
        """Put in force what is different from before, and show it."""
        if self._desk.ending:
            return
        before, now = self._in_force, self._desk.engine.settings
        self._in_force = now
        if before is not None and before != now:
            self._put_in_force(before, now)
        self._tell()
        self.changed.emit()

    def language_changed(self) -> None:
        """Every part of the window is new."""
        self.notice = None
        self._tell()

    def _put_in_force(self, before: WindowSettings, now: WindowSettings) -> None:
        if before.theme != now.theme:
            from desktop_app.ui.system_scheme import SchemeFollower

            app = QApplication.instance()
            follower = None if app is None else app.findChild(SchemeFollower)
            if follower is not None:
                follower.choose(now.theme)
        if before.log_level != now.log_level:
            from desktop_app.app.log import set_level

            set_level(now.log_level)
        if before.start_at_login != now.start_at_login:
            self._desk.tasks.run(_LANE, self._desk.engine.follow_autostart, lambda _done: None)
        if before.language != now.language:
            from desktop_app.ui.language import apply_language

            apply_language(self._desk, now.language)

    # --- the notice ---

    def _tell(self) -> None:
        """A line above the pages, until it is closed, mended, or the page that says more is open."""
        count = len(wrong(self.read))
        if count != self._dismissed:
            self._dismissed = 0
        if self.notice is not None and not isValid(self.notice):
            self.notice = None
        if not count or self._dismissed or self._desk.window.place == "settings":
            if self.notice is not None:
                self.notice.hide()
            return
        if self.notice is None:
            self.notice = self._make_notice()
        sentence = text("settings.notice", count=count)
        if self.notice.words.text() != sentence:
            self.notice.say(sentence)
            self._desk.window.announce(sentence)
        self.notice.show()

    def _make_notice(self) -> SettingsNotice:
        from desktop_app.ui.settings.notice import SettingsNotice

        notice = SettingsNotice()
        notice.wanted.connect(lambda: self._desk.window.go("settings"))
        notice.closed.connect(self._dismiss)
        self._desk.window.shell.put_above(notice)
        return notice

    def _dismiss(self) -> None:
        self._dismissed = len(wrong(self.read))
        self._tell()

    # --- the page ---

    def _page(self) -> QWidget:
        from desktop_app.ui.settings.behind import Behind
        from desktop_app.ui.settings.page import SettingsPage

        if self.behind is None:
            self.behind = Behind(self._desk, self)
        page = SettingsPage()
        self.behind.stand_behind(page)
        return page
