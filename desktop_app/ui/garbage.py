"""Garbage is collected on the main thread alone.

Python collects on whichever thread happens to allocate. On a worker that would destroy widgets that wait in a reference
cycle, which Qt does not survive. So the automatic collection is off in the window, and this looks at Python's own
counters where results arrive and where the window draws: no timer of its own, nothing while idle.
"""

from __future__ import annotations

import gc
from typing import Final

#: New objects since the last look that make one worth its time.
_YOUNG: Final = 10_000
#: Looks at the younger objects between two at all of them.
_ROUNDS: Final = 10


def collect_if_due() -> None:
    """Collect where enough has come together. On the main thread."""
    if gc.isenabled() or gc.get_count()[0] < _YOUNG:
        return
    gc.collect(2 if gc.get_count()[2] >= _ROUNDS else 1)
