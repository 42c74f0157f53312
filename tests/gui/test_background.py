"""The window's life beside the window: what others change, the network, a second start, out of sight and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import events as e
from desktop_app.session import states as s
from desktop_app.session.stored import StoredState
from desktop_app.ui import background
from desktop_app.ui.background import Background
from desktop_app.ui.desk import Desk
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.behind import BackgroundEngine, rotated
from tests.support.engine_double import account, session

if TYPE_CHECKING:
    from desktop_app.bootstrap.engine import Engine

LATER = 10_000


class Scene:
    """A window with its background, offscreen: there is no tray."""

    def __init__(self, qtbot: QtBot, engine: BackgroundEngine, *, hidden: bool = False) -> None:
        self.qtbot = qtbot
        self.engine = engine
        self.window = MainWindow(tools=())
        if not hidden:
            with qtbot.waitSignal(self.window.first_painted, timeout=LATER):
                self.window.show()
        self.desk = Desk(cast("Engine", engine), self.window)
        self.background = Background(self.desk, hidden=hidden)
        self.until(lambda: self.background.network is not None and engine.settled and self.door_is_told())
        self.settle()

    def door_is_told(self) -> bool:
        return self.engine.files.read("window/door.txt") is not None

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=LATER)

    def settle(self) -> None:
        self.until(lambda: self.desk.tasks.busy() == 0)

    def state(self, name: str = "work") -> s.State | None:
        life = self.desk.life(name)
        return None if life is None else life.state

    def others_settled(self) -> None:
        """The files were looked at, and whatever comes of it is done."""
        files = self.background.files
        assert files is not None
        self.until(
            lambda: (
                not files._states_soon.isActive()
                and not files._settings_soon.isActive()
                and self.desk.tasks.busy() == 0
            )
        )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[BackgroundEngine]:
    made = BackgroundEngine(tmp_path, account())
    yield made
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def scene(qtbot: QtBot, engine: BackgroundEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(background, "_NETWORK", 300)
    made = Scene(qtbot, engine)
    yield made
    end(made)


def end(scene: Scene) -> None:
    scene.desk.end()
    scene.settle()
    scene.window.deleteLater()
    QApplication.setQuitOnLastWindowClosed(True)


# --- what others do --------------------------------------------------------------------------------------------------


def test_a_login_in_a_terminal_shows(scene: Scene, engine: BackgroundEngine) -> None:
    assert isinstance(scene.state(), s.SignedOut)
    engine.known = session()
    engine.others_did("work", rotated)
    scene.until(lambda: isinstance(scene.state(), s.SignedIn))

    assert engine.calls.count("unlock") == 0, "no prompt"
    scene.settle()


def test_a_logout_in_a_terminal_shows(scene: Scene, engine: BackgroundEngine) -> None:
    test_a_login_in_a_terminal_shows(scene, engine)
    engine.known = None
    engine.others_did("work", lambda _before: StoredState())
    scene.until(lambda: isinstance(scene.state(), s.SignedOut))
    scene.settle()


def test_a_refresh_in_a_terminal_brings_its_tokens(scene: Scene, engine: BackgroundEngine) -> None:
    test_a_login_in_a_terminal_shows(scene, engine)
    held = session(roles=("user", "new"))
    engine.known = replace(held, record=replace(held.record, generation=5))
    engine.others_did("work", lambda before: replace(before, generation=5))

    def has_them() -> bool:
        found = s.session_of(scene.state() or s.SignedOut())
        return found is not None and found.tokens.roles == ("user", "new")

    scene.until(has_them)
    scene.settle()


def test_our_own_writes_change_nothing(scene: Scene, engine: BackgroundEngine) -> None:
    scene.desk.controller.sign_ins.begin("work")
    scene.until(lambda: isinstance(scene.state(), s.SignedIn))
    engine.others_did("work", lambda ours: ours)
    scene.others_settled()

    assert engine.calls.count("restore") == 0
    assert engine.calls.count("sign_in") == 1


def test_an_account_at_work_is_looked_at_afterwards(scene: Scene, engine: BackgroundEngine) -> None:
    engine.returns_by_itself = False
    scene.desk.controller.sign_ins.begin("work")
    scene.until(lambda: isinstance(scene.state(), s.SigningIn))
    engine.known = session()
    engine.others_did("work", rotated)
    files = scene.background.files
    assert files is not None
    scene.until(lambda: "work" in files._later)
    assert "restore" not in engine.calls
    scene.desk.controller.sign_ins.cancel("work")
    scene.until(lambda: isinstance(scene.state(), s.SignedIn))
    scene.others_settled()


def test_an_account_added_in_a_terminal_appears(scene: Scene, engine: BackgroundEngine) -> None:
    engine.settings_written(account(), account("home"))
    scene.until(lambda: [row.key for row in scene.window.rows] == ["work", "home"])

    assert scene.window.account_key == "work", "the page stays"
    scene.others_settled()


def test_an_account_removed_in_a_terminal_goes(scene: Scene, engine: BackgroundEngine) -> None:
    test_an_account_added_in_a_terminal_appears(scene, engine)
    engine.settings_written(account("home"))
    scene.until(lambda: [row.key for row in scene.window.rows] == ["home"])

    assert scene.window.account_key == "home"
    engine.settings_written()
    scene.until(lambda: scene.window.rows == ())
    assert scene.window.place == "first_run"
    scene.others_settled()


def test_an_account_set_otherwise_is_read_again(scene: Scene, engine: BackgroundEngine) -> None:
    engine.settings_written(replace(account(), client_id="another"))
    scene.until(lambda: scene.desk.controller.lives["work"].account.client_id == "another")
    scene.others_settled()

    assert "restore" in engine.calls


def test_half_written_settings_change_nothing(scene: Scene, engine: BackgroundEngine) -> None:
    before = engine.calls.count("reread")
    engine.settings_written(trouble=KeyfobError(Code.E_CONFIG, "config.no_accounts", file="config.toml"))
    scene.until(lambda: engine.calls.count("reread") > before)
    scene.others_settled()
    assert [row.key for row in scene.window.rows] == ["work"]
    engine.settings_written(account(), KeyfobError(Code.E_CONFIG, "config.no_accounts", file="config.toml"))
    scene.until(lambda: engine.calls.count("reread") > before + 1)
    scene.others_settled()
    assert [row.key for row in scene.window.rows] == ["work"], "the broken one is left out"


# --- the network -----------------------------------------------------------------------------------------------------


def test_the_network_came_back(scene: Scene, engine: BackgroundEngine) -> None:
    test_a_login_in_a_terminal_shows(scene, engine)
    scene.desk.controller.apply("work", e.RefreshFailed(KeyfobError(Code.E_NETWORK, "network.refused"), 1e12))
    network = scene.background.network
    assert network is not None
    network.came()
    network.came()
    scene.until(lambda: isinstance(scene.state(), s.SignedIn))
    scene.settle()

    assert engine.calls.count("renew") == 1


def test_a_network_that_changes_disturbs_no_session(scene: Scene, engine: BackgroundEngine) -> None:
    test_a_login_in_a_terminal_shows(scene, engine)
    network = scene.background.network
    assert network is not None
    network.try_again()
    scene.settle()

    assert "renew" not in engine.calls


# --- out of sight ----------------------------------------------------------------------------------------------------


def test_a_second_start_brings_the_window_forward(scene: Scene) -> None:
    scene.window.close()
    assert scene.window.isMinimized()
    door = scene.background.door
    assert door is not None
    door.knocked.emit(False, "")

    assert not scene.window.isMinimized()


def test_a_start_out_of_sight_without_a_tray_is_minimised(
    qtbot: QtBot, engine: BackgroundEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "_NETWORK", 100)
    monkeypatch.setattr(background, "_TRAY_COMES", 600)
    scene = Scene(qtbot, engine, hidden=True)
    assert not scene.window.isVisible()
    scene.until(scene.window.isMinimized)
    scene.desk.show_window()
    assert scene.window.isVisible()
    assert [row.key for row in scene.window.rows] == ["work"]
    end(scene)


def test_a_window_shown_meanwhile_is_not_put_away(
    qtbot: QtBot, engine: BackgroundEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "_NETWORK", 100)
    scene = Scene(qtbot, engine, hidden=True)
    scene.desk.show_window()
    scene.background._stay_reachable()

    assert scene.window.isVisible()
    assert not scene.window.isMinimized()
    end(scene)


def test_the_end_closes_the_door(scene: Scene) -> None:
    door = scene.background.door
    assert door is not None
    assert Path(door.address).exists()
    scene.desk.end()

    assert not Path(door.address).exists()
