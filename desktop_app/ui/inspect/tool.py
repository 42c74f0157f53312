"""The inspector as a tool: what is pasted, dropped, opened and typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop_app.app.texts import text
from desktop_app.session.states import session_of
from desktop_app.ui.inspect.asking import Asking
from desktop_app.ui.inspect.looking import Looking
from desktop_app.ui.inspect.reading import Unreadable, read_text
from desktop_app.ui.inspect.safe_text import LONGEST_EDIT
from desktop_app.ui.inspect.worker import Looked
from desktop_app.ui.models.inspector_state import Choice, InspectorView
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.inspector.history import History
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.inspect.pane import InspectorPane

#: Typing rests this long before it is looked at, ms.
_REST: Final = 60
_FILES: Final = 20
_BETWEEN: Final = "\x1f"


class Tool(Looking):
    """One pane with the title "Inspect a token"."""

    def __init__(self, desk: Desk, pane: InspectorPane, history: History) -> None:
        super().__init__(desk, pane, history)
        self._found: Looked | None = None
        self._typed = ""
        self._dialog: QFileDialog | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._look_at_typed)
        pane.given.connect(self.take_mime)
        pane.paste_requested.connect(self.paste)
        pane.open_requested.connect(self.choose_file)
        pane.typed.connect(self._type)
        pane.edit_requested.connect(self._edit)
        pane.forget_requested.connect(self._clear)
        pane.found_chosen.connect(self._choose_found)
        pane.found_list_requested.connect(self._list_again)
        pane.mine_chosen.connect(self._choose_mine)

    def enter(self) -> None:
        """The pane came into sight: the keyboard is in it."""
        super().enter()
        if self.pane.view.kind == "empty":
            self.pane.empty.zone.paste.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is given -----------------------------------------------------------------------------------------------

    def paste(self) -> None:
        """Inspect what the clipboard holds."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not (mime.hasText() or mime.hasUrls()):
            self._say(text("inspect_pane.nothing_title"), text("inspect_pane.clipboard_empty"))
            return
        self.take_mime(mime)

    def take_mime(self, mime: QMimeData) -> None:
        """Inspect what was pasted or dropped: files where there are some, else text."""
        paths = tuple(url.toLocalFile() for url in mime.urls()[:_FILES] if url.isLocalFile())
        if paths:
            self.read(paths)
        elif mime.hasText():
            self.give(mime.text())

    def give(self, words: str) -> None:
        """Inspect *words*."""
        self.pane.card.stop_editing()
        self._afresh()
        self.start(words, finds=not self.chose_account)

    def choose_file(self) -> None:
        """Ask for a file, with the system's own dialog; what was opened is not remembered."""
        dialog = self._dialog = QFileDialog(self.pane, text("inspect_pane.open"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._dialog_gone)
        dialog.fileSelected.connect(lambda path: self.read((path,)))
        dialog.open()

    def _dialog_gone(self) -> None:
        self._dialog = None

    def read(self, paths: tuple[str, ...]) -> None:
        """Inspect the files at *paths*, read on a worker."""
        self.pane.card.stop_editing()
        self._afresh()
        stop = self.stop_event()

        def work() -> str | Unreadable:
            try:
                return read_text(paths)
            except Unreadable as trouble:
                return trouble

        self.desk.tasks.run("inspect", work, partial(self._read, stop.is_set))

    def _read(self, stopped: object, done: Done[str | Unreadable]) -> None:
        if callable(stopped) and stopped():
            return
        if isinstance(done.value, Unreadable):
            self._say(text("inspect_pane.file_title"), done.value.sentence)
        elif done.value is not None:
            self.start(done.value, finds=not self.chose_account)

    def _afresh(self) -> None:
        """Something else comes: the account it is compared with is found by its issuer again."""
        self._found = None
        self.masked = False
        if self.asking.account is not None and not self.chose_account:
            self.asking = Asking(at=self.asking.at, key=self.asking.key, key_kind=self.asking.key_kind)

    # --- typing ------------------------------------------------------------------------------------------------------

    def _edit(self) -> None:
        if self.inspection is not None:
            words = self.inspection.token.raw.reveal()
            if len(words) < LONGEST_EDIT and words.isascii() and words.isprintable():
                self.pane.start_typing(words)

    def _type(self, words: str) -> None:
        self._typed = words
        self._rest.start(_REST)

    def _look_at_typed(self) -> None:
        words, self._typed = self._typed, ""
        self._afresh()
        if words.strip():
            self.start(words, finds=not self.chose_account)
        else:
            self._say(text("inspect_pane.typing_hint"), "")

    # --- several, and one's own --------------------------------------------------------------------------------------

    def take(self, looked: Looked) -> None:
        """A list of several stays, to come back to."""
        if looked.view.kind == "found":
            self._found = looked
        if looked.view.kind == "trouble" and self.pane.card.editing:
            looked = Looked(looked.asking, InspectorView("empty", text("inspect_pane.typing_hint")))
        super().take(looked)

    def _choose_found(self, key: str) -> None:
        if self._found is not None and key.isdigit() and int(key) < len(self._found.inspections):
            self.inspection = self._found.inspections[int(key)]
            self.start(None, finds=not self.chose_account)

    def _list_again(self) -> None:
        if self._found is not None:
            super().take(self._found)

    def _choose_mine(self, id_: str) -> None:
        name, _, which = id_.partition(_BETWEEN)
        life = self.desk.controller.lives.get(name)
        session = None if life is None else session_of(life.state)
        if session is None:
            return
        token = session.tokens.id_token if which == "id" else session.tokens.access_token
        if token is not None:
            self.asking = Asking(wants="id" if which == "id" else "access")
            self.chose_account = False
            self.give_own(token.reveal())

    def give_own(self, words: str) -> None:
        """Inspect one of the accounts' tokens, hidden to begin with."""
        self.masked = True
        self._found = None
        self.start(words, finds=not self.chose_account)

    def completed(self, view: InspectorView) -> InspectorView:
        """With the accounts' tokens, and the way back to the list."""
        back = 0 if self._found is None else len(self._found.inspections)
        return replace(view, mine=self._mine(), back=back)

    def _mine(self) -> tuple[Choice, ...]:
        choices = []
        for name, life in self.desk.controller.lives.items():
            session = session_of(life.state)
            if session is None:
                continue
            for which in ("access", "id"):
                if which == "access" or session.tokens.id_token is not None:
                    token = text(f"inspect_pane.kind_{which}")
                    word = text("inspect_pane.yours_is", account=name, token=token)
                    choices.append(Choice(f"{name}{_BETWEEN}{which}", word))
        return tuple(choices)

    def _say(self, title: str, words: str) -> None:
        kind = "empty" if self.pane.card.editing else "trouble"
        self.take(Looked(self.asking, InspectorView(kind, title, words)))  # type: ignore[arg-type]  # stages

    def _clear(self) -> None:
        self.forget()
        self.redraw()

    def forget(self) -> None:
        """Everything, the list and the typing included."""
        self._rest.stop()
        self._typed = ""
        self._found = None
        self.masked = False
        if self._dialog is not None:
            self._dialog.close()
        super().forget()
