"""A keychain that ends with the process: for a window on a system that has none (DESIGN: never a plaintext store)."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from desktop_app.ports import KeychainCondition


class MemoryKeychain:
    """A :class:`desktop_app.ports.Keychain` in this process's memory alone."""

    name = "memory"
    max_utf16_units = None

    def __init__(self) -> None:
        self._items: dict[str, str] = {}
        self._guard = threading.Lock()

    def condition(self, timeout: float = 10.0) -> KeychainCondition:
        """Always ready."""
        return "ready"

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        """The value under *item*."""
        with self._guard:
            found = self._items.get(item)
        return () if found is None else (found,)

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        """Keep *value* under *item*."""
        with self._guard:
            self._items[item] = value

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        """Forget *item*."""
        with self._guard:
            self._items.pop(item, None)

    def __repr__(self) -> str:
        return "<MemoryKeychain>"
