"""Joins what can be done with accounts to the window: menu, keys, files dropped on it. Light: pages are loaded when
they are opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence

from desktop_app.app.texts import text
from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.accounts.carry import carry
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from desktop_app.app.config import Config
    from desktop_app.ui.accounts.editing import Editing
    from desktop_app.ui.accounts.importing import Importing
    from desktop_app.ui.desk import Desk


class AccountsDesk(QObject):
    """Belongs to *desk*."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._importing: Importing | None = None
        self._editing: Editing | None = None
        window = desk.window
        window.register("import", self._import_page)
        window.register("details", self._details_page)
        window.import_requested.connect(lambda: self.importing.ask())
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        rename = QAction(window)
        rename.setShortcut(QKeySequence("F2"))
        rename.triggered.connect(self._rename_current)
        window.addAction(rename)
        window.first_painted.connect(self._join_sidebar)
        if window.centralWidget() is not None:
            self._join_sidebar()

    # --- pages -------------------------------------------------------------------------------------------------------

    @property
    def importing(self) -> Importing:
        """What stands behind Import accounts."""
        if self._importing is None:
            from desktop_app.ui.accounts.importing import Importing

            self._importing = Importing(self._desk)
        return self._importing

    @property
    def editing(self) -> Editing:
        """What stands behind an account's details."""
        if self._editing is None:
            from desktop_app.ui.accounts.editing import Editing

            self._editing = Editing(self._desk, self.rename)
        return self._editing

    def _import_page(self) -> QWidget:
        return self.importing.page_for_window()

    def _details_page(self) -> QWidget:
        return self.editing.page_for_window()

    # --- the sidebar's menu ------------------------------------------------------------------------------------------

    def _join_sidebar(self) -> None:
        accounts = self._desk.window.shell.sidebar.accounts
        if accounts.contextMenuPolicy() != Qt.ContextMenuPolicy.CustomContextMenu:
            accounts.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            accounts.customContextMenuRequested.connect(self._menu)

    def _menu(self, at: QPoint) -> None:
        sidebar = self._desk.window.shell.sidebar
        index = sidebar.accounts.indexAt(at)
        if not index.isValid():  # by the keyboard
            index = sidebar.accounts.currentIndex()
            at = sidebar.accounts.visualRect(index).center()
        row = sidebar.model.row(index.row())
        if row is not None and row.key in self._desk.controller.lives:
            from desktop_app.ui.intents import account_menu

            account_menu(self._desk, row.key).popup(sidebar.accounts.viewport().mapToGlobal(at))

    # --- renaming ----------------------------------------------------------------------------------------------------

    def _rename_current(self) -> None:
        if self._desk.window.place == "account" and self._desk.current in self._desk.controller.lives:
            self.ask_name(self._desk.current)

    def ask_name(self, key: str) -> None:
        """Ask for another name of the account *key*."""
        from desktop_app.ui.accounts.name_dialog import NameDialog
        from desktop_app.ui.accounts.names import cannot_rename, wrong_name

        config = self._desk.engine.config
        if self._desk.controller.lives[key].demo:
            self._desk.say(KeyfobError(Code.E_CONFIG, "accounts.demo"))
            return
        if cannot_rename(config, key):
            self._desk.say(KeyfobError(Code.E_CONFIG, "config.set_by_company", name=key))
            return
        wrong = lambda name: "" if name == key else wrong_name(self._desk.engine.config, name)  # noqa: E731 - one line
        dialog = NameDialog(
            text("accounts.rename_question", name=key),
            text("accounts.rename_text"),
            text("accounts.rename_verb"),
            key,
            wrong,
            self._desk.window,
        )
        dialog.named.connect(partial(self.rename, key))
        dialog.open()

    def rename(self, key: str, new: str) -> None:
        """Rename the account *key*; its session goes on."""
        life = self._desk.life(key)
        if life is None or new == key:
            return
        if life.sign_in is not None:
            self._desk.say(KeyfobError(Code.E_LOCK, "accounts.signing_in", name=key))
            return
        engine, account = self._desk.engine, life.account
        life.busy = True  # no refresh begins meanwhile
        self._desk.tasks.run(account.key, lambda: engine.rename_account(key, new), partial(self._renamed, key, new))

    def _renamed(self, key: str, new: str, done: Done[Config]) -> None:
        life = self._desk.life(key)
        if done.value is not None:
            self._desk.engine.config = done.value
            account = done.value.accounts[new]
            if life is not None and not isinstance(account, KeyfobError):
                carry(self._desk, key, account)
            return
        if life is not None:
            life.busy = False
            self._desk.controller.changed.emit(key)
        if done.error is not None:
            self._desk.say(done.error)

    # --- another identity --------------------------------------------------------------------------------------------

    def ask_another(self, key: str) -> None:
        """Ask for the name of another identity at the provider of *key*."""
        from desktop_app.ui.accounts.name_dialog import NameDialog
        from desktop_app.ui.accounts.names import wrong_name
        from desktop_app.ui.projection.account import host

        try:
            name, values = self._desk.engine.another_identity(key)
        except KeyfobError as trouble:
            self._desk.say(trouble)
            return
        dialog = NameDialog(
            text("accounts.another_question", host=host(self._desk.controller.lives[key])),
            text("accounts.another_text"),
            text("window.save_and_sign_in"),
            name,
            lambda typed: wrong_name(self._desk.engine.config, typed),
            self._desk.window,
        )
        dialog.named.connect(lambda typed: self._add(typed, values))
        dialog.open()

    def _add(self, name: str, values: dict[str, object]) -> None:
        engine = self._desk.engine
        self._desk.tasks.run("config", lambda: engine.add_account(name, values), partial(self._added, name))

    def _added(self, name: str, done: Done[None]) -> None:
        if done.error is not None:
            self._desk.say(done.error)
        elif name in self._desk.engine.config.names:  # else older settings came in between: the file's watch adds it
            self._desk.take_in(name, sign_in=True)

    # --- files dropped on the window ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A TOML file dropped anywhere on the window."""
        if isinstance(event, QDropEvent) and (path := dropped_file(event.mimeData())):
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
                self.importing.read(path)
            return True
        return super().eventFilter(watched, event)


def dropped_file(data: QMimeData) -> str:
    """The one TOML file on this computer that is dragged; ``""`` where it is anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return ""
    path = urls[0].toLocalFile()
    return path if path.lower().endswith(".toml") else ""
