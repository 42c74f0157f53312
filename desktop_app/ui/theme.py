"""The one place of colours, type, spacing and heights. Views ask by name; nothing else holds a colour or a size.

The scheme follows the system (see :mod:`desktop_app.ui.system_scheme`) unless a person chose one. Sizes follow the
system's font. Contrast of every text pair is at least 4.5 in both schemes; the tests compute it.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

Scheme = Literal["light", "dark", "contrast"]
FontRole = Literal["caption", "body", "strong", "heading", "title", "display", "mono", "avatar", "caption-strong"]
Tone = Literal["text", "text-2", "accent-text", "ok", "warn", "bad", "on", "disabled"]

#: name → (light, dark)
TOKENS: dict[str, tuple[str, str]] = {
    "side": ("#EEF0F4", "#17191F"),
    "page": ("#F8F9FB", "#1D2027"),
    "card": ("#FFFFFF", "#262A33"),
    "sunken": ("#F1F3F7", "#20232B"),
    "btn": ("#FFFFFF", "#303541"),
    "btn-hover": ("#F4F5F8", "#363B49"),
    "btn-pressed": ("#E8E9ED", "#2B303B"),
    "btn-line": ("#C4C9D4", "#4C5363"),
    "line": ("#DEE1E8", "#363B47"),
    "edge": ("#858B9A", "#7E8595"),
    "text": ("#1B1D25", "#ECEEF3"),
    "text-2": ("#555B6B", "#AAB0BF"),
    "disabled": ("#9DA2AF", "#6B7180"),
    "accent": ("#3B55C9", "#4C66DA"),
    "accent-hover": ("#324AB6", "#546DDC"),
    "accent-pressed": ("#293D9C", "#4059C8"),
    "on": ("#FFFFFF", "#FFFFFF"),
    "accent-text": ("#3750C0", "#A9BAFF"),
    "accent-soft": ("#E5EAFB", "#2D3658"),
    "draw": ("#3B55C9", "#7F95F5"),
    "ok": ("#18714A", "#74D6A5"),
    "ok-soft": ("#DFF3E8", "#1D3B2D"),
    "warn": ("#835300", "#EBC064"),
    "warn-soft": ("#FBEFD3", "#40341B"),
    "bad": ("#B3261E", "#FFA198"),
    "bad-soft": ("#FCE7E5", "#4A282A"),
    "danger": ("#B3261E", "#B93A32"),
    "danger-hover": ("#9C1F18", "#C2443B"),
    "neutral-soft": ("#E8EAEF", "#333844"),
    "side-selected": ("#DCE3FA", "#2D3658"),
    "part-header": ("#9B2F6B", "#F29CC9"),
    "part-payload": ("#3750C0", "#A9BAFF"),
    "part-signature": ("#0B6B66", "#6FD5CC"),
    "avatar-0": ("#3B55C9", "#425FE1"),
    "avatar-1": ("#5B4BB0", "#6654C5"),
    "avatar-2": ("#0B6B66", "#0C7872"),
    "avatar-3": ("#9B2F6B", "#AE3578"),
    "avatar-4": ("#7A5200", "#895C00"),
}
AVATAR_HUES = 5

#: what a token becomes in high contrast: a role of the system's own palette; the others are WindowText
_CONTRAST: dict[str, str] = {
    **dict.fromkeys(
        ("side", "page", "card", "sunken", "neutral-soft", "ok-soft", "warn-soft", "bad-soft", "accent-soft"), "Window"
    ),
    **dict.fromkeys(("btn", "btn-hover", "btn-pressed"), "Button"),
    **dict.fromkeys(
        ("accent", "accent-hover", "accent-pressed", "danger", "danger-hover", "side-selected"), "Highlight"
    ),
    **dict.fromkeys((f"avatar-{hue}" for hue in range(AVATAR_HUES)), "Highlight"),
    "on": "HighlightedText",
}

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL, SPACE_XXL = 4, 8, 12, 16, 24, 32
RADIUS_CHECK, RADIUS_CONTROL, RADIUS_ROW, RADIUS_CARD = 4, 6, 8, 10
TARGET = 24
RAIL = 62
SIDEBAR_MIN, SIDEBAR, SIDEBAR_MAX = 200, 244, 320
#: the system's usual font height (10 pt), to which sizes in pixels were drawn
_USUAL_HEIGHT = 15

_FACTORS: dict[FontRole, tuple[float, bool]] = {
    "caption": (0.9, False),
    "body": (1.0, False),
    "strong": (1.0, True),
    "heading": (1.15, True),
    "title": (1.5, True),
    "display": (2.0, True),
    "mono": (0.95, False),
    "avatar": (0.95, True),
    "caption-strong": (0.9, True),
}


class _State:
    """The scheme in force and what was derived from it."""

    scheme: Scheme = "light"
    colours: dict[str, QColor] = {}
    fonts: dict[FontRole, QFont] = {}
    base: QFont | None = None
    system_palette: QPalette | None = None


_state = _State()


def scheme() -> Scheme:
    """The scheme in force."""
    return _state.scheme


def colour(name: str) -> QColor:
    """The colour called *name* in the scheme in force.

    :raises KeyError: no such token.
    """
    found = _state.colours.get(name)
    if found is None:
        found = _state.colours[name] = _resolve(name)
    return found


def hexes(name: str, of: Literal["light", "dark"]) -> str:
    """The fixed colour of *name* in one scheme, ``#RRGGBB``."""
    return TOKENS[name][of == "dark"]


