"""Writes the files with the modules that every start of the frozen program needs (see hooks/first_modules.py)."""

from __future__ import annotations

import ast
import importlib.util
import marshal
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT, COMMAND, WINDOW = FILES = ("kept-modules.bin", "command-modules.bin", "window-modules.bin")
#: Of others than Python and Keyfob nothing is taken: such packages may look for files beside them.
_OURS = "desktop_app"
#: What PyInstaller's start-up would load although nothing needs it so early; it comes from our file when it is wanted.
LATE = ("ctypes", "ctypes._endian")
_ACCOUNT = '[accounts.work]\nissuer = "https://auth.example.com"\nclient_id = "x"\n'
#: What is loaded when `keyfob status --json` has given its kept answer; when it has made a new one; and when the
#: window's first frame could be shown.
_KEPT = """
import sys
import desktop_app.__main__
from desktop_app.bootstrap.kept_status import KeptStatus
KeptStatus().answer()
sys.stdout.write("\\n" + "\\n".join(sorted(sys.modules)))
"""
_STATUS = """
import sys
from desktop_app.__main__ import main
main(["status", "--json"])
sys.stdout.write("\\n" + "\\n".join(sorted(sys.modules)))
"""
_WINDOW = """
import sys
import desktop_app.__main__, desktop_app.cli.run, desktop_app.cli.harden, desktop_app.bootstrap, desktop_app.ui.main
sys.stdout.write("\\n" + "\\n".join(sorted(sys.modules)))
"""


def wanted() -> list[set[str]]:
    """Names of the modules that each start loads, as it is found out by starting them: one set for each of FILES."""
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home, "keyfob", "config.toml")
        settings.parent.mkdir()
        settings.write_text(_ACCOUNT, "utf-8")
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")}
        env = kept | {"HOME": home, "USERPROFILE": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        names = []
        for script in (_KEPT, _STATUS, _WINDOW):
            # -S: without what the environment's .pth files load.
            words = [sys.executable, "-S", "-c", script]
            paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])
            done = subprocess.run(
                words, env=env | {"PYTHONPATH": paths}, cwd=home, capture_output=True, text=True, check=True
            )
            names.append(set(done.stdout.split("\n")))
    return names


def write(folder: Path, pure: Iterable[tuple[str, str, str]]) -> tuple[list[Path], set[str]]:
    """Write FILES to *folder*; gives their paths, and the names of the modules in them.

    :param pure: PyInstaller's list of Python modules: name, source, kind.
    """
    ours = {name: source for name, source, kind in pure if kind == "PYMODULE" and name.split(".")[0] == _OURS}
    kept, command, window = wanted()
    zeroth = _modules(kept, ours)
    first = _modules({*command, *LATE} - zeroth.keys(), ours)
    second = _modules(window - zeroth.keys() - first.keys(), ours)
    paths = [folder / name for name in FILES]
    paths[0].write_bytes(marshal.dumps((zeroth, [(COMMAND, set(first)), (WINDOW, set(second))])))
    paths[1].write_bytes(marshal.dumps(first))
    paths[2].write_bytes(marshal.dumps(second))
    return paths, zeroth.keys() | first.keys() | second.keys()


def _modules(names: Iterable[str], ours: dict[str, str]) -> dict[str, tuple[bool, bytes]]:
    """Name → whether it is a package, and its code."""
    made = {}
    for name in sorted(names):
        place = ours.get(name) or _standard(name)
        if not place.endswith(".py"):
            continue
        package = os.path.basename(place) == "__init__.py"
        # Paths as PyInstaller writes them into its own archive: none of this machine.
        shown = name.replace(".", "/") + ("/__init__.py" if package else ".py")
        code = compile(without_docstrings(Path(place).read_text("utf-8")), shown, "exec", dont_inherit=True, optimize=0)
        made[name] = (package, marshal.dumps(code))
    return made


def without_docstrings(source: str) -> ast.Module:
    """*source* without the docstrings of its functions: a fifth of what is read at each start. Those of modules and
    classes stay (dataclasses would make up their own otherwise, and slowly)."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
    return tree


def _standard(name: str) -> str:
    """Where Python's own module *name* has its source; ``""`` where it has none, or is another's."""
    try:
        found = importlib.util.find_spec(name) if name.split(".")[0] in sys.stdlib_module_names else None
    except (ValueError, ModuleNotFoundError):  # typing.re and typing.io are no modules
        return ""
    place = os.path.realpath(found.origin) if found is not None and found.has_location and found.origin else ""
    return place if place.startswith(os.path.realpath(os.path.dirname(os.__file__)) + os.sep) else ""
