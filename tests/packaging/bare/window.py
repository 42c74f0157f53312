"""The floor: an empty window, and nothing else. Ends by itself where BARE_ENDS is set."""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1040, 720)
window.show()
if "BARE_ENDS" in os.environ:
    QTimer.singleShot(0, app.quit)
sys.exit(app.exec())
