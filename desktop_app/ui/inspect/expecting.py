"""What the token is compared with: the account or own values, the time, the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.app.texts import text
from desktop_app.inspector import keys as key_material
from desktop_app.inspector.model import KeyMaterial, Question
from desktop_app.ui.inspect import moments, worker
from desktop_app.ui.inspect.asking import Asking, Own, Wants
from desktop_app.ui.inspect.choosing import OWN
from desktop_app.ui.inspect.reading import Unreadable, read_bytes
from desktop_app.ui.models.inspector_state import Asked, Choice
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.ui.inspect.looking import Looking

_ACCOUNT: Final = "account:"


class Expecting(QObject):
    """Keeps :attr:`Looking.asking` as the person wants it."""

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self._looking = looking
        self._time = ""
        self._time_error = ""
        self._key_error = ""
        self._key_account = ""
        self._dialog: QFileDialog | None = None
        ask = looking.pane.bodies.ask
        ask.account_chosen.connect(self._account)
        ask.wants_chosen.connect(self._wants)
        ask.own_given.connect(self._own)
        ask.time_given.connect(self._at)
        looking.pane.key_given.connect(self._key)

    def forget(self) -> None:
        """Keep nothing."""
        self._time = self._time_error = self._key_error = self._key_account = ""
        if self._dialog is not None:
            self._dialog.close()

    # --- what is shown -----------------------------------------------------------------------------------------------

    def asked(self) -> Asked:
        """What is asked, for the pane."""
        asking = self._looking.asking
        current = OWN if asking.uses_own else asking.account.name if asking.account is not None else ""
        names = [account.name for account in self._accounts()]
        accounts = (
            Choice("", text("inspect_pane.nobody"), current == ""),
            *(Choice(name, name, name == current) for name in names),
            Choice(OWN, text("inspect_pane.own_values"), current == OWN),
        )
        by = self._key_account or ("" if asking.key_kind or asking.account is None else asking.account.name)
        keys = (
            *(Choice(_ACCOUNT + n, text("inspect_pane.key_from_account", account=n), n == by) for n in names),
            Choice("none", text("inspect_pane.key_none"), not by and asking.key_kind in ("", "none")),
        )
        wants = tuple(Choice(name, text(f"why.type_is_{name}"), name == asking.wants) for name in ("access", "id"))
        return Asked(
            accounts,
            wants,
            asking.uses_own,
            asking.account is not None or asking.uses_own,
            self._time,
            self._time_error,
            keys,
            asking.key_kind,
            self._key_line(by),
            self._key_error,
        )

    def origin(self) -> str:
        """Who expects something."""
        asking = self._looking.asking
        if asking.account is not None:
            return text("inspect_pane.from_account", account=asking.account.name)
        return text("inspect_pane.from_own") if asking.uses_own else ""

    def _key_line(self, account: str) -> str:
        asking = self._looking.asking
        material = asking.keys()
        if account:
            if material is None:
                return text("inspect_pane.key_line_forgotten", account=account)
            age = material.age_seconds
            old = moments.length(age or 0.0, exact=False)
            if asking.account is not None and asking.account.name == account:
                return text("inspect_pane.key_line_own", age=old)
            return text("inspect_pane.key_line_account", account=account, age=old)
        if material is None:
            return text("inspect_pane.key_line_none")
        if asking.key_kind == "file":
            return text("inspect_pane.key_line_file", name=material.source)
        return text("inspect_pane.key_line_secret" if asking.key_kind == "secret" else "inspect_pane.key_line_text")

    def _accounts(self) -> list[Account]:
        return [life.account for life in self._looking.desk.controller.lives.values()]

    def _account_of(self, name: str) -> Account | None:
        return next((account for account in self._accounts() if account.name == name), None)

    # --- what is wanted ----------------------------------------------------------------------------------------------

    def set(self, asking: Asking) -> None:
        """Ask *asking* from now on."""
        self._looking.asking = asking
        if self._looking.inspection is None:
            self._looking.redraw()
        else:
            self._looking.start(None)

    def _account(self, id_: str) -> None:
        asking, account = self._looking.asking, self._account_of(id_)
        self._looking.chose_account = True
        if account is None:
            self.set(replace(asking, account=None, of_account=None, uses_own=id_ == OWN))
            return
        # What an account asks stands in files: they are read on a worker.
        question_of = self._looking.desk.engine.question

        def take(done: Done[Question]) -> None:
            if done.value is not None:
                now = self._looking.asking
                self.set(replace(now, account=account, of_account=done.value, uses_own=False))

        self._looking.desk.tasks.run("inspect", lambda: question_of(account), take)

    def _wants(self, id_: str) -> None:
        wants: Wants = "id" if id_ == "id" else "access"
        self.set(replace(self._looking.asking, wants=wants))

    def _own(self, issuer: str, audience: str, scopes: str, roles: str) -> None:
        own = Own(issuer, audience, tuple(scopes.split()), tuple(roles.replace(",", " ").split()))
        self.set(replace(self._looking.asking, own=own))

    def _at(self, words: str) -> None:
        at = worker.read_time(words) if words else None
        if words and at is None:
            self._time_error = text("inspect_pane.time_wrong")
            self._looking.redraw()
            return
        self._time, self._time_error = words, ""
        self.set(replace(self._looking.asking, at=at))

    # --- keys --------------------------------------------------------------------------------------------------------

    def _key(self, kind: str, words: str) -> None:
        self._key_error = ""
        if kind == "file":
            self._choose_file()
        elif kind == "text":
            self._take("text", worker.read_keys(words.encode("utf-8", "surrogatepass"), text("inspect_pane.key_given")))
        elif kind == "secret":
            secret = words.encode("utf-8", "surrogatepass")
            self._take("secret", key_material.from_secret(secret, source=text("inspect_pane.key_secret")))
        elif kind.startswith(_ACCOUNT):
            self._keys_of(kind.removeprefix(_ACCOUNT))
        else:
            self._take("none", None)

    def _take(self, kind: str, found: KeyMaterial | str | None, account: str = "") -> None:
        if isinstance(found, str):
            self._key_error = found
            self._looking.redraw()
            return
        self._key_account = account
        self.set(replace(self._looking.asking, key=found, key_kind=kind))

    def _keys_of(self, name: str) -> None:
        account = self._account_of(name)
        if account is None:
            return
        compared = self._looking.asking.account
        if compared is not None and compared.name == name:
            self._take("", None)
            return
        question_of = self._looking.desk.engine.question

        def take(done: Done[Question]) -> None:
            if done.value is not None:
                self._take("account", done.value.keys, name)

        self._looking.desk.tasks.run("inspect", lambda: question_of(account), take)

    def _choose_file(self) -> None:
        dialog = self._dialog = QFileDialog(self._looking.pane, text("inspect_pane.key_from_file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._dialog_gone)
        dialog.fileSelected.connect(self.read_file)
        dialog.open()

    def _dialog_gone(self) -> None:
        self._dialog = None

    def read_file(self, path: str) -> None:
        """Take the keys in the file at *path*."""
        name = path.rpartition("/")[2]

        def work() -> KeyMaterial | str:
            try:
                return worker.read_keys(read_bytes(path, key_material.MAX_FILE), name)
            except Unreadable as trouble:
                return trouble.sentence

        def take(done: Done[KeyMaterial | str]) -> None:
            if done.value is not None:
                self._take("file", done.value)

        self._looking.desk.tasks.run("inspect", work, take)
