"""Joins the tools (settings, doctor, log) to the window. Light: a tool's modules are loaded when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ui.desk import Desk


class ToolsDesk(QObject):
    """Makes the tools' pages for the window of *desk*."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk

    def begin(self) -> None:
        """The window stands: say what is wrong with the settings."""
        trouble = _wrong_settings(self._desk.engine.config)
        if trouble is not None:
            self._desk.say(trouble)


def _wrong_settings(config: Config) -> KeyfobError | None:
    """The first thing that is wrong with the settings. Accounts that it does not touch work all the same."""
    try:
        config.check_readable()
    except KeyfobError as unreadable:
        return unreadable
    broken = (found for found in config.accounts.values() if isinstance(found, KeyfobError))
    return next(broken, None) or next(iter(config.errors), None)
