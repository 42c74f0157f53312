"""The command a person chose for opening the browser (`settings.browser`): its words, and the address in its place.

It never meets a shell. Words are parted as a shell would part them, quotes included; ``%u`` stands for the address
(without it the address comes last), ``%%`` for a percent sign.
"""

from __future__ import annotations

import os
import re
from typing import Final

from desktop_app.app.config_schema import Problem

_PERCENT: Final = re.compile("%%|%u|%")
#: Words that do something in a shell alone: whoever writes them expects one.
_SHELL: Final = frozenset({"|", "||", "&", "&&", ";", ">", ">>", "<", "<<", "2>", "2>&1", "&>"})

#: How a browser we know opens a private window.
PRIVATE: Final[dict[str, str]] = {
    "firefox": "--private-window",
    "chromium": "--incognito",
    "chrome": "--incognito",
    "edge": "--inprivate",
    "brave": "--incognito",
}


def words_of(template: str, *, windows: bool = os.name == "nt") -> list[str]:
    """The words of *template*, ``%`` signs as they stand.

    :param windows: a backslash parts folders and escapes nothing.
    :raises Problem: an open quotation, no program, a word for a shell, or a percent sign that stands for nothing.
    """
    import shlex

    try:
        words = shlex.split(template, posix=not windows)
    except ValueError:
        raise Problem("settings.browser_quote") from None
    if windows:
        words = [word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word for word in words]
    if not words or not words[0] or _PERCENT.search(words[0]):
        raise Problem("settings.browser_program")
    for word in words:
        if word in _SHELL:
            raise Problem("settings.browser_shell", word=word)
    marks = [mark for word in words for mark in _PERCENT.findall(word)]
    if "%" in marks or marks.count("%u") > 1:
        raise Problem("settings.browser_percent")
    return words


def command(template: str, url: str) -> list[str] | None:
    """What to start for *url*; None where *template* is empty, or none at all.

    :param url: a checked web address; it becomes one argument, or a part of one.
    """
    if not template.strip():
        return None
    try:
        program, *rest = words_of(template)
    except Problem:  # refused when the settings were read, and told there
        return None
    filled = [_PERCENT.sub(lambda mark: {"%u": url, "%%": "%"}[mark[0]], word) for word in rest]
    has_place = any("%u" in _PERCENT.findall(word) for word in rest)
    return [os.path.expanduser(program), *filled, *(() if has_place else (url,))]


def template(kind: str, program: str, *, private: bool, windows: bool = os.name == "nt") -> str:
    """The command for a browser that was found.

    :param kind: a key of :data:`PRIVATE`. :param program: its name or path.
    """
    import shlex

    quoted = (f'"{program}"' if " " in program else program) if windows else shlex.quote(program)
    return " ".join(part for part in (quoted, PRIVATE[kind] if private else "", "%u") if part)
