"""A home of its own for a test: nothing of the person who runs the tests is read or written."""

from __future__ import annotations

import os
from pathlib import Path

#: What a program started by a test may inherit; everything else is left behind.
INHERITED = ("PATH", "TMPDIR", "SYSTEMROOT", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")


def private_home(root: Path) -> dict[str, str]:
    """Make the directories below *root* and give a whole environment that points into them.

    There is no D-Bus session, no display and no proxy in it; add what a test needs.
    """
    places = {
        "HOME": root,
        "XDG_CONFIG_HOME": root / "config",
        "XDG_DATA_HOME": root / "data",
        "XDG_STATE_HOME": root / "state",
        "XDG_CACHE_HOME": root / "cache",
        "XDG_RUNTIME_DIR": root / "run",
        "XDG_CONFIG_DIRS": root / "etc" / "xdg",
    }
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    places["XDG_RUNTIME_DIR"].chmod(0o700)
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {name: str(place) for name, place in places.items()} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
