"""The one place of colours and sizes: contrast, sizes from the font, following the system."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

import desktop_app.ui
from desktop_app.ui import icons, theme
from desktop_app.ui.assets import icon_file
from desktop_app.ui.system_scheme import SchemeFollower


def test_every_token_is_a_colour_in_every_scheme(qapp: QApplication) -> None:
    for scheme in ("light", "dark", "contrast"):
        theme.apply(qapp, scheme)
        assert all(theme.colour(name).isValid() for name in theme.TOKENS)


def test_high_contrast_has_no_colours_of_its_own(qapp: QApplication) -> None:
    theme.apply(qapp, "contrast")
    assert theme.colour("ok-soft") == theme.colour("page")
    assert theme.colour("bad") == theme.colour("text")
    assert theme.border() == 2


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        theme.colour("mauve")


def test_the_palette_follows_the_scheme(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert qapp.palette().window().color() == theme.colour("page")
    assert theme.colour("page").name().upper() == theme.hexes("page", "dark")
    assert theme.guess() == "dark"


def test_heights_at_the_usual_size() -> None:
    assert theme.scale() == pytest.approx(1.0, abs=0.1)
    assert theme.control_height() == theme.metrics().height() + 14
    assert theme.control_height(small=True) >= theme.TARGET
    assert 50 <= theme.account_row_height() <= 58
    assert 33 <= theme.navigation_height() <= 39


def test_sizes_grow_with_the_text(qapp: QApplication) -> None:
    before = (theme.control_height(), theme.account_row_height(), theme.icon_size(16))
    font = QFont(qapp.font())
    font.setPointSizeF(20.0)
    qapp.setFont(font)
    after = (theme.control_height(), theme.account_row_height(), theme.icon_size(16))
    assert all(new > old for new, old in zip(after, before, strict=True))
    assert theme.icon_size(16) % 4 == 0
    assert theme.font("title").pointSizeF() == pytest.approx(30.0)


def test_fonts_by_role(qapp: QApplication) -> None:
    assert theme.font("caption").pointSizeF() == pytest.approx(9.0)
    assert theme.font("strong").weight() == QFont.Weight.DemiBold
    assert theme.font("mono").featureValue(QFont.Tag("liga")) == 0
    assert theme.font("body").featureValue(QFont.Tag("tnum")) == 1


def test_icons_are_tinted_sharp_and_kept() -> None:
    once = icons.pixmap("refresh", 20, theme.colour("bad"), 2.0)
    assert once is icons.pixmap("refresh", 20, theme.colour("bad"), 2.0)
    assert (once.width(), once.devicePixelRatio()) == (40, 2.0)
    image = once.toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {theme.colour("bad").name()}
    icons.forget()
    assert icons.pixmap("refresh", 20, theme.colour("bad"), 2.0) is not once


def test_an_icon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon_file("no-such-icon")


def test_a_chosen_scheme_wins_and_takes_effect_at_once(qapp: QApplication) -> None:
    follower = SchemeFollower(qapp, "dark")
    assert theme.scheme() == "dark"
    follower.start()
    follower.choose("light")
    assert theme.scheme() == "light"
    assert qapp.palette().window().color() == theme.colour("page")


def test_the_portals_word_counts_where_qt_knows_nothing(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.ui.system_scheme.of_system", lambda _app: None)
    monkeypatch.setattr("desktop_app.ui.system_scheme.has_session_bus", lambda: False)
    follower = SchemeFollower(qapp)
    follower.start()
    follower.heard("color-scheme", 1)
    assert theme.scheme() == "dark"
    follower.heard("color-scheme", 2)
    assert theme.scheme() == "light"
    follower.heard("color-scheme", "nonsense")
    follower.heard("accent-color", 1)
    assert theme.scheme() == "light"
    follower.heard("contrast", 1)
    assert theme.scheme() == "contrast"


def test_qts_word_wins_over_the_portals(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.ui.system_scheme.of_system", lambda _app: "light")
    follower = SchemeFollower(qapp)
    follower.start()
    follower.heard("color-scheme", 1)
    assert theme.scheme() == "light"


def test_views_hold_no_colour_and_no_style_sheet() -> None:
    """Only the theme names colours; nobody sets a style sheet."""
    folder = Path(desktop_app.ui.__file__).parent
    for file in folder.rglob("*.py"):
        source = file.read_text("utf-8")
        assert "setStyleSheet" not in source, file.name
        if file.name != "theme.py":
            assert not re.search(r"[\"']#[0-9A-Fa-f]{3,8}[\"']", source), file.name
