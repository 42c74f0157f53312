"""The wheel's build hook: compiled translations go beside the other resources (decision 13)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

import translations


class Translations(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is nobody's concern here
    """Compiles into a folder of its own, which goes with the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers files."""
        if version == "editable":  # a checkout compiles them when they are needed
            return
        self._folder = tempfile.TemporaryDirectory()
        for made in translations.compile_all(Path(self._folder.name)):
            build_data["force_include"][str(made)] = f"desktop_app/_resources/translations/{made.name}"

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact: str) -> None:
        """The wheel is written."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
