"""Notifications: once a trouble, never for what a person sees, acted on only when they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.app.settings import WindowSettings
from desktop_app.app.texts import text
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from desktop_app.ui import notifications
from desktop_app.ui.desk import Desk
from desktop_app.ui.notifications import Notices
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.behind import BackgroundEngine, NotifierDouble
from tests.support.engine_double import account, session

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine


@dataclass
class Seat:
    """A person's desktop."""

    qtbot: QtBot
    engine: BackgroundEngine
    desk: Desk
    notices: Notices
    front: bool = False
    said: list[tuple[str, str]] | None = None

    @property
    def notifier(self) -> NotifierDouble:
        return self.engine.notices

    def tell(self, *events: e.Event, name: str = "work") -> None:
        for event in events:
            self.desk.controller.apply(name, event)

    def settle(self) -> None:
        """Whatever is to be told has been told."""
        self.qtbot.waitUntil(lambda: not self.notices._soon.isActive() and self.desk.tasks.busy() == 0, timeout=10_000)

    def refused(self, reason: str = "refused", name: str = "work") -> None:
        self.tell(
            e.LoginNeeded(
                KeyfobError(Code.E_REAUTH, "protocol.refresh_refused", reason=reason, words="ended", provider="p")
            ),
            name=name,
        )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[BackgroundEngine]:
    made = BackgroundEngine(tmp_path, account(), *(account(f"n{number}") for number in range(5)))
    yield made
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def seat(qtbot: QtBot, engine: BackgroundEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    engine.will_restore("work", session())
    window = MainWindow(tools=())
    desk = Desk(cast("Engine", engine), window)
    said: list[tuple[str, str]] = []

    def say(title: str, words: str) -> bool:
        said.append((title, words))
        return True

    made = Seat(qtbot, engine, desk, Notices(desk, say), said=said)
    monkeypatch.setattr(notifications, "in_front", lambda _window: made.front)
    qtbot.waitUntil(lambda: desk.life("work") is not None and desk.controller.lives["work"].restored, timeout=10_000)
    made.settle()
    yield made
    made.notices.close()
    desk.end()
    qtbot.waitUntil(lambda: desk.tasks.busy() == 0)
    window.deleteLater()


def test_a_session_that_ended_is_told_once(seat: Seat) -> None:
    seat.refused()
    seat.refused("lost_answer")
    seat.tell(e.RefreshStarted())
    seat.refused()
    seat.settle()

    assert seat.notifier.ever == [text("notices.needs_login_title", name="work")]
    (shown,) = seat.notifier.shown.values()
    assert [action for action, _ in shown.actions] == ["sign_in", "not_now"]
    assert "sign_in" not in seat.engine.calls, "nothing opens by itself"


def test_it_is_told_again_after_it_was_over(seat: Seat) -> None:
    seat.refused()
    seat.settle()
    seat.tell(e.RefreshStarted(), e.Refreshed(session()))
    seat.settle()
    assert seat.notifier.shown == {}, "it was taken away"
    seat.refused()
    seat.settle()

    assert len(seat.notifier.ever) == 2


def test_what_is_over_before_it_was_told_is_never_told(seat: Seat) -> None:
    seat.refused()
    seat.tell(e.RefreshStarted(), e.Refreshed(session()))
    seat.settle()

    assert seat.notifier.ever == []


def test_being_offline_is_not_told(seat: Seat) -> None:
    for _ in range(3):
        seat.tell(e.RefreshFailed(KeyfobError(Code.E_NETWORK, "network.refused"), 1.0))
    seat.settle()

    assert seat.notifier.ever == []


def test_nothing_is_told_in_front(seat: Seat) -> None:
    seat.front = True
    seat.refused()
    seat.front = False
    seat.refused()
    seat.settle()

    assert seat.notifier.ever == []


def test_nothing_is_told_where_the_settings_say_so(seat: Seat) -> None:
    seat.engine.settings = WindowSettings(notifications=False)
    seat.refused()
    seat.notices.went_into_the_tray()
    seat.settle()

    assert seat.notifier.ever == []


def test_what_the_window_begins_with_is_not_told(qtbot: QtBot, engine: BackgroundEngine) -> None:
    engine.will_restore("work", session())
    refused = KeyfobError(Code.E_REAUTH, "protocol.refresh_refused", reason="refused", words="ended", provider="p")
    engine.hang.set()
    window = MainWindow(tools=())
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted, timeout=10_000):
        window.show()
    desk = Desk(cast("Engine", engine), window)
    notices = Notices(desk, lambda _title, _words: False)
    desk.controller.apply("work", e.LoginNeeded(refused))
    engine.hang.clear()
    qtbot.waitUntil(lambda: desk.controller.lives["work"].restored and desk.tasks.busy() == 0, timeout=10_000)

    assert not notices._soon.isActive()
    desk.end()
    qtbot.waitUntil(lambda: desk.tasks.busy() == 0)
    assert engine.notices.ever == []


