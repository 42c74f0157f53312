"""Icons: SVG files tinted with a colour, rendered at size × device pixel ratio and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop_app.ui import theme
from desktop_app.ui.assets import icon_file

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
_sources: dict[str, bytes] = {}
#: more would mean a leak (a name for every account, say)
_KEPT = 400


def pixmap(name: str, size: int, tint: QColor | None, ratio: float) -> QPixmap:
    """The icon *name*, *size* × *size* device-independent px, at device pixel *ratio*.

    :param tint: the colour in place of ``currentColor``; None for pictures with colours of their own.
    """
    key = (name, size, tint.name(QColor.NameFormat.HexArgb) if tint is not None else "", ratio)
    found = _pixmaps.get(key)
    if found is None:
        if len(_pixmaps) >= _KEPT:
            _pixmaps.clear()
        found = _pixmaps[key] = _render(name, size, tint, ratio)
    return found


def paint(painter: QPainter, name: str, rect: QRectF, tint: QColor) -> None:
    """Paint the icon *name* into *rect* (its height is its size)."""
    device = painter.device()
    size = round(rect.height())
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(rect.topLeft(), pixmap(name, size, tint, ratio))


def icon(name: str, tone: str = "text", usual: int = 16) -> QIcon:
    """A QIcon for native parts (menus); make it anew when the theme changed."""
    from PySide6.QtGui import QIcon

    made = QIcon()
    size = theme.icon_size(usual)
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, size, theme.colour(tone), ratio))
    return made


def forget() -> None:
    """Drop every rendered icon (the theme changed and the old tints are of no use)."""
    _pixmaps.clear()


def _render(name: str, size: int, tint: QColor | None, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    source = _sources.get(name)
    if source is None:
        with open(icon_file(name), "rb") as file:
            source = _sources[name] = file.read()
    if tint is not None:
        source = source.replace(b"currentColor", tint.name().encode("ascii"))
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
