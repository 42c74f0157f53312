"""What Windows and macOS show of a program: name, version, whose it is."""

from __future__ import annotations

import re
from pathlib import Path

from identity import SUMMARY, Identity

_COPYRIGHT = "Apache License 2.0"


def numbers(version: str) -> tuple[int, int, int, int]:
    """The four numbers that Windows wants of *version*."""
    found = [int(part) for part in re.findall(r"\d+", version)][:4]
    one, two, three, four = [*found, 0, 0, 0, 0][:4]
    return one, two, three, four


def windows_text(build: Identity, program: str) -> str:
    """The version resource of *program*, in the form that PyInstaller reads."""
    four = numbers(build.version)
    strings = {
        "CompanyName": build.name,
        "FileDescription": build.name,
        "FileVersion": build.version,
        "InternalName": program,
        "LegalCopyright": _COPYRIGHT,
        "OriginalFilename": f"{program}.exe",
        "ProductName": build.name,
        "ProductVersion": build.version,
        "Comments": SUMMARY,
    }
    told = ", ".join(f"StringStruct({name!r}, {words!r})" for name, words in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0, OS=0x40004,"
        f" fileType=1, subtype=0, date=(0, 0)), kids=[StringFileInfo([StringTable('040904B0', [{told}])]),"
        " VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def windows_file(build: Identity, program: str, folder: Path) -> str:
    """The same as a file in *folder*; gives its path."""
    path = folder / f"{program}.version"
    path.write_text(windows_text(build, program), encoding="utf-8")
    return str(path)


def mac_properties(build: Identity) -> dict[str, object]:
    """What goes into Info.plist besides name and version."""
    return {
        "CFBundleDisplayName": build.name,
        "LSApplicationCategoryType": "public.app-category.utilities",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": _COPYRIGHT,
        "NSSupportsAutomaticGraphicsSwitching": True,
    }
