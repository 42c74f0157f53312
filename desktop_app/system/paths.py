"""Where files lie. The places are those of platformdirs for the app name ``keyfob``; on Linux they are worked out
here, since `keyfob status` reads them on every start of a shell prompt and platformdirs takes 20 ms to import."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the name that type checkers know: `typing` would cost more than all of this
if TYPE_CHECKING:
    from typing import Final

APP: Final = "keyfob"
CONFIG_NAME: Final = "config.toml"


def user_config_file() -> str:
    """The user's settings."""
    return os.path.join(_config_dir(), CONFIG_NAME)


def machine_config_file() -> str:
    """The machine-wide settings; no variable of the user's can point elsewhere (on Windows, ``%PROGRAMDATA%``)."""
    if sys.platform == "win32":
        return os.path.join(os.environ.get("PROGRAMDATA", r"C:\ProgramData"), APP, CONFIG_NAME)
    if sys.platform == "darwin":
        return f"/Library/Application Support/{APP}/{CONFIG_NAME}"
    return f"/etc/xdg/{APP}/{CONFIG_NAME}"


def company_config_file() -> str:
    """The settings shipped inside a company's installer, beside the resources."""
    return os.path.join(resources_dir(), "company.toml")


def product_name() -> str | None:
    """What a company calls its own build ("Acme Sign-in"); None for Keyfob itself."""
    try:
        with open(os.path.join(resources_dir(), "product.json"), encoding="utf-8") as file:
            import json

            name = json.load(file).get("name")
    except FileNotFoundError:
        return None
    return name if isinstance(name, str) and name else None


def state_dir() -> str:
    """The private directory of everything else that is ours."""
    if sys.platform in ("win32", "darwin"):
        import platformdirs

        # Settings and state share a directory there; ours gets one of its own, because it is private (0700).
        return os.path.join(platformdirs.user_state_dir(APP, appauthor=False), "state")
    return os.path.join(_xdg("XDG_STATE_HOME", ".local/state"), APP)


def resources_dir() -> str:
    """Icons, pages, translations: in the frozen program, in an installed package, in a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    if isinstance(frozen, str):
        return os.path.join(frozen, "resources")
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "_resources")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "resources")


def _config_dir() -> str:
    if sys.platform in ("win32", "darwin"):
        import platformdirs

        return platformdirs.user_config_dir(APP, appauthor=False)
    return os.path.join(_xdg("XDG_CONFIG_HOME", ".config"), APP)


def _xdg(variable: str, below_home: str) -> str:
    named = os.environ.get(variable, "").strip()
    # "All paths set in these environment variables must be absolute" (XDG Base Directory Specification).
    return named if os.path.isabs(named) else os.path.join(os.path.expanduser("~"), below_home)
