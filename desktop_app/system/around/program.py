"""The program itself: its versions, its folder, what opens the browser for it, and who sits before it."""

from __future__ import annotations

import getpass
import os
import platform
import shutil
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from desktop_app.ports import Opener, Person, StateFolder, Versions
from desktop_app.system import disk
from desktop_app.system.browser import browser_commands, child_environment, opener_name

_PATIENCE: Final = 3.0
_ANY_PAGE: Final = "https://example.com/"
_MOST_FILES: Final = 10_000
_LONGEST_NAME: Final = 100


def versions() -> Versions:
    """What the program runs on."""
    from desktop_app import __version__

    qt = sys.modules.get("PySide6.QtCore")
    return Versions(
        program=__version__,
        python=platform.python_version(),
        qt=str(qt.qVersion()) if qt is not None else "",
        openssl=ssl.OPENSSL_VERSION,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        frozen=bool(getattr(sys, "frozen", False)),
    )


def opener(chosen: Callable[[str], list[str] | None]) -> Opener | None:
    """What opens the browser: ``$BROWSER``, the settings' command, the desktop's opener. Programs are told by name:
    what a command says beyond that is a person's own.

    :param chosen: the settings' command for an address.
    """
    variable = os.environ.get("BROWSER", "").strip()
    own = None if variable else chosen(_ANY_PAGE)
    if variable or own:
        commands = list(browser_commands(variable, _ANY_PAGE)) if variable else [own or []]
        programs = [command[0] for command in commands if command] or [""]
        usable = next((program for program in programs if shutil.which(program) is not None), None)
        return Opener(os.path.basename(usable or programs[0]), usable is not None)
    name = opener_name(variable="")
    if name is None or sys.platform == "win32":
        return None if name is None else Opener(name, exists=True)
    return Opener(os.path.basename(name), True, _default_browser())


def _default_browser() -> str:
    """The name of the desktop's default browser (xdg-settings), ``""`` where it does not say."""
    program = shutil.which("xdg-settings") if sys.platform.startswith("linux") else None
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "get", "default-web-browser"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ, frozen=bool(getattr(sys, "frozen", False))),
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return done.stdout[:_LONGEST_NAME].decode("utf-8", "replace").strip().removesuffix(".desktop")


def folder(path: str) -> StateFolder:
    """The folder at *path*, and what below it others may read or write.

    :raises KeyfobError: E_DISK.
    """
    wide = 0
    try:
        # Windows has no such bits: what lies in a person's folder is theirs.
        if os.name == "posix":
            wide = _open_to_others(path)
        return StateFolder(path, wide, shutil.disk_usage(path).free)
    except OSError as error:
        raise disk.trouble(error, path) from None


def _open_to_others(root: str) -> int:
    wide = int(_is_wide(os.lstat(root).st_mode))
    waiting, seen = [root], 0
    while waiting and seen < _MOST_FILES:
        with suppress(FileNotFoundError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                # A file may go while it is looked at.
                with suppress(FileNotFoundError):
                    mode = entry.stat(follow_symlinks=False).st_mode
                    wide += _is_wide(mode)
                    if stat.S_ISDIR(mode):
                        waiting.append(entry.path)
    return wide


def _is_wide(mode: int) -> bool:
    return not stat.S_ISLNK(mode) and bool(mode & 0o077)


def person() -> Person:
    """Who sits here."""
    user = ""
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    host = socket.gethostname()
    return Person(os.path.expanduser("~"), user, tuple(dict.fromkeys(name for name in (host, platform.node()) if name)))
