"""The frozen program, once for all tests here, and what it signs in to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.command import Keyfob
from tests.support.display import Display, display
from tests.support.frozen import frozen_program, packages
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.stage import Stage


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a person sits in front of."""

    keyfob: Keyfob
    display: Display
    browser: Chromium


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


@pytest.fixture(scope="session")
def package(frozen: Path) -> Path:
    """The Debian package."""
    return packages()[0]


@pytest.fixture(scope="session")
def archive(frozen: Path) -> Path:
    """The archive to unpack."""
    return packages()[1]


@pytest.fixture
def screen(keyring: GnomeKeyring, tmp_path: Path) -> Iterator[Desktop]:
    """A display, a keychain and a browser, in a home of its own."""
    with (
        display(keyring.bus.environment, tmp_path / "display") as shown,
        chromium(shown.env, tmp_path / "chromium", headless=False) as browser,
    ):
        yield Desktop(Keyfob(browser.env), shown, browser)
