"""Reads and keeps what the window showed last (:mod:`desktop_app.app.last_frame`), before and after the engine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.app.last_frame import MAX_SIZE, NAME, UNKNOWN, LastFrame, compose, parse, scheme_of
from desktop_app.errors import KeyfobError
from desktop_app.system import paths
from desktop_app.system.files import PrivateFiles

if TYPE_CHECKING:
    from desktop_app.ports import Files


def read_last_frame() -> LastFrame | None:
    """The last frame; None where there is none, it cannot be read, or the settings have changed since."""
    try:
        content = PrivateFiles(paths.state_dir()).read(NAME, MAX_SIZE)
    except KeyfobError:  # the window finds out by itself, and says so
        return None
    return None if content is None else parse(content, _stamps())


def keep_last_frame(files: Files, frame: LastFrame) -> None:
    """Keep *frame* for the next start. A disk that takes nothing costs that start some milliseconds, no more."""
    try:
        before = files.read(NAME, MAX_SIZE) or b""
        if frame.scheme == UNKNOWN:
            frame = LastFrame(scheme_of(before), frame.accounts, frame.language)
        content = compose(frame, _stamps())
        if content is not None and content != before:
            files.write(NAME, content)
    except KeyfobError:
        return


def _stamps() -> str:
    return " ".join(
        _stamp(path) for path in (paths.user_config_file(), paths.machine_config_file(), paths.company_config_file())
    )


def _stamp(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "-"
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}"
