"""The state files: what is known about an account without asking the keychain (port ``States``)."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

from desktop_app.app.state_json import MAX_SIZE, decode, encode
from desktop_app.session.stored import StoredError, StoredState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.errors import Param
    from desktop_app.ports import Files
    from desktop_app.session.account import Account


class StateFiles:
    """State files in the private directory, ``accounts/<key>.json``."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def load(self, account: Account) -> StoredState:
        """The stored state; a missing or broken file gives an empty one.

        :raises KeyfobError: E_DISK, where the directory cannot be read at all.
        """
        data = self._files.read(file_name(account.key), MAX_SIZE)
        return _from_json(decode(data, account.issuer, account.client_id))

    def save(self, account: Account, state: StoredState) -> None:
        """Replace it atomically.

        :raises KeyfobError: E_DISK.
        """
        self._files.write(file_name(account.key), encode(_to_json(state)))

    def remove(self, account: Account) -> None:
        """Forget it.

        :raises KeyfobError: E_DISK.
        """
        self._files.remove(file_name(account.key))


def file_name(key: str) -> str:
    """The file of the account with the key *key*."""
    return f"accounts/{key}.json"


def _from_json(found: Mapping[str, object]) -> StoredState:
    values = cast("dict[str, Any]", dict(found))
    if values["error"] is not None:
        values["error"] = StoredError(**values["error"])
    return StoredState(**values)


def _to_json(state: StoredState) -> dict[str, object]:
    found: dict[str, object] = {field.name: getattr(state, field.name) for field in fields(state)}
    if state.error is not None:
        params: dict[str, Param] = dict(state.error.params)
        found["error"] = {
            "code": str(state.error.code), "text": state.error.text, "reason": state.error.reason, "params": params,
        }  # fmt: skip
    return found
