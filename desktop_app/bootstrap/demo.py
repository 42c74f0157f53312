"""The embedded provider, as the window sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.system import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from desktop_app.session.account import Account


class Demo:
    """The embedded provider, running. :param close: ends it. :param wait: waits until it has ended."""

    __slots__ = ("account", "close", "wait")

    def __init__(self, account: Account, close: Callable[[], None], wait: Callable[[], None]) -> None:
        self.account = account
        self.close = close
        self.wait = wait


def has_demo() -> bool:
    """Whether the embedded provider is part of this build (it is absent from a company's)."""
    from importlib.util import find_spec

    return find_spec("desktop_app.demo") is not None


def start_demo(taken: Collection[str]) -> Demo:
    """Start the embedded provider as a child process; its account has none of the *taken* names. Raises E_SERVER."""
    from desktop_app.demo.account import demo_account
    from desktop_app.demo.child import DemoProcess

    process = DemoProcess()
    return Demo(demo_account(process.issuer, taken), process.close, process.wait)


def demo_data() -> Path:
    """Where the embedded provider keeps its people, key and sessions."""
    from pathlib import Path

    return Path(paths.state_dir(), "demo")
