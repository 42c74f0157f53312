"""The frozen program, built once for the same sources: the build lies in build/frozen/ until something changes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from tests.support.real import require
from tests.support.tree import ROOT

_PLACE = ROOT / "build" / "frozen"
_PACKAGES = _PLACE / "packages"
#: The tests pack quickly; what is given away is packed better (packaging/deb.py).
_QUICK = {"KEYFOB_XZ": "1"}
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
        shutil.rmtree(_PACKAGES, ignore_errors=True)
        build(folder)
        stamp.write_text(wanted, "ascii")
    return folder


def bare_programs() -> Path:
    """The folder with the floors: ``window/window`` and ``line/line`` (tests/packaging/bare), built once."""
    frozen_program()  # what it needs is here
    place, stamp = _PLACE / "bare", _PLACE / "bare.sha256"
    sources = sorted((ROOT / "tests" / "packaging" / "bare").glob("*.*")) + [ROOT / "packaging" / "contents.py"]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sources) + sys.version.encode()).hexdigest()
    if not place.exists() or not stamp.exists() or stamp.read_text("ascii") != wanted:
        shutil.rmtree(place, ignore_errors=True)
        words = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(place), "--workpath", str(_PLACE / "work")]
        spec = str(ROOT / "tests" / "packaging" / "bare" / "bare.spec")
        made = subprocess.run([sys.executable, "-m", "PyInstaller", *words, spec], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        stamp.write_text(wanted, "ascii")
    return place


def packages() -> tuple[Path, Path]:
    """The Debian package of the frozen program, and the archive to unpack."""
    program = frozen_program()
    if not _PACKAGES.exists():
        _pack(program, _PACKAGES, _QUICK)
    (package,), (archive,) = _PACKAGES.glob("*.deb"), _PACKAGES.glob("*.tar.xz")
    return package, archive


def company_program(folder: Path, config: Path, name: str) -> Path:
    """A company's own build in *folder*; gives the folder with the program."""
    frozen_program()  # what it needs is here
    build(folder / "program", environment={"KEYFOB_CONFIG": str(config), "KEYFOB_NAME": name})
    return folder / "program"


def company_package(program: Path, config: Path, name: str) -> Path:
    """The Debian package of a company's build. It is not packed tightly: that takes long."""
    target = program.with_name("packages")
    _pack(program, target, {"KEYFOB_XZ": "0", "KEYFOB_CONFIG": str(config), "KEYFOB_NAME": name}, what="deb")
    (package,) = target.glob("*.deb")
    return package


def _pack(program: Path, target: Path, environment: Mapping[str, str], what: str = "all") -> None:
    work = target.with_name(f"{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    words = [sys.executable, str(ROOT / "packaging" / "deb.py"), str(program), f"{program}.papers", str(work), what]
    made = subprocess.run(
        words, env=os.environ | environment | {"SOURCE_DATE_EPOCH": "1700000000"}, capture_output=True, text=True
    )
    assert made.returncode == 0, f"{made.stdout}{made.stderr}"
    work.rename(target)


def build(folder: Path, script: str = "packaging/build.sh", environment: Mapping[str, str] | None = None) -> None:
    """Run a build script; it makes *folder*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "QT_"))}
    made = subprocess.run(
        ["nice", "-n", "5", script, str(folder)],
        cwd=ROOT,
        env=inherited | {"PYTHON": sys.executable} | dict(environment or {}),
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
    files += [*(ROOT / "packaging").rglob("*"), ROOT / "requirements" / "dev.txt", ROOT / "LICENSE"]
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()
