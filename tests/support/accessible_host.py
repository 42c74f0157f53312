"""A window of its own process that shows page after page, as it is told on its standard input.

``python -m tests.support.accessible_host``: each line is a JSON object; each is answered by a line ``ready``.

- ``{"page": NAME, "size": [w, h], "points": 10}``: show a page of the gallery.
- ``{"state": NAME}``: the account that is shown changes to the state of the gallery's page NAME.
- ``{"left": SECONDS}``: a sign-in that is waiting has so many seconds left.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop_app.ui import gallery, theme
from desktop_app.ui import gallery_samples as samples
from desktop_app.ui.models.view_state import SigningInView
from desktop_app.ui.views.main_window import MainWindow


class Host:
    """Shows one window at a time."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._window: MainWindow | None = None
        self._rest = b""
        self._heard = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._heard.activated.connect(self._read)

    def _read(self) -> None:
        more = os.read(sys.stdin.fileno(), 65536)
        if not more:
            self._app.quit()
            return
        *lines, self._rest = (self._rest + more).split(b"\n")
        for line in lines:
            self._do(json.loads(line))
            for _ in range(5):
                QApplication.processEvents()
            print("ready", flush=True)

    def _do(self, order: dict[str, Any]) -> None:
        if "page" in order:
            self._show(order["page"], order.get("size", [1040, 720]), float(order.get("points", 10)))
        elif "state" in order:
            self._become(order["state"])
        else:
            self._count(float(order["left"]))

    def _show(self, page: str, size: list[int], points: float) -> None:
        old, self._window = self._window, None
        if old is not None:
            old.close()
            old.deleteLater()
        font = QFont(QApplication.font())
        font.setPointSizeF(points)
        QApplication.setFont(font)
        window = self._window = gallery.build(page)
        window.resize(*size)
        window.move(0, 0)
        window.show()
        window.build_now()
        window.activateWindow()

    def _become(self, name: str) -> None:
        assert self._window is not None
        state, page = samples.account_pages()[name]
        self._window.render_account(samples.header(state), page)

    def _count(self, left: float) -> None:
        assert self._window is not None
        state, page = samples.account_pages()["signing-in"]
        assert isinstance(page, SigningInView)
        self._window.render_account(samples.header(state), replace(page, left=left))


def main() -> int:
    """Show what is asked for until the input ends."""
    app = QApplication(["keyfob"])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, "light")
    host = Host(app)
    print("ready", flush=True)
    status = app.exec()
    del host
    return status


if __name__ == "__main__":
    raise SystemExit(main())
