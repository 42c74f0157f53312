"""What a person hands on: plain text without secrets, and without saying who they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor.check import Check
from desktop_app.app.escape import escape
from desktop_app.app.redaction import MASK, redact
from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ports import Person

#: A value of the settings that is shorter is a word like any other.
_SHORTEST: Final = 4
#: Names that say nothing of anybody.
_NOBODY: Final = frozenset({"localhost", "localhost.localdomain"})


def report(checks: Sequence[Check], config: Config, person: Person, *, at: float) -> str:
    """*checks* as plain text: secrets masked, the home directory as ``~``, user and host left out.

    :param at: when it was looked, wall-clock seconds.
    """
    lines = [text("doctor.report_title", at=datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")), ""]
    for check in checks:
        lines.append(f"{text(f'cli.check_{check.status}')} {check.name}: {check.message}")
        if check.hint and check.status != "ok":
            lines.append(f"       {check.hint}")
    return "\n".join(anonymous(line, person, secrets_of(config)) for line in lines) + "\n"


def anonymous(line: str, person: Person, secrets: Iterable[str] = ()) -> str:
    """*line* without *secrets*, without whatever looks like one, and without the *person*."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (secret, escape(secret)):
            line = line.replace(form, MASK)
    line = redact(escape(line))
    line = without_home(line, person.home)
    for name in sorted({host.partition(".")[0] for host in person.hosts} | set(person.hosts), key=len, reverse=True):
        if name.lower() not in _NOBODY:
            line = _without_word(line, name, "<host>")
    return _without_word(line, person.user, "<user>")


def without_home(line: str, home: str | None = None) -> str:
    """*line* with ``~`` for the home directory."""
    home = (os.path.expanduser("~") if home is None else home).rstrip("/\\")
    return re.sub(rf"{re.escape(home)}(?![\w-]|\.\w)", "~", line) if home else line


def secrets_of(config: Config) -> frozenset[str]:
    """Values in the settings that nobody else should see, wherever they come back to us."""
    found: set[str] = set()
    for account in config.accounts.values():
        if isinstance(account, KeyfobError):
            continue
        if account.client_secret is not None:
            found.add(account.client_secret.reveal())
        found.update(account.extra_params.values())
        found.update(account.token_params.values())
    return frozenset(value for value in found if len(value) >= _SHORTEST)


def _without_word(line: str, word: str, shown: str) -> str:
    return re.sub(rf"(?i)(?<![\w]){re.escape(word)}(?![\w])", shown, line) if word else line
