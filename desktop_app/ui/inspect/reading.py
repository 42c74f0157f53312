"""Reads a file that a person opened or dropped: plain files alone, bounded, never waiting for anybody."""

from __future__ import annotations

import os
import stat
from typing import Final

from desktop_app.app.texts import text

#: More is not read, bytes.
MAX_FILE: Final = 16_000_000
_MEGABYTE: Final = 1_000_000


class Unreadable(Exception):
    """The file cannot be read. :ivar sentence: why, for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_bytes(path: str, limit: int = MAX_FILE) -> bytes:
    """The content of the plain file at *path*. On a worker thread.

    :param limit: bytes.
    :raises Unreadable: it is not there, is no plain file, or is larger.
    """
    try:
        # A pipe or a device would keep us waiting.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        raise Unreadable(text("inspect_pane.file_missing")) from None
    try:
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable(text("inspect_pane.file_irregular"))
            content = file.read(limit + 1)
    except OSError:
        raise Unreadable(text("inspect_pane.file_missing")) from None
    if len(content) > limit:
        raise Unreadable(text("inspect_pane.file_large", size=limit // _MEGABYTE))
    return content


def read_text(paths: tuple[str, ...]) -> str:
    """The text of the files at *paths*, one after the other; bytes that are no UTF-8 become lone surrogates.

    :raises Unreadable: one of them cannot be read.
    """
    return "\n".join(_decoded(read_bytes(path)) for path in paths)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
