"""The frozen program, once for all tests here, and what it signs in to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import Keyfob
from tests.support.frozen import frozen_program
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.stage import Stage


@pytest.fixture(scope="session")
def frozen() -> Path:
    """The folder with the frozen program in it."""
    return frozen_program()


@pytest.fixture
def frozen_keyfob(frozen: Path, home: dict[str, str], tmp_path: Path) -> Keyfob:
    """The frozen command in a home of its own, without a keychain, started from a folder that is not the checkout."""
    return Keyfob(home, program=(str(frozen / "keyfob"),), cwd=tmp_path)


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    """A scripted provider."""
    with ScriptedProvider(Script(lifetime=3600)) as running:
        yield running


@pytest.fixture
def stage(frozen: Path, tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring) -> Stage:
    """A home with a real keychain and the account ``work``; its commands are the frozen program's."""
    stage = Stage(tmp_path, provider, keyring.bus.address)
    stage.keyfob.program, stage.keyfob.cwd = (str(frozen / "keyfob"),), tmp_path
    stage.keyfob.env["QT_QPA_PLATFORM"] = "offscreen"
    return stage
