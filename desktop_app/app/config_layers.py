"""The three files that settings come from, read and parsed; what they mean is decided elsewhere.

From the lowest to the highest: *company* (shipped inside a company's installer), *machine* (machine-wide), *user*.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from desktop_app.errors import Code, KeyfobError

LayerName = Literal["company", "machine", "user"]

#: Some editors put it before UTF-8. It says nothing, and is kept when the file is changed.
BOM: Final = b"\xef\xbb\xbf"
#: A settings file is at most this long, in bytes.
MAX_FILE: Final = 1_000_000
_FLAGS: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Layer:
    """One settings file that was read.

    :param name: which of the three it is.
    :param path: the file, as it is shown.
    :param text: its text, for line numbers.
    :param data: the parsed document.
    """

    __slots__ = ("data", "name", "path", "text")

    def __init__(self, name: LayerName, path: str, text: str, data: Mapping[str, object]) -> None:
        self.name = name
        self.path = path
        self.text = text
        self.data = data

    def error(self, text: str, path: Sequence[str], **params: str | int | float | None) -> KeyfobError:
        """An E_CONFIG that names this file, the line and the key *path*."""
        from desktop_app.app.toml_lines import line_of

        line = line_of(self.text, path)
        error = KeyfobError(Code.E_CONFIG, text, file=self.path, line=line, key=dotted(path))
        error.params.update(params)
        return error

    def table(self, *path: str) -> Mapping[str, object]:
        """The table at *path*; empty where there is none.

        :raises KeyfobError: E_CONFIG where something else stands there.
        """
        here: Mapping[str, object] = self.data
        for depth, part in enumerate(path):
            value = here.get(part, {})
            if not isinstance(value, dict):
                raise self.error("config.not_a_table", path[: depth + 1])
            here = value
        return here


def dotted(path: Sequence[str]) -> str:
    """*path* the way it is written in TOML, parts quoted where they must be."""
    return ".".join(part if part and _is_bare(part) else _quoted(part) for part in path)


def read(
    name: LayerName, path: str, *, text: str | None = None, trusted: Callable[[str], bool] | None = None
) -> Layer | KeyfobError | None:
    """Read one file.

    :param text: use this instead of the file's content (to look at a change before it is written).
    :param trusted: whether nobody but an administrator can have written the file; None where that does not matter.
    :returns: None where there is no file, or an error (E_CONFIG) that concerns the whole file. The error
        ``config.not_trusted`` is a word to pass on: the file is ignored.
    """
    try:
        content = _content(path) if text is None else text.encode("utf-8", "surrogatepass")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except OSError as error:
        return KeyfobError(Code.E_CONFIG, "config.unreadable", file=path, why=os.strerror(error.errno or 0))
    if trusted is not None and not trusted(path):
        return KeyfobError(Code.E_CONFIG, "config.not_trusted", file=path)
    if content is None:
        return KeyfobError(Code.E_CONFIG, "config.no_plain_file", file=path)
    if len(content) > MAX_FILE:
        return KeyfobError(Code.E_CONFIG, "config.too_long", file=path)
    try:
        return _parse(name, path, content.removeprefix(BOM).decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.removeprefix(BOM).count(b"\n", 0, error.start) + 1
        return KeyfobError(Code.E_CONFIG, "config.not_utf8", file=path, line=line)


def _parse(name: LayerName, path: str, text: str) -> Layer | KeyfobError:
    import tomllib

    text = text.replace("\r\n", "\n")
    try:
        return Layer(name, path, text, tomllib.loads(text))
    except RecursionError:
        return KeyfobError(Code.E_CONFIG, "config.too_deep", file=path)
    except ValueError as error:  # a TOMLDecodeError, or a number with thousands of digits
        return _syntax_error(path, text, str(error))


def _syntax_error(path: str, text: str, words: str) -> KeyfobError:
    import re

    line = text.count("\n") + 1  # "(at end of document)"
    if match := re.search(r" \(at line (\d+), column \d+\)", words):
        line = int(match.group(1))
    what = re.sub(r" \(at [^()]*\)$", "", words)
    return KeyfobError(Code.E_CONFIG, "config.syntax", file=path, line=line, why=what)


def dress(path: str, text: str) -> bytes:
    """*text* in the form that the file at *path* has: its line endings (most of them), and its byte order mark."""
    try:
        before = _content(path) or b""
    except OSError:
        before = b""
    pairs = before.count(b"\r\n")
    if pairs > before.count(b"\n") - pairs:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return (BOM if before.startswith(BOM) else b"") + text.encode("utf-8")


def _content(path: str) -> bytes | None:
    # Not blocking: a named pipe in the file's place must not hold the program.
    handle = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        content = b""
        while chunk := os.read(handle, MAX_FILE + 1 - len(content)):
            content += chunk
            if len(content) > MAX_FILE:
                break
        return content
    finally:
        os.close(handle)


def _is_bare(part: str) -> bool:
    return part.isascii() and part.replace("-", "a").replace("_", "a").isalnum()


def _quoted(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
