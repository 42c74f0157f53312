"""The window's life beside the window: tray, notifications, the door for a second start, what others change, network.

Made after the first paint, a part at a time, so that none of them holds the window up.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui.presence import bring_forward

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.file_watch import FileWatch
    from desktop_app.ui.network_watch import NetworkWatch
    from desktop_app.ui.notifications import Notices
    from desktop_app.ui.single_instance import Door
    from desktop_app.ui.tasks import Done
    from desktop_app.ui.tray import Tray

#: When the parts that nobody waits for are made, milliseconds after the first paint.
_FILES: Final = 300
_NETWORK: Final = 1500
#: How long a start without a window waits for the tray of a desktop that is starting too, milliseconds.
_TRAY_COMES: Final = 5000


class Background(QObject):
    """Belongs to a desk.

    :param hidden: the program was started without a window: it goes on in the tray, or minimised.
    """

    def __init__(self, desk: Desk, *, hidden: bool = False) -> None:
        super().__init__(desk)
        self._desk = desk
        self._hidden = hidden
        self.tray: Tray | None = None
        self.notices: Notices | None = None
        self.door: Door | None = None
        self.files: FileWatch | None = None
        self.network: NetworkWatch | None = None
        # From here on the program ends when somebody wants it to.
        QApplication.setQuitOnLastWindowClosed(False)
        desk.leaving.put_away = self.put_away
        desk.ended.connect(self.close)
        for wait, part in ((0, self._begin_tray), (0, self._begin_door), (_FILES, self._begin_files)):
            QTimer.singleShot(wait, self, part)
        QTimer.singleShot(_NETWORK, self, self._begin_network)
        if sys.platform == "darwin":
            QApplication.instance().applicationStateChanged.connect(self._activated)  # type: ignore[union-attr]  # there is one

    def put_away(self) -> None:
        """The window goes, the program stays."""
        if self.tray is not None and self.tray.is_there:
            self._desk.window.hide()
            if self.notices is not None:
                self.notices.went_into_the_tray()
        else:
            self._desk.window.showMinimized()

    def close(self) -> None:
        """The program is ending."""
        for part in (self.tray, self.notices, self.files, self.network):
            if part is not None:
                part.close()
        if self.door is not None:
            self.door.close()
            self._desk.engine.leave_door(self.door.address)

    # --- the parts ---

    def _begin_tray(self) -> None:
        if self._desk.ending:
            return
        from desktop_app.ui.notifications import Notices
        from desktop_app.ui.tray import Tray

        self.tray = Tray(self._desk)
        self.notices = Notices(self._desk, self.tray.say)
        self.tray.message_clicked.connect(self.notices.clicked)
        self.tray.opened.connect(lambda: bring_forward(self._desk.window))
        self.tray.changed.connect(self._tray_changed)
        self.tray.begin()
        if self._hidden:
            QTimer.singleShot(_TRAY_COMES, self, self._stay_reachable)

    def _begin_door(self) -> None:
        if self._desk.ending:
            return
        self._desk.tasks.run("door", self._desk.engine.choose_door, self._open_door)

    def _open_door(self, done: Done[str]) -> None:
        if done.value is None:
            return
        from desktop_app.ui.single_instance import Door

        address = done.value
        self.door = Door(address, self)
        self.door.knocked.connect(self._knocked)
        if self.door.open():
            self._desk.tasks.run("door", lambda: self._desk.engine.tell_door(address), lambda _done: None)

    def _begin_files(self) -> None:
        if not self._desk.ending:
            from desktop_app.ui.file_watch import FileWatch

            self.files = FileWatch(self._desk)
            self.files.begin()

    def _begin_network(self) -> None:
        if not self._desk.ending:
            from desktop_app.ui.network_watch import NetworkWatch

            self.network = NetworkWatch(self._desk)
            self.network.begin()
            self._desk.tasks.run("autostart", self._desk.engine.settle_autostart, lambda _done: None)

    # --- what happens ---

    def _knocked(self, demo: bool, token: str) -> None:
        self._desk.show_window(token)
        if demo:
            self._desk.start_demo()

    def _tray_changed(self) -> None:
        """A tray that goes away must not take the program with it."""
        if not self._hidden:
            self._stay_reachable()

    def _stay_reachable(self) -> None:
        self._hidden = False
        window = self._desk.window
        if self._desk.ending or window.isVisible() or (self.tray is not None and self.tray.is_there):
            return
        window.showMinimized()

    def _activated(self, state: Qt.ApplicationState) -> None:
        """macOS: the program was chosen in the Dock."""
        if state == Qt.ApplicationState.ApplicationActive and not self._desk.window.isVisible():
            bring_forward(self._desk.window)
