"""The embedded provider in a thread of the tests' own process, with nothing but memory and a clock of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop_app.demo.app import make_app
from desktop_app.demo.records import Settings
from desktop_app.demo.store import Store
from desktop_app.demo.web_server import bind, serving

API_KEY = "the-demo-api-key"


class Clock:
    """Real time, shifted by what a test adds (for what the store judges: spent tokens, lifetimes of sessions)."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs."""

    issuer: str
    store: Store
    clock: Clock
    api_key: str = API_KEY


@contextmanager
def demo_provider(*, access_ttl: int = 120, refresh_ttl: int = 3600, grace: int = 0) -> Iterator[Provider]:
    """Run one. Lifetimes in seconds."""
    clock = Clock()
    with bind(0, patience=0) as listener:
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(issuer, access_ttl=access_ttl, refresh_ttl=refresh_ttl, grace=grace)
        store = Store(None, settings, clock)
        try:
            with serving(listener, make_app(settings, store, api_key=API_KEY)):
                yield Provider(issuer, store, clock)
        finally:
            store.close()
