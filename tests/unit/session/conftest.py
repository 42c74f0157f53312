"""The bench that the use cases are tested on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.workbench import Bench, workbench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An account at an honest provider; nobody is signed in."""
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def signed_in(bench: Bench) -> Bench:
    """The same, signed in."""
    bench.sign_in()
    bench.events.clear()
    return bench
