"""What the guard asks of a system's keychain, and the words for its troubles."""

from __future__ import annotations

import struct
from typing import Final, Literal, Protocol

from desktop_app.errors import Code, KeyfobError

#: Name of our items' service, on every system.
SERVICE: Final = "keyfob"

Condition = Literal["ready", "locked", "missing"]

#: What a library raises over an answer that makes no sense. Whatever else comes is a fault of ours and stays one.
NONSENSE: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)


class PromptUnanswered(Exception):
    """Nobody answered a dialog until the deadline; it was withdrawn."""


class Backend(Protocol):
    """One system's keychain. Used by one thread at a time; may block, up to without limit where the system does.

    Raises :class:`KeyfobError` (E_KEYCHAIN_*) and :class:`PromptUnanswered`. *deadline* is monotonic: when dialogs
    are withdrawn. With ``prompt=False`` there are none.
    """

    @property
    def name(self) -> str:
        """What a person calls it."""
        ...

    @property
    def max_utf16_units(self) -> int | None:
        """The most UTF-16 units an item can hold, None = no limit worth naming."""
        ...

    def condition(self) -> Condition:
        """Look at it without a dialog."""
        ...

    def read(self, item: str, *, prompt: bool, deadline: float) -> list[str]:
        """All values under *item*."""
        ...

    def write(self, item: str, value: str, *, prompt: bool, deadline: float) -> None:
        """Make *value* the only one under *item*; until it is stored, the old one stays."""
        ...

    def delete(self, item: str, *, prompt: bool, deadline: float) -> None:
        """Remove every value under *item*."""
        ...

    def close(self) -> None:
        """Let go of connections; the next call makes new ones."""
        ...


def missing() -> KeyfobError:
    """There is no keychain, or it went away."""
    return KeyfobError(Code.E_KEYCHAIN_MISSING, "keychain.missing")


def locked() -> KeyfobError:
    """It is locked, and no dialog may be shown (or none can be)."""
    return KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")


def dismissed() -> KeyfobError:
    """It stays locked: its dialog was closed, or could not be shown."""
    return KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.dismissed")


def not_set_up() -> KeyfobError:
    """The service runs, but there is nothing yet to store things in."""
    return KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.not_set_up")


def denied(words: str) -> KeyfobError:
    """It refused; *words* are its own."""
    return KeyfobError(Code.E_KEYCHAIN_DENIED, "keychain.denied", words=words)


def refused() -> KeyfobError:
    """The person said no."""
    return KeyfobError(Code.E_KEYCHAIN_DENIED, "keychain.refused")


def signature(number: int) -> KeyfobError:
    """macOS does not let this build of the program at the item."""
    return KeyfobError(Code.E_KEYCHAIN_DENIED, "keychain.signature", number=number)


def nonsense(error: BaseException) -> KeyfobError:
    """Its answer makes no sense. Only the kind of *error* is told: its text may quote what was stored."""
    return KeyfobError(Code.E_KEYCHAIN_DENIED, "keychain.nonsense", kind=type(error).__name__)


def full() -> KeyfobError:
    """It has no room."""
    return KeyfobError(Code.E_KEYCHAIN_FULL, "keychain.full")


def lost() -> KeyfobError:
    """It does not give back what it was given."""
    return KeyfobError(Code.E_KEYCHAIN_LOST, "keychain.lost")


def not_deleted() -> KeyfobError:
    """It still has what it was told to delete."""
    return KeyfobError(Code.E_KEYCHAIN_LOST, "keychain.not_deleted")
