"""From the settings, and what is found around them, to what the page shows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.app import browser_command, texts
from desktop_app.app.settings import SettingsFacts, WindowSettings
from desktop_app.app.settings_rules import NO_PROXY
from desktop_app.app.texts import error_texts, text
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.settings.model import CardView, ChoiceRow, FieldView, FileRow, Head, Row, SettingsView, SwitchRow
from desktop_app.ui.settings.troubles import troubles_of

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.errors import KeyfobError

#: The choice that opens a field.
OWN: Final = "own"
_SWITCHES: Final = ("close_to_tray", "start_at_login", "notifications")


class Page:
    """What the page knows besides the files.

    :ivar facts: what is found around; None until it was looked at. :ivar errors: key → why its change did not hold.
    :ivar own: keys whose field is open though nothing is in it yet.
    """

    def __init__(self) -> None:
        self.facts: SettingsFacts | None = None
        self.errors: dict[str, str] = {}
        self.own: set[str] = set()


def view_of(config: Config, settings: WindowSettings, page: Page, read: Config) -> SettingsView:
    """The page.

    :param settings: those in force, with changes that are being written. :param read: the files as last read.
    """
    rows = _Rows(config, settings, page)
    cards = (
        CardView(text("settings.card_look"), (rows.theme(), rows.language())),
        CardView(text("settings.card_behaviour"), tuple(rows.switch(key) for key in _SWITCHES)),
        CardView(text("settings.card_network"), (rows.browser(), rows.proxy(), rows.ca_file())),
        CardView(text("settings.card_files"), (rows.log_level(),)),
    )
    kept_in = text("settings.kept_in", file=short_path(config.user_file))
    return SettingsView(cards, kept_in, config.user_file, troubles_of(read))


def sentence_of(error: KeyfobError) -> str:
    """Why a change did not hold. A wrong value was never written: no line of a file is at fault."""
    message, hint = error_texts(error.text, error.params)
    return hint if "line" in error.params and hint else f"{message} {hint}".strip()


def short_path(path: str) -> str:
    """*path* with ``~`` for the person's home."""
    home = os.path.expanduser("~")
    return f"~{path[len(home) :]}" if home != "/" and path.startswith(home + os.sep) else path


class _Rows:
    def __init__(self, config: Config, settings: WindowSettings, page: Page) -> None:
        self._config = config
        self._settings = settings
        self._page = page
        self._facts = page.facts or SettingsFacts()

    def _head(self, key: str, help_: str = "", *, value: str = "") -> Head:
        locked = self._config.is_locked("settings", key)
        shown = (value or help_) if locked else help_
        return Head(key, text(f"settings.{key}"), shown, locked, self._page.errors.get(key, ""))

    def _choice(
        self, key: str, choices: Mapping[str, str], now: str, help_: str = "", field: FieldView | None = None
    ) -> ChoiceRow:
        """The error of a row with an open field stands at the field."""
        offered = tuple(Choice(id_, word, id_ == now) for id_, word in choices.items())
        head = self._head(key, help_, value=choices.get(now, now))
        if head.locked:
            field = None
        elif field is not None and head.error:
            field = FieldView(field.label, field.help, field.value, head.error)
            head = Head(head.key, head.label, head.help, head.locked)
        return ChoiceRow(head, offered, field)

    def theme(self) -> Row:
        choices = {
            "system": text("settings.theme_system"),
            "light": text("settings.theme_light"),
            "dark": text("settings.theme_dark"),
        }
        return self._choice("theme", choices, self._settings.theme)

    def language(self) -> Row:
        choices = {"": text("settings.language_system"), **dict(texts.languages())}
        now = self._settings.language
        if now not in choices:  # one that another version knows
            choices[now] = now
        return self._choice("language", choices, now, text("settings.language_help"))

    def log_level(self) -> Row:
        choices = {
            "warning": text("settings.log_level_warning"),
            "info": text("settings.log_level_info"),
            "debug": text("settings.log_level_debug"),
        }
        return self._choice("log_level", choices, self._settings.log_level, text("settings.log_level_help"))

    def switch(self, key: str) -> Row:
        on = bool(getattr(self._settings, key))
        value = text("settings.on" if on else "settings.off")
        return SwitchRow(self._head(key, text(f"settings.{key}_help"), value=value), on)

    def browser(self) -> Row:
        choices = {"": text("settings.browser_system")}
        for found in self._facts.browsers:
            name = text(f"settings.name_{found.kind}")
            plain, private = (
                browser_command.template(found.kind, found.program, private=private) for private in (False, True)
            )
            choices[plain], choices[private] = name, text("settings.browser_private", name=name)
        now, variable = self._settings.browser, self._facts.browser_variable
        own = "browser" in self._page.own or now not in choices
        choices[OWN] = text("settings.browser_command")
        help_ = text("settings.browser_variable", value=variable) if variable else ""
        field = None
        if own:
            field = FieldView(text("settings.browser_field"), text("settings.browser_field_help"), now)
        row = self._choice("browser", choices, OWN if own else now, help_, field)
        return self._shown_value(row, now) if own else row

    def proxy(self) -> Row:
        now, facts = self._settings.proxy, self._facts
        own = "proxy" in self._page.own or now not in ("", NO_PROXY)
        choices = {
            "": text("settings.proxy_system"),
            NO_PROXY: text("settings.proxy_none"),
            OWN: text("settings.proxy_own"),
        }
        if now == NO_PROXY:
            help_ = text("settings.proxy_is_none")
        elif now:
            help_ = text("settings.proxy_is_own", proxy=now.removeprefix("http://").rstrip("/"))
        elif self._page.facts is None:
            help_ = ""
        elif facts.proxy_wrong:
            help_ = text("settings.proxy_now_wrong")
        elif facts.proxy:
            by = "environment" if facts.proxy_from == "environment" else "system"
            help_ = text(f"settings.proxy_now_{by}", proxy=facts.proxy)
        else:
            help_ = text("settings.proxy_now_none")
        field = None
        if own:
            value = "" if now == NO_PROXY else now
            field = FieldView(text("settings.proxy_field"), text("settings.proxy_field_help"), value)
        row = self._choice("proxy", choices, OWN if own else now, help_, field)
        return self._shown_value(row, now) if own else row

    def ca_file(self) -> Row:
        file, trouble = self._settings.ca_file, self._facts.ca_trouble
        help_ = short_path(file) if file else text("settings.ca_file_none")
        head = self._head("ca_file", help_)
        if not head.error and trouble is not None and trouble.params.get("file") == file:
            head = Head(head.key, head.label, head.help, head.locked, sentence_of(trouble))
        return FileRow(head, bool(file))

    def _shown_value(self, row: ChoiceRow, value: str) -> ChoiceRow:
        """A locked row has no field: the value stands in its words."""
        if not row.head.locked:
            return row
        return ChoiceRow(Head(row.head.key, row.head.label, value, True, row.head.error), row.choices)
