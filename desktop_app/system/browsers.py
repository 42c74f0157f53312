"""The browsers of this computer that we know how to start, in a window of their usual kind or a private one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from typing import Final

#: kind → names in PATH, the first that is there counts
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "firefox": ("firefox", "firefox-esr"),
    "chromium": ("chromium", "chromium-browser"),
    "chrome": ("google-chrome", "google-chrome-stable"),
    "edge": ("microsoft-edge", "microsoft-edge-stable"),
    "brave": ("brave-browser", "brave"),
}
#: macOS: program inside /Applications
_BUNDLES: Final[dict[str, str]] = {
    "firefox": "Firefox.app/Contents/MacOS/firefox",
    "chromium": "Chromium.app/Contents/MacOS/Chromium",
    "chrome": "Google Chrome.app/Contents/MacOS/Google Chrome",
    "edge": "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "brave": "Brave Browser.app/Contents/MacOS/Brave Browser",
}
#: Windows: program inside one of the folders for programs
_FOLDERS: Final[dict[str, str]] = {
    "firefox": r"Mozilla Firefox\firefox.exe",
    "chromium": r"Chromium\Application\chrome.exe",
    "chrome": r"Google\Chrome\Application\chrome.exe",
    "edge": r"Microsoft\Edge\Application\msedge.exe",
    "brave": r"BraveSoftware\Brave-Browser\Application\brave.exe",
}


def found(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> list[tuple[str, str]]:
    """(kind, program) of each: a name where PATH leads to it, else a whole path. Looks at files."""
    there = []
    for kind, names in _NAMES.items():
        program = next((name for name in names if shutil.which(name, path=environ.get("PATH", ""))), None)
        program = program or next((path for path in _places(kind, environ, platform) if os.path.isfile(path)), None)
        if program is not None:
            there.append((kind, program))
    return there


def _places(kind: str, environ: Mapping[str, str], platform: str) -> list[str]:
    if platform == "darwin":
        roots = ("/Applications", os.path.join(environ.get("HOME", "/"), "Applications"))
        return [os.path.join(root, _BUNDLES[kind]) for root in roots]
    if platform == "win32":
        folders = [environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        return [os.path.join(root, _FOLDERS[kind]) for root in folders if root]
    return []
