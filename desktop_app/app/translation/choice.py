"""Which languages there are, which is wanted, and its catalogue."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.app.translation.catalogue import Catalogue
    from desktop_app.app.translation.pseudo import Pseudo

#: Set by tests and for pictures: then the made-up languages are among those offered.
OFFER_PSEUDO: Final = "KEYFOB_PSEUDO"
#: Written from right to left, so that a catalogue need not say it.
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "pseudo-rtl"})


def others() -> tuple[tuple[str, str], ...]:
    """Pairs of code and own name of every language but English, by name."""
    from desktop_app.app.translation.places import codes

    found = []
    for code in codes():
        catalogue = _load(code)
        if catalogue is not None:
            found.append((code, catalogue.header("X-Own-Name") or code))
    if os.environ.get(OFFER_PSEUDO):
        from desktop_app.app.translation.pseudo import CODES

        found += [(code, code) for code in CODES]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def catalogue(code: str) -> Catalogue | Pseudo | None:
    """The catalogue of *code*, or of the first of the system's languages that there is; None where that is English.

    :param code: ``""`` for the system's language.
    """
    if code.startswith("pseudo"):
        from desktop_app.app.translation.pseudo import CODES, Pseudo

        return Pseudo(code) if code in CODES else None
    for wanted in (code,) if code else system_languages():
        if wanted.partition("_")[0] == "en":
            return None
        for name in _names(wanted):
            found = _load(name)
            if found is not None:
                return found
    return None


def is_right_to_left(code: str) -> bool:
    """Whether the language *code* is written from right to left."""
    return code in _RIGHT_TO_LEFT or code.partition("_")[0] in _RIGHT_TO_LEFT


def system_languages() -> tuple[str, ...]:
    """The languages the system was told to speak, dearest first, as ``de_AT``.

    By the environment as gettext reads it (GNU gettext manual, "Locale Environment Variables"); on Windows and macOS,
    where it says nothing, by the system's own settings.
    """
    env = os.environ
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    named = _bare(locale)
    if named in ("C", "POSIX"):
        return ()
    if env.get("LANGUAGE") and (named or sys.platform != "linux"):
        return tuple(_bare(name) for name in env["LANGUAGE"].split(":") if name)
    if named:
        return (named,)
    return _asked_of_system()


def _asked_of_system() -> tuple[str, ...]:
    if sys.platform == "win32":
        import ctypes

        name = ctypes.create_unicode_buffer(85)  # LOCALE_NAME_MAX_LENGTH
        if ctypes.windll.kernel32.GetUserDefaultLocaleName(name, len(name)):
            return (_bare(name.value),)
    elif sys.platform == "darwin":
        # Programs that are started from the Dock have no LANG; those of a terminal never come here.
        import subprocess

        try:
            said = subprocess.run(
                ["/usr/bin/defaults", "read", "-g", "AppleLocale"], capture_output=True, timeout=2, check=True
            ).stdout
        except (OSError, subprocess.SubprocessError):
            return ()
        return (_bare(said.decode("ascii", "replace").strip()),)
    return ()


def _bare(locale: str) -> str:
    """``de_AT.UTF-8@euro`` → ``de_AT``."""
    return locale.partition(".")[0].partition("@")[0].replace("-", "_").strip()


def _names(wanted: str) -> Iterable[str]:
    """``de_AT`` → ``de_AT``, ``de``."""
    yield wanted
    language = wanted.partition("_")[0]
    if language != wanted:
        yield language


def _load(code: str) -> Catalogue | None:
    from desktop_app.app.translation.catalogue import Catalogue
    from desktop_app.app.translation.places import content

    found = content(code)
    try:
        return None if found is None else Catalogue(code, found)
    except ValueError:
        return None
