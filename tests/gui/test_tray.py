"""The tray's words, menu and icon, without a tray."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.app.texts import text
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import states as s
from desktop_app.ui.desk import Desk
from desktop_app.ui.life import Life
from desktop_app.ui.models.row_state import Mark
from desktop_app.ui.tray_icon import mark_icon, panel_is_dark, tray_icon
from desktop_app.ui.tray_menu import TrayMenu
from desktop_app.ui.tray_words import MOST, entry, tooltip, worst
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.behind import BackgroundEngine
from tests.support.engine_double import account, session

if TYPE_CHECKING:
    from desktop_app.bootstrap.engine import Engine

TROUBLE = KeyfobError(Code.E_NETWORK, "network.refused")
NOW = time.time()
HELD = session()
STATES: dict[str, s.State] = {
    "signed_out": s.SignedOut(),
    "signing_in": s.SigningIn("a", s.SignedOut()),
    "restoring": s.Restoring(),
    "signed_in": s.SignedIn(HELD),
    "refreshing": s.Refreshing(HELD),
    "offline": s.Offline(HELD, TROUBLE, None),
    "needs_login": s.NeedsLogin(HELD, TROUBLE),
    "locked": s.Locked(TROUBLE),
    "signing_out": s.SigningOut(HELD),
}
MARKS: tuple[Mark, ...] = ("ok", "refreshing", "offline", "trouble", "none", "busy")


def life(state: s.State, name: str = "Acme") -> Life:
    return Life(replace(account(), name=name), state=state)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_word_and_what_can_be_done(name: str) -> None:
    found = entry(life(STATES[name]), NOW)
    expected = {"signed_out": "out", "signed_in": "session", "refreshing": "session", "offline": "session"}

    assert found.kind == expected.get(name, "again" if name == "needs_login" else "wait")
    assert found.label == ("Acme" if name == "signed_in" else f"Acme: {text(f'tray.state_{name}')}")


def test_who_and_what_is_left() -> None:
    assert entry(life(s.SignedIn(session(lifetime=250))), time.time()).about == "alice · 4 min left"


@pytest.mark.parametrize(
    ("lifetime", "can_copy"), [(300.0, True), (-1.0, False)], ids=["an unexpired token", "an expired one"]
)
def test_only_an_unexpired_token_is_copied(lifetime: float, can_copy: bool) -> None:
    assert entry(life(s.SignedIn(session(lifetime=lifetime))), time.time()).can_copy is can_copy


def test_an_unsaved_session_is_trouble() -> None:
    found = entry(life(s.SignedIn(HELD, unsaved=True)), NOW)

    assert (found.mark, found.label) == ("trouble", f"Acme: {text('tray.state_unsaved')}")


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ((), "none"),
        (("signed_out",), "none"),
        (("signed_out", "signed_in"), "ok"),
        (("signed_in", "restoring"), "busy"),
        (("signed_in", "refreshing"), "refreshing"),
        (("refreshing", "offline"), "offline"),
        (("locked", "signed_in"), "offline"),
        (("offline", "needs_login"), "trouble"),
    ],
)
def test_the_icon_shows_the_worst(names: tuple[str, ...], mark: str) -> None:
    assert worst(life(STATES[name]) for name in names) == mark


def test_the_tooltip_says_it_in_words() -> None:
    assert tooltip([]) == text("tray.tip_none")
    assert tooltip([life(STATES["signed_in"]), life(STATES["signed_out"])]) == text("tray.tip_ok")
    assert tooltip([life(STATES["signed_out"])]) == text("tray.tip_signed_out")
    lines = tooltip([life(STATES["offline"], "B"), life(STATES["signed_in"], "C"), life(STATES["needs_login"], "A")])
    assert lines.split("\n") == ["A: Sign in again", "B: Offline"]


def test_many_troubles_are_counted() -> None:
    lines = tooltip(life(STATES["offline"], f"n{number}") for number in range(200)).split("\n")

    assert len(lines) == 5
    assert lines[-1] == text("tray.tip_more", count=196)


def test_hostile_names_are_bounded_and_no_markup() -> None:
    name = "<img src=x>&\x1b\u202e" + "x" * 500
    found, tip = entry(life(STATES["offline"], name), NOW), tooltip([life(STATES["offline"], name)])

    assert len(found.label) < 80
    assert not any(sign in tip for sign in "<&\x1b\u202e")


# --- menu ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> BackgroundEngine:
    return BackgroundEngine(tmp_path, account())


@pytest.fixture
def desk(qtbot: QtBot, engine: BackgroundEngine) -> Iterator[Desk]:
    made = Desk(cast("Engine", engine), MainWindow(tools=("inspect",)))
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)
    yield made
    made.end()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)
    made.window.deleteLater()


@pytest.fixture
def menu(desk: Desk) -> Iterator[TrayMenu]:
    made = TrayMenu(desk)
    yield made
    made.deleteLater()


def set_state(desk: Desk, menu: TrayMenu, state: s.State) -> None:
    desk.controller.lives["work"].state = state
    menu.look()


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def action(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == words)


def below(menu: TrayMenu) -> QMenu:
    first = menu.actions()[0].menu()
    assert isinstance(first, QMenu)
    return first


def test_the_menu_of_a_signed_in_account(desk: Desk, menu: TrayMenu, qtbot: QtBot, engine: BackgroundEngine) -> None:
    held = session()
    engine.known = held
    set_state(desk, menu, s.SignedIn(held))

    assert words(menu) == ["work", "", text("tray.open"), text("window.inspect"), "", text("window.quit")]
    assert words(below(menu))[2:] == [
        text("tray.copy_access_token"),
        text("window.refresh_now"),
        text("tray.open_account"),
        "",
        text("window.sign_out_here"),
    ]
    assert not below(menu).actions()[0].isEnabled()
    action(below(menu), text("tray.copy_access_token")).trigger()
    assert QApplication.clipboard().text() == held.tokens.access_token.reveal()
    action(below(menu), text("window.refresh_now")).trigger()
    qtbot.waitUntil(lambda: "refresh" in engine.calls and desk.tasks.busy() == 0)
    action(below(menu), text("window.sign_out_here")).trigger()
    qtbot.waitUntil(lambda: isinstance(desk.controller.lives["work"].state, s.SignedOut))
    qtbot.waitUntil(lambda: desk.tasks.busy() == 0)
    assert not desk.window.isVisible(), "nothing of that needs the window"
    QApplication.clipboard().clear()


def test_sign_in_again_begins_it_in_the_window(
    desk: Desk, menu: TrayMenu, qtbot: QtBot, engine: BackgroundEngine
) -> None:
    set_state(desk, menu, s.NeedsLogin(None, TROUBLE))
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: isinstance(desk.controller.lives["work"].state, s.SignedIn), timeout=10_000)

    assert desk.window.isVisible()
    qtbot.waitUntil(lambda: desk.tasks.busy() == 0)


def test_an_old_menu_does_nothing_that_no_longer_fits(desk: Desk, menu: TrayMenu, engine: BackgroundEngine) -> None:
    set_state(desk, menu, s.NeedsLogin(None, TROUBLE))
    desk.controller.lives["work"].state = s.SignedIn(HELD)
    menu.actions()[0].trigger()
    desk.drop("work")
    menu.actions()[0].trigger()

    assert "sign_in" not in engine.calls


def test_no_letter_of_a_name_is_a_shortcut(desk: Desk, menu: TrayMenu) -> None:
    desk.controller.lives = {"A&B": life(s.SignedIn(HELD), "A&B")}
    menu.look()

    assert menu.actions()[0].text() == "A&&B"


def test_it_is_made_anew_only_when_it_says_something_else(desk: Desk, menu: TrayMenu) -> None:
    set_state(desk, menu, s.SignedIn(HELD))
    before = menu.actions()
    menu.look()
    assert menu.actions() == before
    set_state(desk, menu, s.Offline(HELD, TROUBLE, None))
    assert menu.actions()[0].text() == f"work: {text('tray.state_offline')}"


def test_many_accounts_are_reached_through_the_window(desk: Desk, menu: TrayMenu) -> None:
    desk.controller.lives = {f"n{number}": life(s.SignedOut(), f"n{number}") for number in range(200)}
    menu.look()

    assert text("tray.more_accounts", count=200 - MOST) in words(menu)
    assert len(menu.actions()) < MOST + 8


def test_without_accounts_it_offers_a_provider(desk: Desk, menu: TrayMenu) -> None:
    desk.drop("work")
    menu.look()
    action(menu, text("window.add_provider")).trigger()

    assert desk.window.place == "add_provider"


def test_quit_ends_the_program(desk: Desk, menu: TrayMenu) -> None:
    action(menu, text("window.quit")).trigger()

    assert desk.ending


def test_quit_asks_in_the_window_where_something_is_unsaved(desk: Desk, menu: TrayMenu) -> None:
    set_state(desk, menu, s.SignedIn(HELD, unsaved=True))
    action(menu, text("window.quit")).trigger()

    assert not desk.ending
    assert desk.window.isVisible()


# --- icon ------------------------------------------------------------------------------------------------------------


def picture(icon: QIcon, size: int) -> bytes:
    image = icon.pixmap(size, size).toImage()
    return bytes(image.constBits())


@pytest.mark.parametrize("size", [16, 22, 32, 64])
def test_every_mark_has_a_shape_of_its_own(qapp: QApplication, size: int) -> None:
    shapes = set()
    for mark in MARKS:
        image = tray_icon(mark, False).pixmap(size, size).toImage()
        alpha = bytes(image.pixelColor(x, y).alpha() > 127 for x in range(size) for y in range(size))
        shapes.add(alpha)

    assert len(shapes) == len(MARKS)


@pytest.mark.parametrize("mark", MARKS)
def test_it_takes_the_panels_colour(qapp: QApplication, mark: Mark) -> None:
    assert picture(tray_icon(mark, False), 22) != picture(tray_icon(mark, True), 22)
    assert not mark_icon(mark, False).isNull()


def test_some_panels_are_dark_under_every_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    assert panel_is_dark()
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    assert not panel_is_dark(), "the light theme of these tests"
