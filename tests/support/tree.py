"""The project's own files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {"node_modules", "__pycache__", "build", "dist", "mutants"}


def files() -> list[Path]:
    """Every file that git keeps or would keep; where there is no git, every file outside the folders of tools."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(_walk())
    found = {ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name}
    return sorted(path for path in found if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """The Python files below *folders*."""
    places = [ROOT / folder for folder in folders]
    return [path for path in files() if path.suffix == ".py" and any(path.is_relative_to(place) for place in places)]


def _walk() -> Iterator[Path]:
    for folder, names, found in os.walk(ROOT):
        names[:] = [name for name in names if name not in _NOT_OURS and (not name.startswith(".") or name == ".ci")]
        yield from (Path(folder) / name for name in found)
