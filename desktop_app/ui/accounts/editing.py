"""Stands behind an account's details: what may be changed, checked and written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop_app.app.account_edit import EDITABLE, may_set
from desktop_app.app.config_schema import Problem, check
from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.ui.accounts.details_page import DetailsPage
from desktop_app.ui.accounts.names import cannot_rename, wrong_name
from desktop_app.ui.accounts.state import DetailsView, FieldView
from desktop_app.ui.life import sentence
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.session.account import Account
    from desktop_app.ui.desk import Desk

_FIXED: Final = ("issuer", "discovery_url", "client_id")
_PORT_DIGITS: Final = 5


class Editing(QObject):
    """One account at a time.

    :param rename: renames (old, new) once the fields are written.
    """

    def __init__(self, desk: Desk, rename: Callable[[str, str], None]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._rename = rename
        self._view = DetailsView("", "")
        self._page: DetailsPage | None = None

    @property
    def page(self) -> DetailsPage:
        """The page, made anew where the one before went with the window's live parts (another language)."""
        if self._page is None or not isValid(self._page):
            page = self._page = DetailsPage()
            page.saved.connect(self._save)
            page.left.connect(self._leave)
            if self._view.key:
                page.render_page(self._view)
        return self._page

    def page_for_window(self) -> DetailsPage:
        """The page for live parts that have none yet."""
        if self.page.parent() is not None:  # it belongs to those that go
            self._page = None
        return self.page

    def open(self, key: str) -> None:
        """Show the settings of the account *key*."""
        life = self._desk.life(key)
        if life is None:
            return
        self._show(details(self._desk.engine.config, life.account))
        self._desk.window.go("details")
        first = next((one.id for one in self._view.fields if not (one.read_only or one.locked)), "")
        if first:
            self.page.fields[first].line.setFocus()

    def _show(self, view: DetailsView) -> None:
        self._view = view
        self.page.render_page(view)

    def _leave(self) -> None:
        self._view = DetailsView("", "")
        self._desk.window.shell.back()

    def _save(self, typed: dict[str, str]) -> None:
        key, engine = self._view.key, self._desk.engine
        errors: dict[str, str] = {}
        changes: dict[str, object] = {}
        for id_, words in typed.items():
            if id_ == "name":
                errors[id_] = wrong_name(engine.config, words)
                continue
            try:
                changes[id_] = parsed(id_, words)
                if changes[id_] is not None:
                    check(id_, changes[id_])
            except Problem:
                errors[id_] = text(f"accounts.wrong_{id_}")
        self._show(_with_errors(self._view, errors))
        if any(errors.values()):
            first = next(id_ for id_, words in errors.items() if words)
            self.page.fields[first].line.setFocus()
            return
        new = typed.get("name", key)
        if not changes:
            self._done(key, new)
            return
        self._show(replace(self._view, busy=True))
        self._desk.tasks.run(
            "config", lambda: engine.change_account(key, changes), lambda done: self._written(key, new, done)
        )

    def _written(self, key: str, new: str, done: Done[Config]) -> None:
        if done.value is None:
            assert done.error is not None  # noqa: S101 - one of the two is there
            if self._view.key == key:
                self._show(_with_trouble(replace(self._view, busy=False), done.error))
            return
        self._desk.engine.config = done.value
        account, life = done.value.accounts[key], self._desk.life(key)
        if life is not None and not isinstance(account, KeyfobError) and life.account != account:
            life.account = account
            if life.sign_in is None:
                life.stop.set()  # what is under way was begun by the old settings
                life.stop = threading.Event()
                self._desk.controller.restore(key)
        self._done(key, new)

    def _done(self, key: str, new: str) -> None:
        if self._view.key == key:
            self._leave()
        if new != key:
            self._rename(key, new)


def details(config: Config, account: Account) -> DetailsView:
    """What may be seen and changed of *account*."""
    name = account.name
    fields = [
        FieldView(
            "name", text("accounts.name"), name, read_only=cannot_rename(config, name), locked=_is_company(config, name)
        )
    ]
    for key in _FIXED:
        value = str(getattr(account, key))
        if value:
            locked = config.is_locked("accounts", name, key)
            note = "" if key == "discovery_url" else text("accounts.fixed")
            label = text(f"accounts.{key}")
            fields.append(FieldView(key, label, value, note, read_only=True, locked=locked, mono=True))
    for key in EDITABLE:
        words = shown(key, getattr(account, key))
        locked = config.is_locked("accounts", name, key)
        odd = key != "ca_file" and parsed_safely(key, words) != list(getattr(account, key))
        fixed = odd or not may_set(config, name, key)
        note = text("accounts.odd") if odd else text(f"accounts.help_{key}")
        fields.append(FieldView(key, text(f"accounts.{key}"), words, note, read_only=fixed, locked=locked))
    note = text("accounts.whole_by_company") if config.is_locked("accounts", name) else ""
    return DetailsView(name, name, tuple(fields), note)


def shown(key: str, value: object) -> str:
    """A setting as it stands in its field."""
    between = " " if key == "scopes" else ", "
    return between.join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def parsed(key: str, words: str) -> object:
    """What stands in the field as it stands in TOML; None for an empty one, so that the default counts.

    :raises Problem: a port that is no number.
    """
    if key == "ca_file":
        return words or None
    parts = [one.strip() for one in words.split(",")] if key != "scopes" else words.replace(",", " ").split()
    parts = [one for one in parts if one]
    if key != "redirect_ports":
        return parts or None
    if not all(one.isascii() and one.isdigit() and len(one) <= _PORT_DIGITS for one in parts):
        raise Problem("config.want_number")
    return [int(one) for one in parts] or None


def parsed_safely(key: str, words: str) -> list[object]:
    """The same, where it is known to fit."""
    found = parsed(key, words)
    return list(found) if isinstance(found, list) else []


def _is_company(config: Config, name: str) -> bool:
    return config.is_locked("accounts", name) or config.origin(name, "issuer") not in (None, "user")


def _with_errors(view: DetailsView, errors: Mapping[str, str]) -> DetailsView:
    return replace(view, error="", fields=tuple(replace(one, error=errors.get(one.id, "")) for one in view.fields))


def _with_trouble(view: DetailsView, error: KeyfobError) -> DetailsView:
    """The error at its field, where it names one."""
    at = str(error.params.get("key", "")).rpartition(".")[2]
    if at in EDITABLE:
        return _with_errors(view, {at: text(f"accounts.wrong_{at}")})
    return replace(view, error=sentence(error))
