"""Where the program's own files are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_app.system.resources import resource


def test_a_checkout_has_them_at_the_top() -> None:
    assert resource("pages/result.html").is_file()
    assert resource("icons").is_dir()


def test_a_frozen_program_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources" / "icons").mkdir(parents=True)
    (tmp_path / "resources" / "icons" / "keyfob.svg").write_text("<svg/>")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("icons/keyfob.svg") == tmp_path / "resources" / "icons" / "keyfob.svg"


@pytest.mark.parametrize("name", ["../pyproject.toml", "icons/../../README.md", "/etc/passwd", "..\\x"])
def test_no_name_leads_out(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a resource"):
        resource(name)


def test_a_missing_one_is_told() -> None:
    with pytest.raises(FileNotFoundError, match="icons/none"):
        resource("icons/none.svg")
