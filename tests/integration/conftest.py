"""What the tests of the whole program share: one keychain, and a home of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import forget
from tests.support.scripted_provider import Script
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage
from tests.support.workbench_parts import WatchedProvider

MakeStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def shared_keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GnomeKeyring]:
    """A real gnome-keyring for the whole run; accounts have random ids, so the tests' records do not meet."""
    with unlocked_keyring(tmp_path_factory.mktemp("shared-keyring")) as running:
        yield running


@pytest.fixture
def provider() -> Iterator[WatchedProvider]:
    """A scripted provider, honest until a test says otherwise."""
    with WatchedProvider(Script(lifetime=3600)) as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, provider: WatchedProvider, shared_keyring: GnomeKeyring) -> Iterator[Stage]:
    """A home with the account ``work`` at the scripted provider, not signed in."""
    yield Stage(tmp_path, provider, shared_keyring.bus.address)
    forget(shared_keyring.bus, provider.issuer)
