"""The program's own settings (`[settings]` of config.toml) as one value, what is found around them, and how they are
changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.errors import KeyfobError

Theme = Literal["system", "light", "dark"]
LogLevel = Literal["warning", "info", "debug"]


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Field names are those of config.toml.

    :param language: a catalogue's name, ``""`` for the system's language.
    :param close_to_tray: closing the window keeps the program running (in the tray, else minimised).
    :param start_at_login: the program starts hidden when the person logs in.
    :param notifications: trouble is told by the desktop's notifications.
    :param browser: a command for signing in (:mod:`desktop_app.app.browser_command`), ``""`` for the system's browser.
    :param proxy: ``""`` for the environment's and the system's, ``none``, or ``http://HOST:PORT``.
    :param ca_file: a PEM file with more certificate authorities for all accounts, ``""`` for none.
    :param log_level: how much is written to the log on the disk.
    """

    theme: Theme = "system"
    language: str = ""
    close_to_tray: bool = True
    start_at_login: bool = False
    notifications: bool = True
    browser: str = ""
    proxy: str = ""
    ca_file: str = ""
    log_level: LogLevel = "warning"


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser on this computer.

    :param kind: which one (a key of :data:`desktop_app.app.browser_command.PRIVATE`).
    :param program: what to start: a name in PATH, or a whole path.
    """

    kind: str
    program: str


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """What is found around the settings.

    :param browser_variable: ``$BROWSER``, which stands before the setting; empty where it is not set.
    :param browsers: those that were found.
    :param proxy: host and port of the proxy that the environment or the system names; empty for none.
    :param proxy_from: who names it. :param proxy_wrong: what is named cannot be used.
    :param ca_trouble: why the file with certificate authorities is not used.
    """

    browser_variable: str = ""
    browsers: tuple[FoundBrowser, ...] = ()
    proxy: str = ""
    proxy_from: Literal["environment", "system"] = "system"
    proxy_wrong: bool = False
    ca_trouble: KeyfobError | None = None


def window_settings(config: Config) -> WindowSettings:
    """What *config* says; a wrong value counts as its default (``config.errors`` tells of it)."""
    known = WindowSettings.__dataclass_fields__
    values = {key: value for key, value in config.settings.items() if key in known}
    return WindowSettings(**cast("dict[str, Any]", values))


def change_settings(config: Config, changes: Mapping[str, object]) -> Config:
    """Write *changes* into the user's file; comments and order stay.

    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG (set by the company, wrong value, a file that cannot be read or written), E_DISK.
    """
    from desktop_app.app.config_edit import set_settings

    return set_settings(config, changes)
