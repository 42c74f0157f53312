"""Accounts in the settings file: added together, renamed, changed; comments, order and everybody else's lines stay."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.app import account_edit
from desktop_app.app.account_edit import add_accounts, may_set, refuse_change, renamed_text, set_fields
from desktop_app.app.another import another, has_sibling
from desktop_app.app.config import Config, load
from desktop_app.app.config_edit import add_account, remove_account
from desktop_app.app.toml_rename import renamed
from desktop_app.errors import Code, KeyfobError

MINE = """\
# my settings
[accounts.home]   # at home
issuer = "https://home.example"
client_id = "h"

[settings]
theme = "dark"

[accounts.work] # work
issuer = "https://work.example"   # theirs
client_id = "w"
scopes = ["openid"]
[accounts.work.capabilities]
see = ["admin"]  # who sees
"""
COMPANY = """\
[accounts.acme]
issuer = "https://acme.example"
client_id = "a"
[accounts.open]
issuer = "https://open.example"
client_id = "o"
[policy]
locked = ["accounts.acme", "accounts.open.scopes", "accounts.kept"]
"""


def config(tmp_path: Path, text: str = MINE, machine: str = COMPANY) -> Config:
    user, other = tmp_path / "config.toml", tmp_path / "machine.toml"
    user.write_text(text)
    other.write_text(machine)
    return load(str(user), str(other), machine_trusted=lambda _path: True)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def refused(call: object, *args: object) -> tuple[Code, str]:
    with pytest.raises(KeyfobError) as caught:
        call(*args)  # type: ignore[operator]  # the table holds objects
    return caught.value.code, caught.value.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[accounts.old] # c\na = 1\n", "[accounts.new] # c\na = 1\n"),
        ('[ accounts . "old" ]\na = 1\n', "[ accounts . new ]\na = 1\n"),
        ("[accounts.old]\n[accounts.old.t]\nold = 'old'\n", "[accounts.new]\n[accounts.new.t]\nold = 'old'\n"),
        ("accounts.old.a = 1\naccounts.old.b = 2\n", "accounts.new.a = 1\naccounts.new.b = 2\n"),
        ("[accounts]\nold.a = 1\nother.a = 2\n", "[accounts]\nnew.a = 1\nother.a = 2\n"),
        ("[accounts]\nold = {a = 1} # c\n", "[accounts]\nnew = {a = 1} # c\n"),
        ("[accounts.older]\n[accounts.old]\na = '''\n[accounts.old]\n'''\n",
         "[accounts.older]\n[accounts.new]\na = '''\n[accounts.old]\n'''\n"),
        ("accounts = {old = {a = 1}}\n", None),
        ("[accounts.other]\na = 1\n", None),
    ],
)  # fmt: skip
def test_a_table_gets_another_name_and_nothing_else_changes(before: str, after: str | None) -> None:
    assert renamed(before, "accounts", "old", "new") == after


@pytest.mark.parametrize("name", ["two words", 'quo"te', "back\\slash", "Büro", "a.b", "]", "[x]"])
def test_any_name_is_written_so_that_it_is_read_again(tmp_path: Path, name: str) -> None:
    found = config(tmp_path)
    text = renamed_text(found, "work", name)
    after = tomllib.loads(text)["accounts"]
    assert list(after) == ["home", name]
    assert after[name] == tomllib.loads(MINE)["accounts"]["work"]
    assert [line.split("#")[1:] for line in text.splitlines()] == [line.split("#")[1:] for line in MINE.splitlines()]


def test_a_name_that_is_taken_or_none_is_refused(tmp_path: Path) -> None:
    found = config(tmp_path)
    assert refused(renamed_text, found, "work", "home") == (Code.E_CONFIG, "config.exists")
    assert refused(renamed_text, found, "work", "open") == (Code.E_CONFIG, "config.exists")
    assert refused(renamed_text, found, "work", "kept") == (Code.E_CONFIG, "config.set_by_company")
    for name in ("", "  ", "a\nb", "x" * 65):
        assert refused(renamed_text, found, "work", name) == (Code.E_CONFIG, "accounts.bad_name")
    assert refused(renamed_text, found, "nobody", "new") == (Code.E_CONFIG, "config.no_such_account")


def test_the_companys_account_is_neither_renamed_nor_removed(tmp_path: Path) -> None:
    found = config(tmp_path, MINE + '[accounts.open]\naudience = "mine"\n')
    for name in ("acme", "open"):
        assert refused(renamed_text, found, name, "new") == (Code.E_CONFIG, "config.set_by_company")
        assert refused(refuse_change, found, name) == (Code.E_CONFIG, "config.set_by_company")
    assert refused(remove_account, found, "acme") == (Code.E_CONFIG, "config.set_by_company")


def test_several_are_added_or_none(tmp_path: Path) -> None:
    found = config(tmp_path)
    good = {"issuer": "https://new.example", "client_id": "n"}
    assert refused(add_accounts, found, {"one": good, "two": {"issuer": "https://x"}}) == (
        Code.E_CONFIG,
        "config.missing",
    )
    assert refused(add_accounts, found, {"one": good, "home": good}) == (Code.E_CONFIG, "config.exists")
    assert Path(found.user_file).read_text() == MINE
    after = add_accounts(found, {"one": good, "two": {**good, "extra_params": {"a": "b"}}})
    assert after.names == ("acme", "open", "home", "work", "one", "two")
    assert Path(found.user_file).read_text().startswith(MINE.rstrip())


def test_fields_are_set_in_place(tmp_path: Path) -> None:
    found = config(tmp_path)
    set_fields(found, "work", {"scopes": ["openid", "email"], "redirect_ports": [8000, 8001], "ca_file": None})
    text = Path(found.user_file).read_text()
    assert 'scopes = ["openid", "email"]' in text
    undone = text.replace('scopes = ["openid", "email"]', 'scopes = ["openid"]')
    assert lines(undone.replace("redirect_ports = [8000, 8001]\n", "")) == lines(MINE)
    set_fields(found, "work", {"scopes": None, "redirect_ports": None})
    assert lines(Path(found.user_file).read_text()) == lines(MINE.replace('scopes = ["openid"]\n', ""))


def test_a_wrong_value_is_told_with_its_key_and_not_written(tmp_path: Path) -> None:
    found = config(tmp_path)
    with pytest.raises(KeyfobError) as caught:
        set_fields(found, "work", {"redirect_ports": [70000]})
    assert caught.value.params["key"] == "accounts.work.redirect_ports"
    assert Path(found.user_file).read_text() == MINE


def test_what_the_company_has_set_is_not_changed(tmp_path: Path) -> None:
    found = config(tmp_path)
    assert refused(set_fields, found, "open", {"scopes": ["openid"]}) == (Code.E_CONFIG, "config.setting_locked")
    assert refused(set_fields, found, "acme", {"admin_roles": ["x"]}) == (Code.E_CONFIG, "config.setting_locked")
    assert refused(set_fields, found, "work", {"issuer": "https://other"}) == (Code.E_CONFIG, "config.setting_locked")
    assert not may_set(found, "open", "ca_file"), "the certificates belong to the company's issuer"
    after = set_fields(found, "open", {"admin_roles": ["boss"]})
    values = after.values("open")
    assert not isinstance(values, KeyfobError)
    assert (values["issuer"], values["admin_roles"]) == ("https://open.example", ("boss",))


def test_each_change_looks_at_the_file_again_when_it_is_its_turn(tmp_path: Path) -> None:
    """Another process adds an account while ours waits for the lock: both are kept."""
    found = config(tmp_path)
    other = load(found.user_file, machine_trusted=lambda _path: True)

    @contextmanager
    def after_the_other() -> Iterator[None]:
        add_account(other, "theirs", {"issuer": "https://t.example", "client_id": "t"})
        yield

    found.guard = after_the_other
    after = add_accounts(found, {"ours": {"issuer": "https://o.example", "client_id": "o"}})
    assert {"theirs", "ours", "home", "work"} <= set(after.names)
    assert after.guard is after_the_other, "the next change is guarded too"


def test_another_identity_has_the_same_provider_and_a_name_of_its_own(tmp_path: Path) -> None:
    found = config(tmp_path)
    name, table = another(found, "work")
    assert name == "work 2"
    assert table == {**tomllib.loads(MINE)["accounts"]["work"]}
    after = add_accounts(found, {name: table})
    assert after.values("work 2") == found.values("work")
    assert another(after, "work")[0] == "work 3"
    assert has_sibling(after, "work 2")
    assert not has_sibling(after, "home")
    assert not has_sibling(after, "nobody")


def test_the_companys_settings_serve_another_identity(tmp_path: Path) -> None:
    name, table = another(config(tmp_path), "acme")
    assert (name, table) == ("acme 2", {"issuer": "https://acme.example", "client_id": "a"})


def test_only_these_can_be_edited() -> None:
    assert not {"issuer", "client_id", "discovery_url", "client_secret", "allow_http"} & set(account_edit.EDITABLE)
