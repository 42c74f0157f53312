"""The archive that runs where it is unpacked, without a display."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from desktop_app import __version__
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import Stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def unpacked(archive: Path, tmp_path: Path) -> Path:
    """The archive in a folder with a name that shells and others trip over."""
    folder = tmp_path / "Ünser Ordner & more"
    folder.mkdir()
    subprocess.run(["tar", "-C", str(folder), "-xf", str(archive)], check=True)
    (found,) = folder.iterdir()
    return found


def test_it_runs_where_it_is_unpacked(
    unpacked: Path, tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring
) -> None:
    assert re.fullmatch(rf"keyfob-{re.escape(__version__)}-linux-\w+", unpacked.name)
    stage = Stage(tmp_path, provider, keyring.bus.address)
    stage.keyfob.program, stage.keyfob.cwd = (str(unpacked / "keyfob"),), tmp_path

    check = stage.run("--selfcheck", exits=0).json["selfcheck"]
    assert {part: facts["status"] for part, facts in check.items()} == dict.fromkeys(check, "ok")
    assert stage.signed_in()["state"] == "signed_in"
    assert stage.token().count(".") == 2
    assert stage.run("logout", "work", exits=0).json["local"] == "done"

    # It is started through a link as well, and leaves nothing beside itself.
    link = tmp_path / "link"
    link.symlink_to(unpacked / "keyfob")
    stage.keyfob.program = (str(link),)
    assert stage.keyfob.run("--version", exits=0).stdout == f"keyfob {__version__}\n"
    assert sorted(path.name for path in unpacked.iterdir()) == [
        "LICENCES.txt",
        "README.txt",
        "_internal",
        "keyfob",
        "share",
    ]
    assert "libxcb1" in (unpacked / "README.txt").read_text("utf-8")
