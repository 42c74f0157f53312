"""How long tests wait for what comes at once when all works: a busy machine may take its time, a hang is found."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Bound of a wait for something that must happen, seconds.
PATIENCE = 30.0


def until(what: str, found: Callable[[], object], *, within: float = PATIENCE, every: float = 0.01) -> None:
    """Wait until *found* gives something true.

    :param within: when to give up, seconds.
    :param every: how often to look, seconds.
    :raises AssertionError: it did not within *within* seconds.
    """
    limit = time.monotonic() + within
    while not found():
        assert time.monotonic() < limit, f"still not after {within:g} s: {what}"
        time.sleep(every)
