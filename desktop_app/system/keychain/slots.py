"""Replaces an item where the system can only delete it and add it again: a new slot first, then the old one goes.

A crash in between leaves both values, and a reader of twins takes the newer. There are three slots, so that even after
such a crash one is free.
"""

from __future__ import annotations

from collections.abc import Callable

Get = Callable[[str], str | None]
Put = Callable[[str, str], None]
Remove = Callable[[str], None]


def slots_of(item: str) -> tuple[str, ...]:
    """The names that one item may have."""
    return item, f"{item}~", f"{item}~~"


def read(item: str, get: Get) -> list[str]:
    """The values in all slots."""
    return [value for value in map(get, slots_of(item)) if value is not None]


def write(item: str, value: str, get: Get, put: Put, remove: Remove) -> None:
    """Put *value* into a free slot, then empty the others. If it cannot be found there afterwards, they stay."""
    slots = slots_of(item)
    taken = [slot for slot in slots if get(slot) is not None]
    new = next((slot for slot in slots if slot not in taken), slots[-1])
    put(new, value)
    if get(new) != value:
        return
    for slot in taken:
        if slot != new:
            remove(slot)


def delete(item: str, get: Get, remove: Remove) -> None:
    """Empty all slots."""
    for slot in slots_of(item):
        if get(slot) is not None:
            remove(slot)
