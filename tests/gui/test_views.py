"""The pages: what each state says, what each control tells, and that nothing leaves the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import texts
from desktop_app.ui import gallery, theme
from desktop_app.ui import gallery_samples as samples
from desktop_app.ui import gallery_setup as setup
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.models.view_state import (
    AddProviderView,
    ConfirmView,
    LockedView,
    NeedsLoginView,
    ProviderDraft,
    RestoringView,
    RingView,
    SignedOutView,
)
from desktop_app.ui.views.first_run import ChoiceButton
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.conftest import Opener, settle, shown

PAGES = [*samples.account_pages(), *setup.add_pages(), *setup.first_runs(), "activity", "hostile"]
SMALL = (480, 400)


def _said(window: MainWindow) -> str:
    """Every word that can be seen or heard in the window."""
    parts: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
            parts.append(widget.text())
        parts.append(widget.accessibleName())
    model = window.shell.sidebar.model
    parts += [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
    return "\n".join(part for part in parts if part)


def _button(window: MainWindow, words: str) -> Button:
    return next(b for b in window.findChildren(Button) if b.isVisible() and b.words() == words)


def _press(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.mouseClick(_button(window, words), Qt.MouseButton.LeftButton)


# --- what each state says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("overview", ["State: Signed in", "Ada Lovelace", "ada@acme.example", "4 minutes 12 seconds left", "Sign out"]),
        ("refreshing", ["State: Refreshing", "Refreshing…"]),
        ("offline", ["State: Offline", "Offline. You are still signed in.", "(DNS). Next try in 18 s.", "Try now"]),
        ("unsaved", ["Your session could not be saved", "It lives until you quit.", "Not saved, do not quit"]),
        ("signing-in", ["State: Signing in", "Continue in your browser", "4 minutes 38 seconds left to sign in"]),
        ("signing-in-unopened", ["No browser opened", "Copy", "oauth2/authorize"]),
        ("signing-in-paste-error", ["This address belongs to another sign-in."]),
        ("signing-in-checking", ["Step 3 of 4: Checking"]),
        ("signed-out", ["State: Signed out", "You are signed out", "Sign in"]),
        ("signed-out-denied", ["You are not signed in", "The provider refused: the user denied the request."]),
        ("restoring", ["State: Restoring", "Restoring your session", "No network is needed."]),
        ("needs-login", ["State: Sign in again", "Please sign in again", "ended this session at 14:27", "Why?"]),
        ("locked", ["The keychain is locked", "Unlock"]),
        ("signing-out", ["State: Signing out", "Keyfob ends the session here and tells auth.acme.example."]),
        ("first-run", ["Sign in once. Stay signed in.", "Add a provider", "Try the demo", "Inspect a token"]),
        ("first-run-company", ["Sign in to Acme"]),
        ("add-provider", ["FusionAuth", "http://127.0.0.1:49152/callback", "Yes: Sign-in with PKCE (S256)"]),
        ("add-provider-error", ["Use https. Plain http is only for this computer."]),
        ("add-provider-reading", ["Reading…", "at most 30 seconds"]),
        ("add-provider-id-error", ["Paste the client ID here."]),
        ("activity", ["Refreshed 19 times", "Refused: the session was ended at the provider", "Trouble  2"]),
    ],
)
def test_every_state_says_what_it_is(opened: Opener, name: str, sentences: list[str]) -> None:
    said = _said(opened(name)).replace("&&", "&")
    assert [sentence for sentence in sentences if sentence not in said] == []


@pytest.mark.parametrize("name", PAGES)
def test_at_most_one_primary_button(opened: Opener, name: str) -> None:
    window = opened(name)
    primary = [b for b in window.findChildren(Button) if b.isVisible() and b.kind == "primary"]
    choices = [c for c in window.findChildren(ChoiceButton) if c.isVisible() and c.primary]
    assert len(primary) + len(choices) <= 1


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name_and_is_large_enough(opened: Opener, name: str) -> None:
    window = opened(name)
    for control in window.findChildren(QWidget):
        if not control.isVisible() or not isinstance(control, (QAbstractButton, QLineEdit)):
            continue
        if control.focusPolicy() == Qt.FocusPolicy.NoFocus or control.parent().inherits("QScrollBar"):
            continue
        assert control.accessibleName(), control
        if isinstance(control, QAbstractButton):
            assert control.height() >= theme.TARGET, control.accessibleName()
            assert control.width() >= theme.TARGET, control.accessibleName()


# --- layout ----------------------------------------------------------------------------------------------------------


def _overflow(window: MainWindow) -> list[str]:
    """Visible widgets that reach beyond their window, or beyond their page to the sides."""
    out: list[str] = []
    frame = QRect(QPoint(), window.size())
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.isWindow() or not widget.visibleRegion().boundingRect().isValid():
            continue
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        if place.left() < frame.left() or place.right() > frame.right():
            out.append(f"{type(widget).__name__} {place.left()}..{place.right()}")
    for area in window.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner.width() > area.viewport().width():
            out.append(f"{type(area).__name__} is {inner.width()} wide in {area.viewport().width()}")
        for part in inner.findChildren(QWidget):
            parent = part.parentWidget()
            if part.isVisible() and part.geometry().right() > parent.width():
                out.append(f"{type(part).__name__} {part.accessibleName()[:20]} leaves its {type(parent).__name__}")
    return out


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [SMALL, (640, 500), (720, 600), (1040, 720), (1600, 900)])
def test_nothing_leaves_the_window_sideways(opened: Opener, name: str, size: tuple[int, int]) -> None:
    window = opened(name, size)
    assert (window.width(), window.height()) == size
    assert _overflow(window) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [SMALL, (720, 640), (1040, 720)])
def test_nothing_leaves_the_window_with_large_text(
    opened: Opener, qapp: QApplication, name: str, size: tuple[int, int]
) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(20.0)
    qapp.setFont(font)
    window = opened(name, size)
    assert window.width() == size[0]
    assert _overflow(window) == []


@pytest.mark.parametrize("name", ["overview", "offline", "signing-in", "add-provider", "first-run", "activity"])
def test_nothing_leaves_the_window_with_longer_words(opened: Opener, name: str) -> None:
    texts.use_language("pseudo")
    try:
        assert _overflow(opened(name, (720, 600))) == []
        assert _overflow(opened(name, SMALL)) == []
    finally:
        texts.use_language("en")


@pytest.mark.parametrize("name", PAGES)
def test_it_mirrors(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = shown(qtbot, gallery.build(name), (720, 600))
        assert window.shell.sidebar.mapTo(window, QPoint()).x() > 300
        # Mirrored, Qt's splitter puts its first part one pixel too far.
        assert [found for found in _overflow(window) if not found.startswith("Sidebar")] == []
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_sidebar_becomes_a_rail(opened: Opener) -> None:
    window = opened("overview")
    assert window.shell.sidebar.width() == theme.SIDEBAR
    window.resize(*SMALL)
    settle()
    assert window.shell.sidebar.width() == theme.RAIL
    window.resize(1040, 720)
    settle()
    assert window.shell.sidebar.width() == theme.SIDEBAR


def test_colours_follow_the_scheme_while_it_is_shown(opened: Opener, qapp: QApplication) -> None:
    window = opened("overview")
    theme.apply(qapp, "dark")
    settle()
    image = window.grab().toImage()
    assert image.pixelColor(4, 400).name() == theme.colour("side").name()
    assert image.pixelColor(1030, 700).name() == theme.colour("page").name()


# --- hostile words ---------------------------------------------------------------------------------------------------


def test_hostile_words_stay_words(opened: Opener) -> None:
    window = opened("hostile")
    said = _said(window)
    assert "<b>admin</b>" in said
    assert "\\u202egnp.exe" in said
    assert not set(said) & {"\u202e", "\x1b", "\u200b", "\ud800"}
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()[:40]


def test_every_label_of_every_page_is_plain(opened: Opener) -> None:
    for name in PAGES:
        for label in opened(name).findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText, (name, label.text())


# --- what controls tell ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words", "intent", "detail"),
    [
        ("overview", "Refresh now", "refresh", None),
        ("overview", "Copy token", "copy_token", None),
        ("offline", "Try now", "banner", "try_now"),
        ("offline", "Details", "banner", "details"),
        ("unsaved", "Try again", "banner", "retry_save"),
        ("signing-in", "Open the browser again", "open_again", None),
        ("signing-in", "Copy the link", "copy_link", None),
        ("signing-in", "Cancel sign-in", "cancel", None),
        ("signing-in-unopened", "Copy", "copy_link", None),
        ("signed-out", "Sign in", "sign_in", None),
        ("signed-out-denied", "Details", "why", None),
        ("needs-login", "Sign in", "sign_in", None),
        ("needs-login", "Why?", "why", None),
        ("locked", "Unlock", "unlock", None),
        ("activity", "Show each", "entry_detail", "r"),
    ],
)
def test_a_button_tells_what_the_person_wants(
    opened: Opener, qtbot: QtBot, name: str, words: str, intent: str, detail: str | None
) -> None:
    window = opened(name)
    with qtbot.waitSignal(window.account_intent) as heard:
        _press(qtbot, window, words)
    assert heard.args == ["acme", intent, detail]


@pytest.mark.parametrize(
    ("words", "intent", "detail"),
    [
        ("Sign out here", "sign_out", "here"),
        ("Sign out everywhere…", "sign_out", "everywhere"),
        ("Sign out without telling the provider", "sign_out", "local"),
        ("Forget this account…", "forget", None),
    ],
)
def test_sign_out_has_its_kinds(opened: Opener, qtbot: QtBot, words: str, intent: str, detail: str | None) -> None:
    window = opened("overview")
    menu = window.shell.pages.overview().who.sign_out_menu()
    action = next(action for action in menu.actions() if action.text() == words)
    with qtbot.waitSignal(window.account_intent) as heard:
        action.trigger()
    assert heard.args == ["acme", intent, detail]


def test_everywhere_is_offered_where_the_provider_can(opened: Opener) -> None:
    window = opened("overview")
    window.render_account(samples.header(), samples.session(can_everywhere=False))
    menu = window.shell.pages.overview().who.sign_out_menu()
    assert "Sign out everywhere…" not in [action.text() for action in menu.actions()]


def test_a_pasted_address_is_told_as_it_is(opened: Opener, qtbot: QtBot) -> None:
    window = opened("signing-in")
    page = window.shell.pages.signing_in()
    assert not page.use.isEnabled()
    qtbot.keyClicks(page.paste.line, "  http://127.0.0.1:1/callback?code=a&state=b ")
    assert page.use.isEnabled()
    with qtbot.waitSignal(window.account_intent) as heard:
        qtbot.keyClick(page.paste.line, Qt.Key.Key_Return)
    assert heard.args == ["acme", "paste", "http://127.0.0.1:1/callback?code=a&state=b"]


def test_a_pasted_address_is_forgotten_when_the_sign_in_ends(opened: Opener, qtbot: QtBot) -> None:
    window = opened("signing-in")
    page = window.shell.pages.signing_in()
    qtbot.keyClicks(page.paste.line, "http://127.0.0.1:1/callback?code=secret")
    window.render_account(samples.header("signing_in"), samples.signing_in(left=200.0))
    assert page.paste.text() != ""
    window.render_account(samples.header(), samples.session())
    assert page.paste.text() == ""


def test_roles_capabilities_and_facts_change_in_place(opened: Opener) -> None:
    window = opened("overview")
    window.render_account(samples.header(), samples.session(roles=("user",), ring=RingView(300, 9, 60)))
    said = _said(window)
    assert "Roles: user" in said
    assert "9 seconds left" in said


def test_without_an_end_there_is_no_ring(opened: Opener) -> None:
    window = opened("overview")
    window.render_account(samples.header(), samples.session(ring=RingView(0, 0)))
    assert not window.shell.pages.overview().token.ring.isVisible()


def test_an_issuer_is_copied(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    copy = next(b for b in window.findChildren(QAbstractButton) if b.accessibleName() == "Copy: Provider")
    with qtbot.waitSignal(window.account_intent) as heard:
        qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert heard.args == ["acme", "fact_copied", "issuer"]


def test_the_keyboard_does_not_stay_in_a_row_that_a_small_window_has_no_room_for(opened: Opener) -> None:
    window = opened("overview")
    copy = next(b for b in window.findChildren(QAbstractButton) if b.accessibleName() == "Copy: Provider")
    copy.setFocus()
    assert window.focusWidget() is copy
    window.hide()  # Qt looks for an heir in sight alone
    window.resize(480, 400)
    window.show()
    settle()
    assert not copy.isVisible()
    held = window.focusWidget()
    assert held is None or held.isVisible()


@pytest.mark.parametrize(
    ("page", "words", "intent"),
    [
        (LockedView("acme", "Acme", prompting=True), "Cancel", "cancel"),
        (RestoringView("acme", "Acme", waiting_for_keychain=True), "Cancel", "cancel"),
        (NeedsLoginView("acme", "Refused.", can_retry=True), "Try again", "retry"),
    ],
)
def test_waits_can_be_left(
    opened: Opener, qtbot: QtBot, page: LockedView | RestoringView | NeedsLoginView, words: str, intent: str
) -> None:
    window = opened("overview")
    window.render_account(samples.header("locked"), page)
    settle()
    with qtbot.waitSignal(window.account_intent) as heard:
        _press(qtbot, window, words)
    assert heard.args[1] == intent


def test_a_filter_is_told(opened: Opener, qtbot: QtBot) -> None:
    window = opened("activity")
    chip = window.shell.pages.activity().filters["trouble"]
    with qtbot.waitSignal(window.account_intent) as heard:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert heard.args == ["acme", "filter", "trouble"]


# --- first run and adding a provider ---------------------------------------------------------------------------------


def test_first_run_leads_on(opened: Opener, qtbot: QtBot) -> None:
    window = opened("first-run")
    page = window.shell.pages.first_run()
    with qtbot.waitSignal(window.demo_requested):
        page.choices["demo"].click()
    with qtbot.waitSignal(window.place_changed) as heard:
        page.choices["inspect"].click()
    assert heard.args == ["inspect"]
    with qtbot.waitSignal(window.import_requested):
        _press(qtbot, window, "Import accounts from a file…")
    with qtbot.waitSignal(window.add_provider_opened):
        page.choices["add"].click()
    assert window.place == "add_provider"


def test_a_companys_first_run_is_one_button(opened: Opener, qtbot: QtBot) -> None:
    window = opened("first-run-company")
    page = window.shell.pages.first_run()
    assert list(page.choices) == ["sign_in"]
    with qtbot.waitSignal(window.account_intent) as heard:
        page.choices["sign_in"].click()
    assert heard.args == ["acme", "sign_in", None]


def test_a_provider_is_added(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    window.open_add_provider()
    page = window.shell.pages.add_provider()
    assert not page.page.read.isEnabled()
    qtbot.keyClicks(page.page.address.line, " https://auth.acme.example ")
    with qtbot.waitSignal(window.address_submitted) as heard:
        qtbot.keyClick(page.page.address.line, Qt.Key.Key_Return)
    assert heard.args == ["https://auth.acme.example"]
    window.render_add_provider(AddProviderView("reading", "https://auth.acme.example"))
    assert not page.page.read.isEnabled()
    read = AddProviderView("summary", "https://auth.acme.example", summary=setup.summary(), name="Acme")
    window.render_add_provider(read)
    settle()
    with qtbot.waitSignal(window.redirect_copy_requested):
        _press(qtbot, window, "Copy")
    assert not page.save_and_sign_in.isEnabled()
    qtbot.keyClicks(page.page.register.client_id.line, "3c219e58")
    assert page.save_and_sign_in.isEnabled()
    with qtbot.waitSignal(window.provider_saved) as saved:
        _press(qtbot, window, "Save and sign in")
    scopes = "openid profile email offline_access"
    assert saved.args == [ProviderDraft("https://auth.acme.example", "3c219e58", "", "Acme", scopes), True]


def test_what_was_typed_stays_when_the_view_changes(opened: Opener, qtbot: QtBot) -> None:
    window = opened("add-provider")
    page = window.shell.pages.add_provider()
    page.page.name.set_text("")
    qtbot.keyClicks(page.page.name.line, "My own name")
    error = AddProviderView("summary", "x", summary=setup.summary(), name="Other", name_error="This name is taken.")
    window.render_add_provider(error)
    assert page.page.name.text() == "My own name"
    assert page.page.name.error() == "This name is taken."


def test_escape_leaves_the_field_then_the_page(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    window.activateWindow()
    window.open_add_provider()
    settle()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.place == "add_provider"
    with qtbot.waitSignal(window.add_provider_cancelled):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.place == "account"


# --- the shell -------------------------------------------------------------------------------------------------------


def test_the_first_frame_comes_before_any_control(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_accounts(samples.rows())
    window.render_header(samples.header())
    image = window.grab().toImage()
    assert window.findChildren(QAbstractButton) == []
    seen = {image.pixelColor(x, y).name() for x in range(0, 900, 2) for y in range(0, 140, 2)}
    assert {theme.colour(name).name() for name in ("side", "page", "side-selected", "ok-soft", "avatar-0")} <= seen
    with qtbot.waitSignal(window.first_painted):
        window.show()
    assert len(window.findChildren(QAbstractButton)) > 5


@pytest.mark.parametrize("size", [(1040, 720), (720, 600), SMALL])
def test_the_live_parts_take_over_without_a_jump(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(*size)
    window.set_accounts(samples.rows())
    window.render_header(samples.header())
    before = window.grab().toImage()
    window.render_account(samples.header(), samples.session())
    shown(qtbot, window, size)
    after = window.grab().toImage()
    places = [(theme.RAIL + 300, 1), (20, 70), (4, 120), (30, size[1] - 20), (size[0] - 5, 20)]
    assert [before.pixelColor(*place).name() for place in places] == [
        after.pixelColor(*place).name() for place in places
    ]
    line = theme.colour("line").name()
    x = size[0] - 3
    rows = [[y for y in range(60, 130) if image.pixelColor(x, y).name() == line] for image in (before, after)]
    assert rows[0], "the hairline below the header"
    assert rows[0] == rows[1]


def test_choosing_an_account_is_told_once(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    heard: list[str] = []
    window.account_selected.connect(heard.append)
    accounts = window.shell.sidebar.accounts
    place = accounts.visualRect(accounts.model().index(2, 0)).center()
    qtbot.mouseClick(accounts.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert set(heard) == {"lab"}
    window.set_accounts(samples.rows("offline"))
    window.render_account(samples.header(), samples.session())
    assert set(heard) == {"lab"}


def test_a_tool_comes_and_the_account_comes_back(qtbot: QtBot) -> None:
    window = MainWindow({"doctor": lambda: QLabel("the doctor's page")})
    window.set_accounts(samples.rows())
    window.render_account(samples.header(), samples.session())
    shown(qtbot, window)
    window.shell.sidebar.tool_button("doctor").click()
    assert window.place == "doctor"
    assert not window.shell.header.isVisible()
    assert window.shell.sidebar.tool_button("doctor").isChecked()
    window.render_account(samples.header("offline"), samples.session("offline"))
    assert window.place == "doctor"
    window.shell.sidebar.account_chosen.emit("acme")
    assert window.place == "account"
    assert "still signed in" in _said(window)


def test_the_last_account_gone_it_is_first_run_again(opened: Opener) -> None:
    window = opened("overview")
    window.set_accounts(())
    assert window.place == "first_run"
    assert "No accounts yet" in _said(window)
    window.set_accounts(samples.rows())
    window.render_account(samples.header(), samples.session())
    assert window.place == "account"


def test_a_question_is_asked_without_waiting(opened: Opener, qtbot: QtBot) -> None:
    window = opened("overview")
    answers: list[bool] = []
    window.ask(ConfirmView("Quit?", "Your session is not saved.", "Quit", dangerous=True), answers.append)
    assert answers == []
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert answers == [False]


def test_closing_can_be_refused(opened: Opener) -> None:
    window = opened("overview")
    window.closing.connect(lambda event: event.ignore())
    assert not window.close()
    assert window.isVisible()
    window.closing.disconnect()


@pytest.mark.parametrize(
    ("key", "modifier", "signal", "args"),
    [
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "account_intent", ["acme", "refresh", None]),
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier, "account_selected", ["admin"]),
        (Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier, "tab_selected", ["acme", "activity"]),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, "add_provider_opened", []),
        (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier, "place_changed", ["inspect"]),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier, "quit_requested", []),
    ],
)
def test_keys(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, signal: str, args: list[object]) -> None:
    window = gallery.build("overview")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    window.activateWindow()
    settle()
    with qtbot.waitSignal(getattr(window, signal)) as heard:
        qtbot.keyClick(window, key, modifier)
    assert heard.args == args


def test_the_keyboard_goes_from_sidebar_to_header_to_page(opened: Opener) -> None:
    window = opened("overview")
    window.activateWindow()
    window.shell.sidebar.menu_button.setFocus(Qt.FocusReason.TabFocusReason)
    order: list[str] = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        if focus is None:
            break
        part = next(
            name
            for name, owner in (
                ("sidebar", window.shell.sidebar),
                ("header", window.shell.header),
                ("page", window.shell.stack),
            )
            if owner.isAncestorOf(focus)
        )
        if not order or order[-1] != part:
            order.append(part)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is window.shell.sidebar.menu_button:
            break
    assert order == ["sidebar", "header", "page"]


def test_the_pages_of_a_sign_in_are_made_ahead(qtbot: QtBot) -> None:
    window = gallery.build("first-run")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    pages = window.shell.pages
    qtbot.waitUntil(lambda: all(pages.is_built(name) for name in ("signing_in", "overview", "notice")))
    assert not pages.is_built("activity")
    assert window.shell.stack.currentWidget() is pages.first_run()


def test_countdowns_are_announced_at_60_and_10_seconds(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened("signing-in")
    said: list[str] = []
    monkeypatch.setattr(window, "announce", said.append)
    for left in (62, 61, 60, 59, 12, 11, 9, 8, 0):
        window.render_account(samples.header("signing_in"), samples.signing_in(left=float(left)))
    assert said == ["1 minute left", "9 seconds left"]


def test_a_new_state_is_announced_once(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened("overview")
    said: list[str] = []
    monkeypatch.setattr(window, "announce", said.append)
    for _ in range(3):
        window.render_account(samples.header("offline"), samples.session("offline"))
    assert said == ["Acme (work): Offline"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("offline", ["Details", "Try now", "Sign out", "Copy token", "Copy: Provider", "Show all"]),
        (
            "overview",
            ["Sign out", "Refresh now", "Copy token", "Copy: Provider", "Show all", "UserInfo", "Introspection"],
        ),
        ("first-run", ["Add a provider", "Try the demo", "Inspect a token", "Import accounts from a file…"]),
        ("needs-login", ["Sign in", "Why?"]),
    ],
)
def test_tab_goes_as_the_eye_does(opened: Opener, name: str, expected: list[str]) -> None:
    window = opened(name)
    page = window.shell.stack.currentWidget()
    found: list[str] = []
    widget = page.nextInFocusChain()
    while widget is not page:
        inside = page.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    # The chain is a circle: begin where the page begins.
    start = found.index(expected[0])
    assert found[start:] + found[:start] == expected


def test_f6_goes_from_part_to_part(qtbot: QtBot) -> None:
    window = gallery.build("overview")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    window.activateWindow()
    settle()
    window.shell.sidebar.menu_button.setFocus()
    parts = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        parts.append(
            "header" if window.shell.header.isAncestorOf(focus)
            else "page" if window.shell.stack.isAncestorOf(focus)
            else "sidebar"
        )  # fmt: skip
    assert parts == ["header", "page", "sidebar"]


def test_a_restored_reason_is_said(opened: Opener) -> None:
    window = opened("overview")
    page = SignedOutView("acme", "Acme", samples.HOST, "Nobody came back from the browser in 5 minutes. Try again.")
    window.render_account(samples.header("signed_out"), page)
    settle()
    assert "Nobody came back from the browser in 5 minutes. Try again." in _said(window)
