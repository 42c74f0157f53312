"""What the guide says of config.toml is what the program takes: every key, its default, every block that is shown."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from desktop_app.app.config import load
from desktop_app.app.config_schema import _RULES, SETTINGS
from desktop_app.providers.presets import NAMES
from desktop_app.session.account import Account
from tests.support.command import ROOT

GUIDE = ROOT / "docs" / "guide"
_ACCOUNT = '[accounts.work]\nissuer = "https://auth.example.com"\nclient_id = "keyfob"\n'
#: Defaults that the page says in words, since they hang on the provider or on the computer.
_IN_WORDS = {"discovery_url", "redirect_host", "id_token_algs", "audience"}


def _text(page: str) -> str:
    return (GUIDE / page).read_text(encoding="utf-8")


def _blocks() -> list[tuple[str, str]]:
    return [
        (page.name, block)
        for page in sorted(GUIDE.glob("*.md"))
        for block in re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    ]


def _accepted(tmp_path: Path, block: str) -> dict[str, Account]:
    file = tmp_path / "config.toml"
    further = block.startswith("[accounts.work.")  # what is shown belongs below an account that is there
    file.write_text(_ACCOUNT + block if further else block, encoding="utf-8")
    config = load(str(file), machine_trusted=lambda _path: True)
    assert config.errors == []
    accounts = dict(config.accounts)
    assert {name: str(one) for name, one in accounts.items() if not isinstance(one, Account)} == {}
    return {name: one for name, one in accounts.items() if isinstance(one, Account)}


def _table(heading: str) -> dict[str, str]:
    """key → the cell of its default, of the first table of two named columns below *heading* ("" is the page's own)."""
    page = _text("configuration.md")
    part = page[page.index(heading) :]
    part = part[part.index("| key | default |") :].split("\n\n")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", part, re.MULTILINE))


@pytest.mark.parametrize("page", sorted({page for page, _ in _blocks()}))
def test_every_block_shown_is_taken(tmp_path: Path, page: str) -> None:
    for name, block in _blocks():
        if name == page:
            assert _accepted(tmp_path, block)


@pytest.mark.parametrize("kind", NAMES)
def test_each_provider_has_its_section_and_its_block(tmp_path: Path, kind: str) -> None:
    parts = re.split(r"^## (.+)$", _text("providers.md"), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(sections) == set(NAMES.values())
    blocks = re.findall(r"^```toml\n(.*?)^```", sections[NAMES[kind]], re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        assert {account.provider for account in _accepted(tmp_path, block).values()} == {kind}


def test_every_key_of_an_account_is_there_with_its_default(tmp_path: Path) -> None:
    shown = _table("# Configuration")
    assert set(shown) == set(_RULES) - {"issuer", "client_id", "capabilities"}
    account = _accepted(tmp_path, _ACCOUNT)["work"]
    for key in set(shown) - _IN_WORDS:
        value = getattr(account, key) if key != "client_secret" else ""
        expected = list(value) if isinstance(value, tuple) else value
        assert tomllib.loads(f"x = {shown[key].strip('`')}")["x"] == expected, key


def test_every_setting_is_there_with_its_default() -> None:
    shown = _table("[settings]")
    assert {key: tomllib.loads(f"x = {cell.strip('`')}")["x"] for key, cell in shown.items()} == {
        key: default for key, (_, default) in SETTINGS.items()
    }
