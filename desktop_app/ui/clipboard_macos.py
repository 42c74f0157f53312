"""macOS: the pasteboard type by which programs say that what they copied is to be kept by nobody.

Qt would write our type under a name of its own; a converter gives it the one that clipboard managers look for.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6 import QtGui

from desktop_app.ui.clipboard import CONCEALED

_TYPE: Final = "org.nspasteboard.ConcealedType"
_taught: list[object] = []


def teach() -> None:
    """Make the converter, once; it lives as long as the program. Without Qt's class for it (older ones) nothing is."""
    base: Any = getattr(QtGui, "QUtiMimeConverter", None)
    if base is None or _taught:
        return

    class Concealed(base):  # type: ignore[misc]  # Qt has the class on macOS alone
        """Knows our type and macOS's, and nothing else."""

        def mimeForUti(self, uti: str) -> str:
            return CONCEALED if uti == _TYPE else ""

        def utiForMime(self, mime: str) -> str:
            return _TYPE if mime == CONCEALED else ""

        def canConvert(self, mime: str, uti: str) -> bool:
            return mime == CONCEALED and uti == _TYPE

        def convertFromMime(self, mime: str, data: object, uti: str) -> list[bytes]:
            return [b"\0"] if self.canConvert(mime, uti) else []

        def convertToMime(self, mime: str, data: object, uti: str) -> bytes:
            return b""

    _taught.append(Concealed())
