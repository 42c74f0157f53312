"""What may be done with an account's name, by the settings as the window knows them. Nothing here reads a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.account_edit import check_free
from desktop_app.app.texts import error_texts
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config


def wrong_name(config: Config, name: str) -> str:
    """What is wrong with a new name; ``""`` for nothing."""
    try:
        check_free(config, name)
    except KeyfobError as trouble:
        return " ".join(error_texts(trouble.text, trouble.params)).strip()
    return ""


def cannot_rename(config: Config, name: str) -> bool:
    """Whether the name is not the person's to change: it stands in the company's settings too, or in none."""
    if name not in config.names or config.is_locked("accounts", name):
        return True
    values = config.values(name)
    keys = () if isinstance(values, KeyfobError) else tuple(values)
    return any(config.origin(name, key) not in (None, "user") for key in keys)
