"""Small manners of the window: where the focus goes, what Return does, what stays on one line, what is called what."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app.activity import ActivityEvent
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import states as s
from desktop_app.ui import gallery_samples as samples
from desktop_app.ui import gallery_setup as setup
from desktop_app.ui import theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.life import Life
from desktop_app.ui.models.view_state import AddProviderView, SessionView
from desktop_app.ui.projection.account import header, page, row
from desktop_app.ui.projection.happened import activity, entries, strip
from desktop_app.ui.projection.times import clock_time
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.conftest import Opener, settle
from tests.support.engine_double import account, session

NOW = 1_795_000_000.0


def _focused(window: MainWindow, words: str) -> Button:
    button = next(b for b in window.findChildren(Button) if b.isVisible() and b.words() == words)
    window.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    return button


def test_a_button_that_goes_leaves_the_focus_to_its_page(opened: Opener) -> None:
    window = opened("offline")
    _focused(window, "Try now")
    window.render_account(samples.header(), samples.session())
    settle()
    assert not isinstance(QApplication.focusWidget(), QPushButton), "the next Space would press what nobody chose"


def test_a_button_that_rests_leaves_the_focus_to_its_page(opened: Opener) -> None:
    window = opened("overview")
    refresh = _focused(window, "Refresh now")
    window.render_account(samples.header(), replace(samples.session(), can_refresh=False))
    settle()
    assert not refresh.isEnabled()
    assert not isinstance(QApplication.focusWidget(), QPushButton), "the next Space would copy the token"


def test_tab_goes_on_as_usual(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    qtbot.keyClick(_focused(window, "Refresh now"), Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.words() == "Copy token"


def test_return_in_the_client_id_saves(opened: Opener, qtbot: QtBot) -> None:
    window = opened("add-provider")
    read = AddProviderView("summary", "https://auth.acme.example", summary=setup.summary(), name="Acme")
    window.render_add_provider(read)
    field = window.shell.pages.add_provider().page.register.client_id
    field.set_text("")
    with qtbot.assertNotEmitted(window.provider_saved):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.keyClicks(field.line, "3c219e58")
    with qtbot.waitSignal(window.provider_saved) as saved:
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert saved.args[1] is True, "with the sign-in, as the filled button says"


def test_a_number_and_its_unit_stay_on_one_line(qtbot: QtBot) -> None:
    unit, word = WrapLabel("mmmm 4 s mmmm"), WrapLabel("mmmm 4 z mmmm")
    for label in (unit, word):
        qtbot.addWidget(label)
    wide = theme.metrics("body").horizontalAdvance("mmmm 4") + 2
    assert word.heightForWidth(wide) == word.heightForWidth(10_000) * 2
    assert unit.heightForWidth(wide) == unit.heightForWidth(10_000) * 3, "mmmm | 4 s | mmmm"
    assert unit.text() == "mmmm 4 s mmmm", "what is read aloud or compared keeps its spaces"


# --- what is called what ---------------------------------------------------------------------------------------------


def test_a_session_whose_keychain_is_locked_is_not_called_offline() -> None:
    locked = KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")
    life = Life(account(), state=s.Offline(session(), locked, NOW - 1))
    assert header(life).badge.word == "Keychain locked"
    assert row(life, NOW).line == "Keychain is locked"
    view = page(life, NOW, 0.0)
    assert isinstance(view, SessionView)
    assert view.banner is not None
    assert view.banner.title == "The keychain is locked"
    assert [action.id for action in view.banner.actions] == ["unlock"]
    assert "network" not in " ".join(fact.value for fact in view.token_facts)


def test_a_session_without_a_network_is() -> None:
    gone = KeyfobError(Code.E_NETWORK, "network.refused", host="auth.example", seconds=30)
    life = Life(account(), state=s.Offline(session(), gone, NOW + 4.5))
    assert header(life).badge.word == "Offline"
    view = page(life, NOW, 0.0)
    assert isinstance(view, SessionView)
    assert view.banner is not None
    assert view.banner.text.endswith("Next try in 4 s.")


def test_what_the_person_cancelled_is_no_trouble() -> None:
    cancelled = ActivityEvent("sign_in_failed", NOW - 20, {"code": "E_CANCELLED"})
    denied = ActivityEvent("sign_in_failed", NOW - 10, {"code": "E_DENIED"})
    shown = activity("work", (cancelled,), NOW, "all")
    assert shown.totals == "0 sign-ins, 0 refreshes, 0 troubles"
    assert [(entry.title, entry.mark) for entry in shown.days[0].entries] == [("Sign-in cancelled", "none")]
    both = activity("work", (cancelled, denied), NOW, "trouble")
    assert both.totals == "0 sign-ins, 0 refreshes, 1 trouble"
    assert len(both.days[0].entries) == 1


def test_a_refresh_that_the_keychain_stopped_is_not_called_offline() -> None:
    (entry,) = entries((ActivityEvent("refresh_failed", NOW, {"code": "E_KEYCHAIN_LOCKED"}),))
    assert entry.title == "Not refreshed"


def test_the_strip_says_what_each_part_of_it_was() -> None:
    gone = ActivityEvent("refresh_failed", NOW - 600, {"code": "E_NETWORK"})
    events = (ActivityEvent("signed_in", NOW - 1800), ActivityEvent("refreshed", NOW - 1200), gone)
    drawn = strip(events, NOW)
    assert drawn is not None
    at = [clock_time(NOW - ago) for ago in (1800, 1200, 600, 0)]
    assert [(tip.start - NOW, tip.end - NOW, tip.words) for tip in drawn.tips] == [
        (-1200, -1200, f"{at[1]}: Refreshed"),
        (-1800, -1800, f"{at[0]}: Signed in"),
        (-1800, -600, f"{at[0]} to {at[2]}: signed in"),
        (-600, 0, f"{at[2]} to {at[3]}: refreshing did not work; the session was kept"),
    ]
