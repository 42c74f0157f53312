"""Sharing a token: the dialog, the words in it, the clipboard and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.app.texts import text
from desktop_app.app.token_words import shared
from desktop_app.inspector.model import Inspection
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.inspect.share import ShareDialog
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.models.view_state import ConfirmView
from desktop_app.ui.projection.raw import shorten
from desktop_app.ui.projection.shared import choices
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.inspector.share import Form
    from desktop_app.ui.inspect.looking import Looking

_ENDINGS: Final = {"text": "txt", "json": "json", "markdown": "md"}


class Sharing(QObject):
    """One dialog at a time."""

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self._looking = looking
        self.dialog: ShareDialog | None = None
        self._inspection: Inspection | None = None
        self._usual: tuple[str, ...] = ()
        self._run = 0
        looking.pane.share_requested.connect(self.open)

    def open(self) -> None:
        """Open the dialog for the token that is shown."""
        inspection = self._inspection = self._looking.inspection
        if inspection is not None and self.dialog is None:
            self._looking.desk.tasks.run("inspect", lambda: choices(inspection), self._show)

    def forget(self) -> None:
        """Keep nothing."""
        self._inspection = None
        if self.dialog is not None:
            self.dialog.reject()

    def _show(self, done: Done[tuple[Choice, ...]]) -> None:
        if done.value is None or self._inspection is None or self.dialog is not None:
            return
        dialog = self.dialog = ShareDialog(done.value, self._looking.pane)
        self._usual = dialog.masked()
        dialog.wanted.connect(self._make)
        dialog.copy_wanted.connect(copy_words)
        dialog.save_wanted.connect(self._save)
        dialog.finished.connect(self._gone)
        dialog.begin()

    def _gone(self) -> None:
        self.dialog = None
        self._inspection = None

    def _make(self, form: str, masked: tuple[str, ...]) -> None:
        inspection = self._inspection
        if inspection is None:
            return
        self._run += 1
        run = self._run
        # Whoever takes a mask away means it: then nothing is guessed to be a person's any more.
        guess = set(self._usual) <= set(masked)

        def work() -> tuple[str, str]:
            words = shared(inspection, cast("Form", form), mask=masked, guess=guess)
            return words, shorten(words)[0]

        def take(done: Done[tuple[str, str]]) -> None:
            if run == self._run and self.dialog is not None and done.value is not None:
                self.dialog.show_words(*done.value)

        self._looking.desk.tasks.run("inspect", work, take)

    def _save(self, words: str, form: str) -> None:
        dialog = QFileDialog(self.dialog, text("inspect_pane.share_save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_ENDINGS[form])
        dialog.selectFile(f"token.{_ENDINGS[form]}")
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(lambda path: self.write(path, words))
        dialog.open()

    def write(self, path: str, words: str) -> None:
        """Write *words* to the file at *path*."""

        def work() -> bool:
            try:
                with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                    file.write(words)
            except (OSError, ValueError):
                return False
            return True

        def take(done: Done[bool]) -> None:
            if not done.value:
                view = ConfirmView(text("inspect_pane.share_failed"), path, text("window.close"))
                self._looking.desk.window.ask(view, lambda _yes: None)

        self._looking.desk.tasks.run("inspect", work, take)
