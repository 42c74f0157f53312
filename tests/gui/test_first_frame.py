"""What may not happen before the first paint: it would cost more than all of it. Seen in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

_PROGRAM = """
import sys
from PySide6 import QtCore, QtGui, QtWidgets
from desktop_app.ui.models.row_state import AccountRow, Badge, HeaderView
from desktop_app.ui.system_scheme import SchemeFollower
from desktop_app.ui.views.main_window import MainWindow

app = QtWidgets.QApplication([])
follower = SchemeFollower(app)
window = MainWindow()
marks = ("ok", "refreshing", "offline", "trouble", "none", "busy")
window.set_accounts([AccountRow(m, "Acme", "A", n, m, "4 min left", "plain", "x") for n, m in enumerate(marks)])
window.render_header(HeaderView("ok", "Acme", "auth.acme.example", "FusionAuth", Badge("Signed in", "ok")))

def after():
    touched = [name for module, name in ((QtCore, "Qt"), (QtWidgets, "QStyle"), (QtGui, "QIcon"))
               if name in vars(module)]
    heavy = [name for name in ("PySide6.QtSvg", "PySide6.QtDBus", "desktop_app.ui.models.view_state",
             "desktop_app.ui.views.shell", "requests", "keyring", "jwt", "authlib") if name in sys.modules]
    print("touched", touched, heavy)
    app.quit()

window._after_first_paint = after
window.show()
app.exec()
"""


def test_the_first_paint_touches_nothing_that_costs() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.stdout.splitlines() == ["touched [] []"], done.stderr
