"""Where the catalogues are: compiled beside the frozen program or in the installed package; in a checkout the .po
files, compiled into ``build/`` when they are first needed and whenever they change."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_CODE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_@")


def codes() -> tuple[str, ...]:
    """The languages that there are files of, sorted; without English."""
    folder, kind = _source()
    try:
        names = os.listdir(folder)
    except OSError:
        return ()
    return tuple(sorted(name[:-3] for name in names if name.endswith(kind) and _is_code(name[:-3])))


def content(code: str) -> bytes | None:
    """The compiled catalogue of *code*; None where there is none that can be read."""
    folder, kind = _source()
    if not _is_code(code):
        return None
    source = os.path.join(folder, code + kind)
    try:
        if kind == ".mo":
            return _read(source)
        made = os.path.join(os.path.dirname(_PACKAGE), "build", "translations", f"{code}.mo")
        return _compiled(source, made)
    except (OSError, ValueError):
        return None


def _source() -> tuple[str, str]:
    """The folder of the catalogues, and what their names end in."""
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's bootloader
    if frozen is not None:
        return os.path.join(frozen, "resources", "translations"), ".mo"
    installed = os.path.join(_PACKAGE, "_resources", "translations")
    if os.path.isdir(installed):
        return installed, ".mo"
    return os.path.join(os.path.dirname(_PACKAGE), "resources", "translations"), ".po"


def _is_code(code: str) -> bool:
    """Whether it looks like ``de`` or ``pt_BR``: what comes from the environment names no other file."""
    return 0 < len(code) <= 20 and set(code) <= _CODE_LETTERS


def _compiled(source: str, made: str) -> bytes:
    with suppress(OSError):
        if os.stat(made).st_mtime_ns > os.stat(source).st_mtime_ns:
            return _read(made)
    from desktop_app.app.translation.compiled import compile_catalogue

    compiled = compile_catalogue(_read(source).decode())
    with suppress(OSError):  # a checkout that cannot be written is slower, no more
        _keep(made, compiled)
    return compiled


def _keep(path: str, content: bytes) -> None:
    import tempfile

    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=os.path.dirname(path))
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(beside, 0o644)
    os.replace(beside, path)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
