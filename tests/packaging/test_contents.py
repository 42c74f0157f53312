"""What is inside the frozen program, and what is not."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.support import figures
from tests.support.frozen import packaging_module
from tests.support.tree import ROOT, python_files

#: Names of variables whose values nobody else may read.
SECRET = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY", re.IGNORECASE)


@pytest.fixture(scope="session")
def modules(frozen: Path) -> set[str]:
    """Names of the Python modules in it."""
    from PyInstaller.archive.readers import CArchiveReader

    program = CArchiveReader(str(frozen / "keyfob"))
    (archive,) = (name for name, entry in program.toc.items() if entry[-1] == "z")
    return {*program.open_embedded_archive(archive).toc, *first_modules(frozen)}


@pytest.fixture(scope="session")
def names(frozen: Path) -> set[str]:
    """Its files."""
    return {path.relative_to(frozen).as_posix() for path in frozen.rglob("*") if not path.is_dir()}


#: Imports every module of ours, on this system, without what the frozen program does not have.
IMPORT_ALL = """
import sys
for name in sys.argv[1].split():
    sys.modules[name] = None
from importlib import import_module
for name in sys.argv[2].split():
    import_module(name)
"""


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.slow
def test_all_our_modules_are_there_and_none_of_the_tests(modules: set[str]) -> None:
    contents = packaging_module("contents")
    left_out = {*contents.EXCLUDED_OF_OURS, *(contents.NOT_ON_LINUX if sys.platform == "linux" else [])}
    ours = {module_name(path) for path in python_files("desktop_app")} - left_out

    assert ours - modules == set()
    assert {
        name
        for name in modules
        if re.match(r"tests?\b|pytest|hypothesis|unittest|_pytest|desktop_app\.ui\.gallery", name)
    } == set()


def test_our_modules_need_nothing_that_is_left_out() -> None:
    contents = packaging_module("contents")
    left_out = [*contents.EXCLUDED_MODULES, *contents.EXCLUDED_ON_LINUX, *contents.EXCLUDED_OF_OURS]
    ours = [module_name(path) for path in python_files("desktop_app")]
    wanted = [name for name in ours if name not in left_out and not name.endswith("__main__")]

    words = [sys.executable, "-c", IMPORT_ALL, " ".join(left_out), " ".join(wanted)]
    imported = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)

    assert (imported.returncode, imported.stderr) == (0, "")


@pytest.mark.slow
def test_all_resources_are_there(names: set[str]) -> None:
    wanted = {
        f"_internal/resources/{path.relative_to(ROOT / 'resources').as_posix()}".removesuffix(".po")
        + ".mo" * (path.suffix == ".po")  # the catalogues are compiled
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }

    assert wanted - names == set()
    assert [name for name in names if name.endswith("qtbase_de.qm")]  # what Qt itself says
    assert [name for name in names if name.endswith("qtbase_fr.qm")] == []


@pytest.mark.slow
def test_qt_can_be_replaced_and_is_no_more_than_needed(frozen: Path, names: set[str]) -> None:
    libraries = {Path(name).name for name in names if "/Qt/lib/" in name}
    plugins = {Path(name).parent.name for name in names if "/plugins/" in name}

    # LGPL: the libraries are files of their own under their own names.
    assert {"libQt6Core.so.6", "libQt6Gui.so.6", "libQt6Widgets.so.6"} <= libraries
    assert libraries & {"libQt6Qml.so.6", "libQt6OpenGL.so.6"} == set()
    assert {"platforms", "platforminputcontexts", "wayland-shell-integration", "iconengines"} <= plugins
    # The window's network is one local socket and the word whether there is a network: no TLS.
    assert ("networkinformation" in plugins) == ("libQt6Network.so.6" in libraries)
    assert plugins & {"tls", "egldeviceintegrations", "generic"} == set()
    # Of Qt's own words those in the languages we speak.
    assert {Path(name).name for name in names if name.endswith(".qm")} == {"qtbase_de.qm"}


@pytest.mark.slow
def test_what_is_the_systems_stays_the_systems(names: set[str]) -> None:
    carried = {Path(name).name for name in names if re.fullmatch(r"_internal/lib[^/]*\.so[^/]*", name)}

    assert {name for name in carried if not re.match(r"lib(?:Qt6|icu|pyside6|shiboken6|python3|xcb-)", name)} == set()
    assert [name for name in names if name.endswith("cacert.pem")] == []


@pytest.mark.slow
def test_no_secret_and_no_path_of_the_build_machine_is_inside(frozen: Path, names: set[str]) -> None:
    finish = packaging_module("finish")
    secrets = [value for name, value in os.environ.items() if SECRET.search(name) and len(value) >= 8]

    assert finish.leaks(frozen, [*finish.places(), *secrets]) == []
    private = re.compile(r"\.(?:toml|pem|key|p12|env|db|sqlite)$|/\.|\.git/|(?:^|/)id_")
    assert [name for name in names if private.search(name)] == []


@pytest.mark.slow
def test_its_size(frozen: Path) -> None:
    size = sum(packaging_module("finish").sizes(frozen).values()) / 1e6

    figures.record("frozen program, installed", size, unit="MB")
    assert size < 140


@pytest.mark.slow
def test_its_code_knows_no_path_and_no_test_hook(frozen: Path) -> None:
    """The code objects themselves, in whichever archive they lie."""
    contents = list(packed_code(frozen))
    hooks = re.compile(rb"MONKEY|PYTEST|KEYFOB_(?:TEST|DEBUG|FAKE|HOOK)|_pytest|debugpy")

    assert len(contents) > 800
    names = {name for code in contents for name in code_names(code)}
    assert {name for name in names if os.path.isabs(name)} == set()
    words = {word for code in contents for word in words_of(code) if hooks.search(word.encode(errors="replace"))}
    assert words == set()


def first_modules(folder: Path) -> dict[str, tuple[bool, bytes]]:
    """What packaging/first_modules.py wrote: the modules of every start, from all of its files."""

    def read(name: str) -> Any:
        return marshal.loads((folder / "_internal" / name).read_bytes())  # noqa: S302 - our own

    modules, later = read("kept-modules.bin")
    for name, names in later:
        found = read(name)
        assert found.keys() == names, f"{name} holds other modules than the first file says"
        modules |= found
    return dict(modules)


def packed_code(folder: Path) -> Iterator[CodeType]:
    """Every code object of ours: in the program's archive, and in the files for a quick start."""
    from PyInstaller.archive.readers import CArchiveReader

    program = CArchiveReader(str(folder / "keyfob"))
    (name,) = (name for name, entry in program.toc.items() if entry[-1] == "z")
    archive = program.open_embedded_archive(name)
    for module in archive.toc:
        code = archive.extract(module)
        if isinstance(code, CodeType):
            yield code
    for _package, data in first_modules(folder).values():
        yield marshal.loads(data)  # noqa: S302 - our own


