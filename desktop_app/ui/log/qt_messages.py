"""Qt's messages go the way of all records: masked, escaped, into the log; warnings to stderr as before."""

from __future__ import annotations

import logging
import sys
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop_app.app import log, log_line

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
#: How long a message after which Qt ends the program may take to be written, seconds.
_LAST: Final = 1.0


def install() -> None:
    """From now on Qt tells the log."""
    qInstallMessageHandler(_heard)


def remove() -> None:
    """Qt writes to stderr by itself again."""
    qInstallMessageHandler(None)


def _heard(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    level = _LEVELS.get(kind, logging.WARNING)
    category = str(context.category or "default")
    root = logging.getLogger()
    logging.getLogger(category if category.startswith("qt") else f"qt.{category}").log(level, "%s", words)
    if level >= logging.WARNING and root.level > logging.DEBUG and sys.stderr is not None:
        print(log_line.safe(words), file=sys.stderr)
    if kind == QtMsgType.QtFatalMsg:
        log.flush(_LAST)
