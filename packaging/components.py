"""What a build is made of: every package, library and runtime in it, with its licence and the licence's words.

A file belongs to the distribution that installed it. What no distribution lists (Python, Qt inside PySide6, libraries
of the system that are carried along) is named here.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Files of a distribution that hold its licence.
_LICENCE_FILE = re.compile(r"(?:^|[/\\])(?:licen[cs]e|copying|notice|authors)[^/\\]*$", re.IGNORECASE)
#: Says in words of its own what METADATA leaves out.
_LICENCES = {
    "blinker": "MIT",
    "click": "BSD-3-Clause",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "authlib": "BSD-3-Clause",
    "joserfc": "BSD-3-Clause",
}


class NoLicence(ValueError):
    """A part of the build has no licence text that could go with it."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the build.

    :ivar licence: an SPDX expression.
    :ivar purl: its package URL; ``""`` where it has none.
    :ivar texts: name of a file → the licence's words.
    """

    name: str
    version: str
    licence: str
    purl: str = ""
    note: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def components(sources: Iterable[str], *, linux: bool = sys.platform == "linux") -> list[Component]:
    """The parts that the files *sources* (paths on this machine) come from, by name.

    :raises NoLicence: one of them has no licence text.
    """
    paths = {os.path.realpath(source) for source in sources}
    found = [_of_distribution(dist) for dist in _distributions(paths)]
    names = {component.name.lower() for component in found}
    if "pyside6_essentials" in names or "pyside6-essentials" in names:
        found += _qt(found, paths)
    found += [_python(), _of_distribution(metadata.distribution("pyinstaller"))]
    if linux:
        found += _carried(paths)
    for component in found:
        if not component.texts or not component.licence:
            raise NoLicence(f"{component.name} {component.version} has no licence text")
    return sorted(found, key=lambda component: component.name.lower())


def _distributions(paths: set[str]) -> list[metadata.Distribution]:
    return [
        dist
        for dist in metadata.distributions()
        # Keyfob is installed by its path alone; its own licence is the program's. PyInstaller is always part of it.
        if dist.name not in ("keyfob", "pyinstaller")
        and any(os.path.realpath(str(dist.locate_file(file))) in paths for file in dist.files or ())
    ]


def _of_distribution(dist: metadata.Distribution) -> Component:
    name = dist.name
    licence = dist.metadata.get("License-Expression") or _LICENCES.get(name.lower()) or dist.metadata.get("License", "")
    texts = {}
    for file in dist.files or ():
        if ".dist-info" in str(file) and _LICENCE_FILE.search(str(file)):
            texts[Path(str(file)).name] = Path(str(dist.locate_file(file))).read_text("utf-8", "replace")
    if name.lower() in ("pyside6_essentials", "pyside6-essentials", "shiboken6"):  # their wheels bring no text
        texts = {name: _text(name) for name in ("LGPL-3.0.txt", "GPL-3.0.txt")}
    return Component(name, dist.version, licence, f"pkg:pypi/{name.lower()}@{dist.version}", texts=texts)


def _qt(found: list[Component], paths: set[str]) -> list[Component]:
    version = next(each.version for each in found if each.name.lower().startswith("pyside6"))
    note = "Its libraries are files of their own and can be replaced: see the top of this file. They are not changed."
    texts = {name: _text(name) for name in ("qt-third-party.txt",)}
    made = [Component("Qt", version, "LGPL-3.0-only", note=note, texts=texts)]
    if sys.platform == "linux":
        made.append(Component("ICU", _icu(paths), "Unicode-3.0", texts={"icu.txt": _text("icu.txt")}))
    return made


def _icu(paths: set[str]) -> str:
    return next((path.rpartition(".")[2] for path in sorted(paths) if "libicudata.so." in path), "")


def _python() -> Component:
    version = ".".join(map(str, sys.version_info[:3]))
    places = [
        Path(os.__file__).with_name("LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path(f"/usr/share/doc/libpython3.{sys.version_info[1]}-minimal/copyright"),
        Path(f"/usr/share/doc/python3.{sys.version_info[1]}/copyright"),
    ]
    text = next((place.read_text("utf-8", "replace") for place in places if place.is_file()), "")
    if not text:
        raise NoLicence("Python's own licence is not installed here")
    return Component("Python", version, "PSF-2.0", texts={"LICENSE.txt": text})


def _carried(paths: set[str]) -> list[Component]:
    """Libraries of the system that are carried along, by their Debian package."""
    made = []
    for path in sorted(paths):
        found = re.match(r"(libxcb-[a-z-]+?)\.so", Path(path).name)
        if found is None or "site-packages" in path:
            continue
        package = next(iter(Path("/usr/share/doc").glob(f"{found[1]}[0-9]")), None)
        if package is None:
            raise NoLicence(f"{path}: its package's copyright file is not installed here")
        text = (package / "copyright").read_text("utf-8", "replace")
        made.append(Component(package.name, "", "MIT", texts={"copyright": text}))
    return made


def _text(name: str) -> str:
    return (HERE / "licences" / name).read_text("utf-8")
