"""Where the table's columns stand. Ends, Started and Address are dropped in turn; where even that is too much, a row
is two lines and there are no columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QRectF

from desktop_app.app.texts import text
from desktop_app.ui import theme

Name = Literal["device", "application", "address", "last_used", "started", "expires"]
#: Widths at the usual text size, px; the device takes what is left.
_WIDTHS: Final[dict[Name, int]] = {
    "application": 112,
    "address": 110,
    "last_used": 98,
    "started": 112,
    "expires": 88,
}
_LEAST_DEVICE: Final = 188
_DROPPED: Final[tuple[Name, ...]] = ("expires", "started", "address")
#: Room at the left and right of a row, px.
INSET: Final = 12
_GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a width. :param places: name → (left, width), px, from left to right."""

    places: tuple[tuple[Name, float, float], ...]
    narrow: bool

    def rect(self, name: Name, row: QRectF, *, mirrored: bool) -> QRectF | None:
        """Where the column *name* stands in *row*; None where it was dropped."""
        for each, left, width in self.places:
            if each == name:
                x = row.right() - left - width if mirrored else row.left() + left
                return QRectF(x, row.top(), width, row.height())
        return None


def columns_for(width: int) -> Columns:
    """The columns that fit *width* px."""
    scale = max(1.0, theme.scale())
    names: list[Name] = ["device", "application", "address", "last_used", "started", "expires"]
    least = max(_LEAST_DEVICE * scale, _own_row())
    drop = list(_DROPPED)
    while True:
        rest = sum(_wide(name, scale) for name in names[1:])
        device = width - 2 * INSET - rest
        if device >= least or not drop:
            break
        names.remove(drop.pop(0))
    narrow = device < _LEAST_DEVICE * scale
    if narrow:
        return Columns((("device", INSET, max(1.0, width - 2 * INSET)),), True)
    places: list[tuple[Name, float, float]] = [("device", INSET, device)]
    left = INSET + device
    for name in names[1:]:
        wide = _wide(name, scale)
        places.append((name, left + _GAP, wide - _GAP))
        left += wide
    return Columns(tuple(places), False)


def row_height() -> int:
    """52 px at 10 pt."""
    return max(2 * theme.TARGET, theme.metrics("strong").height() + theme.metrics("caption").height() + 23)


def check_side() -> int:
    """Side of a check box, px."""
    return theme.icon_size(16)


def _own_row() -> float:
    """What this device's row needs: picture, chip and Sign out."""
    words = text("devices.this_device") + text("devices.sign_out")
    return theme.metrics("caption").horizontalAdvance(words) + check_side() + theme.icon_size(18) + 56.0


def _wide(name: Name, scale: float) -> float:
    head = theme.metrics("caption").horizontalAdvance(text(f"devices.column_{name}")) + theme.icon_size(14) + _GAP + 8
    return max(_WIDTHS[name] * scale, float(head))
