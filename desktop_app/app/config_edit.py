"""Changes the user's settings file the way a careful person would: comments and order stay, and a crash in between
leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.app.config_layers import read
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config

_DIRECTORY_MODE: Final = 0o700


def add_account(config: Config, name: str, values: Mapping[str, object]) -> Config:
    """Add `[accounts.NAME]` to the user's file, after a look at what it would mean.

    :param values: the table's keys as they stand in TOML (lists, not tuples).
    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG (exists, set by the company, wrong values, a file that cannot be written).
    """
    config.check_readable()
    if name in config.accounts:
        raise KeyfobError(Code.E_CONFIG, "config.exists", name=name)
    if config.is_locked("accounts", name):
        raise KeyfobError(Code.E_CONFIG, "config.set_by_company", name=name)
    import tomlkit

    added = tomlkit.dumps({"accounts": {name: dict(values)}})
    before = _text(config.user_file)
    # At the end, below everything else: no comment and no order can suffer.
    text = added if not before.strip() else f"{before.rstrip()}\n\n{added}"
    changed = config.reread(text)
    changed.account(name)
    _write(config.user_file, text)
    return changed


def remove_account(config: Config, name: str) -> None:
    """Take `[accounts.NAME]` out of the user's file.

    :raises KeyfobError: E_CONFIG (no such account, or it is the company's).
    """
    refuse_removal(config, name)
    import tomllib

    import tomlkit

    before = _text(config.user_file)
    document = tomlkit.parse(before)
    wanted = tomllib.loads(before)
    del wanted["accounts"][name]
    try:
        del document["accounts"][name]
        text = tomlkit.dumps(document)
        # Without its last account the table itself may go.
        done = {"accounts": {}, **tomllib.loads(text)} == wanted
    except (ValueError, KeyError, TypeError, AttributeError):
        done = False
    if not done:  # a way of writing tables that cannot be edited without rewriting others
        raise KeyfobError(Code.E_CONFIG, "config.by_hand", file=config.user_file, name=name)
    _write(config.user_file, text)


def set_settings(config: Config, changes: Mapping[str, object]) -> Config:
    """Set keys of `[settings]` in the user's file, after a look at what it would mean.

    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG (a key the company has set, a wrong value, a file that cannot be read or written).
    """
    config.check_readable()
    for key in changes:
        if config.is_locked("settings", key):
            raise KeyfobError(Code.E_CONFIG, "config.setting_locked", key=key)
    import tomllib

    import tomlkit

    before = _text(config.user_file)
    wanted = tomllib.loads(before)
    wanted["settings"] = {**wanted.get("settings", {}), **changes}
    try:
        document = tomlkit.parse(before)
        table = document.setdefault("settings", tomlkit.table())
        for key, value in changes.items():
            table[key] = value
        text = tomlkit.dumps(document)
        done = tomllib.loads(text) == wanted
    except (ValueError, KeyError, TypeError, AttributeError):
        done = False
    if not done:  # a way of writing tables that cannot be edited without rewriting others
        raise KeyfobError(Code.E_CONFIG, "config.setting_by_hand", file=config.user_file, key=", ".join(changes))
    changed = config.reread(text)
    wrong = [error for error in changed.errors if error.params.get("key") in {f"settings.{key}" for key in changes}]
    if wrong:
        raise wrong[0]
    _write(config.user_file, text)
    return changed


def refuse_removal(config: Config, name: str) -> None:
    """Whether :func:`remove_account` can work, before anything of the account is deleted.

    :raises KeyfobError: as :func:`remove_account`.
    """
    config.choose(name)
    layer = read("user", config.user_file)
    if isinstance(layer, KeyfobError):
        raise layer
    if config.is_locked("accounts", name) or layer is None or name not in layer.table("accounts"):
        raise KeyfobError(Code.E_CONFIG, "config.set_by_company", name=name)


def _text(path: str) -> str:
    layer = read("user", path)
    if isinstance(layer, KeyfobError):
        raise layer
    return "" if layer is None else layer.text


def _write(path: str, text: str) -> None:
    """Replace the file atomically, readable by its owner alone (0600); a link is followed, not replaced."""
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, mode=_DIRECTORY_MODE, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".config-", suffix=".toml", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, stat.S_IRUSR | stat.S_IWUSR)
            os.replace(temporary, target)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise KeyfobError(Code.E_CONFIG, "config.unwritable", file=path, why=os.strerror(error.errno or 0)) from None
