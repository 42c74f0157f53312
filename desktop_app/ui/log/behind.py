"""Stands behind the log page: reads on a worker, newest first; while it is in sight, what is added comes by itself.

Out of sight nothing is watched. In sight the system tells of changes (no timer looks), several at once are one look.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from shiboken6 import isValid

from desktop_app.app import log
from desktop_app.app.log_line import LogLine, as_text
from desktop_app.app.redaction import redact
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.log.page import LogPage, LogState
from desktop_app.ui.log.reading import Reader, Row

if TYPE_CHECKING:
    from desktop_app.app.log_writer import LogStore
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.tasks import Done

_LANE: Final = "log-page"
#: Changes within so many milliseconds are one.
_TOGETHER: Final = 150
#: More lines are not copied at once: the newest of them are.
_MOST_COPIED: Final = 5_000


class Behind(QObject):
    """Belongs to *page*."""

    def __init__(self, desk: Desk, page: LogPage, store: LogStore) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._store = store
        self._reader = Reader(store)
        self._begun = False
        self._reading = False
        self._again = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._changed)
        self._watcher.directoryChanged.connect(self._changed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        page.entered.connect(self._entered)
        page.left.connect(self._left)
        page.copy_wanted.connect(self._copy)
        page.detail_wanted.connect(self._detail)
        page.folder_wanted.connect(self._open_folder)
        desk.ended.connect(self._left)
        if page.isVisible():
            self._entered()

    # --- reading -----------------------------------------------------------------------------------------------------

    def _entered(self) -> None:
        if self._desk.ending:
            return
        self._page.model.now = self._desk.clock.now()
        self._watch()
        if not self._begun:
            self._begun = True
            self._read_older()
        else:
            self._look()

    def _left(self) -> None:
        self._soon.stop()
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)

    def _watch(self) -> None:
        """The folder tells of a new file, the newest file of new lines. Where there is no folder yet, its parent."""
        file = os.path.join(self._store.folder, "keyfob.jsonl")
        wanted = [path for path in (self._store.folder, file) if os.path.exists(path)]
        new = [path for path in wanted or [os.path.dirname(self._store.folder)] if path not in self._watched()]
        if new:
            self._watcher.addPaths(new)

    def _watched(self) -> list[str]:
        return self._watcher.files() + self._watcher.directories()

    def _changed(self, _path: str) -> None:
        if not self._soon.isActive() and self._page.isVisible():
            self._soon.start(_TOGETHER)

    def _read_older(self) -> None:
        self._reading = True
        self._say()
        self._desk.tasks.run(_LANE, self._reader.older, self._take_older)

    def _take_older(self, done: Done[tuple[list[Row], bool]]) -> None:
        if not isValid(self):  # another language made the page anew
            return
        rows, more = done.value or ([], False)
        self._page.model.now = self._desk.clock.now()
        self._page.model.add_older(rows)
        self._reading = False
        if more:
            self._read_older()
        elif self._again:
            self._look()
        self._say()

    def _look(self) -> None:
        """Read what was added."""
        if self._desk.ending or not self._page.isVisible():
            return
        self._watch()
        self._again = self._reading
        if not self._reading:
            self._reading = True
            self._desk.tasks.run(_LANE, self._reader.newer, self._take_newer)

    def _take_newer(self, done: Done[list[Row]]) -> None:
        if not isValid(self):
            return
        self._reading = False
        self._page.model.now = self._desk.clock.now()
        if done.value:
            self._page.model.add_newer(done.value)
        self._say()
        if self._again:
            self._look()

    def _say(self) -> None:
        self._page.render_state(LogState(reading=self._reading, trouble=log.trouble()))

    # --- what a person wants -----------------------------------------------------------------------------------------

    def _copy(self, rows: list[int]) -> None:
        model = self._page.model
        chosen = [line for row in reversed(rows) if (line := model.line(row)) is not None] if rows else model.shown()
        copy_words("\n".join(_copied(line) for line in chosen[-_MOST_COPIED:]))
        self._page.show_copied()

    def _detail(self, row: int) -> None:
        from desktop_app.ui.log.line_dialog import LineDialog

        line = self._page.model.line(row)
        if line is not None:
            LineDialog(line, self._page.model.when(line), _copied(line), self._page.window()).open()

    def _open_folder(self) -> None:
        folder = self._store.folder
        # Qt asks the desktop, and waits for nobody.
        QDesktopServices.openUrl(QUrl.fromLocalFile(folder if os.path.isdir(folder) else os.path.dirname(folder)))


def _copied(line: LogLine) -> str:
    """The line in words that are the same everywhere: UTC, no language. Masked once more: it leaves the program."""
    when = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds") if line.at else ""
    return redact(as_text(line, when))
