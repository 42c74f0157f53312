"""The frozen program, built once for the same sources: the build lies in build/frozen/ until something changes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from tests.support.real import require
from tests.support.tree import ROOT

_PLACE = ROOT / "build" / "frozen"
_PACKAGING = ("keyfob.spec", "contents.py", "finish.py", "build.sh")
#: Seconds that a build may take on a busy machine.
_PATIENCE = 600


def frozen_program() -> Path:
    """The folder with the frozen program in it."""
    require(sys.platform == "linux", "Linux (the frozen program's tests)")
    require(importlib.util.find_spec("PyInstaller") is not None, "PyInstaller")
    require(_has_python_library(), "Python's shared library (libpython3)")
    require(shutil.which("objdump") is not None and shutil.which("strip") is not None, "binutils")
    folder, stamp = _PLACE / "keyfob", _PLACE / "sources.sha256"
    wanted = _fingerprint()
    if not (folder / "keyfob").exists() or not stamp.exists() or stamp.read_text("ascii") != wanted:
        stamp.unlink(missing_ok=True)
        build(folder)
        stamp.write_text(wanted, "ascii")
    return folder


def build(folder: Path, script: str = "packaging/build.sh") -> None:
    """Run a build script; it makes *folder*."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "QT_"))}
    made = subprocess.run(
        ["nice", "-n", "5", script, str(folder)],
        cwd=ROOT,
        env=environment | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    assert made.returncode == 0, f"{made.stdout}{made.stderr}"


def packaging_module(name: str) -> ModuleType:
    """A module of packaging/, which is no package (PyPI has one of that name)."""
    spec = importlib.util.spec_from_file_location(f"keyfob_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _has_python_library() -> bool:
    from PyInstaller.depend.bindepend import get_python_library_path  # type: ignore[import-untyped]  # it has no types
    from PyInstaller.exceptions import PythonLibraryNotFoundError  # type: ignore[import-untyped]  # it has no types

    try:
        return bool(get_python_library_path())
    except PythonLibraryNotFoundError:
        return False


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{ROOT} {sys.version} {sys.base_prefix}".encode())
    files = [*(ROOT / "desktop_app").rglob("*.py"), *(path for path in (ROOT / "resources").rglob("*"))]
    files += [ROOT / "packaging" / name for name in _PACKAGING] + [ROOT / "requirements" / "dev.txt"]
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()
