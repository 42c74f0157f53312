"""Changes the user's settings file the way a careful person would: comments and order stay, and a crash in between
leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from desktop_app.app.config_layers import dress, read
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config

_DIRECTORY_MODE: Final = 0o700
_P = ParamSpec("_P")
_T = TypeVar("_T")


def one_at_a_time(edit: Callable[Concatenate[Config, _P], _T]) -> Callable[Concatenate[Config, _P], _T]:
    """Two processes that change the file at once must lose nothing: each looks at it again when it is its turn."""

    def guarded(config: Config, /, *args: _P.args, **named: _P.kwargs) -> _T:
        with config.guard():
            return edit(config.reread(), *args, **named)

    guarded.__doc__ = edit.__doc__
    return guarded


@one_at_a_time
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
    before = text_of(config.user_file)
    # At the end, below everything else: no comment and no order can suffer.
    text = added if not before.strip() else f"{before.rstrip()}\n\n{added}"
    changed = config.reread(text)
    changed.account(name)
    write(config.user_file, text)
    return changed


@one_at_a_time
def remove_account(config: Config, name: str) -> None:
    """Take `[accounts.NAME]` out of the user's file.

    :raises KeyfobError: E_CONFIG (no such account, or it is the company's).
    """
    refuse_removal(config, name)
    import tomllib

    import tomlkit

    before = text_of(config.user_file)
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
    write(config.user_file, text)


@one_at_a_time
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

    before = text_of(config.user_file)
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
    write(config.user_file, text)
    return changed


def make_file(path: str) -> None:
    """Make an empty file where there is none.

    :raises KeyfobError: E_CONFIG, a file that cannot be written.
    """
    if not os.path.lexists(path):
        write(path, "")


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


def text_of(path: str) -> str:
    layer = read("user", path)
    if isinstance(layer, KeyfobError):
        raise layer
    return "" if layer is None else layer.text


def write(path: str, text: str) -> None:
    """Replace the file atomically, readable by its owner alone (0600); a link is followed, not replaced. Line endings
    stay what they were."""
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, mode=_DIRECTORY_MODE, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".config-", suffix=".toml", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(dress(target, text))
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
