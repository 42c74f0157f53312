"""The tray's icon: the fob in the panel's colour, the state's mark at its corner."""

from __future__ import annotations

import itertools
import os
import sys
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from desktop_app.ui import icons, theme
from desktop_app.ui.components.marks import TONES, paint_mark
from desktop_app.ui.models.row_state import Mark

_SIZES = (16, 22, 24, 32, 44, 48, 64)
#: Shares of the icon's width: the mark, the gap around it, and the fob where it makes room for a mark.
_MARK, _GAP, _FOB = 0.46, 0.05, 0.88
#: Panels of these desktops are dark whatever the theme.
_DARK_PANELS = frozenset({"gnome", "unity", "budgie", "pantheon"})


@cache
def tray_icon(mark: Mark, dark: bool) -> QIcon:
    """The icon. Where all is well it carries no mark.

    :param dark: the panel is dark.
    """
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_picture(mark, dark, size))
    made.setIsMask(sys.platform == "darwin")  # macOS tints it itself, by its alpha alone
    return made


def mark_icon(mark: Mark, dark: bool) -> QIcon:
    """The mark alone, for the menu; white where its row is chosen."""
    made = QIcon()
    chosen = (QIcon.Mode.Active, QColor(theme.hexes("on", "light")), QColor(theme.hexes("accent", "light")))
    plain = (
        QIcon.Mode.Normal,
        _tone(mark, dark),
        QColor(theme.hexes("sunken" if dark else "card", "dark" if dark else "light")),
    )
    for ratio, (mode, tone, under) in itertools.product((1, 2), (plain, chosen)):
        picture = _blank(16 * ratio)
        painter = _painter(picture)
        side = 12.0 * ratio
        paint_mark(painter, QRectF(2.0 * ratio, 2.0 * ratio, side, side), mark, under, tone)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        made.addPixmap(picture, mode)
    return made


def panel_is_dark() -> bool:
    """Whether the panel is dark, as far as anybody can know."""
    if sys.platform == "win32":
        from PySide6.QtCore import QSettings

        key = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        return not QSettings(key, QSettings.Format.NativeFormat).value("SystemUsesLightTheme", 0, type=int)
    desktop = {word.strip().lower() for word in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")}
    return bool(desktop & _DARK_PANELS) or theme.scheme() == "dark"


def _ink(dark: bool) -> str:
    """What the fob is drawn with: white on a dark panel, the light scheme's text colour on a light one."""
    return theme.hexes("on" if dark else "text", "light")


def _picture(mark: Mark, dark: bool, size: int) -> QPixmap:
    picture = _blank(size)
    painter = _painter(picture)
    fob = size if mark == "ok" else round(size * _FOB)
    painter.drawPixmap(0, 0, icons.pixmap("fob-tray", fob, QColor(_ink(dark)), 1.0))
    if mark != "ok":
        side = size * _MARK
        place = QRectF(size - side, size - side, side, side)
        gap = size * _GAP
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("black"))
        painter.drawEllipse(place.adjusted(-gap, -gap, gap, gap))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint_mark(painter, place, mark, QColor(_ink(not dark)), _tone(mark, dark))
    painter.end()
    return picture


def _tone(mark: Mark, dark: bool) -> QColor:
    return QColor(theme.hexes(TONES[mark][0], "dark" if dark else "light"))


def _blank(size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(QColor(0, 0, 0, 0))
    return picture


def _painter(picture: QPixmap) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
