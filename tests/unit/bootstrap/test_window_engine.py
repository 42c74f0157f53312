"""The engine's part for the window: settings in force, starting at login, places."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop_app.bootstrap import build
from desktop_app.bootstrap.engine import Engine
from desktop_app.errors import KeyfobError


@pytest.fixture
def engine(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Engine:
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    return build()


def entry(home: dict[str, str]) -> Path:
    return Path(home["XDG_CONFIG_HOME"]) / "autostart" / "keyfob.desktop"


def write(engine: Engine, text: str) -> Engine:
    Path(engine.config.user_file).parent.mkdir(parents=True, exist_ok=True)
    Path(engine.config.user_file).write_text(text)
    return build()


def test_starting_at_login_is_off_until_it_is_asked_for(engine: Engine, home: dict[str, str]) -> None:
    engine.settle_autostart()
    assert not entry(home).exists()
    assert engine.change_settings(start_at_login=True).start_at_login
    assert engine.autostart.is_on()
    engine.change_settings(start_at_login=False)
    assert not entry(home).exists()


def test_settings_that_want_it_make_the_entry_once(engine: Engine, home: dict[str, str]) -> None:
    wanting = write(engine, "[settings]\nstart_at_login = true\n")
    wanting.settle_autostart()
    assert wanting.autostart.is_on()
    entry(home).write_text(entry(home).read_text() + "Hidden=true\n")
    wanting.settle_autostart()

    assert not wanting.autostart.is_on(), "switched off by the system's own means"


def test_a_change_is_in_force_at_once(engine: Engine) -> None:
    assert engine.settings.close_to_tray
    assert not engine.change_settings(close_to_tray=False).close_to_tray
    assert not engine.settings.close_to_tray
    assert not engine.reread_settings().settings["close_to_tray"]
    with pytest.raises(KeyfobError, match=r"config\."):
        engine.change_settings(close_to_tray="no")
    assert not engine.settings.close_to_tray


def test_the_places_are_made_private(engine: Engine) -> None:
    places = engine.places()

    for folder in (places.accounts, os.path.dirname(places.config_file), os.path.dirname(places.accounts)):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert not os.path.exists(places.config_file)


def test_places_that_cannot_be_made_are_told(engine: Engine) -> None:
    Path(engine.state_dir).parent.mkdir(parents=True, exist_ok=True)
    Path(engine.state_dir).write_text("a file in its place")

    for call in (engine.places, engine.choose_door):
        with pytest.raises(KeyfobError, match=r"disk\."):
            call()
