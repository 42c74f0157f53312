"""A loopback listener and what arrives at it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.ports import Page
from desktop_app.system.loopback import LoopbackListener, LoopbackListening
from desktop_app.system.loopback.listening import LoopbackRedirect
from tests.support.patience import PATIENCE

DONE = Page("signed_in", "You are signed in", "You can close this tab.")
STRAY = Page("not_ours", "Not this one", "It belongs to another sign-in.")
QUERY = "code=SECRET-CODE&state=SECRET-STATE"
SOON = PATIENCE


@contextmanager
def a_listener(listener: LoopbackListener | None = None) -> Iterator[LoopbackListening]:
    """Listen on any port of 127.0.0.1 for ``/callback``."""
    listening = (listener or LoopbackListener()).listen(host="127.0.0.1", ports=[0], path="/callback")
    try:
        yield listening
    finally:
        listening.close()


def arrived(listening: LoopbackListening, within: float = SOON) -> LoopbackRedirect:
    """The next redirect, which comes *within* seconds."""
    got = listening.receive(time.monotonic() + within)
    assert isinstance(got, LoopbackRedirect), got
    return got


def nothing_arrived(listening: LoopbackListening) -> bool:
    """Whether no redirect is there now."""
    return listening.receive(time.monotonic()) == "timed_out"


def listening_addresses(port: int) -> set[str]:
    """The local addresses (hexadecimal) that listen on *port*, by the kernel's own list."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, _, number = local.partition(":")
            if int(number, 16) == port and state == "0A":  # TCP_LISTEN
                found.add(address)
    return found
