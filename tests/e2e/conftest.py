"""A desktop for the window: a display with a window manager, a keychain, Chromium as the default browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.command import Keyfob
from tests.support.display import Display, display
from tests.support.gnome_keyring import GnomeKeyring


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a person sits in front of."""

    keyfob: Keyfob
    display: Display
    browser: Chromium


@pytest.fixture
def desktop(keyring: GnomeKeyring, tmp_path: Path) -> Iterator[Desktop]:
    """A display of its own, in a home of its own."""
    with (
        display(keyring.bus.environment, tmp_path / "display") as screen,
        chromium(screen.env, tmp_path / "chromium", headless=False) as browser,
    ):
        yield Desktop(Keyfob(browser.env), screen, browser)
