"""The window's settings: read with defaults, written without disturbing anything else in the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop_app.app.config import Config, load
from desktop_app.app.config_schema import SETTINGS
from desktop_app.app.settings import WindowSettings, change_settings, window_settings
from desktop_app.errors import KeyfobError

MINE = """\
# mine
[accounts.work]  # at work
issuer = "https://work"
client_id = "w"

[settings]
theme = "dark"  # easier on the eyes
# the end
"""


def config(tmp_path: Path, text: str | None = None, machine: str = "") -> Config:
    user = tmp_path / "config.toml"
    if text is not None:
        user.write_text(text)
    (tmp_path / "machine.toml").write_text(machine)
    return load(str(user), str(tmp_path / "machine.toml"), machine_trusted=lambda _path: True)


def test_what_no_file_names_has_its_default(tmp_path: Path) -> None:
    assert window_settings(config(tmp_path)) == WindowSettings()
    assert window_settings(config(tmp_path, MINE)) == WindowSettings(theme="dark")


def test_every_default_is_that_of_the_schema() -> None:
    fields = WindowSettings.__dataclass_fields__

    assert {name: default for name, (_rule, default) in SETTINGS.items() if name in fields} == {
        name: getattr(WindowSettings(), name) for name in fields
    }


def test_a_wrong_value_counts_as_its_default(tmp_path: Path) -> None:
    found = config(tmp_path, '[settings]\nclose_to_tray = "no"\nnotifications = false\n')

    assert window_settings(found) == WindowSettings(notifications=False)
    assert [error.text for error in found.errors] == ["config.want_flag"]


def test_changing_keeps_comments_and_order(tmp_path: Path) -> None:
    changed = change_settings(config(tmp_path, MINE), {"theme": "light", "close_to_tray": False})

    assert window_settings(changed) == WindowSettings(theme="light", close_to_tray=False)
    assert (tmp_path / "config.toml").read_text() == MINE.replace('"dark"', '"light"').replace(
        "# the end\n", "# the end\nclose_to_tray = false\n"
    )


def test_the_first_setting_makes_the_file_and_the_table(tmp_path: Path) -> None:
    change_settings(config(tmp_path), {"language": "de"})

    assert tomllib.loads((tmp_path / "config.toml").read_text()) == {"settings": {"language": "de"}}


def test_a_table_written_in_one_line_is_changed_too(tmp_path: Path) -> None:
    changed = change_settings(config(tmp_path, 'settings = { theme = "dark" }\n'), {"notifications": False})

    assert window_settings(changed) == WindowSettings(theme="dark", notifications=False)


@pytest.mark.parametrize(
    ("changes", "machine", "text"),
    [
        ({"theme": "pink"}, "", "config.one_of"),
        ({"colour": "pink"}, "", "config.unknown_key"),
        ({"theme": "light"}, '[policy]\nlocked = ["settings.theme"]\n', "config.setting_locked"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, object], machine: str, text: str
) -> None:
    with pytest.raises(KeyfobError, match=text):
        change_settings(config(tmp_path, MINE, machine), changes)

    assert (tmp_path / "config.toml").read_text() == MINE


def test_an_unreadable_file_is_left_alone(tmp_path: Path) -> None:
    broken = "[settings\n"
    with pytest.raises(KeyfobError, match="config"):
        change_settings(config(tmp_path, broken), {"theme": "light"})

    assert (tmp_path / "config.toml").read_text() == broken
