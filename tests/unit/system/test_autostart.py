"""Starting at login: what is written where, on each system."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.errors import KeyfobError
from desktop_app.ports import Autostart
from desktop_app.system.autostart import DesktopFile, LaunchAgent, RunKey, choose, own_command

ODD = ["/opt/My Key fob/key$fob", "100%", 'say "`hi`"', "back\\slash", "--hidden"]


class Registry:
    """As much of winreg as is used."""

    HKEY_CURRENT_USER = 1
    REG_SZ = 1

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    @contextmanager
    def OpenKey(self, _root: int, path: str) -> Iterator[dict[str, str]]:  # the name is Windows'
        assert path.endswith(r"CurrentVersion\Run")
        yield self.values

    CreateKey = OpenKey

    def QueryValueEx(self, key: dict[str, str], name: str) -> tuple[str, int]:
        if name not in key:
            raise FileNotFoundError(name)
        return key[name], self.REG_SZ

    def SetValueEx(self, key: dict[str, str], name: str, _zero: int, _kind: int, value: str) -> None:
        key[name] = value

    def DeleteValue(self, key: dict[str, str], name: str) -> None:
        if name not in key:
            raise FileNotFoundError(name)
        del key[name]


@pytest.fixture(params=["linux", "macos", "windows"])
def autostart(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Autostart:
    if request.param == "windows":
        monkeypatch.setitem(sys.modules, "winreg", Registry())
        return RunKey(ODD)
    return (DesktopFile if request.param == "linux" else LaunchAgent)(tmp_path / "new" / "folder", ODD)


def test_off_until_it_is_switched_on(autostart: Autostart) -> None:
    seen = [(autostart.is_on(), autostart.is_known())]
    for on in (False, True, True, False, False):
        autostart.switch(on)
        seen.append((autostart.is_on(), autostart.is_known()))

    assert seen == [(on, on) for on in (False, False, True, True, False, False)]


def test_the_desktop_file_says_the_command_exactly(tmp_path: Path) -> None:
    DesktopFile(tmp_path, ODD).switch(True)
    lines = (tmp_path / "keyfob.desktop").read_text().splitlines()
    (exec_line,) = (line.removeprefix("Exec=") for line in lines if line.startswith("Exec="))

    # Undone in the order of the specification: escapes of the value, then quotes (a shell's), then field codes.
    shell = ["sh", "-c", "printf '%s\\0' " + exec_line.replace("\\\\", "\\")]
    words = subprocess.run(shell, capture_output=True, text=True, check=True).stdout.split("\0")
    assert [word.replace("%%", "%") for word in words] == [*ODD, ""]
    assert lines[0] == "[Desktop Entry]"


def test_the_desktop_file_is_valid(tmp_path: Path) -> None:
    DesktopFile(tmp_path, ["/usr/bin/keyfob", "--hidden"]).switch(True)
    try:
        done = subprocess.run(
            ["desktop-file-validate", str(tmp_path / "keyfob.desktop")], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("desktop-file-validate")

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_an_entry_that_the_person_switched_off_is_known_and_off(tmp_path: Path, line: str) -> None:
    (tmp_path / "keyfob.desktop").write_text(f"[Desktop Entry]\nType=Application\nName=Keyfob\n{line}\n")
    found = DesktopFile(tmp_path, ODD)

    assert (found.is_on(), found.is_known()) == (False, True)


def test_a_command_that_no_desktop_file_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyfobError, match="disk.failed"):
        DesktopFile(tmp_path, ["/opt/new\nline"]).switch(True)

    assert list(tmp_path.iterdir()) == []


def test_the_launch_agent(tmp_path: Path) -> None:
    LaunchAgent(tmp_path, ODD).switch(True)
    agent = plistlib.loads((tmp_path / "org.keyfob.Keyfob.plist").read_bytes())

    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (ODD, True)
    (tmp_path / "org.keyfob.Keyfob.plist").write_bytes(b"no plist")
    assert not LaunchAgent(tmp_path, ODD).is_on()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(KeyfobError, match=r"disk\."):
        DesktopFile(tmp_path / "file" / "autostart", ODD).switch(True)


def test_the_command_is_this_program_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert own_command({})[-1] == "--hidden"
    assert own_command({"APPIMAGE": "/apps/Keyfob.AppImage"}) == ["/apps/Keyfob.AppImage", "--hidden"]
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert own_command({}) == [str(tmp_path / "python"), "-m", "desktop_app", "--hidden"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command({}) == [str(tmp_path / "python"), "--hidden"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the XDG directories")
def test_it_lies_where_the_desktop_looks(tmp_path: Path) -> None:
    choose({"XDG_CONFIG_HOME": str(tmp_path)}).switch(True)

    assert (tmp_path / "autostart" / "keyfob.desktop").is_file()
    assert isinstance(choose({"XDG_CONFIG_HOME": "not absolute"}), DesktopFile)
