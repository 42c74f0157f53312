"""A desktop with a screen reader's ears, and a window on it that shows any page of the gallery."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.support.accessible import Accessible, Part, accessible, without_session
from tests.support.command import ROOT
from tests.support.display import SIZE, Display, display
from tests.support.gnome_keyring import PrivateBus
from tests.support.patience import until

_MOST_STOPS = 120


class Stage:
    """The window, its listener, its keyboard.

    :ivar unseen: stops of the last walk whose focus changed nothing that can be seen.
    """

    def __init__(self, bus: Accessible, screen: Display, host: subprocess.Popen[str]) -> None:
        self.bus = bus
        self._screen = screen
        self._host = host
        self.unseen: list[Part] = []
        self._answered()

    def order(self, what: dict[str, Any]) -> None:
        """Tell the window (see :mod:`tests.support.accessible_host`)."""
        assert self._host.stdin is not None
        self._host.stdin.write(json.dumps(what) + "\n")
        self._host.stdin.flush()
        self._answered()

    def _answered(self) -> None:
        assert self._host.stdout is not None
        assert self._host.stdout.readline() == "ready\n", "the window's process ended"

    def show(self, page: str, **how: Any) -> list[Part]:
        """Show a page; gives its parts."""
        self.order({"page": page, **how})
        # Asked before keys are sent: the window is on the screen, and has them.
        until("the window", lambda: self._screen.windows_of(self._host.pid))
        self._screen.tool("windowactivate", "--sync", self._screen.windows_of(self._host.pid)[-1])
        self.bus.focused()
        return self.parts()

    def parts(self) -> list[Part]:
        """What the window holds now."""
        found: list[tuple[str, str]] = []

        def look() -> bool:
            place = self.bus.application("keyfob")
            found[:] = [place] if place is not None else []
            return bool(found)

        until("the program on the bus", look)
        return list(self.bus.tree(found[0]))

    def walk(self, key: str) -> list[Part]:
        """Press *key* until the focus is where it was after the first press; gives the stops."""
        stops: list[Part] = []
        self.unseen = []
        while len(stops) < _MOST_STOPS:
            before = self._screen.framebuffer.read_bytes()
            self._screen.tool("key", key)
            place: list[tuple[str, str]] = []

            def moved(place: list[tuple[str, str]] = place) -> bool:
                found = self.bus.focused()
                if found is not None:
                    place.append(found)
                return bool(place)

            until(f"focus moves after {[f'{stop}' for stop in stops[-2:]]}", moved, within=10)
            part = self.bus.part(place[-1])
            if stops and part.path == stops[0].path:
                return stops
            stops.append(part)
            try:
                until("seen", partial(self._changed, part, before), within=3)
            except AssertionError:
                self.unseen.append(part)
        raise AssertionError(f"no end after {_MOST_STOPS} stops: {[f'{stop}' for stop in stops[-4:]]}")

    def _changed(self, part: Part, before: bytes) -> bool:
        x, y, wide, high = part.bounds
        after = self._screen.framebuffer.read_bytes()
        # The X window dump: a header of big-endian words, the colours of a palette, then the rows.
        size, colours, line = (struct.unpack_from(">25I", after)[n] for n in (0, 19, 12))
        for row in range(max(0, y - 3), min(SIZE[1], y + high + 3)):
            at = size + colours * 12 + row * line + max(0, x - 3) * 4
            if before[at : at + (wide + 6) * 4] != after[at : at + (wide + 6) * 4]:
                return True
        return False


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Set one up; its files go to *folder*."""
    bus = PrivateBus(folder)
    try:
        with display(bus.environment, folder / "display") as screen, accessible(bus, screen.env) as listener:
            host = subprocess.Popen(
                [sys.executable, "-m", "tests.support.accessible_host"],
                env=without_session(listener.env),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            try:
                yield Stage(listener, screen, host)
            finally:
                assert host.stdin is not None
                assert host.stdout is not None
                host.stdin.close()
                try:
                    host.wait(30)
                finally:
                    host.kill()
                    host.wait()
                    host.stdout.close()
    finally:
        bus.close()
