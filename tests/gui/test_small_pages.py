"""Every page in the smallest window and with text of two and three times its size: nothing is cut off or pushed out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.strip import Strip
from tests.gui.conftest import Opener, settle

_PAGES = (
    *("first-run", "overview", "offline", "needs-login", "locked", "signing-in", "signed-out-steps", "hostile"),
    *("add-provider", "add-provider-id-error", "activity", "tokens", "tokens-refresh", "inspect", "inspect-empty"),
    *("inspect-refused", "inspect-compare", "inspect-findings", "inspect-raw", "devices", "devices-selected"),
    *("devices-no-list", "devices-key", "doctor", "doctor-running", "log", "settings", "settings-fields"),
)
_SMALL, _USUAL = (480, 400), (1040, 720)
_CASES = [(_SMALL, 10.0), (_USUAL, 20.0), (_USUAL, 30.0), (_SMALL, 20.0), (_SMALL, 30.0)]


@pytest.mark.parametrize(("size", "points"), _CASES, ids=lambda value: f"{value}".replace(" ", ""))
@pytest.mark.parametrize("page", _PAGES)
def test_nothing_is_cut(opened: Opener, qapp: QApplication, page: str, size: tuple[int, int], points: float) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(points)
    qapp.setFont(font)
    window = opened(page, size)
    settle()
    assert (window.width(), window.height()) == size, "the page makes the window larger"
    faults = [*_sideways(window), *_cut(window), *_outside(window), *_overlapping(window), *_small(window)]
    assert not faults


def _told(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", str)()
    place = widget.mapTo(widget.window(), QPoint())
    return f"{type(widget).__name__} {words[:50]!r} at {place.x()},{place.y()} {widget.width()}x{widget.height()}"


def _sideways(window: QWidget) -> list[str]:
    return [
        f"scrolls sideways: {_told(area)}"
        for area in window.findChildren(QAbstractScrollArea)
        if area.isVisible()
        and area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.horizontalScrollBar().maximum() > 0
    ]


def _cut(window: QWidget) -> list[str]:
    """Paragraphs without the height they need; words of buttons without their width."""
    found = []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if isinstance(label, WrapLabel) and label.height() < label.heightForWidth(label.width()):
            found.append(f"a paragraph is cut: {_told(label)}")
        if isinstance(label, Label) and label.height() < label.sizeHint().height() - 1:
            found.append(f"a line is cut: {_told(label)}")
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.height() < min(button.minimumSizeHint().height(), button.sizeHint().height()):
            found.append(f"a button is cut: {_told(button)}")
    return found


def _controls(window: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [one for one in window.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]


def _outside(window: QWidget) -> list[str]:
    """Controls whose sides are beyond what holds them: no scrolling brings those into view."""
    found = []
    for one in _controls(window):
        holder: QWidget | None = one
        while holder is not None and not isinstance(holder.parentWidget(), QAbstractScrollArea):
            holder = holder.parentWidget()
        area = holder if holder is not None else window
        left = one.mapTo(area, QPoint()).x()
        if left < 0 or left + one.width() > area.width():
            found.append(f"beyond the side: {_told(one)}")
        if holder is None:
            top = one.mapTo(window, QPoint()).y()
            if top < 0 or top + one.height() > window.height():
                found.append(f"beyond the end: {_told(one)}")
    return found


def _overlapping(window: QWidget) -> list[str]:
    """Controls, and labels, that lie upon each other within the same parent."""
    found = []
    for holder in [window, *window.findChildren(QWidget)]:
        if not holder.isVisible() or isinstance(holder, QScrollArea):
            continue
        kinds = (QAbstractButton, QLineEdit, QComboBox, QLabel)
        inside = [one for one in holder.children() if isinstance(one, kinds) and one.isVisible()]
        for number, one in enumerate(inside):
            for other in inside[number + 1 :]:
                both = QRect(one.geometry()).intersected(other.geometry())
                if both.width() > 1 and both.height() > 1:
                    found.append(f"overlap: {_told(one)} and {_told(other)}")
    return found


def _small(window: QWidget) -> list[str]:
    return [
        f"a target below 24 px: {_told(one)}"
        for one in _controls(window)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and min(one.width(), one.height()) < 24
    ]


def test_right_to_left_everything_is_mirrored_but_times(opened: Opener, qapp: QApplication) -> None:
    plain = opened("overview")
    straight = _strip_picture(plain.findChild(Strip))
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = opened("overview")
        sidebar = window.shell.sidebar
        assert sidebar.mapTo(window, QPoint()).x() > window.width() / 2
        title = window.shell.header.mapTo(window, QPoint()).x()
        assert title <= 2
        assert _strip_picture(window.findChild(Strip)) == straight
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _strip_picture(strip: QWidget | None) -> object:
    assert strip is not None
    return strip.grab().toImage().copy(0, 0, 400, 20)


def test_three_times_the_text_has_no_rail_of_words(opened: Opener, qapp: QApplication) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(30.0)
    qapp.setFont(font)
    window = opened("overview")
    assert theme.scale() > 2.5
    assert window.shell.sidebar.rail
