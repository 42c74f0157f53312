"""The whole window on an engine double: nothing slow holds it up; quitting asks where it must, and is quick."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app.settings import WindowSettings
from desktop_app.app.texts import text
from desktop_app.bootstrap.engine import Engine
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from desktop_app.ui.components.dialog import ConfirmDialog
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.view_state import SessionView, SignedOutView, SigningInView
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.controlled import desk
from tests.support.engine_double import EngineDouble, account, session
from tests.support.figures import record
from tests.support.heartbeat import Heartbeat
from tests.support.patience import PATIENCE


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble(account())
    yield made
    made.hang.clear()
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def shown(qtbot: QtBot, engine: EngineDouble) -> Iterator[Desk]:
    made = desk(qtbot, engine)
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)
    yield made
    engine.hang.clear()
    made.end()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)


def dialogs(shown: Desk) -> list[ConfirmDialog]:
    return [dialog for dialog in shown.window.findChildren(ConfirmDialog) if dialog.isVisible()]


def make_unsaved(shown: Desk) -> None:
    known = session()
    shown.controller.apply("work", e.RestoreStarted())
    shown.controller.apply("work", e.Restored(known))
    shown.controller.apply("work", e.Unsaved(known, KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")))


@pytest.mark.parametrize("stored", [True, False])
def test_the_first_frame_says_what_the_window_goes_on_with(qtbot: QtBot, stored: bool) -> None:
    engine = EngineDouble(account(), account("home"))
    if stored:
        engine.will_restore("work", session())
    engine.hang.set()  # nothing is restored yet
    window = MainWindow(tools=())
    show_frame(window, engine.last_frame())
    rows, header = window.rows, window.header_view
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    shown = Desk(cast("Engine", engine), window)

    assert rows == window.rows
    assert header == window.header_view
    assert [row.state_word for row in rows] == [
        text(f"window.badge_{state}") for state in ("restoring" if stored else "signed_out", "signed_out")
    ]
    shown.end()
    engine.hang.clear()
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)


def test_nothing_slow_holds_the_window_up(qtbot: QtBot) -> None:
    """A whole sign-in, restore and refresh, with a slow keychain and a slow network. Nothing of it runs on the main
    thread; how long that was held up is a figure here, and a ratio in `make bench`."""
    engine = EngineDouble(account(), keychain=0.5, network=0.4)
    shown = desk(qtbot, engine)
    beat = Heartbeat(shown)
    beat.start()
    shown.window.tell("sign_in")
    qtbot.waitUntil(lambda: isinstance(shown.controller.lives["work"].state, s.SignedIn))
    shown.window.tell("refresh")
    qtbot.waitUntil(lambda: "refresh" in engine.calls and shown.tasks.busy() == 0)
    longest = beat.stop()
    shown.end()
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)

    record("window: longest stall, scripted parts", longest * 1000, unit="ms", target="<= 33 (see the benchmark)")
    assert beat.beats > 20, "it was measured"
    assert engine.on_main == []


def test_the_window_goes_on_while_a_call_hangs(qtbot: QtBot, engine: EngineDouble, shown: Desk) -> None:
    engine.hang.set()
    engine.begun.clear()
    shown.window.tell("sign_in")
    assert engine.begun.wait(PATIENCE)
    beat = Heartbeat(shown)
    beat.start()
    qtbot.waitUntil(lambda: beat.beats > 20)

    assert shown.tasks.busy() == 1, "it still hangs"
    beat.stop()


def test_every_state_of_a_sign_in_is_shown(shown: Desk, qtbot: QtBot, engine: EngineDouble) -> None:
    window = shown.window
    qtbot.waitUntil(lambda: isinstance(window.page_view, SignedOutView))
    engine.returns_by_itself = False
    window.tell("sign_in")
    qtbot.waitUntil(lambda: isinstance(window.page_view, SigningInView) and window.page_view.step == 1)
    window.tell("paste", "nonsense")
    qtbot.waitUntil(lambda: isinstance(window.page_view, SigningInView) and window.page_view.paste_error != "")
    engine.returns.set()
    qtbot.waitUntil(lambda: isinstance(window.page_view, SessionView))

    assert isinstance(window.page_view, SessionView)
    assert (window.page_view.who, window.page_view.roles) == ("alice", ("user",))
    assert window.rows[0].state_word == text("window.badge_signed_in")


def test_another_person_is_asked_about_in_a_dialog(shown: Desk, qtbot: QtBot, engine: EngineDouble) -> None:
    shown.window.tell("sign_in")
    qtbot.waitUntil(lambda: isinstance(shown.window.page_view, SessionView))
    engine.person = session("bob")
    shown.window.tell("sign_in")
    qtbot.waitUntil(lambda: bool(dialogs(shown)))
    (dialog,) = dialogs(shown)
    dialog.verb.click()
    qtbot.waitUntil(lambda: isinstance(shown.window.page_view, SessionView) and shown.window.page_view.who == "bob")

    assert dialogs(shown) == []


def test_only_in_memory_is_said(qtbot: QtBot, engine: EngineDouble, shown: Desk) -> None:
    engine.keychain = "missing"
    shown.window.tell("sign_in")
    qtbot.waitUntil(lambda: isinstance(shown.window.page_view, SessionView))

    view = shown.window.page_view
    assert isinstance(view, SessionView)
    qtbot.waitUntil(
        lambda: isinstance(shown.window.page_view, SessionView) and shown.window.page_view.banner is not None
    )
    view = shown.window.page_view
    assert isinstance(view, SessionView)
    assert view.banner is not None
    assert view.banner.title == text("life.only_memory")


def test_quitting_with_an_unsaved_session_asks(shown: Desk, qtbot: QtBot) -> None:
    make_unsaved(shown)
    shown.window.quit_requested.emit()
    (dialog,) = dialogs(shown)
    assert "work" in dialog.accessibleDescription()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: dialogs(shown) == [])
    assert shown.window.isVisible(), "the answer was no"
    shown.window.quit_requested.emit()
    (dialog,) = dialogs(shown)
    dialog.verb.click()
    qtbot.waitUntil(lambda: not shown.window.isVisible())


def test_quitting_twice_asks_once(shown: Desk) -> None:
    make_unsaved(shown)
    shown.window.quit_requested.emit()
    shown.window.quit_requested.emit()

    assert len(dialogs(shown)) == 1


def test_quitting_without_anything_unsaved_asks_nothing(shown: Desk, engine: EngineDouble) -> None:
    shown.window.quit_requested.emit()

    assert not shown.window.isVisible()
    assert engine.network_stopped


def test_closing_leaves_the_program_running_and_asks_nothing(shown: Desk, engine: EngineDouble) -> None:
    make_unsaved(shown)
    shown.window.close()

    assert shown.window.isMinimized(), "there is no tray here"
    assert dialogs(shown) == []
    assert not engine.network_stopped
    shown.show_window()
    assert shown.window.isVisible()
    assert not shown.window.isMinimized()


def test_closing_quits_where_the_settings_say_so(shown: Desk, engine: EngineDouble) -> None:
    engine.settings = WindowSettings(close_to_tray=False)
    shown.window.close()

    assert not shown.window.isVisible()
    assert engine.network_stopped


def test_the_end_does_not_wait_for_what_hangs(shown: Desk, engine: EngineDouble) -> None:
    from desktop_app.ui.main import let_writes_end

    engine.hang.set()
    engine.begun.clear()
    shown.window.tell("sign_in")
    assert engine.begun.wait(PATIENCE)
    begun = time.monotonic()
    shown.end()
    let_writes_end(shown)
    took = time.monotonic() - begun

    assert shown.tasks.busy() == 1, "it still hangs"
    record("window: from quit to the end, with a call that never returns", took, unit="s", target="<= 1")


def test_nothing_is_drawn_while_hidden(shown: Desk, qtbot: QtBot) -> None:
    shown.controller.apply("work", e.RestoreStarted())
    shown.controller.apply("work", e.Restored(session(lifetime=60)))
    qtbot.waitUntil(lambda: shown._beat.going)
    shown.window.hide()
    qtbot.waitUntil(lambda: not shown._beat.going)
    shown.window.show()
    qtbot.waitUntil(lambda: shown._beat.going)

    assert isinstance(shown.window.page_view, SessionView)


def test_wrong_settings_are_said(qtbot: QtBot, engine: EngineDouble) -> None:
    engine.config.accounts["broken"] = KeyfobError(Code.E_CONFIG, "config.no_accounts", file="config.toml")
    shown = desk(qtbot, engine)
    notice = shown.tools.settings.notice

    assert not dialogs(shown), "nothing stands in the way"
    assert notice is not None
    assert not notice.isHidden()
    assert notice.words.text() == text("settings.notice", count=1)
    assert [row.key for row in shown.window.rows] == ["work"], "the other account works"
    shown.end()
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)


def test_without_accounts_it_begins_with_first_run(qtbot: QtBot) -> None:
    shown = desk(qtbot, EngineDouble())

    assert shown.window.place == "first_run"
    assert shown.window.findChildren(QPushButton)
    shown.end()


def test_the_frame_for_the_next_start_follows_what_happens(shown: Desk, qtbot: QtBot, engine: EngineDouble) -> None:
    def kept() -> list[str] | None:
        return None if engine.kept_frame is None else [account.state for account in engine.kept_frame.accounts]

    qtbot.waitUntil(lambda: kept() == ["signed_out"])
    shown.window.tell("sign_in")
    qtbot.waitUntil(lambda: kept() == ["restoring"])
    assert engine.kept_frame is not None
    assert engine.kept_frame.scheme in ("light", "dark", "contrast")
