"""SIGTERM ends the window, whatever it waits for."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.session.deps import keychain_patience
from tests.support.command import Keyfob
from tests.support.display import until
from tests.support.figures import record
from tests.support.gnome_keyring import PrivateBus
from tests.support.scripted_provider import ScriptedProvider
from tests.support.secret_service import SecretServiceDouble
from tests.support.stage import Stage


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    made = PrivateBus(tmp_path / "bus")
    yield made
    made.close()


@pytest.fixture
def keychain(bus: PrivateBus) -> Iterator[SecretServiceDouble]:
    with closing(SecretServiceDouble(bus.address)) as double:
        yield double


def test_a_keychain_that_never_answers_does_not_hold_the_end_up(
    tmp_path: Path, bus: PrivateBus, keychain: SecretServiceDouble
) -> None:
    with ScriptedProvider() as provider:
        stage = Stage(tmp_path, provider, bus.address)
        stage.use_visitor()
        stage.signed_in()
        keychain.slow = {"*"}
        keychain.calls.clear()
        env = stage.keyfob.env | {"QT_QPA_PLATFORM": "offscreen"}
        with Keyfob(env, program=stage.keyfob.program).start() as window:
            until("it asks the keychain", lambda: keychain.calls)
            assert stage.status()["state"] == "signed_in", "what was known still stands"
            begun = time.monotonic()
            window.signal(signal.SIGTERM)
            result = window.wait()
            took = time.monotonic() - begun

    record("window: SIGTERM to the end, keychain never answers", took, unit="s", target="<= 1")
    assert result.exit == 0, result.stderr
    assert took < keychain_patience(attended=False), "it waited for the keychain"