def inner(code: CodeType) -> Iterator[CodeType]:
    """*code* and the code objects in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from inner(constant)


def code_names(code: CodeType) -> set[str]:
    """The file names that *code* would show in a traceback."""
    return {each.co_filename for each in inner(code)}


def words_of(code: CodeType) -> set[str]:
    """The texts in *code*, where it is ours."""
    if not code.co_filename.startswith("desktop_app"):
        return set()
    return {constant for each in inner(code) for constant in each.co_consts if isinstance(constant, str)}


def test_a_leak_is_found(tmp_path: Path) -> None:
    finish = packaging_module("finish")
    (tmp_path / "library.so").write_bytes(b"\x7fELF...\0/home/builder/keyfob/file.c\0")
    (tmp_path / "fine.so").write_bytes(b"\x7fELF...\0file.c\0")

    assert finish.leaks(tmp_path, ["/home/builder/"]) == ["library.so"]
    assert finish.disguise_files(tmp_path, "/home/builder/") == 1
    assert finish.leaks(tmp_path, ["/home/builder/"]) == []
    assert (tmp_path / "library.so").read_bytes() == b"\x7fELF...\0/usr//////////keyfob/file.c\0"


@pytest.mark.parametrize(
    ("name", "network", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False, True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False, False),
        ("PySide6/plugins/platforms/qwindows.dll", False, True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", False, True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", True, False),
        ("PySide6/Qt/plugins/networkinformation/libqnetworkmanager.so", False, False),
        ("PySide6/Qt/plugins/networkinformation/libqnetworkmanager.so", True, True),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False, False),
        ("PySide6/Qt/lib/libQt6Core.so.6", False, True),
    ],
)
def test_which_plugins_are_wanted(name: str, network: bool, wanted: bool) -> None:
    assert packaging_module("contents").is_wanted_plugin(name, network=network) is wanted


def test_qt_modules_that_nobody_names_are_left_out() -> None:
    sources = ["from PySide6.QtCore import QObject", "from PySide6 import QtGui", "import PySide6.QtSvg"]

    unused = packaging_module("contents").unused_qt_modules(sources, ["QtCore", "QtGui", "QtNetwork", "QtSvg"])

    assert unused == ["PySide6.QtNetwork"]


def test_on_linux_no_module_names_qts_network() -> None:
    contents = packaging_module("contents")

    every = contents.unused_qt_modules(contents.sources(ROOT, []), ["QtNetwork", "QtSvg"])
    linux = contents.unused_qt_modules(contents.sources(ROOT, contents.NOT_ON_LINUX), ["QtNetwork", "QtSvg"])

    assert every == []
    assert linux == ["PySide6.QtNetwork"]
