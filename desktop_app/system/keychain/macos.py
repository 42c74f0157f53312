"""The macOS Keychain, through keyring's backend for it.

Dialogs are the system's own; ``SecKeychainSetUserInteractionAllowed`` keeps them away where none is wanted (they then
become errSecInteractionNotAllowed, -25308). Status numbers: Apple, Security framework, SecBase.h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from desktop_app.errors import KeyfobError
from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain import slots
from desktop_app.system.keychain.backend import NONSENSE, SERVICE, Condition

T = TypeVar("T")

_NOT_FOUND: Final = -25300
_UNLOCKED: Final = 1  # kSecUnlockStateStatus
_TROUBLES: Final[dict[int, Callable[[], KeyfobError]]] = {
    -25308: trouble.locked,  # errSecInteractionNotAllowed: locked, over ssh, or while the lid is closed
    -25315: trouble.locked,  # errSecInteractionRequired
    -25293: lambda: trouble.signature(-25293),  # errSecAuthFailed: the item belongs to another build of the program
    -67030: lambda: trouble.signature(-67030),  # errSecCSInfoPlistFailed
    -25244: lambda: trouble.signature(-25244),  # errSecInvalidOwnerEdit
    -128: trouble.refused,  # errSecUserCanceled
    -25291: trouble.missing,  # errSecNotAvailable
    -25294: trouble.missing,  # errSecNoSuchKeychain
    -25307: trouble.missing,  # errSecNoDefaultKeychain
    -25299: trouble.lost,  # errSecDuplicateItem: what was just deleted is still there
    -34: trouble.full,  # dskFulErr
    -61: lambda: trouble.denied("read-only (-61)"),  # errSecWrPerm
}


class MacKeychain:
    """A :class:`desktop_app.system.keychain.backend.Backend` over the login keychain."""

    name = "macOS Keychain"
    max_utf16_units = None

    def __init__(self, keyring: Any = None, api: Any = None) -> None:
        """:param keyring: keyring's macOS backend and *api* its module of ctypes calls; None = loaded when needed."""
        self._keyring = keyring
        self._api = api

    def condition(self) -> Condition:
        """Ask for the default keychain's state."""
        import ctypes

        state = ctypes.c_uint32(0)
        self._load()
        status = self._guarded(lambda: int(self._api._sec.SecKeychainGetStatus(None, ctypes.byref(state))))
        if status != 0:
            error = _of_status(status)
            return "missing" if error.code == trouble.missing().code else "locked"
        return "ready" if state.value & _UNLOCKED else "locked"

    def read(self, item: str, *, prompt: bool, deadline: float) -> list[str]:
        """All values under *item*."""
        with self._dialogs(prompt):
            return slots.read(item, self._get)

    def write(self, item: str, value: str, *, prompt: bool, deadline: float) -> None:
        """keyring deletes an item before it adds it again: hence the slots."""
        with self._dialogs(prompt):
            slots.write(item, value, self._get, self._put, self._remove)

    def delete(self, item: str, *, prompt: bool, deadline: float) -> None:
        """Remove every value under *item*."""
        with self._dialogs(prompt):
            slots.delete(item, self._get, self._remove)

    def close(self) -> None:
        """Nothing is kept open."""

    def _get(self, name: str) -> str | None:
        value: str | None = self._guarded(lambda: self._load().get_password(SERVICE, name))
        return value

    def _put(self, name: str, value: str) -> None:
        self._guarded(lambda: self._load().set_password(SERVICE, name, value))

    def _remove(self, name: str) -> None:
        from keyring.errors import PasswordDeleteError

        def call() -> None:
            try:
                self._load().delete_password(SERVICE, name)
            except PasswordDeleteError as error:
                if _status_in(error) != _NOT_FOUND:
                    raise

        self._guarded(call)

    def _load(self) -> Any:
        if self._keyring is None:
            try:
                from keyring.backends import macOS
                from keyring.backends.macOS import api
            except (ImportError, OSError, AttributeError):
                raise trouble.missing() from None
            self._keyring, self._api = macOS.Keyring(), api  # type: ignore[no-untyped-call]  # keyring's is untyped
        return self._keyring

    @contextmanager
    def _dialogs(self, allowed: bool) -> Iterator[None]:
        """The system's dialogs come up, or not, for the calls inside (of this process; calls are serial)."""
        self._load()
        allow = self._api._sec.SecKeychainSetUserInteractionAllowed
        if allowed:
            yield
            return
        allow(0)
        try:
            yield
        finally:
            allow(1)

    def _guarded(self, call: Callable[[], T]) -> T:
        from keyring.errors import KeyringError

        try:
            return call()
        except KeyringError as error:
            raise _of_status(_status_in(error)) from None
        except (OSError, *NONSENSE) as error:
            raise trouble.nonsense(error) from None


def _status_in(error: BaseException) -> int | None:
    """keyring wraps the error that carries the status number."""
    cause = error.__cause__ or error.__context__
    arguments = () if cause is None else cause.args
    return arguments[0] if arguments and isinstance(arguments[0], int) else None


def _of_status(status: int | None) -> KeyfobError:
    known = None if status is None else _TROUBLES.get(status)
    return trouble.denied("unknown error" if status is None else f"error {status}") if known is None else known()
