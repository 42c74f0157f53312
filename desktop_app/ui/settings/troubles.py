"""What is wrong with the settings files, as sentences. Light: the window's start asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ui.settings.model import Troubles

#: So many are listed; who mends those sees the rest.
_MOST: Final = 20


def wrong(config: Config) -> list[KeyfobError]:
    """Everything that cannot be used, each once: whole files first, then settings, then accounts."""
    found = list(config.errors)
    try:
        config.check_readable()
    except KeyfobError as unreadable:
        if unreadable not in found:
            found.insert(0, unreadable)
    found += [account for account in config.accounts.values() if isinstance(account, KeyfobError)]
    return found


def troubles_of(config: Config) -> Troubles | None:
    """What is wrong, and what was ignored; None where there is nothing to say."""
    from desktop_app.ui.settings.model import Trouble, Troubles
    from desktop_app.ui.settings.project import short_path

    errors = wrong(config)
    if not errors and not config.notices:
        return None
    told = [(error, False) for error in errors] + [(notice, True) for notice in config.notices]
    items = []
    for error, mild in told[:_MOST]:
        message, hint = error_texts(error.text, error.params)
        file = str(error.params.get("file") or "")
        items.append(Trouble(message, hint, file, short_path(file), mild))
    title = text("settings.trouble_title", count=len(errors)) if errors else text("settings.ignored_title")
    words = text("settings.trouble_text") if errors else ""
    left_out = len(told) - len(items)
    return Troubles(title, words, tuple(items), text("settings.trouble_more", count=left_out) if left_out else "")
