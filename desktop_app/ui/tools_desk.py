"""Joins the tools (settings, doctor, log) to the window. Light: a tool's modules are loaded when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.ui.settings_desk import SettingsDesk

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk


class ToolsDesk(QObject):
    """Makes the tools' pages for the window of *desk*."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.window.register("log", self._log)
        desk.window.register("doctor", self._doctor)
        self.settings = SettingsDesk(desk)

    def begin(self) -> None:
        """The window stands: say what is wrong with the settings."""
        self.settings.begin()

    def _doctor(self) -> QWidget:
        from desktop_app.ui.doctor.behind import Behind
        from desktop_app.ui.doctor.page import DoctorPage

        page = DoctorPage()
        Behind(self._desk, page)
        return page

    def _log(self) -> QWidget:
        from desktop_app.ui.log.behind import Behind
        from desktop_app.ui.log.page import LogPage

        page = LogPage()
        Behind(self._desk, page, self._desk.engine.log_file)
        return page
