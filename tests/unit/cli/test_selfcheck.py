"""`keyfob --selfcheck`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app.config import load
from desktop_app.cli.run import Faces, run
from tests.unit.cli.fake_engine import FakeEngine


class Checked(FakeEngine):
    """Answers with *found*."""

    def __init__(self, folder: Path, found: dict[str, dict[str, object]]) -> None:
        super().__init__(load(str(folder / "config.toml"), machine_trusted=lambda _path: False))
        self.found = found

    def selfcheck(self) -> dict[str, dict[str, object]]:
        return self.found


def selfcheck(folder: Path, found: dict[str, dict[str, object]], *words: str) -> int:
    def never(*_args: Any) -> int:
        raise AssertionError("no window was asked for")

    return run(["--selfcheck", *words], Faces(lambda: Checked(folder, found), never, never))


@pytest.mark.parametrize(("status", "exits"), [("ok", 0), ("warn", 0), ("fail", 5)])
def test_it_fails_where_a_part_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str, exits: int
) -> None:
    found: dict[str, dict[str, object]] = {"keychain": {"status": "ok"}, "qt": {"status": status, "missing": ["a"]}}

    assert selfcheck(tmp_path, found, "--json") == exits
    assert json.loads(capsys.readouterr().out) == {"selfcheck": found}


def test_as_text_it_is_a_line_for_each_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, dict[str, object]] = {
        "program": {"status": "ok", "version": "1.2", "frozen": True},
        "qt": {"status": "fail", "plugins": {"platforms": ["xcb", "wayland"]}, "missing": [], "why": "a\nb"},
    }

    assert selfcheck(tmp_path, found) == 5
    assert capsys.readouterr().out.splitlines() == [
        "[ok]   program: version 1.2, frozen True",
        r"[fail] qt: plugins platforms xcb wayland, why a\u000ab",
    ]
