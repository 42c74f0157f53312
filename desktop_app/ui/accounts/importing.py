"""Stands behind Import accounts: reads the file on a thread, shows it, writes what is chosen."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import KeyfobError
from desktop_app.ui.accounts.import_page import ImportPage
from desktop_app.ui.accounts.state import ImportRow, ImportView
from desktop_app.ui.life import sentence
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.app.account_import import Found, Plan
    from desktop_app.app.config import Config
    from desktop_app.ui.desk import Desk


class Importing(QObject):
    """One file at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._plan: Plan | None = None
        self._run = 0
        self._view = ImportView()
        self._page: ImportPage | None = None

    @property
    def page(self) -> ImportPage:
        """The page, made anew where the one before went with the window's live parts (another language)."""
        if self._page is None or not isValid(self._page):
            page = self._page = ImportPage()
            page.chosen.connect(self._write)
            page.left.connect(self._leave)
            if self._plan is not None:
                page.render_page(self._view)
        return self._page

    def page_for_window(self) -> ImportPage:
        """The page for live parts that have none yet."""
        if self.page.parent() is not None:  # it belongs to those that go
            self._page = None
        return self.page

    def ask(self) -> None:
        """Let the person choose a file: the system's own dialog, beside which all goes on."""
        dialog = QFileDialog(self._desk.window, text("accounts.choose_file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([text("accounts.toml_files"), text("accounts.all_files")])
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Read *path* and show what it would add."""
        self._run += 1
        run, engine = self._run, self._desk.engine
        self._desk.tasks.run("config", lambda: engine.plan_import(path), lambda done: self._read(run, done))

    def _read(self, run: int, done: Done[Plan]) -> None:
        if run != self._run:
            return
        if done.value is None:
            if done.error is not None:
                self._desk.say(done.error)
            return
        self._plan = done.value
        self._show(view_of(done.value))
        self._desk.window.go("import")
        self.page.cancel.setFocus()

    def _show(self, view: ImportView) -> None:
        self._view = view
        self.page.render_page(view)

    def _leave(self) -> None:
        self._run += 1
        self._plan = None
        self._desk.window.shell.back()

    def _write(self, chosen: dict[str, str]) -> None:
        plan, engine = self._plan, self._desk.engine
        if plan is None or self._view.busy:
            return
        self._show(replace(self._view, busy=True, error=""))
        run = self._run
        self._desk.tasks.run(
            "config", lambda: engine.import_accounts(plan, chosen), lambda done: self._written(run, chosen, done)
        )

    def _written(self, run: int, chosen: dict[str, str], done: Done[Config]) -> None:
        if done.value is None:
            if run == self._run:
                assert done.error is not None  # noqa: S101 - one of the two is there
                self._show(replace(self._view, busy=False, error=sentence(done.error)))
            return
        self._desk.engine.config = done.value
        self._plan = None
        names = list(chosen.values())
        for name in reversed(names):  # the first is the one that is shown
            self._desk.take_in(name, sign_in=False)
        self._desk.window.announce(text("accounts.added_count", count=len(names)))


def view_of(plan: Plan) -> ImportView:
    """What *plan* looks like."""
    ignored = text("accounts.ignored", names=", ".join(plan.ignored)) if plan.ignored else ""
    return ImportView(
        file=os.path.basename(plan.file),
        rows=tuple(_row(found) for found in plan.found),
        problems=tuple(_sentence(problem) for problem in plan.problems),
        ignored=ignored,
    )


def _row(found: Found) -> ImportRow:
    notes = []
    if found.same_as:
        notes.append(text("accounts.same_as", name=found.same_as))
    if found.has_secret:
        notes.append(text("accounts.one_secret"))
    if found.ca_file:
        notes.append(text("accounts.own_certificate", file=found.ca_file))
    clash = text(f"accounts.clash_{found.clash}") if found.clash else ""
    return ImportRow(
        key=found.name,
        name=found.name,
        issuer=found.issuer,
        client=text("accounts.client", client=found.client_id),
        on=not found.clash,
        as_name=found.suggested,
        clash=clash,
        notes=tuple(notes),
    )


def _sentence(problem: KeyfobError) -> str:
    """The line, the key and what is wrong; the page names the file already."""
    message, hint = error_texts(problem.text, {**problem.params, "file": text("accounts.this_file")})
    return f"{message} {hint}".strip()
