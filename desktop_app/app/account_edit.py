"""Changes to accounts in the user's settings file: several added at once, one renamed, an account's fields set. Each
is looked at before it is written, and comments and order stay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from desktop_app.app.config_edit import one_at_a_time, text_of, write
from desktop_app.app.config_layers import read
from desktop_app.app.config_schema import Problem, check_name
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config

#: What may be changed of an account that stands. The others say who it is: a session does not outlive their change.
EDITABLE: Final = ("scopes", "redirect_ports", "roles_claim", "admin_roles", "ca_file")


def refuse_change(config: Config, name: str) -> None:
    """Whether the account stands in the user's file alone, and may be renamed.

    :raises KeyfobError: E_CONFIG (no such account; the company's; a file that cannot be read).
    """
    config.choose(name)
    layer = read("user", config.user_file)
    if isinstance(layer, KeyfobError):
        raise layer
    values = config.values(name)
    shared = not isinstance(values, KeyfobError) and any(
        config.origin(name, key) not in (None, "user") for key in values
    )
    if shared or config.is_locked("accounts", name) or layer is None or name not in layer.table("accounts"):
        raise KeyfobError(Code.E_CONFIG, "config.set_by_company", name=name)


def check_free(config: Config, name: str) -> None:
    """Whether an account may get this name.

    :raises KeyfobError: E_CONFIG (no name, taken, kept by the company).
    """
    try:
        check_name(name)
    except Problem:
        raise KeyfobError(Code.E_CONFIG, "accounts.bad_name") from None
    if name in config.accounts:
        raise KeyfobError(Code.E_CONFIG, "config.exists", name=name)
    if config.is_locked("accounts", name):
        raise KeyfobError(Code.E_CONFIG, "config.set_by_company", name=name)


def renamed_text(config: Config, old: str, new: str) -> str:
    """The user's file with *old* called *new*; nothing is written.

    :raises KeyfobError: E_CONFIG (as :func:`refuse_change` and :func:`check_free`; a spelling that cannot be edited).
    """
    from desktop_app.app.toml_rename import renamed

    config.check_readable()
    refuse_change(config, old)
    check_free(config, new)
    text = renamed(text_of(config.user_file), "accounts", old, new)
    if text is None:
        raise KeyfobError(Code.E_CONFIG, "accounts.by_hand", file=config.user_file, name=old)
    return text


@one_at_a_time
def add_accounts(config: Config, accounts: Mapping[str, Mapping[str, object]]) -> Config:
    """Add several accounts to the user's file: all of them, or none.

    :param accounts: name → the table's keys as they stand in TOML.
    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG (a name that is taken, wrong values, a file that cannot be written).
    """
    config.check_readable()
    for name in accounts:
        check_free(config, name)
    if not accounts:
        return config
    import tomlkit

    added = "\n".join(tomlkit.dumps({"accounts": {name: dict(values)}}) for name, values in accounts.items())
    before = text_of(config.user_file)
    text = added if not before.strip() else f"{before.rstrip()}\n\n{added}"
    changed = config.reread(text)
    changed.check_readable()
    for name in accounts:
        changed.account(name)
    write(config.user_file, text)
    return changed


@one_at_a_time
def set_fields(config: Config, name: str, changes: Mapping[str, object]) -> Config:
    """Set keys of `[accounts.NAME]` in the user's file; None takes a key out, so that its default counts again.

    :param changes: keys of :data:`EDITABLE` as they stand in TOML.
    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG (set by the company, a wrong value with its ``key``, a spelling that cannot be
        edited, a file that cannot be written).
    """
    config.account(name)
    for key in changes:
        if not may_set(config, name, key):
            raise KeyfobError(Code.E_CONFIG, "config.setting_locked", key=f"accounts.{name}.{key}")
    text = _with_fields(text_of(config.user_file), name, changes)
    if text is None:
        raise KeyfobError(Code.E_CONFIG, "accounts.by_hand", file=config.user_file, name=name)
    changed = config.reread(text)
    changed.account(name)
    write(config.user_file, text)
    return changed


def may_set(config: Config, name: str, key: str) -> bool:
    """Whether the person may change this key of the account."""
    if key not in EDITABLE or config.is_locked("accounts", name, key):
        return False
    # The certificates belong to the identity, which comes from one file as a whole.
    return key != "ca_file" or config.origin(name, "issuer") == "user"


def _with_fields(before: str, name: str, changes: Mapping[str, object]) -> str | None:
    import tomlkit

    wanted = tomllib.loads(before)
    table = wanted.setdefault("accounts", {}).setdefault(name, {})
    new = not table
    table.update({key: value for key, value in changes.items() if value is not None})
    for key in [key for key, value in changes.items() if value is None]:
        table.pop(key, None)
    if new:  # the company's account: what the person sets of it goes into a table of their own
        added = tomlkit.dumps({"accounts": {name: table}}) if table else ""
        return f"{before.rstrip()}\n\n{added}".lstrip("\n") if added else before
    try:
        document = tomlkit.parse(before)
        here: Any = document["accounts"][name]  # a table, or the comparison below fails
        for key, value in changes.items():
            if value is not None:
                here[key] = value
            elif key in here:
                del here[key]
        text = tomlkit.dumps(document)
        return text if tomllib.loads(text) == wanted else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
