"""The Windows Credential Manager, through keyring's backend for it.

Every item has a target of its own (``keyfob/<item>``): keyring moves a credential aside when another user name wants
its target, and with one target an account that would shuffle them around. Even so, replacing an item makes keyring copy
the old value to ``<item>@keyfob/<item>`` first; that twin is removed after each write. Error numbers: winerror.h.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from desktop_app.errors import KeyfobError
from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain.backend import NONSENSE, SERVICE, Condition

T = TypeVar("T")

_NOT_FOUND: Final = 1168
#: CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes; some room is left for a byte-order mark and an end mark.
_BLOB_UNITS: Final = 1280
_OVERHEAD_UNITS: Final = 8
_TROUBLES: Final[dict[int, Callable[[], KeyfobError]]] = {
    5: lambda: trouble.denied("access denied (5)"),  # ERROR_ACCESS_DENIED
    8: trouble.full,  # ERROR_NOT_ENOUGH_MEMORY
    112: trouble.full,  # ERROR_DISK_FULL
    1312: trouble.missing,  # ERROR_NO_SUCH_LOGON_SESSION: a session without credentials (a service, ssh)
    1783: trouble.full,  # RPC_X_BAD_STUB_DATA: the blob is too long
}


class CredentialManager:
    """A :class:`desktop_app.system.keychain.backend.Backend` over generic credentials of this machine."""

    name = "Windows Credential Manager"
    max_utf16_units = _BLOB_UNITS - _OVERHEAD_UNITS

    def __init__(self, keyring: Any = None, win32: Any = None, error: Any = None) -> None:
        """:param keyring: keyring's Windows backend, *win32* its ``win32cred`` and *error* its ``pywintypes.error``;
        None = loaded when needed."""
        self._keyring = keyring
        self._win32 = win32
        self._error: Any = error

    def condition(self) -> Condition:
        """The Credential Manager is open as long as its person is signed in."""
        try:
            self._value_at(_target("condition"))
        except KeyfobError as error:
            return "missing" if error.code == trouble.missing().code else "locked"
        return "ready"

    def read(self, item: str, *, prompt: bool, deadline: float) -> list[str]:
        """The value of the item, and that of its twin."""
        values = map(self._value_at, (_target(item), _twin(item)))
        return [value for value in values if value is not None]

    def write(self, item: str, value: str, *, prompt: bool, deadline: float) -> None:
        """Replace it (one call of the system), then remove the twin with the old value."""
        if len(value.encode("utf-16-le", "surrogatepass")) // 2 > self.max_utf16_units:
            raise trouble.full()
        keyring = self._load()
        self._guarded(lambda: keyring.set_password(_target(item), item, value))
        self._remove_at(_twin(item))

    def delete(self, item: str, *, prompt: bool, deadline: float) -> None:
        """Remove the item and its twin."""
        self._remove_at(_target(item))
        self._remove_at(_twin(item))

    def close(self) -> None:
        """Nothing is kept open."""

    def _value_at(self, target: str) -> str | None:
        self._load()
        found = self._unless_missing(
            lambda: self._win32.CredRead(TargetName=target, Type=self._win32.CRED_TYPE_GENERIC)
        )
        # A value that is no UTF-16 is not ours; it must still count as "something is there".
        return None if found is None else bytes(found["CredentialBlob"]).decode("utf-16-le", "replace")

    def _remove_at(self, target: str) -> None:
        self._load()
        self._unless_missing(lambda: self._win32.CredDelete(TargetName=target, Type=self._win32.CRED_TYPE_GENERIC))

    def _unless_missing(self, call: Callable[[], T]) -> T | None:
        try:
            return self._guarded(call)
        except _NotFound:
            return None

    def _guarded(self, call: Callable[[], T]) -> T:
        self._load()
        try:
            return call()
        except self._error as error:
            number = getattr(error, "winerror", None)
            if number == _NOT_FOUND:
                raise _NotFound from None
            known = _TROUBLES.get(number) if isinstance(number, int) else None
            raise (trouble.denied(f"error {number}") if known is None else known()) from None
        except (OSError, *NONSENSE) as error:
            raise trouble.nonsense(error) from None

    def _load(self) -> Any:
        if self._keyring is None:
            try:
                from keyring.backends import Windows

                module: Any = Windows
                self._win32, self._error = module.win32cred, module.pywintypes.error
                keyring: Any = module.WinVaultKeyring()
            except (ImportError, AttributeError):
                raise trouble.missing() from None
            # Else credentials roam to the person's other machines.
            keyring.persist = "local machine"
            self._keyring = keyring
        return self._keyring


class _NotFound(Exception):
    """There is no such credential."""


def _target(item: str) -> str:
    return f"{SERVICE}/{item}"


def _twin(item: str) -> str:
    return f"{item}@{_target(item)}"
