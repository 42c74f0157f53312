"""Where `keyfob inspect` reads from: a file, standard input, every file of a directory; piece by piece."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Callable, Iterator
from typing import Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.inspector.decode import LOOKS_LIKE_JOSE

#: Bytes read at once.
PIECE: Final = 65_536
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Source:
    """One text to inspect.

    :ivar name: the file's name below the directory, None where there is one source alone.
    """

    __slots__ = ("_open", "name")

    def __init__(self, name: str | None, read: Callable[[], Iterator[bytes]]) -> None:
        self.name = name
        self._open = read

    def pieces(self) -> Iterator[str]:
        """The text, piece by piece. Bytes that are no UTF-8 become lone surrogates.

        :raises KeyfobError: E_USAGE, where it cannot be read.
        """
        decoder: codecs.IncrementalDecoder | None = None
        for data in self._open():
            if decoder is None:
                # Text that Windows programs write begins with a mark; behind one, UTF-8 is what we take everywhere.
                encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
                errors = "replace" if encoding == "utf-16" else "surrogateescape"
                decoder = codecs.getincrementaldecoder(encoding)(errors)
            yield decoder.decode(data)
        if decoder is not None:
            yield decoder.decode(b"", final=True)


def sources_of(name: str | None) -> tuple[Iterator[Source], bool]:
    """What to read, and whether it is a directory.

    :raises KeyfobError: E_USAGE.
    """
    if name in (None, "-"):
        if sys.stdin is None or (name is None and sys.stdin.isatty()):
            raise KeyfobError(Code.E_USAGE, "inspector.no_input")
        return iter((Source(None, _standard_input),)), False
    assert name is not None  # noqa: S101 - narrows the type
    try:
        kind = os.stat(name).st_mode
    except (OSError, ValueError) as error:
        if LOOKS_LIKE_JOSE.match(name):  # a token in the wrong place, which no message repeats
            raise KeyfobError(Code.E_USAGE, "inspector.token_as_name") from None
        raise unreadable(name, error) from None
    if stat.S_ISDIR(kind):
        return _files_of(name), True
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise KeyfobError(Code.E_USAGE, "inspector.not_a_file", name=name)
    return iter((Source(None, lambda: _file(name)),)), False


def unreadable(name: str, error: Exception) -> KeyfobError:
    """The error about a file that cannot be read."""
    why = (isinstance(error, OSError) and error.strerror) or "?"
    return KeyfobError(Code.E_USAGE, "inspector.file", name=name, why=why)


def _files_of(folder: str) -> Iterator[Source]:
    """The files of a directory by name; what is no plain file (a pipe, a device, a directory) is left out."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except OSError as error:
        raise unreadable(folder, error) from None
    for name in names:
        path = os.path.join(folder, name)
        yield Source(name, lambda path=path: _file(path))  # type: ignore[misc]  # binds this file's path


def _file(path: str) -> Iterator[bytes]:
    try:
        with open(path, "rb", buffering=0) as file:
            while data := file.read(PIECE):
                yield data
    except OSError as error:
        raise unreadable(path, error) from None


def _standard_input() -> Iterator[bytes]:
    # What is there is taken, without waiting for more: a log may go on for ever.
    read = getattr(sys.stdin.buffer, "read1", sys.stdin.buffer.read)
    try:
        while data := read(PIECE):
            yield data
    except OSError as error:
        raise unreadable("-", error) from None
