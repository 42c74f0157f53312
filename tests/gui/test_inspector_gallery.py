"""Every state of the inspector's pane in every size: nothing is pushed out of view, targets are large enough."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget

from desktop_app.ui import gallery, theme
from desktop_app.ui.gallery_inspect import NAMES
from desktop_app.ui.inspect.pane import InspectorPane
from tests.gui.conftest import Opener, settle

SIZES = [(1040, 720), (600, 400), (480, 400)]


def pane_of(window: QWidget) -> InspectorPane:
    """The pane that is shown."""
    return next(pane for pane in window.findChildren(InspectorPane) if pane.isVisible())


def too_wide(pane: InspectorPane) -> list[str]:
    """Controls that stand beyond the pane's edges, or are narrower than a target."""
    wrong = []
    for widget in pane.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QAbstractItemView | QLabel):
            continue
        left = widget.mapTo(pane, QPoint(0, 0)).x()
        if left < 0 or left + widget.width() > pane.width():
            wrong.append(f"{type(widget).__name__} {widget.accessibleName()[:40]!r}: {left} + {widget.width()}")
        if isinstance(widget, QAbstractButton) and widget.height() < theme.TARGET - 8:
            wrong.append(f"{type(widget).__name__} {widget.accessibleName()[:40]!r} is {widget.height()} px high")
    return wrong


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_pushed_out_of_view(opened: Opener, name: str, size: tuple[int, int]) -> None:
    pane = pane_of(opened(name, size))

    assert pane.page.horizontalScrollBar().maximum() == 0
    assert too_wide(pane) == []


@pytest.mark.parametrize("name", ["inspect", "inspect-refused-own", "inspect-compare", "inspect-keys", "tokens"])
def test_large_text_fits(opened: Opener, qapp: QApplication, name: str) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(20.0)
    qapp.setFont(font)
    pane = pane_of(opened(name, (720, 640)))

    assert too_wide(pane) == []


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("name", ["inspect", "inspect-refused", "inspect-compare", "inspect-raw"])
def test_the_scheme_changes_while_it_is_shown(
    opened: Opener, qapp: QApplication, name: str, scheme: theme.Scheme
) -> None:
    window = opened(name)
    theme.apply(qapp, scheme)
    settle()
    fresh = gallery.build(name)
    fresh.resize(window.size())
    fresh.show()
    settle()
    one, other = window.grab().toImage(), fresh.grab().toImage()
    places = [(x, y) for x in range(260, 1030, 7) for y in range(4, 716, 5)]
    differ = [place for place in places if one.pixelColor(*place) != other.pixelColor(*place)]
    fresh.close()
    fresh.deleteLater()

    assert len(differ) < len(places) * 0.01, differ[:5]


def test_grey_is_never_green(opened: Opener) -> None:
    pane = pane_of(opened("inspect-expired"))
    pill = pane.verdicts.pills["signature"]
    image = pill.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    assert pill.text() == "Signature not checked"
    assert theme.colour("ok").name() not in seen
    assert theme.colour("ok-soft").name() not in seen


def test_three_verdicts_in_order(opened: Opener) -> None:
    pane = pane_of(opened("inspect"))
    lefts = [pill.mapTo(pane, QPoint(0, 0)).x() for pill in pane.verdicts.pills.values()]

    assert list(pane.verdicts.pills) == ["signature", "claims", "trust"]
    assert lefts == sorted(lefts)


def test_ten_thousand_claims_are_a_list_like_any_other(opened: Opener) -> None:
    pane = pane_of(opened("inspect-huge"))
    tree = pane.bodies.claims.tree
    place = tree.claims.index(0, 0)

    assert tree.claims.rowCount(place) == 9_990
    last = tree.claims.index(9_989, 0, place)
    tree.scrollTo(last)
    assert tree.visualRect(last).isValid()
    assert str(tree.claims.data(last, Qt.ItemDataRole.DisplayRole)) == "claim_09989"
