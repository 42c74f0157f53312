"""Where the program's own files are: icons, pages, translations."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath


def resource(name: str) -> Path:
    """The path of the resource *name* (``"icons/ok.svg"``), wherever the program runs from.

    Looked for in this order: beside the frozen program, in the installed package, in a checkout.

    :raises FileNotFoundError: there is no such resource.
    :raises ValueError: *name* is absolute or leads out of the resources.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name:
        raise ValueError(f"not the name of a resource: {name!r}")
    for root in _roots():
        path = root.joinpath(*relative.parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"no resource named {name!r}")


def _roots() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent.parent
    roots = (package / "_resources", package.parent / "resources")
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's bootloader
    return roots if frozen is None else (Path(frozen) / "resources", *roots)
