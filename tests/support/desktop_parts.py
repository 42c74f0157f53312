"""What a desktop has around its windows: a tray, and a daemon that shows notifications. Real ones, small."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.display import SIZE, Display
from tests.support.gnome_keyring import PrivateBus, end
from tests.support.real import require

#: Where the tray's first icon is: in the top right corner.
TRAY_ICON = (SIZE[0] - 16, 16)
_TRAY = ("--edge", "top", "--align", "right", "--widthtype", "pixel", "--width", "64", "--height", "32")
#: The fob on a light panel.
_FOB = "#1b1d25"


@contextmanager
def tray_host(display: Display) -> Iterator[None]:
    """A system tray (XEmbed) in the top right corner."""
    require(shutil.which("trayer") is not None, "trayer")
    host = subprocess.Popen(
        ["trayer", *_TRAY], env=dict(display.env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        end(host)


def tray_shows_fob(display: Display) -> bool:
    """Whether the program's icon is in the tray."""
    return display.look(SIZE[0], 32).area(_FOB, width=3, height=2, right_of=SIZE[0] - 64) is not None


@dataclass(frozen=True, slots=True)
class Dunst:
    """A running dunst."""

    display: Display
    log: Path

    def said(self, title: str) -> int:
        """How many notifications of that title there were."""
        return self.log.read_text(errors="replace").count(f"summary: '{title}'")

    def click(self) -> None:
        """Click the notification that stands."""
        subprocess.run(["dunstctl", "action"], env=dict(self.display.env), check=True, timeout=60)


@contextmanager
def dunst(display: Display, bus: PrivateBus, folder: Path) -> Iterator[Dunst]:
    """A notification daemon on *bus*, seen on *display*."""
    for program in ("dunst", "dunstctl"):
        require(shutil.which(program) is not None, program)
    log, settings = folder / "dunst.log", folder / "dunstrc"
    settings.write_text("[global]\n    timeout = 0\n    idle_threshold = 0\n", encoding="utf-8")
    with log.open("ab") as out, bus.awaiting("org.freedesktop.Notifications"):
        daemon = subprocess.Popen(
            ["dunst", "-print", "-config", str(settings)], env=dict(display.env), stdout=out, stderr=subprocess.DEVNULL
        )
    try:
        yield Dunst(display, log)
    finally:
        end(daemon)
