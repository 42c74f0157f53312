"""A display of its own: Xvfb with a small window manager, looked at and pointed at from outside."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from tests.support import patience
from tests.support.gnome_keyring import end
from tests.support.real import require

SIZE = (1280, 960)


@dataclass(frozen=True, slots=True)
class Picture:
    """The top left part of the screen. :param pixels: three bytes each, red, green, blue."""

    width: int
    height: int
    pixels: bytes

    def area(self, colour: str, *, width: int, height: int, right_of: int = 0) -> tuple[int, int] | None:
        """Where a filled area of *colour* is, at least *width* by *height* pixels: a point in it, on the screen.

        :param right_of: only beyond this many pixels from the left.
        """
        wanted = bytes.fromhex(colour.removeprefix("#")) * width
        first = 0
        for y in range(self.height):
            at = self._row(y, right_of).find(wanted)
            while at % 3 and at >= 0:
                at = self._row(y, right_of).find(wanted, at + 1)
            first = first + 1 if at >= 0 else 0
            if first >= height:
                return right_of + at // 3 + width // 2, y
        return None

    def _row(self, y: int, right_of: int) -> bytes:
        return self.pixels[(y * self.width + right_of) * 3 : (y + 1) * self.width * 3]

    def save(self, path: Path) -> None:
        """Keep it as a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        image = QImage(self.pixels, self.width, self.height, self.width * 3, QImage.Format.Format_RGB888)
        assert image.save(str(path)), path


@dataclass(frozen=True, slots=True)
class Display:
    """A running display. :param env: a home's environment with DISPLAY in it."""

    env: Mapping[str, str]
    _framebuffer: Path

    @property
    def framebuffer(self) -> Path:
        """The file in which the server keeps the screen (an X window dump)."""
        return self._framebuffer

    def tool(self, *words: str, timeout: float = 60) -> str:
        """What `xdotool` with *words* prints."""
        done = subprocess.run(
            ["xdotool", *words], env=dict(self.env), capture_output=True, text=True, timeout=timeout, check=False
        )
        assert done.returncode == 0, f"xdotool {words}: {done.stderr}"
        return done.stdout.strip()

    def windows_of(self, pid: int) -> list[str]:
        """The ids of the windows that the process shows."""
        words = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]
        # Its status says "none" and "that failed" alike.
        done = subprocess.run(words, env=dict(self.env), capture_output=True, text=True, timeout=60, check=False)
        return done.stdout.split()

    def put_in_corner(self, window: str) -> tuple[int, int]:
        """Move *window* to the top left corner of the screen; gives width and height that it takes with its frame."""
        self.tool("windowmove", "--sync", window, "0", "0")
        told = dict(line.split("=", 1) for line in self.tool("getwindowgeometry", "--shell", window).splitlines())
        return min(int(told["WIDTH"]) + 2, SIZE[0]), min(int(told["HEIGHT"]) + 24, SIZE[1])

    def look(self, width: int = SIZE[0], height: int = SIZE[1]) -> Picture:
        """What is on the screen now, *width* by *height* pixels from the top left corner."""
        data = self._framebuffer.read_bytes()
        # The X window dump: a header of big-endian words, the colours of a palette, then the pixels.
        header, colours, line = (struct.unpack_from(">25I", data)[n] for n in (0, 19, 12))
        rows = memoryview(data)[header + colours * 12 :]
        image = QImage(rows, SIZE[0], SIZE[1], line, QImage.Format.Format_RGB32)
        part = image.copy(0, 0, width, height).convertToFormat(QImage.Format.Format_RGB888)
        bits, step = bytes(part.constBits()), part.bytesPerLine()
        pixels = b"".join(bits[y * step : y * step + width * 3] for y in range(height))
        return Picture(width, height, pixels)

    def click(self, x: int, y: int) -> None:
        """Press and release the left button there."""
        self.tool("mousemove", "--sync", str(x), str(y), "click", "1")

    def press(self, window: str, keys: str) -> None:
        """Give *window* the focus and press *keys* (``ctrl+q``)."""
        self.tool("windowactivate", "--sync", window)
        # To whoever has the focus: keys sent to a window that goes away between press and release would stay pressed.
        self.tool("key", keys)


@contextmanager
def display(home: Mapping[str, str], folder: Path) -> Iterator[Display]:
    """Start one; its log and its screen go to *folder*."""
    for program in ("Xvfb", "openbox", "xdotool"):
        require(shutil.which(program) is not None, program)
    folder.mkdir(parents=True, exist_ok=True)
    width, height = SIZE
    with (folder / "display.log").open("ab") as log:
        server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24"),
                *("-nolisten", "tcp", "-noreset", "-fbdir", str(folder)),
            ],
            env=dict(home),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        manager: subprocess.Popen[str] | None = None
        try:
            assert server.stdout is not None
            env = dict(home) | {"DISPLAY": f":{server.stdout.readline().strip()}"}
            manager = subprocess.Popen(
                ["openbox", "--sm-disable", "--startup", "echo ready"],
                env=env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
            assert manager.stdout is not None
            assert manager.stdout.readline(), (folder / "display.log").read_text(errors="replace")
            yield Display(env, folder / "Xvfb_screen0")
        finally:
            if manager is not None:
                end(manager)
            end(server)


def until(what: str, found: Callable[[], object], *, within: float = 60.0, every: float = 0.1) -> None:
    """Wait until *found*, which may start programs to look, gives something true.

    :raises AssertionError: it did not within *within* seconds.
    """
    patience.until(what, found, within=within, every=every)