def _resolve(name: str) -> QColor:
    if _state.scheme == "contrast":
        light_dark = TOKENS[name]  # an unknown token fails here as well
        palette = _state.system_palette
        if palette is None:
            return QColor(light_dark[0])
        group = QPalette.ColorGroup.Disabled if name == "disabled" else QPalette.ColorGroup.Active
        return palette.color(group, QPalette.ColorRole[_CONTRAST.get(name, "WindowText")])
    return QColor(TOKENS[name][_state.scheme == "dark"])


def contrast() -> bool:
    """Whether borders are 2 px in the text's colour and nothing is softly filled."""
    return _state.scheme == "contrast"


def border() -> int:
    """Width of a control's border, px."""
    return 2 if _state.scheme == "contrast" else 1


def apply_if_due() -> None:
    """Give the application the palette of the scheme in force, where only :func:`use` was called so far."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.palette().color(QPalette.ColorRole.Window) != colour("page"):
        app.setPalette(_palette())


def use(wanted: Scheme) -> None:
    """Put *wanted* in force for what is painted from now on, without touching the application's palette."""
    if _state.system_palette is None:
        _state.system_palette = QApplication.palette()
    _state.scheme = wanted
    _state.colours.clear()


def apply(app: QApplication, wanted: Scheme) -> None:
    """Put *wanted* in force: sets the application's palette; every part repaints by itself on the palette change."""
    use(wanted)
    app.setPalette(_palette())


def guess() -> Scheme:
    """Light or dark by the application's own palette: quick, for the first frame."""
    dark = QApplication.palette().window().color().lightness() < 128
    return "dark" if dark else "light"


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: "page",
        role.WindowText: "text",
        role.Base: "card",
        role.AlternateBase: "sunken",
        role.Text: "text",
        role.PlaceholderText: "text-2",
        role.Button: "btn",
        role.ButtonText: "text",
        role.BrightText: "on",
        role.Highlight: "accent",
        role.HighlightedText: "on",
        role.Link: "accent-text",
        role.LinkVisited: "accent-text",
        role.ToolTipBase: "card",
        role.ToolTipText: "text",
        role.Light: "line",
        role.Midlight: "line",
        role.Mid: "btn-line",
        role.Dark: "edge",
        role.Shadow: "line",
        role.Accent: "accent",
    }
    for which, name in pairs.items():
        palette.setColor(which, colour(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colour("disabled"))
    return palette


# --- type ------------------------------------------------------------------------------------------------------------


def font(role: FontRole) -> QFont:
    """The font of *role*, relative to the application's; tabular figures, ligatures off where monospaced."""
    base = QApplication.font()
    if base != _state.base:
        _state.fonts.clear()
        _state.base = QFont(base)
    found = _state.fonts.get(role)
    if found is None:
        found = _state.fonts[role] = _make_font(base, role)
    return found


def _make_font(base: QFont, role: FontRole) -> QFont:
    factor, bold = _FACTORS[role]
    made = QFont(base)
    if base.pointSizeF() > 0:
        made.setPointSizeF(base.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(base.pixelSize() * factor)))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    if role == "mono":
        made.setFamilies(["ui-monospace", "Monospace", "Menlo", "Consolas"])
        made.setStyleHint(QFont.StyleHint.Monospace)
        made.setFixedPitch(True)
        for tag in ("liga", "calt"):
            made.setFeature(QFont.Tag(tag), 0)
    else:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def metrics(role: FontRole = "body") -> QFontMetrics:
    """Metrics of *role*'s font."""
    return QFontMetrics(font(role))


def scale() -> float:
    """The system's text size against the usual one: 1.0 at 10 pt, 2.0 at 200 % text."""
    return metrics().height() / _USUAL_HEIGHT


def control_height(small: bool = False) -> int:
    """Height of a button or field, px: the font's + 14 (small: + 8), never below a target of 24."""
    return max(TARGET, metrics().height() + (8 if small else 14))


def icon_size(usual: int) -> int:
    """*usual* px at 10 pt, grown with the font in steps of 4."""
    return usual + 4 * max(0, round(usual * (min(scale(), 2.0) - 1) / 4))


def account_row_height() -> int:
    """Height of a row in the list of accounts, px: 54 at 10 pt."""
    return metrics("strong").height() + metrics("caption").height() + 25


def navigation_height() -> int:
    """Height of a navigation row, px: 36 at 10 pt."""
    return metrics().height() + 21