def test_an_unsaved_session_is_urgent_and_can_be_tried(seat: Seat) -> None:
    seat.tell(e.Unsaved(session(), KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")))
    seat.settle()
    ((key, shown),) = seat.notifier.shown.items()

    assert shown.urgent
    assert [action for action, _ in shown.actions] == ["try_now", "details"]
    seat.notifier.chosen(key, "try_now", "")
    seat.qtbot.waitUntil(lambda: "refresh" in seat.engine.calls, timeout=10_000)
    seat.settle()


def test_a_lost_role_is_told_by_its_name(seat: Seat) -> None:
    seat.tell(e.Refreshed(session(roles=("user", "admin"))), e.Refreshed(session(roles=("user",))))
    seat.settle()
    (shown,) = seat.notifier.shown.values()

    assert shown.body == text("notices.role_text", role="admin")


def test_sign_in_begins_when_the_person_says_so(seat: Seat) -> None:
    seat.refused()
    seat.settle()
    (key,) = seat.notifier.shown
    seat.notifier.chosen(key, "sign_in", "a-token")
    seat.qtbot.waitUntil(lambda: isinstance(seat.desk.controller.lives["work"].state, s.SignedIn), timeout=10_000)
    seat.settle()

    assert seat.desk.window.isVisible(), "the window comes with it"
    assert seat.desk.window.account_key == "work"
    assert seat.engine.calls.count("sign_in") == 1


@pytest.mark.parametrize("action", ["default", "open", "details"])
def test_a_click_shows_the_account_and_nothing_else(seat: Seat, action: str) -> None:
    seat.refused()
    seat.settle()
    (key,) = seat.notifier.shown
    seat.notifier.chosen(key, action, "")
    seat.qtbot.waitUntil(seat.desk.window.isVisible, timeout=10_000)

    assert seat.desk.window.account_key == "work"
    assert "sign_in" not in seat.engine.calls


def test_not_now_does_nothing_and_stays_quiet(seat: Seat) -> None:
    seat.refused()
    seat.settle()
    (key,) = seat.notifier.shown
    seat.notifier.chosen(key, "not_now", "")
    seat.notifier.chosen("made up", "sign_in", "")
    seat.notifier.chosen(key, "sign_in", "")
    seat.refused()
    seat.settle()

    assert "sign_in" not in seat.engine.calls, "an answer counts once"
    assert len(seat.notifier.ever) == 1


def test_many_at_once_are_one(seat: Seat) -> None:
    names = [f"n{number}" for number in range(5)]
    for name in names:
        seat.tell(e.RestoreStarted(), e.Restored(session()), name=name)
        seat.refused(name=name)
    seat.settle()
    (shown,) = seat.notifier.shown.values()

    assert shown.title == text("notices.many_title", count=5)
    assert all(name in shown.body for name in names)


def test_hostile_words_are_bounded_and_plain(seat: Seat) -> None:
    seat.tell(
        e.LoginNeeded(
            KeyfobError(Code.E_REAUTH, "protocol.refresh_refused", reason="refused", words="<b>\x1b[31m\u202e" * 500)
        )
    )
    seat.settle()
    (shown,) = seat.notifier.shown.values()

    assert len(shown.body) < 400
    assert not any(sign in shown.body for sign in ("\x1b", "\u202e"))


def test_without_a_daemon_the_tray_says_it(seat: Seat) -> None:
    seat.notifier.works = False
    seat.refused()
    seat.settle()
    title = text("notices.needs_login_title", name="work")

    assert seat.said is not None
    assert [one for one, _words in seat.said] == [title]
    seat.notices.clicked()
    assert seat.desk.window.isVisible()
    assert "sign_in" not in seat.engine.calls


def test_the_first_close_is_told_once_ever(seat: Seat) -> None:
    seat.notices.went_into_the_tray()
    seat.settle()
    seat.notices.went_into_the_tray()
    seat.settle()
    again = Notices(seat.desk, lambda _title, _words: True)
    again.went_into_the_tray()
    seat.settle()
    again.close()

    assert [title for one in seat.engine.notifiers for title in one.ever] == [text("notices.running_title")]


def test_an_account_that_is_gone_takes_its_notification_along(seat: Seat) -> None:
    seat.refused()
    seat.settle()
    seat.desk.drop("work")
    seat.desk.controller.changed.emit("work")
    seat.settle()

    assert seat.notifier.shown == {}
