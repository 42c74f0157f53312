"""Where the icons lie: beside the package when installed, at the top of the checkout otherwise."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def icon_file(name: str) -> str:
    """Path of the icon *name* (without ``.svg``). *name* is one of ours, never a word of others.

    :raises FileNotFoundError: there is no such icon.
    """
    for folder in (os.path.join(_PACKAGE, "_resources"), os.path.join(os.path.dirname(_PACKAGE), "resources")):
        path = os.path.join(folder, "icons", f"{name}.svg")
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(name)
