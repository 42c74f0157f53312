"""What goes into the frozen program and what stays out: rules on names, used by the spec files.

Sizes and reasons are listed in packaging/README.md.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import Protocol

#: An entry of PyInstaller's lists: name inside the program, source file, kind.
Entry = tuple[str, str, str]
Imports = Callable[[str], Iterable[tuple[str, str | None]]]


class Analysis(Protocol):
    """What PyInstaller found."""

    binaries: list[Entry]
    datas: list[Entry]
    pure: list[Entry]
    scripts: list[Entry]


#: Qt plugins by folder: name (without ``lib`` and suffix) as a pattern. A folder that is not named here stays out.
PLUGINS: dict[str, str] = {
    "platforms": r"qxcb|qwayland.*|qoffscreen|qwindows|qcocoa",
    "platforminputcontexts": r"compose.*|ibus.*",  # dead keys, CJK
    "platformthemes": r"qxdgdesktopportal",
    "wayland-shell-integration": r"xdg-shell",
    "wayland-decoration-client": r"bradient|adwaita",
    "iconengines": r"qsvgicon",
    "imageformats": r"qsvg|qico",
    "styles": r".*",  # the native ones of Windows and macOS
    "accessiblebridge": r".*",
}
#: With QtNetwork only.
NETWORK_PLUGINS: dict[str, str] = {"networkinformation": r"qnetworkmanager|qglib|qnetworklistmanager|qscnetwork.*"}

#: Modules that others import where they can, and that nothing here needs.
EXCLUDED_MODULES = [
    "asyncio", "tkinter", "unittest", "pydoc", "doctest", "pdb", "test", "lib2to3", "distutils", "setuptools",
    "pkg_resources",
    "curses", "readline", "xmlrpc", "multiprocessing", "concurrent.futures.process", "bz2", "_bz2", "lzma",
    "_lzma", "pytest", "certifi.__main__", "OpenSSL", "simplejson", "chardet", "socks", "brotli", "zstandard", "h2",
    "watchdog", "dotenv", "asgiref", "colorama", "httpx", "rich", "pygments", "IPython", "numpy", "werkzeug.debug",
]  # fmt: skip
#: Linux speaks to the Secret Service by itself; the package is for the two other systems.
EXCLUDED_ON_LINUX = [
    "plistlib",
    "xml",
    "pyexpat",
    "keyring",
    "jaraco",
    "more_itertools",
    "importlib_metadata",
    "zipp",
    "backports",
]
_TRANSLATIONS = Path(__file__).resolve().parents[1] / "resources" / "translations"
#: Parts of ours that only the screenshots need.
EXCLUDED_OF_OURS = sorted(
    f"desktop_app.ui.{file.stem}"
    for file in (Path(__file__).resolve().parents[1] / "desktop_app" / "ui").glob("gallery*.py")
)
#: A company's build brings its own provider: the demo's stays out, with what it alone needs.
EXCLUDED_OF_COMPANIES = [
    "desktop_app.demo",
    "flask",
    "werkzeug",
    "jinja2",
    "markupsafe",
    "click",
    "itsdangerous",
    "blinker",
]

#: Libraries of the build machine that are carried along: desktops without Qt programs often lack them. Everything else
#: of the system stays the system's (its updates reach us, and its graphics drivers want its own libstdc++).
CARRIED = re.compile(r"libxcb-(?:cursor|icccm|image|keysyms|render-util|util)\.so|libpython3")
#: Of ours, what other systems need in the place of something Linux has: with it Qt's network module stays out.
NOT_ON_LINUX = ["desktop_app.ui.door_pipe", "desktop_app.ui.network_information"]
#: PyInstaller's start-up scripts that do something we need; the others import inspect and pkgutil at every start.
RUNTIME_HOOKS = re.compile(
    r"first_modules|pyi_rth_(?:pyside6|win32.*)" if sys.platform != "linux" else r"first_modules"
)


def is_below(name: str, roots: Iterable[str]) -> bool:
    """Whether the module *name* is one of *roots* or lies in one."""
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def sources(root: Path, left_out: Iterable[str]) -> list[str]:
    """The texts of our modules, but for those that are *left_out* (dotted names).

    :param root: the directory that holds ``desktop_app``.
    """
    roots = list(left_out)
    return [
        file.read_text("utf-8")
        for file in sorted((root / "desktop_app").rglob("*.py"))
        if not is_below(".".join(file.relative_to(root).with_suffix("").parts), roots)
    ]


def unused_qt_modules(sources: Iterable[str], available: Iterable[str]) -> list[str]:
    """Modules of PySide6 that *sources* (texts of our modules) never name. PyInstaller would take them for a plugin's
    sake.

    :param available: names such as ``QtNetwork``.
    """
    used = {name for text in sources for name in re.findall(r"PySide6[. ](?:import )?(Qt\w+)", text)}
    return [f"PySide6.{name}" for name in available if name not in used]


def is_wanted_data(name: str) -> bool:
    """Whether a data file belongs into the program."""
    parts = PurePath(name).parts
    # The certificates are the system's; a list that ages inside a program is none to trust.
    # Of Qt's own words those of the languages we speak.
    if "translations" in parts[:3] and parts[0] != "resources":
        return parts[-1] in {f"qtbase_{source.stem}.qm" for source in _TRANSLATIONS.glob("*.po")}
    return name != str(PurePath("certifi", "cacert.pem"))


def is_wanted_plugin(name: str, *, network: bool) -> bool:
    """Whether a Qt plugin is wanted. True for everything that is no plugin."""
    parts = PurePath(name).parts
    if "plugins" not in parts[:-2]:
        return True
    folder = parts[parts.index("plugins") + 1]
    wanted = PLUGINS | (NETWORK_PLUGINS if network else {})
    stem = PurePath(parts[-1]).name.split(".")[0].removeprefix("lib")
    return re.fullmatch(wanted.get(folder, r"(?!)"), stem) is not None


def is_systems_own(source: str, roots: Iterable[str]) -> bool:
    """Whether a library lies outside *roots* (the environment and its Python), and is not carried along. Linux only."""
    if sys.platform != "linux" or CARRIED.match(PurePath(source).name):
        return False
    return not any(PurePath(source).is_relative_to(root) for root in roots)


def own_roots(prefix: str, base_prefix: str, path: Iterable[str]) -> set[str]:
    """Where libraries lie that come with Python or its packages. Of a Python of the system the modules are its own, not
    all of /usr."""
    if base_prefix in ("/usr", "/usr/local"):
        return {prefix, *(place for place in path if place.startswith((f"{base_prefix}/lib/python", prefix)))}
    return {prefix, base_prefix}


def trim(analysis: Analysis, *, roots: Iterable[str], network: bool, imports: Imports) -> None:
    """Leave out of PyInstaller's lists what is not wanted.

    :param imports: the libraries that a file links to: pairs of name and path.
    """
    places = list(roots)
    analysis.binaries = needed_libraries(
        [
            entry
            for entry in analysis.binaries
            if is_wanted_plugin(entry[0], network=network) and not is_systems_own(entry[1], places)
        ],
        imports,
    )
    kept = {name for name, *_ in analysis.binaries}
    analysis.datas = [entry for entry in analysis.datas if is_wanted_data(entry[0]) and not _leads_nowhere(entry, kept)]
    analysis.scripts = [
        entry for entry in analysis.scripts if not entry[0].startswith("pyi_rth") or RUNTIME_HOOKS.fullmatch(entry[0])
    ]
    # It is a list of the build machine's paths.
    analysis.pure = [entry for entry in analysis.pure if not entry[0].startswith("_sysconfigdata")]


def needed_libraries(binaries: Iterable[Entry], imports: Imports) -> list[Entry]:
    """*binaries* without the libraries that none of the modules and plugins among them links to."""
    entries = list(binaries)
    waiting = [source for name, source, kind in entries if kind == "EXTENSION" or _is_root(name)]
    seen = set(waiting)
    while waiting:
        for _name, path in imports(waiting.pop()):
            if path is not None and path not in seen:
                seen.add(path)
                waiting.append(path)
    names = {PurePath(path).name for path in seen}
    return [entry for entry in entries if entry[1] in seen or PurePath(entry[1]).name in names]


def _is_root(name: str) -> bool:
    path = PurePath(name)
    return "plugins" in path.parts or "python3" in path.name.lower()


def _leads_nowhere(entry: Entry, kept: set[str]) -> bool:
    """Whether it is one of PyInstaller's links to a library that is left out."""
    name, target, kind = entry
    return kind == "SYMLINK" and os.path.normpath(os.path.join(os.path.dirname(name), target)) not in kept
