"""Changing the settings file: what a person wrote stays."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from desktop_app.app.config import Config, load
from desktop_app.app.config_edit import add_account, remove_account
from desktop_app.errors import Code, KeyfobError

VALUES = {"issuer": "https://a", "client_id": "b"}
A = "{ issuer = 'https://a', client_id = 'x' }"
B = "{ issuer = 'https://b', client_id = 'y' }"
MINE = """\
# my settings
[accounts.home]   # at home
issuer = "https://home"
client_id = "h"

# before settings
[settings]
theme = "dark"

[accounts.work]
issuer = "https://work"
client_id = "w"
[accounts.work.extra_params]
prompt = "login"  # always
"""


def config(tmp_path: Path, text: str | None = None, machine: str = "") -> Config:
    user = tmp_path / "in" / "config.toml"
    if text is not None:
        user.parent.mkdir(exist_ok=True)
        user.write_text(text)
    (tmp_path / "machine.toml").write_text(machine)
    return load(str(user), str(tmp_path / "machine.toml"), machine_trusted=lambda _path: True)


def test_the_first_account_makes_the_file(tmp_path: Path) -> None:
    changed = add_account(config(tmp_path), "my.work", {**VALUES, "redirect_ports": [1, 2], "extra_params": {"a": "b"}})

    file = tmp_path / "in" / "config.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tomllib.loads(file.read_text())["accounts"]["my.work"]["extra_params"] == {"a": "b"}
    assert changed.account("my.work").redirect_ports == (1, 2)
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_adding_keeps_every_character(tmp_path: Path) -> None:
    add_account(config(tmp_path, MINE), "new", VALUES)

    assert (tmp_path / "in" / "config.toml").read_text().startswith(MINE.rstrip() + "\n\n[accounts.new]\n")


def test_removing_keeps_the_rest(tmp_path: Path) -> None:
    remove_account(config(tmp_path, MINE), "work")

    text = (tmp_path / "in" / "config.toml").read_text()
    assert set(tomllib.loads(text)["accounts"]) == {"home"}
    for kept in ("# my settings", "# at home", "# before settings", 'theme = "dark"'):
        assert kept in text
    remove_account(config(tmp_path), "home")
    assert config(tmp_path).names == ()
    assert config(tmp_path).settings["theme"] == "dark"


@pytest.mark.parametrize(
    "text",
    [
        f"accounts.a.issuer = 'https://a'\naccounts.a.client_id = 'x'\naccounts.b = {B}\n",
        f"accounts = {{ a = {A}, b = {B} }}\n",
        f"[accounts]\na = {A}\n[accounts.b]\nissuer = 'https://b'\nclient_id = 'y'\n",
    ],
)
def test_removing_however_it_is_written(tmp_path: Path, text: str) -> None:
    remove_account(config(tmp_path, text), "a")

    assert config(tmp_path).names == ("b",)
    assert config(tmp_path).account("b").client_id == "y"


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(MINE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "config.toml").symlink_to(real)

    add_account(config(tmp_path), "new", VALUES)

    assert (tmp_path / "in" / "config.toml").is_symlink()
    assert "new" in tomllib.loads(real.read_text())["accounts"]


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("home", VALUES, "exists"),
        ("locked", VALUES, "set_by_company"),
        ("new", {"issuer": "https://a", "client_id": ""}, "empty"),
        ("new", {"issuer": "http://a", "client_id": "b"}, "plain_http"),
        ("new\x07", VALUES, "account_name"),
        ("", VALUES, "account_name"),
        ("\udcff", VALUES, "not_utf8"),
        ("new", {"issuer": "https://a", "client_id": "\udcff"}, "not_utf8"),
    ],
)
def test_what_is_not_added(tmp_path: Path, name: str, values: dict[str, object], why: str) -> None:
    before = config(tmp_path, MINE, '[policy]\nlocked = ["accounts.locked"]\n')

    with pytest.raises(KeyfobError, match=f"config.{why}"):
        add_account(before, name, values)

    assert (tmp_path / "in" / "config.toml").read_text() == MINE


def test_the_companys_accounts_stay(tmp_path: Path) -> None:
    machine = '[accounts.corp]\nissuer = "https://c"\nclient_id = "c"\n'

    with pytest.raises(KeyfobError, match="config.set_by_company") as caught:
        remove_account(config(tmp_path, MINE, machine), "corp")
    assert caught.value.code is Code.E_CONFIG
    with pytest.raises(KeyfobError, match="config.no_such_account"):
        remove_account(config(tmp_path), "nobody")


def test_a_file_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(KeyfobError, match="config.syntax"):
        add_account(config(tmp_path, "a ="), "new", VALUES)

    assert (tmp_path / "in" / "config.toml").read_text() == "a ="


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a file where a folder should be")

    with pytest.raises(KeyfobError, match="config.unwritable"):
        add_account(config(tmp_path), "new", VALUES)


def test_a_table_that_is_woven_into_others_is_left_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = config(tmp_path, MINE)
    monkeypatch.setattr("tomlkit.dumps", lambda _document: "[accounts.home]\n")

    with pytest.raises(KeyfobError, match="config.by_hand"):
        remove_account(before, "work")
    assert (tmp_path / "in" / "config.toml").read_text() == MINE


def test_a_file_without_a_final_line_end(tmp_path: Path) -> None:
    add_account(config(tmp_path, MINE.rstrip()), "new", VALUES)

    assert config(tmp_path).names == ("home", "work", "new")
