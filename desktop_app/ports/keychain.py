"""The operating system's keychain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

KeychainCondition = Literal["ready", "locked", "missing", "timed_out"]


class Keychain(Protocol):
    """The operating system's keychain: named items with text in them.

    Raises the E_KEYCHAIN_* errors; :class:`desktop_app.errors.KeychainTimeout` when a call passed *timeout* (it goes
    on). With ``prompt=False`` no dialog is ever raised: a locked store answers E_KEYCHAIN_LOCKED at once.
    """

    @property
    def name(self) -> str:
        """What a person calls it ("GNOME Keyring", "Windows Credential Manager")."""
        ...

    @property
    def max_utf16_units(self) -> int | None:
        """The most UTF-16 units an item can hold; None where there is no limit worth naming."""
        ...

    def condition(self, timeout: float = 10.0) -> KeychainCondition:
        """Look at it without a prompt. Never raises E_KEYCHAIN_*."""
        ...

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        """All values stored under *item*, in no order (a store may hold twins); empty if there is none."""
        ...

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        """Store *value* as the only one under *item*, then read it back and compare (E_KEYCHAIN_LOST)."""
        ...

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        """Remove every value under *item* and look that none is left (E_KEYCHAIN_LOST); none there is fine."""
        ...
