"""Joins the Devices tab to the window. Light: what costs is loaded when the tab is first opened, or by the window's
warm-up before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.devices.behind import Behind


class DevicesDesk(QObject):
    """Makes the tab for the window of *desk*.

    :ivar behind: what stands behind it; None until it was opened.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.behind: Behind | None = None
        desk.window.register("tab:devices", self._page)
        desk.window.account_intent.connect(self._intent)

    def _page(self) -> QWidget:
        from desktop_app.ui.devices.behind import Behind
        from desktop_app.ui.devices.page import DevicesPage

        page = DevicesPage()
        self.behind = Behind(self._desk, page)
        return page

    def _intent(self, key: str, intent: str, _detail: object) -> None:
        if intent == "reload" and self.behind is not None and self._desk.window.current_tab() == "devices":
            self.behind.reload()
