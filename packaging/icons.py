"""The program's icon in every size and form that a system asks for, drawn from its SVG file.

Usage: icons.py SVG FOLDER
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

#: Sizes of the freedesktop icon theme, in px.
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 24, 32, 48, 64, 256)
#: Kinds of pictures in an .icns file, with their size in px (https://en.wikipedia.org/wiki/Apple_Icon_Image_format).
_ICNS_KINDS = {
    "icp4": 16,
    "icp5": 32,
    "ic11": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}


class BadPicture(ValueError):
    """The SVG file cannot be drawn, or is not square."""


def render(svg: Path, sizes: tuple[int, ...]) -> dict[int, bytes]:
    """PNG files by size.

    :raises BadPicture: it cannot be drawn, or is not square.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid() or renderer.viewBoxF().width() != renderer.viewBoxF().height():
        raise BadPicture(f"{svg} is no square SVG picture.")
    made = {}
    for size in sizes:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        made[size] = bytes(data.data())
    del app
    return made


def ico(pictures: dict[int, bytes]) -> bytes:
    """An .ico file for Windows: PNG pictures behind a directory."""
    chosen = [(size, pictures[size]) for size in _ICO_SIZES]
    head, body, at = struct.pack("<HHH", 0, 1, len(chosen)), b"", 6 + 16 * len(chosen)
    for size, png in chosen:
        side = size % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), at + len(body))
        body += png
    return head + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """An .icns file for macOS."""
    parts = b"".join(
        kind.encode() + struct.pack(">I", 8 + len(pictures[size])) + pictures[size]
        for kind, size in _ICNS_KINDS.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def write(svg: Path, folder: Path) -> None:
    """Write ``SIZE.png`` for every size, ``program.ico``, ``program.icns`` and ``program.svg`` to *folder*."""
    pictures = render(svg, (*SIZES, 1024))
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (folder / f"{size}.png").write_bytes(pictures[size])
    (folder / "program.ico").write_bytes(ico(pictures))
    (folder / "program.icns").write_bytes(icns(pictures))
    (folder / "program.svg").write_bytes(svg.read_bytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
