"""The window's own settings (`[settings]` of config.toml) as one value, and how they are changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from desktop_app.app.config import Config

Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Field names are those of config.toml.

    :param language: a catalogue's name, ``""`` for the system's language.
    :param close_to_tray: closing the window keeps the program running (in the tray, else minimised).
    :param start_at_login: the program starts hidden when the person logs in.
    :param notifications: trouble is told by the desktop's notifications.
    """

    theme: Theme = "system"
    language: str = ""
    close_to_tray: bool = True
    start_at_login: bool = False
    notifications: bool = True


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
