"""The painted parts: plain words, heights that are kept, focus by keyboard alone, what they tell screen readers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFont, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import gallery_samples as samples
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill, StateBadge
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.base import plain_tooltip
from desktop_app.ui.components.buttons import Button, IconButton, Kind
from desktop_app.ui.components.chips import Chip, ChipRow
from desktop_app.ui.components.dialog import ConfirmDialog
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.ring import Ring
from desktop_app.ui.components.rows import CopyRow
from desktop_app.ui.components.stepper import Stepper
from desktop_app.ui.components.strip import Strip
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import Action, BannerView, ConfirmView, RingView, Span, StripTip, StripView
from tests.gui.conftest import settle


def _show(qtbot: QtBot, widget: QWidget, width: int = 300, height: int = 0) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height or max(1, widget.sizeHint().height()))
    with qtbot.waitExposed(widget):
        widget.show()
    settle()


def _inks(widget: QWidget) -> set[str]:
    image: QImage = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Label, WrapLabel])
def test_words_are_plain(kind: type[QLabel], qtbot: QtBot) -> None:
    label = kind("<b>admin</b> &amp; <img src=x>")
    _show(qtbot, label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>admin</b> &amp; <img src=x>"
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("admin & <img src=x>")


def test_a_long_name_asks_for_no_room_and_shows_itself_in_the_tooltip(qtbot: QtBot) -> None:
    label = Label("W" * 200 + "<b>")
    _show(qtbot, label, 120)
    assert label.minimumSizeHint().width() <= 30
    assert label.width() == 120
    assert label.toolTip().endswith("&lt;b&gt;</qt>")


def test_a_short_name_has_no_tooltip(qtbot: QtBot) -> None:
    label = Label("Ada")
    _show(qtbot, label, 120)
    assert label.toolTip() == ""


@pytest.mark.parametrize("width", [80, 200, 400])
def test_a_paragraph_keeps_the_height_it_needs(qtbot: QtBot, width: int) -> None:
    holder = QWidget()
    inner = QWidget()
    paragraph = WrapLabel("Continue in your browser. This page changes by itself. " * 3)
    QVBoxLayout(inner).addWidget(paragraph)
    QVBoxLayout(holder).addWidget(inner)
    _show(qtbot, holder, width, 500)
    assert paragraph.height() >= paragraph.heightForWidth(paragraph.width())


def test_a_word_wider_than_the_page_breaks(qtbot: QtBot) -> None:
    paragraph = WrapLabel("W" * 300)
    _show(qtbot, paragraph, 150)
    lines = paragraph.heightForWidth(150) / paragraph.fontMetrics().height()
    assert lines > 10
    assert paragraph.minimumSizeHint().width() <= 30


def test_new_words_take_their_height(qtbot: QtBot) -> None:
    paragraph = WrapLabel("short")
    _show(qtbot, paragraph, 150)
    before = paragraph.minimumHeight()
    paragraph.set_text("much longer than it was before, on several lines by now")
    assert paragraph.minimumHeight() > before


def test_tooltips_are_letters_not_markup() -> None:
    assert plain_tooltip("<img src=x> & co") == "<qt>&lt;img src=x&gt; &amp; co</qt>"
    assert plain_tooltip("") == ""


# --- buttons ---------------------------------------------------------------------------------------------------------


def test_an_ampersand_is_an_ampersand() -> None:
    button = Button("Sign in to Acme & Co")
    assert button.words() == "Sign in to Acme & Co"
    assert button.accessibleName() == "Sign in to Acme & Co"
    assert button.shortcut().isEmpty()


@pytest.mark.parametrize("kind", ["primary", "plain", "ghost", "danger", "danger_fill"])
def test_targets_are_large_enough(kind: Kind) -> None:
    for small in (False, True):
        size = Button("OK", kind, small=small).sizeHint()
        assert size.height() >= theme.TARGET
        assert size.width() >= theme.TARGET
    assert IconButton("copy", "Copy").sizeHint().width() >= theme.TARGET


@pytest.mark.parametrize("kind", ["primary", "plain", "ghost", "danger", "danger_fill"])
def test_the_ring_is_for_keyboard_focus_alone(qtbot: QtBot, kind: Kind) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    button = Button("Refresh now", kind, icon_name="refresh")
    column.addWidget(button)
    column.addWidget(Button("other"))
    _show(qtbot, holder)
    holder.activateWindow()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert theme.colour("draw").name() not in _inks(button) or kind == "primary"
    without = button.grab().toImage()
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    assert button.grab().toImage() != without
    assert theme.colour("draw").name() in _inks(button)


def test_space_presses_a_button(qtbot: QtBot) -> None:
    button = Button("Try now", "primary")
    _show(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_an_icon_button_has_a_name(qtbot: QtBot) -> None:
    button = IconButton("copy", "Copy: <redirect>")
    assert button.accessibleName() == "Copy: <redirect>"
    assert "&lt;redirect&gt;" in button.toolTip()


# --- fields ----------------------------------------------------------------------------------------------------------


def test_a_field_says_its_label_and_its_error(qtbot: QtBot) -> None:
    field = Field("Address of the provider", placeholder="https://…")
    _show(qtbot, field, 240, 120)
    assert field.line.accessibleName() == "Address of the provider"
    field.set_error("Use https. <b>Plain</b> http is only for this computer.")
    settle()
    assert field.error().startswith("Use https. <b>")
    assert field.line.accessibleDescription() == field.error()
    assert theme.colour("bad").name() in _inks(field)
    qtbot.keyClicks(field.line, "x")
    assert field.error() == ""


def test_a_field_follows_the_scheme(qtbot: QtBot, qapp: QApplication) -> None:
    field = Field("Name")
    field.set_text("Acme")
    _show(qtbot, field, 240, 80)
    theme.apply(qapp, "dark")
    settle()
    assert theme.colour("card").name() in _inks(field)
    assert field.line.palette().text().color() == theme.colour("text")


def test_a_copy_row_is_read_only_and_says_copied(qtbot: QtBot) -> None:
    row = CopyRow("Redirect address")
    row.show_value("http://127.0.0.1:49152/callback")
    _show(qtbot, row)
    button = row.findChild(Button)
    assert button is not None
    with qtbot.waitSignal(row.copied):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    row.show_value("http://127.0.0.1:49152/callback", copied=True)
    assert button.words() == "Copied"
    assert row.value() == "http://127.0.0.1:49152/callback"


# --- chips, badge, banner --------------------------------------------------------------------------------------------


def test_roles_that_do_not_fit_are_counted_and_opened(qtbot: QtBot) -> None:
    row = ChipRow("Roles")
    row.set_words([f"role-{n}" for n in range(12)])
    _show(qtbot, row, 260, 40)
    chips = [chip for chip in row.findChildren(Chip) if chip.isVisible()]
    more = next(chip for chip in chips if chip.word.startswith("+"))
    assert more.word == f"+ {12 - (len(chips) - 1)}"
    assert all(chip.geometry().right() <= row.width() for chip in chips)
    assert row.accessibleName() == "Roles: " + ", ".join(f"role-{n}" for n in range(12))
    with qtbot.waitSignal(row.opened):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    settle()
    assert all(chip.isVisible() for chip in row.findChildren(Chip) if chip.word.startswith("role"))
    assert row.minimumHeight() > 40


def test_a_hostile_role_pushes_nothing_away(qtbot: QtBot) -> None:
    row = ChipRow("Roles")
    row.set_words(["W" * 400, "user"])
    _show(qtbot, row, 200, 40)
    assert all(chip.geometry().right() <= 200 for chip in row.findChildren(Chip) if chip.isVisible())


def test_five_hundred_roles_make_few_chips(qtbot: QtBot) -> None:
    row = ChipRow("Roles")
    row.set_words([f"r{n}" for n in range(500)])
    _show(qtbot, row, 300, 40)
    assert len(row.findChildren(Chip)) < 60


@pytest.mark.parametrize("state", sorted(words.MARKS))
@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
def test_the_badge_says_the_state_in_words(qtbot: QtBot, qapp: QApplication, state: str, scheme: theme.Scheme) -> None:
    theme.apply(qapp, scheme)
    badge = StateBadge()
    badge.render_badge(words.badge(state))
    _show(qtbot, badge, badge.sizeHint().width())
    assert badge.text() == words.badge(state).word
    assert badge.accessibleName() == f"State: {badge.text()}"
    assert len(_inks(badge)) > 2


def test_a_banner_has_at_most_two_buttons(qtbot: QtBot) -> None:
    actions = tuple(Action(f"a{n}", f"Do {n}", n == 1) for n in range(4))
    banner = Banner()
    banner.render_banner(BannerView("bad", "Not saved", "<i>why</i>", actions))
    _show(qtbot, banner, 700, 80)
    assert [button.words() for button in banner.buttons()] == ["Do 0", "Do 1"]
    assert banner.accessibleName() == "Not saved <i>why</i>"
    with qtbot.waitSignal(banner.action) as heard:
        qtbot.mouseClick(banner.buttons()[1], Qt.MouseButton.LeftButton)
    assert heard.args == ["a1"]


def test_a_narrow_banner_puts_its_buttons_below(qtbot: QtBot) -> None:
    banner = Banner()
    banner.render_banner(BannerView("warn", "Offline.", "Next try in 18 s.", (Action("t", "Try now", True),)))
    _show(qtbot, banner, 700, 80)
    wide = banner.buttons()[0].mapTo(banner, QPoint()).x()
    banner.resize(300, 160)
    settle()
    assert banner.buttons()[0].mapTo(banner, QPoint()).x() < wide / 2


def test_a_banner_that_did_not_change_keeps_its_buttons(qtbot: QtBot) -> None:
    banner = Banner()
    action = (Action("t", "Try now", True),)
    banner.render_banner(BannerView("warn", "Offline.", "Next try in 18 s.", action))
    before = banner.buttons()
    banner.render_banner(BannerView("warn", "Offline.", "Next try in 17 s.", action))
    assert banner.buttons() == before


# --- ring, strip, stepper --------------------------------------------------------------------------------------------


def test_the_ring_says_a_sentence(qtbot: QtBot) -> None:
    ring = Ring()
    ring.show_life(RingView(300, 252, 60), "4:12", "left", "4 minutes 12 seconds left, refreshes in 3 min")
    _show(qtbot, ring, 132)
    assert ring.accessibleName() == "4 minutes 12 seconds left, refreshes in 3 min"
    assert ring.text() == "4:12"
    assert theme.colour("draw").name() in _inks(ring)


def test_a_waiting_ring_is_dotted_in_another_colour(qtbot: QtBot) -> None:
    ring = Ring()
    ring.show_life(RingView(300, 66, None, waiting=True), "1:06", "left", "66 seconds")
    _show(qtbot, ring, 132)
    inks = _inks(ring)
    assert theme.colour("warn").name() in inks
    assert theme.colour("draw").name() not in inks


@pytest.mark.parametrize(("total", "left"), [(0, 0), (300, -5), (300, 1e12), (1e-9, 1), (300, 300)])
def test_odd_lives_are_drawn(qtbot: QtBot, total: float, left: float) -> None:
    ring = Ring()
    ring.show_life(RingView(total, left, 60), "9:59:59", "left", "odd")
    _show(qtbot, ring, 132)
    assert len(_inks(ring)) > 1


def test_the_strip_has_its_sentence(qtbot: QtBot) -> None:
    strip = Strip()
    strip.render_strip(samples.strip())
    _show(qtbot, strip, 600)
    assert strip.accessibleName().startswith("From 12:30 to now")
    assert {theme.colour(name).name() for name in ("ok", "ok-soft", "warn-soft")} <= _inks(strip)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_the_strip_tells_what_the_pointer_is_on(qtbot: QtBot) -> None:
    view = StripView(
        0.0,
        1000.0,
        (Span("signed_in", 100.0, 500.0),),
        (300.0, 306.0),
        tips=(
            StripTip(300.0, 300.0, "12:05: Refreshed"),
            StripTip(306.0, 306.0, "12:06: <b>Refreshed</b>"),
            StripTip(100.0, 500.0, "12:00 to 12:10: signed in"),
        ),
        sentence="All of it",
    )
    strip = Strip()
    strip.render_strip(view)
    _show(qtbot, strip, 1000)
    assert strip.tip_at(297) == "12:05: Refreshed", "the nearest of two"
    assert strip.tip_at(400) == "12:00 to 12:10: signed in"
    assert strip.tip_at(700) == "All of it"
    assert _tip_of(strip, QPoint(308, 12)) == "<qt>12:06: &lt;b&gt;Refreshed&lt;/b&gt;</qt>"


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_the_ring_tells_its_sentence(qtbot: QtBot) -> None:
    ring = Ring()
    ring.show_life(RingView(60, 30, 10), "30", "left", "30 seconds left, then it is refreshed")
    _show(qtbot, ring, 132)
    assert _tip_of(ring, QPoint(20, 20)) == "<qt>30 seconds left, then it is refreshed</qt>"


def _tip_of(widget: QWidget, at: QPoint) -> str:
    """The tooltip that is shown where the pointer rests."""
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    shown = QToolTip.text()
    QToolTip.hideText()
    return shown


def test_refreshes_that_are_close_merge_into_a_bar(qtbot: QtBot) -> None:
    view = samples.activity().strip
    assert view is not None
    strip = Strip()
    strip.render_strip(view)
    _show(qtbot, strip, 400)
    image = strip.grab().toImage()
    middle = [image.pixelColor(x, 15).name() for x in range(330, 360)]
    assert set(middle) == {theme.colour("ok").name()}


def test_the_stepper_says_where_it_is(qtbot: QtBot) -> None:
    stepper = Stepper(["Browser opened", "Your turn", "Checking", "Saved"])
    _show(qtbot, stepper, 600)
    stepper.set_current(1)
    assert stepper.accessibleName() == "Step 2 of 4: Your turn"
    stepper.resize(220, 60)
    assert stepper.sizeHint().height() > 40


def test_a_pill_shows_its_word(qtbot: QtBot) -> None:
    pill = Pill("Recognised")
    _show(qtbot, pill, pill.sizeHint().width())
    assert pill.text() == "Recognised"
    assert theme.colour("ok").name() in _inks(pill)


# --- dialog ----------------------------------------------------------------------------------------------------------

QUESTION = ConfirmView("End 3 sessions?", "Those devices must sign in again.", "End 3 sessions", dangerous=True)


@pytest.fixture
def dialog(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ConfirmDialog:
    made = ConfirmDialog(QUESTION)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    return made


def test_cancel_is_the_default_and_escape(dialog: ConfirmDialog, qtbot: QtBot) -> None:
    assert dialog.cancel.isDefault()
    assert not dialog.verb.isDefault()
    assert not dialog.verb.autoDefault()
    with qtbot.waitSignal(dialog.rejected):
        dialog.reject()


def test_the_verb_carries_the_number_and_is_a_danger(dialog: ConfirmDialog, qtbot: QtBot) -> None:
    assert dialog.verb.words() == "End 3 sessions"
    assert dialog.verb.kind == "danger_fill"
    with qtbot.waitSignal(dialog.accepted):
        dialog.verb.click()


def test_large_text_makes_everything_taller(qtbot: QtBot, qapp: QApplication) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    parts: list[QWidget] = [Button("Refresh now"), Label("Ada"), Field("Name"), IconButton("copy", "Copy")]
    for part in parts:
        column.addWidget(part)
    _show(qtbot, holder, 400, 300)
    before = [part.sizeHint().height() for part in parts]
    font = QFont(qapp.font())
    font.setPointSizeF(20.0)
    qapp.setFont(font)
    settle()
    assert all(part.sizeHint().height() > old for part, old in zip(parts, before, strict=True))
