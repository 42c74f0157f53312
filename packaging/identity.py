"""What a build is called and what it brings along: Keyfob itself, or a company's own build of it.

A company's build is made by `make package CONFIG=company.toml NAME="Acme Sign-in" ICON=acme.svg`; the three arrive here
as KEYFOB_CONFIG, KEYFOB_NAME and KEYFOB_ICON.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "Keyfob"
#: Reverse domain name of the program; it stays the same in a company's build, since the program is the same.
APP_ID = "org.keyfob.Keyfob"
SUMMARY = "Sign in once and stay signed in"
MAX_NAME = 40


class BadIdentity(ValueError):
    """The name or the icon of a build cannot be used; the words say why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One build.

    :ivar name: what people read ("Keyfob", "Acme Sign-in").
    :ivar slug: name of the Debian package, of files and folders ("keyfob", "acme-sign-in").
    :ivar config: settings that come with it; None for Keyfob itself.
    :ivar icon: an SVG file.
    """

    name: str
    slug: str
    version: str
    config: Path | None
    icon: Path

    @property
    def is_company(self) -> bool:
        """Whether it is a company's own build."""
        return self.config is not None


def version() -> str:
    """The version that the program says of itself."""
    text = (ROOT / "desktop_app" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if found is None:
        raise BadIdentity("desktop_app/__init__.py names no version")
    return found[1]


def identity(environ: Mapping[str, str] = os.environ) -> Identity:
    """What *environ* asks for.

    :raises BadIdentity: a name without settings, a name that makes no file name, an icon that is no SVG file.
    """
    name = environ.get("KEYFOB_NAME", "").strip()
    config = environ.get("KEYFOB_CONFIG", "").strip()
    icon = Path(environ.get("KEYFOB_ICON", "").strip() or ROOT / "resources" / "icons" / "keyfob.svg")
    if not config:
        if name or environ.get("KEYFOB_ICON", "").strip():
            raise BadIdentity("NAME and ICON belong to a company's build: give CONFIG=FILE too.")
        return Identity(PRODUCT, "keyfob", version(), None, icon)
    if not Path(config).is_file():
        raise BadIdentity(f"CONFIG: there is no file {config}.")
    if not name:
        raise BadIdentity('A company\'s build needs a name: NAME="Acme Sign-in".')
    if len(name) > MAX_NAME or not all(ch.isprintable() and ch not in "\"'`$\\%;&<>/" for ch in name):
        raise BadIdentity(f"NAME: up to {MAX_NAME} letters, digits, spaces and hyphens.")
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if len(slug) < 2 or slug == "keyfob":
        raise BadIdentity("NAME: it must have two letters of a to z or digits, and be another than Keyfob.")
    if icon.suffix != ".svg" or not icon.is_file():
        raise BadIdentity(f"ICON: {icon} is no SVG file.")
    return Identity(name, slug, version(), Path(config).resolve(), icon.resolve())
