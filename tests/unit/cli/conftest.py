"""The command line on a fake engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.fake_engine import Command


@pytest.fixture
def keyfob(tmp_path: Path) -> Command:
    """`keyfob` with one account, `work`."""
    command = Command(tmp_path)
    command.configure("work")
    return command
