"""The log page and the dialog for a fault, for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.log import Fault
from desktop_app.app.log_line import Level, LogLine, as_text, decode, encode
from desktop_app.ui.gallery_samples import HOSTILE
from desktop_app.ui.log.fault_dialog import FaultDialog
from desktop_app.ui.log.line_dialog import LineDialog
from desktop_app.ui.log.model import Wanted
from desktop_app.ui.log.page import LogPage, LogState
from desktop_app.ui.log.reading import row_of

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

NAMES = ("log", "log-selected", "log-none", "log-empty", "log-full", "log-hostile", "log-line", "log-fault")
_NOW = 1_795_444_300.0
_TRACE = """Traceback (most recent call last):
  File "desktop_app/ui/devices/behind.py", line 141, in _read
    tab.listed, tab.prepared = done.value
    ^^^^^^^^^^^^^^^^^^^^^^^^
TypeError: cannot unpack non-iterable NoneType object"""
_SAID: tuple[tuple[float, Level, str, str, str, str], ...] = (
    (95_000, "info", "keyfob.activity", "signed_in", "Acme", ""),
    (94_000, "warning", "urllib3.connectionpool", "Connection pool is full, discarding connection", "", ""),
    (9_000, "info", "keyfob.activity", "refreshed", "Acme", ""),
    (7_200, "info", "keyfob.activity", "refresh_failed E_NETWORK", "Keycloak test", ""),
    (3_900, "warning", "qt.qpa.services", "Failed to register with host portal", "", ""),
    (1_800, "info", "keyfob.activity", "refreshed", "Acme", ""),
    (600, "error", "keyfob", "a fault in the window: TypeError", "", _TRACE),
    (240, "info", "keyfob.activity", "needs_login E_REAUTH", "Keycloak test", ""),
    (12, "info", "keyfob.activity", "refreshed", "Acme", ""),
)


def lines() -> list[LogLine]:
    """An ordinary log."""
    return [
        LogLine(_NOW - ago, level, source, said, who, trace, 4711) for ago, level, source, said, who, trace in _SAID
    ]


def hostile() -> list[LogLine]:
    """What others would like to be shown."""
    strange = LogLine(0.0, "warning", "", "{\\u0000 not a line " + "x" * 1_500)
    told = LogLine(_NOW, "error", HOSTILE[:80], HOSTILE * 3, HOSTILE[:80], HOSTILE, 1)
    return [strange, decode(encode(told)), *lines()[:2]]


def build(window: MainWindow, name: str) -> None:
    """Show the page in the state of the picture *name* in *window*."""
    page = LogPage()
    window.register("log", lambda: page)
    window.build_now()
    window.go("log")
    page.model.now = _NOW
    shown = [] if name == "log-empty" else hostile() if name == "log-hostile" else lines()
    page.model.add_older([row_of(line) for line in shown])
    page.render_state(LogState(trouble="full" if name == "log-full" else ""))
    if name == "log-none":
        page.field.line.setText("nobody wrote this")
        page.model.set_wanted(Wanted(words="nobody wrote this"))
        page.refresh()
    elif name == "log-selected":
        page.list.setCurrentIndex(page.model.index(2, 0))
    elif name == "log-line":
        line = lines()[6]
        LineDialog(line, page.model.when(line), as_text(line, ""), window).open()
    elif name == "log-fault":
        dialog = FaultDialog(Fault("window", "TypeError", "behind.py:141", _TRACE), "doctor", window)
        for _ in range(2):
            dialog.add(Fault("window", "TypeError", "behind.py:141", _TRACE))
        dialog.open()
