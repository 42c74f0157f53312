"""The window as a person meets it: a process of its own on a display, seen and pressed from outside."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.ui.theme import SIDEBAR, TOKENS
from tests.support.command import ROOT, Keyfob, Running
from tests.support.display import Display, Picture, until

#: Where screenshots are kept.
SHOTS = ROOT / "build" / "e2e"


class Window:
    """A running `keyfob` window.

    :ivar id: the window's id on the display.
    """

    def __init__(self, running: Running, display: Display) -> None:
        self.running = running
        self.display = display
        until("the window", self._is_there)
        (self.id, *_) = display.windows_of(running.pid)
        self._size = display.put_in_corner(self.id)

    def look(self) -> Picture:
        """What it shows now."""
        assert self.running.process.poll() is None, f"it ended ({self.running.process.poll()}): {self.running.stderr()}"
        return self.display.look(*self._size)

    def keep(self, name: str) -> None:
        """Keep a screenshot as ``build/e2e/NAME.png``."""
        self.look().save(SHOTS / f"{name}.png")

    def press_primary(self) -> None:
        """Click the page's filled button (there is one at most), as soon as it is there."""
        until("a button to press", self._primary)
        place = self._primary()
        assert place is not None
        self.display.tool("windowactivate", "--sync", self.id)
        self.display.click(*place)

    def has_primary(self) -> bool:
        """Whether the page offers a filled button."""
        return self._primary() is not None

    def shows_signed_in(self) -> bool:
        """Whether the badge in the header is the green one."""
        return self._badge("ok-soft") and not self.has_primary()

    def shows_signed_out(self) -> bool:
        """Whether the badge in the header is the grey one, and there is a button to sign in."""
        return self._badge("neutral-soft") and self.has_primary()

    def shows_trouble(self) -> bool:
        """Whether the badge in the header is the amber or the red one."""
        return self._badge("warn-soft") or self._badge("bad-soft")

    def press(self, keys: str) -> None:
        """Press keys in it."""
        self.display.press(self.id, keys)

    def ends(self, within: float = 60.0) -> tuple[int, float]:
        """Wait for its end; gives the exit status and the seconds it took."""
        begun = time.monotonic()
        result = self.running.wait(within)
        return result.exit, time.monotonic() - begun

    def await_signed_in(self, within: float = 60.0) -> None:
        """Wait until it shows that somebody is signed in; else a screenshot is kept."""
        try:
            until("the window shows that somebody is signed in", self.shows_signed_in, within=within)
        except AssertionError:
            self.display.look().save(SHOTS / "trouble.png")
            raise

    def terminate(self) -> tuple[int, float]:
        """SIGTERM; gives the exit status and the seconds it took."""
        self.running.signal(signal.SIGTERM)
        return self.ends()

    def _is_there(self) -> bool:
        assert self.running.process.poll() is None, f"it ended ({self.running.process.poll()}): {self.running.stderr()}"
        return bool(self.display.windows_of(self.running.pid))

    def _primary(self) -> tuple[int, int] | None:
        return self.look().area(TOKENS["accent"][0], width=60, height=5, right_of=SIDEBAR)

    def _badge(self, tone: str) -> bool:
        return self.look().area(TOKENS[tone][0], width=10, height=4, right_of=SIDEBAR) is not None


@contextmanager
def window(keyfob: Keyfob, display: Display, *words: str) -> Iterator[Window]:
    """Open the window; what still runs at the end is killed."""
    env = keyfob.env | {"DISPLAY": display.env["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
    with Keyfob(env, program=keyfob.program).start(*words) as running:
        yield Window(running, display)
