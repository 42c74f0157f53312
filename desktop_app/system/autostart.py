"""Starting at login, hidden: an XDG autostart file, Windows' Run key, or a macOS launch agent."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.system import disk

if TYPE_CHECKING:
    from desktop_app.ports import Autostart

_NAME: Final = "keyfob"
_AGENT: Final = "org.keyfob.Keyfob"
_RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_VALUE: Final = "Keyfob"
#: A file of the system's that is longer is none of ours, bytes.
_LONGEST: Final = 100_000
#: Have a meaning of their own inside double quotes (Desktop Entry Specification, "The Exec key").
_QUOTED: Final = str.maketrans({char: f"\\{char}" for char in '"`$\\'})


def choose(environ: Mapping[str, str] = os.environ) -> Autostart:
    """This system's way."""
    command = own_command(environ)
    if sys.platform == "win32":
        return RunKey(command)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", command)
    config = environ.get("XDG_CONFIG_HOME", "").strip()
    base = Path(config) if os.path.isabs(config) else Path.home() / ".config"
    return DesktopFile(base / "autostart", command)


def own_command(environ: Mapping[str, str]) -> list[str]:
    """How the system starts this very program hidden."""
    image = environ.get("APPIMAGE", "")
    script = os.path.join(os.path.dirname(sys.executable), "keyfob.exe" if sys.platform == "win32" else "keyfob")
    if os.path.isabs(image):  # the file the person has; what we run from is unpacked anew each time
        words = [image]
    elif getattr(sys, "frozen", False):
        words = [sys.executable]
    else:
        words = [script] if os.path.isfile(script) else [sys.executable, "-m", "desktop_app"]
    return [*words, "--hidden"]


class DesktopFile:
    """``autostart/keyfob.desktop`` (Desktop Application Autostart Specification)."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._file = folder / f"{_NAME}.desktop"
        self._command = command

    def is_on(self) -> bool:
        """Whether there is an entry that nobody switched off."""
        lines = {line.strip().lower().replace(" ", "") for line in _read(self._file).splitlines()}
        return bool(lines) and not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}

    def is_known(self) -> bool:
        """Whether there is an entry."""
        return os.path.lexists(self._file)

    def switch(self, on: bool) -> None:
        """:raises KeyfobError: E_DISK."""
        if not on:
            _remove(self._file)
            return
        words = " ".join(_exec_word(word) for word in self._command)
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Keyfob",
            f"Exec={words}",
            f"Icon={_NAME}",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        _write(self._file, "".join(f"{line}\n" for line in lines).encode())


class LaunchAgent:
    """``~/Library/LaunchAgents/org.keyfob.Keyfob.plist`` (launchd.plist(5))."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._file = folder / f"{_AGENT}.plist"
        self._command = command

    def is_on(self) -> bool:
        """Whether there is an agent that nobody disabled in its file."""
        import plistlib

        try:
            found = plistlib.loads(_read(self._file).encode())
        except (plistlib.InvalidFileException, ValueError, OverflowError):
            return False
        return isinstance(found, dict) and found.get("RunAtLoad") is True and found.get("Disabled") is not True

    def is_known(self) -> bool:
        """Whether there is an agent."""
        return os.path.lexists(self._file)

    def switch(self, on: bool) -> None:
        """:raises KeyfobError: E_DISK."""
        if not on:
            _remove(self._file)
            return
        import plistlib

        agent = {
            "Label": _AGENT,
            "ProgramArguments": list(self._command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        _write(self._file, plistlib.dumps(agent))


class RunKey:
    """The value ``Keyfob`` of the user's Run key."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command

    def is_on(self) -> bool:
        """Whether there is a value. (Task Manager keeps its own switch elsewhere, and it wins.)"""
        return self.is_known()

    def is_known(self) -> bool:
        """:raises KeyfobError: E_DISK."""
        winreg = _winreg()
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                winreg.QueryValueEx(key, _VALUE)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise disk.trouble(error, _RUN_KEY) from None
        return True

    def switch(self, on: bool) -> None:
        """:raises KeyfobError: E_DISK."""
        import subprocess

        winreg = _winreg()
        try:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                if on:
                    words = subprocess.list2cmdline(self._command)
                    winreg.SetValueEx(key, _VALUE, 0, winreg.REG_SZ, words)
                else:
                    with suppress(FileNotFoundError):
                        winreg.DeleteValue(key, _VALUE)
        except OSError as error:
            raise disk.trouble(error, _RUN_KEY) from None


def _winreg() -> Any:
    """Windows alone has it, and so has its type information."""
    return import_module("winreg")


def _exec_word(word: str) -> str:
    """*word* for the Exec key: quoted as the specification says, then escaped once more as every string value is.

    :raises KeyfobError: E_DISK, a control character, which no such file can hold.
    """
    if not word.isprintable():
        raise KeyfobError(Code.E_DISK, "disk.failed", path=word, words="a control character in its name")
    quoted = word.translate(_QUOTED).replace("%", "%%")
    return '"' + quoted.replace("\\", "\\\\") + '"'


def _read(file: Path) -> str:
    """The content; empty where there is none to read."""
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST).decode("utf-8", "replace")
    except (FileNotFoundError, IsADirectoryError):
        return ""
    except OSError as error:
        raise disk.trouble(error, str(file)) from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.{os.urandom(8).hex()}")
        try:
            temporary.write_bytes(content)
            temporary.replace(file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise disk.trouble(error, str(file)) from None


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise disk.trouble(error, str(file)) from None
