"""Where files lie, and who may have written them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from desktop_app.system import paths
from desktop_app.system.ownership import machine_trusted
from desktop_app.system.ownership_windows import is_administrators

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the Linux places")


@pytest.mark.parametrize("named", [None, "/some/where", "", " "])
def test_places_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if named is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, named)

    assert paths.user_config_file() == os.path.join(platformdirs.user_config_dir("keyfob"), "config.toml")
    assert paths.state_dir() == platformdirs.user_state_dir("keyfob")


def test_a_relative_place_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    monkeypatch.setenv("HOME", "/home/ada")

    assert paths.state_dir() == "/home/ada/.local/state/keyfob"


def test_the_machines_place_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/home/evil")

    assert paths.machine_config_file() == "/etc/xdg/keyfob/config.toml"


def test_resources_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(paths.resources_dir()).is_dir()
    assert paths.company_config_file() == os.path.join(paths.resources_dir(), "company.toml")
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/keyfob", raising=False)
    assert paths.resources_dir() == "/opt/keyfob/resources"


# --- trust -----------------------------------------------------------------------------------------------------------

root_only = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="makes files of other owners")
SOMEBODY = 12345


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "keyfob"
    folder.mkdir()
    found = folder / "config.toml"
    found.write_text("")
    for part in (found, folder, *folder.parents):
        if part.is_relative_to(tmp_path.parent.parent):
            part.chmod(0o644 if part == found else 0o755)
    return found


@root_only
def test_a_file_of_root_is_trusted(file: Path) -> None:
    assert machine_trusted(str(file))


@root_only
@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_write_is_not(file: Path, mode: int) -> None:
    file.chmod(mode)

    assert not machine_trusted(str(file))


@root_only
def test_a_file_of_somebody_else_is_not(file: Path) -> None:
    os.chown(file, SOMEBODY, 0)

    assert not machine_trusted(str(file))


@root_only
@pytest.mark.parametrize("mode", [0o775, 0o777])
def test_a_folder_that_others_write_is_not(file: Path, mode: int) -> None:
    file.parent.chmod(mode)

    assert not machine_trusted(str(file))
    file.parent.chmod(mode | 0o1000)
    assert machine_trusted(str(file))


@root_only
def test_a_folder_of_somebody_else_is_not(file: Path) -> None:
    os.chown(file.parent, SOMEBODY, 0)

    assert not machine_trusted(str(file))


@root_only
def test_a_link_counts_as_what_it_leads_to(file: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text("")
    os.chown(theirs, SOMEBODY, 0)
    file.unlink()
    file.symlink_to(theirs)

    assert not machine_trusted(str(file))


def test_a_file_that_is_not_there_is_not_trusted(tmp_path: Path) -> None:
    assert not machine_trusted(str(tmp_path / "nothing"))


ADMINS, SYSTEM, USERS, EVERYBODY = "S-1-5-32-544", "S-1-5-18", "S-1-5-32-545", "S-1-1-0"
READ, MODIFY, FULL, WRITE_DACL = 0x1200A9, 0x1301BF, 0x1F01FF, 0x40000


@pytest.mark.parametrize(
    ("owner", "allowed", "trusted"),
    [
        (ADMINS, [(SYSTEM, FULL), (ADMINS, FULL), (USERS, READ)], True),
        (SYSTEM, [], True),
        (USERS, [(ADMINS, FULL)], False),
        (ADMINS, [(ADMINS, FULL), (USERS, MODIFY)], False),
        (ADMINS, [(EVERYBODY, FULL)], False),
        (ADMINS, [(USERS, READ | WRITE_DACL)], False),
        (ADMINS, [("", 0x2)], False),
    ],
)
def test_administrators_on_windows(owner: str, allowed: list[tuple[str, int]], trusted: bool) -> None:
    assert is_administrators(owner, allowed) is trusted


def test_a_companys_build_has_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert paths.product_name() is None

    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    (tmp_path / "resources").mkdir()
    assert paths.product_name() is None
    (tmp_path / "resources" / "product.json").write_text('{"name": "Acme Sign-in"}', encoding="utf-8")
    assert paths.product_name() == "Acme Sign-in"
