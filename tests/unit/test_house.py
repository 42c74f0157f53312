"""What holds for the tree as a whole."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from desktop_app import __version__
from tests.support.tree import ROOT, files, python_files

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
#: Licences under which the program may be given away together with what it depends on.
FREE = re.compile(r"Apache|BSD|ISC|LGPL|MIT|MPL|PSF|Python Software Foundation|Unlicense", re.IGNORECASE)
#: Not on every system: the licence was read from the project itself.
ELSEWHERE = {"pywin32-ctypes": "BSD-3-Clause"}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_file_of_the_program_is_long() -> None:
    long = {str(path.relative_to(ROOT)): _text(path).count("\n") for path in python_files("desktop_app")}

    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_nothing_is_unfinished() -> None:
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", r"\b" + "X" * 3 + r"\b", "NotImplemented" + "Error")))
    found = [str(path.relative_to(ROOT)) for path in python_files("desktop_app", "tests") if marks.search(_text(path))]

    assert found == []


def test_no_registry_is_named() -> None:
    # Put together here, so that this file does not name them either.
    hosts = [".".join(parts) for parts in (("registry", "npmjs", "org"), ("files", "pythonhosted", "org"))]
    hosts += [".".join(parts) for parts in (("deb", "debian", "org"), ("pypi", "org"))]
    found = {str(path.relative_to(ROOT)): host for path in files() for host in hosts if host in _text(path)}

    assert found == {}


def test_no_path_of_one_machine_is_named() -> None:
    places = [str(place) + "/" for place in {ROOT, ROOT.parent, Path.home()} if len(place.parts) > 1]
    found = {str(path.relative_to(ROOT)): place for path in files() for place in places if place in _text(path)}

    assert found == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_hashes_and_no_addresses(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", _text(lock).strip())

    assert "://" not in _text(lock)
    assert len(entries) > 10
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_a_lock_is_installed_as_it_stands() -> None:
    """A pip that resolves takes the newest release of an extra, whose hash is in no lock."""
    calls = [
        line for path in files() for line in _text(path).splitlines() if re.search(r"[-]m pip install .* -r ", line)
    ]

    assert len(calls) >= 3
    assert [line for line in calls if not {"--require-hashes", "--no-deps"} <= set(line.split())] == []


def test_locks_hold_every_direct_dependency() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    names = [re.split(r"[\[<>=~! ]", wanted)[0].lower() for wanted in project["project"]["dependencies"]]
    locked = set(re.findall(r"^([a-z0-9-]+)==", _text(ROOT / "requirements" / "run.txt"), re.MULTILINE))

    assert set(names) - locked == set()


def test_the_node_lock_holds_hashes_and_no_addresses() -> None:
    lock = _text(ROOT / "tests" / "support" / "node" / "package-lock.json")

    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')


def test_dependencies_may_be_given_away() -> None:
    locked = re.findall(r"^([a-z0-9-]+)==\S+(.*)$", _text(ROOT / "requirements" / "run.txt"), re.MULTILINE)
    wrong = {}
    for name, rest in locked:
        if "win32" in rest or "python_full_version" in rest:
            continue
        licence = _licence(name)
        if not FREE.search(licence):
            wrong[name] = licence

    assert wrong == {}


def _licence(name: str) -> str:
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    told = distribution(name).metadata
    words = [told.get("License-Expression", ""), told.get("License", "")]
    return " ".join([*words, *(line for line in told.get_all("Classifier", []) if line.startswith("License"))])


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))

    assert project["project"]["dynamic"] == ["version"]
    assert f"## [{__version__}]" in _text(ROOT / "CHANGELOG.md") or "## [Unreleased]" in _text(ROOT / "CHANGELOG.md")
    assert [
        str(path.relative_to(ROOT))
        for path in python_files("desktop_app")
        if f'"{__version__}"' in _text(path) and path != ROOT / "desktop_app" / "__init__.py"
    ] == []


def test_ignored_findings_say_why() -> None:
    mark = re.compile(r"# (?:type: ignore|noqa)(?:\S*)")
    bare = []
    for path in python_files("desktop_app", "tests"):
        for number, line in enumerate(_text(path).splitlines(), 1):
            found = mark.search(line)
            if found and not re.search(r"(?:ignore\[[^]]+\]|noqa: [A-Z0-9, ]+)\s*(?:#|-)\s*\S+", line[found.start() :]):
                bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")

    assert not bare, "\n".join(bare)
