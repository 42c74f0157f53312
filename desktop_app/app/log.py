"""Where log records go: to stderr with ``--debug``, nowhere otherwise. Secrets are masked on the way out."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Final

from desktop_app.app.escape import escape
from desktop_app.app.redaction import redact

_HANDLER: Final = "keyfob"
#: They log headers or form fields at DEBUG. (urllib3 logs request lines alone: its addresses hold no secret of ours,
#: and would be masked.)
_TALKATIVE: Final = ("requests", "authlib", "keyring", "secretstorage", "jeepney", "asyncio", "PIL")


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, then masks secrets and escapes what cannot be seen."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line (or lines, with a traceback)."""
        return _safe(super().format(record))


def set_up(*, debug: bool) -> None:
    """Send every record to stderr (*debug*), or none anywhere: not even warnings, which Python would print unasked."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == _HANDLER]:
        root.removeHandler(old)
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if debug else logging.NullHandler()
    handler.name = _HANDLER
    if debug:
        handler.setFormatter(RedactingFormatter())
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    root.addHandler(handler)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)


def traceback_text(error: BaseException) -> str:
    """The traceback of *error*, secrets masked, for ``--debug``."""
    return _safe("".join(traceback.format_exception(error)).rstrip("\n"))


def _safe(text: str) -> str:
    return "\n".join(escape(line) for line in redact(text).split("\n"))
