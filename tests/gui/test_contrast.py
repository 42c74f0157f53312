"""Words and marks against what is behind them: every pair of the theme, and every word as it is painted."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Literal

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from desktop_app.ui import theme
from tests.gui.conftest import Opener, settle

_INKS = ("text", "text-2", "accent-text", "ok", "warn", "bad", "part-header", "part-payload", "part-signature")
_GROUNDS = (
    *("side", "page", "card", "sunken", "btn", "btn-hover", "btn-pressed", "neutral-soft", "side-selected"),
    *("accent-soft", "ok-soft", "warn-soft", "bad-soft"),
)
_FILLS = (
    *("accent", "accent-hover", "accent-pressed", "danger", "danger-hover"),
    *(f"avatar-{hue}" for hue in range(theme.AVATAR_HUES)),
)
PAIRS = [*product(_INKS, _GROUNDS), *(("on", fill) for fill in _FILLS)]
#: a plain button's line is not among them: its words say where it is
MARKS = [
    *product(("edge",), ("page", "card", "sunken")),
    *product(("draw", "ok", "warn", "bad"), _GROUNDS),
    *(("accent", ground) for ground in ("page", "side", "sunken")),
]
_PAGES = (
    *("overview", "offline", "needs-login", "signing-in", "first-run", "add-provider-id-error", "activity", "hostile"),
    *("tokens", "inspect-refused", "inspect-compare", "devices-selected", "doctor", "log", "settings-fields"),
)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _of(ink: str, ground: str, scheme: Literal["light", "dark"]) -> float:
    return contrast(QColor(theme.hexes(ink, scheme)), QColor(theme.hexes(ground, scheme)))


def test_the_measure_is_the_standards() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor(0x77, 0x77, 0x77), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_is_readable(scheme: Literal["light", "dark"]) -> None:
    poor = [f"{ink} on {ground}: {_of(ink, ground, scheme):.2f}" for ink, ground in PAIRS]
    poor = [words for words in poor if float(words.rsplit(" ", 1)[1]) < 4.5]
    assert not poor


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_that_mean_something_are_seen(scheme: Literal["light", "dark"]) -> None:
    assert not [f"{ink} on {ground}" for ink, ground in MARKS if _of(ink, ground, scheme) < 3]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_qts_own_parts_are_readable(scheme: Literal["light", "dark"], qapp: QApplication) -> None:
    theme.apply(qapp, scheme)
    role, palette = QPalette.ColorRole, qapp.palette()
    for ink, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Window),
        (role.LinkVisited, role.Base),
    ):
        assert contrast(palette.color(ink), palette.color(ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("ground", [QColor("black"), QColor("white")])
def test_high_contrast_keeps_the_systems_pairs(
    ground: QColor, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = QPalette(ground)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        system.setColor(role, QColor("white" if ground == QColor("black") else "black"))
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.Button):
        system.setColor(role, ground)
    system.setColor(QPalette.ColorRole.Highlight, QColor("navy"))
    system.setColor(QPalette.ColorRole.HighlightedText, QColor("white"))
    monkeypatch.setattr(theme._state, "system_palette", system)
    theme.apply(qapp, "contrast")
    plain = [pair for pair in PAIRS if pair[1] != "side-selected"]
    assert not [pair for pair in plain if contrast(theme.colour(pair[0]), theme.colour(pair[1])) < 7]
    # What is selected takes the system's own pair.
    assert contrast(theme.colour("on"), theme.colour("side-selected")) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", _PAGES)
def test_words_are_readable_as_they_are_painted(
    opened: Opener, qapp: QApplication, page: str, scheme: Literal["light", "dark"]
) -> None:
    theme.apply(qapp, scheme)
    window = opened(page)
    settle()
    picture = window.grab().toImage()
    looked, poor = 0, []
    for widget in _with_words(window):
        found = _painted(picture, QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size()))
        if found is not None:
            looked += 1
            if found < 4.5:
                poor.append(f"{type(widget).__name__} {widget.accessibleName() or widget.text()!r}: {found:.2f}")  # type: ignore[attr-defined]  # all of them have text()
    assert looked >= 8
    assert not poor


def _with_words(window: QWidget) -> list[QWidget]:
    """Labels, buttons and fields that are enabled and wholly in sight."""
    shown: list[QWidget] = []
    for kind in (QLabel, QPushButton, QLineEdit):
        for one in window.findChildren(kind):
            words = one.text() or (one.placeholderText() if isinstance(one, QLineEdit) else "")
            if words and one.isVisible() and one.isEnabled() and one.visibleRegion().boundingRect() == one.rect():
                shown.append(one)
    return shown


def _painted(picture: QImage, place: QRect) -> float | None:
    """Contrast between the commonest colour there and the one that stands out most; None where nothing is painted."""
    place = place.intersected(picture.rect())
    seen = Counter(
        picture.pixel(x, y)
        for y in range(place.top(), place.bottom() + 1)
        for x in range(place.left(), min(place.right(), place.left() + 240) + 1)
    )
    if len(seen) < 3:
        return None
    (ground, _count), *_ = seen.most_common(1)
    return max(contrast(QColor(ground), QColor(one)) for one in seen)
