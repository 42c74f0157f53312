"""Stands behind the Settings page: writes what a person changes, and shows what anybody changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from desktop_app.app.settings import SettingsFacts, WindowSettings
from desktop_app.app.settings_rules import NO_PROXY
from desktop_app.app.texts import text
from desktop_app.ui.settings.project import OWN, Page, sentence_of, view_of

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.settings.page import SettingsPage
    from desktop_app.ui.settings_desk import SettingsDesk
    from desktop_app.ui.tasks import Done

_LANE: Final = "settings"


class Behind(QObject):
    """The page may be made anew (another language); what is known stays here."""

    def __init__(self, desk: Desk, settings: SettingsDesk) -> None:
        super().__init__(settings)
        self._desk = desk
        self._settings = settings
        self._page: SettingsPage | None = None
        self._known = Page()
        #: key → value that is being written
        self._pending: dict[str, object] = {}
        settings.changed.connect(self._changed)

    def stand_behind(self, page: SettingsPage) -> None:
        """Show everything in *page* from now on."""
        self._page = page
        page.changed.connect(self._wanted)
        page.given.connect(self._given)
        page.file_wanted.connect(self._open_file)
        page.entered.connect(self._entered)
        self.show()

    def show(self) -> None:
        """Show what is known."""
        page, desk = self._page, self._desk
        if page is None or not isValid(page) or desk.ending:
            return
        pending: dict[str, Any] = dict(self._pending)
        settings: WindowSettings = replace(desk.engine.settings, **pending)
        page.render_page(view_of(desk.engine.config, settings, self._known, self._settings.read))

    # --- what a person wants ---

    def _wanted(self, key: str, wanted: object) -> None:
        if key == "ca_file":
            if wanted == "remove":
                self._change(key, "")
            else:
                self._choose_file()
            return
        if wanted == OWN and key in ("browser", "proxy"):
            self._known.own.add(key)
            self._known.errors.pop(key, None)
            self.show()
            self._to_field(key)
            return
        self._known.own.discard(key)
        self._change(key, wanted)

    def _given(self, key: str, words: str) -> None:
        """Words of one's own; none of them: as the system has it."""
        if not words:
            self._known.own.discard(key)
        elif key == "proxy" and words != NO_PROXY and "://" not in words:
            words = f"http://{words}"
        self._change(key, words)

    def _to_field(self, key: str) -> None:
        from desktop_app.ui.settings.rows import ChoiceLine

        line = self._page.lines.get(key) if self._page is not None else None
        if isinstance(line, ChoiceLine) and line.field is not None:
            line.field.line.setFocus()
            line.field.line.selectAll()

    def _choose_file(self) -> None:
        """The system's own dialog; nothing waits for it."""
        dialog = QFileDialog(self._desk.window, text("settings.ca_dialog"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [f"{text('settings.ca_filter')} (*.pem *.crt *.cer)", f"{text('settings.ca_filter_all')} (*)"]
        )
        dialog.fileSelected.connect(lambda file: self._change("ca_file", file))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change(self, key: str, value: object) -> None:
        self._known.errors.pop(key, None)
        if getattr(self._desk.engine.settings, key) == value and key not in self._pending:
            self.show()
            return
        self._pending[key] = value
        self.show()
        engine = self._desk.engine
        self._desk.tasks.run(_LANE, lambda: engine.change_settings(**{key: value}), lambda d: self._done(key, value, d))

    def _done(self, key: str, value: object, done: Done[WindowSettings]) -> None:
        if self._pending.get(key) == value:
            del self._pending[key]
        if done.error is not None:
            sentence = sentence_of(done.error)
            self._known.errors[key] = sentence
            self._desk.window.announce(sentence)
            self.show()
            return
        self._settings.take(self._desk.engine.config)
        if key == "ca_file":
            self._look_around()

    def _open_file(self, path: str) -> None:
        engine = self._desk.engine

        def opened(done: Done[None]) -> None:
            page = self._page
            if page is not None and isValid(page):
                page.say_file_error("" if done.error is None else sentence_of(done.error))

        self._desk.tasks.run("settings-file", lambda: engine.open_settings_file(path), opened)

    # --- what is found around ---

    def _entered(self) -> None:
        self._known.errors.clear()
        self._look_around()
        self.show()

    def _look_around(self) -> None:
        def found(done: Done[SettingsFacts]) -> None:
            if done.value is not None:
                self._known.facts = done.value
                self.show()

        self._desk.tasks.run("settings-facts", self._desk.engine.settings_facts, found)

    def _changed(self) -> None:
        """The settings changed, here or elsewhere."""
        settings = self._desk.engine.settings
        for key in list(self._known.own):
            if getattr(settings, key) not in ("", NO_PROXY):
                self._known.own.discard(key)
        self.show()
