"""What the desktop around the window can tell a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notification:
    """A bubble of the desktop's. Everything is plain text.

    :param actions: (id, label) of its buttons, the first one first.
    :param urgent: something will be lost.
    """

    title: str
    body: str
    actions: tuple[tuple[str, str], ...] = ()
    urgent: bool = False


#: Called with (key of the notification, id of the action, the desktop's leave to come to the front, which may be "").
#: The id of the bubble itself being clicked is ``default``.
Chosen = Callable[[str, str, str], None]


class Notifier(Protocol):
    """Shows notifications. Every call may take seconds, but not more than a few: not for the main thread."""

    def show(self, key: str, notification: Notification) -> bool:
        """Show it in place of an earlier one of the same *key*. Returns False where nobody shows any."""
        ...

    def withdraw(self, key: str) -> None:
        """Take it away, if it still stands."""
        ...

    def close(self) -> None:
        """No more; what stands may stay or go."""
        ...
