"""What is under way while pages are made anew (another language) or hidden, or the settings change twice at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app.config import Config
from desktop_app.bootstrap.engine import Engine
from desktop_app.session.states import SigningIn
from tests.support.monkey import wait_for
from tests.support.monkey_judge import Ears, Judge
from tests.support.monkey_stage import Stage
from tests.support.patience import PATIENCE
from tests.support.provider.provider import ScriptedProvider


@pytest.fixture
def ears() -> Iterator[Ears]:
    heard = Ears()
    logging.getLogger().addHandler(heard)
    yield heard
    logging.getLogger().removeHandler(heard)
    assert heard.exceptions == []
    assert heard.warnings == []


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ears: Ears) -> Iterator[Stage]:
    with ScriptedProvider() as provider:
        made = Stage(tmp_path, monkeypatch, provider, seed=1)
        Judge(made, ears).rest()
        try:
            yield made
        finally:
            made.close()


def held(stage: Stage, patch: pytest.MonkeyPatch, name: str) -> tuple[threading.Event, threading.Event]:
    """The engine's *name* waits when it is called; gives what is set then, and what lets it go on."""
    begun, go = threading.Event(), threading.Event()
    usual: Callable[..., Any] = getattr(Engine, name)

    def waits(*args: Any, **named: Any) -> Any:
        result = usual(*args, **named)
        begun.set()
        assert go.wait(PATIENCE)
        return result

    patch.setattr(Engine, name, waits)
    stage.on_end.append(go.set)
    return begun, go


def idle(stage: Stage) -> None:
    assert wait_for(lambda: stage.desk.tasks.busy() == 0, PATIENCE)
    QTest.qWait(60)


def other_language(stage: Stage) -> None:
    before = stage.window.shell
    stage.settle_settings(language="de" if stage.engine.settings.language != "de" else "en")
    assert stage.window.shell is not before
    QTest.qWait(1)


def test_the_tokens_page_that_went_hears_no_more_of_accounts(stage: Stage) -> None:
    stage.window.open_tab("tokens")
    idle(stage)
    other_language(stage)
    other_language(stage)
    stage.window.account_selected.emit("home")  # `ears` hears whether a pane that is gone was asked
    idle(stage)


def test_what_the_doctor_finds_for_a_page_that_went_is_dropped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = held(stage, monkeypatch, "doctor")
    stage.window.go("doctor")
    assert wait_for(begun.is_set, PATIENCE)
    other_language(stage)
    go.set()
    idle(stage)
    assert stage.window.place == "doctor"


@pytest.mark.parametrize("page", ["details", "import"])
def test_a_page_of_an_account_opens_again_in_another_language(stage: Stage, page: str) -> None:
    desk = stage.desk

    def show() -> None:
        if page == "details":
            desk.accounts.editing.open("work")
        else:
            desk.accounts.importing.read(str(stage.files[0]))
            idle(stage)

    show()
    assert stage.window.place == page
    first = stage.window.shell.stack.currentWidget()
    other_language(stage)
    assert stage.window.place == page
    assert stage.window.shell.stack.currentWidget() is not first
    stage.window.shell.back()
    other_language(stage)
    show()
    assert stage.window.place == page
    shown = stage.window.shell.stack.currentWidget()
    assert shown is not None
    assert shown.isVisible()
    if page == "details":
        assert desk.accounts.editing.page is shown
        assert desk.accounts.editing.page.fields["name"].text() == "work"


def test_the_keyboard_does_not_come_back_to_a_button_that_went_meanwhile(stage: Stage) -> None:
    window = stage.window
    card = window.shell.pages.overview().token
    button = card.refresh
    button.setFocus()
    assert QApplication.focusWidget() is button
    window.go("settings")
    card.hide()
    settings = window.shell.stack.currentWidget()
    assert settings is not None
    settings.setFocus()  # the focus is on the page that goes: Qt passes it on to the one that comes
    window.go("account")
    focus = QApplication.focusWidget()
    assert focus is not button
    assert focus is None or focus.isVisible()
    card.show()


def test_trouble_in_the_inspector_takes_the_keyboard_where_it_is_seen(stage: Stage) -> None:
    window = stage.window
    window.go("inspect")
    idle(stage)
    pane: Any = window.shell.stack.currentWidget()
    pane.empty.zone.paste.setFocus()
    QApplication.clipboard().setText("no token at all {")
    pane.empty.zone.paste.click()
    assert wait_for(lambda: pane.view.kind == "trouble", PATIENCE)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    assert pane.message.isAncestorOf(focus)


def test_a_sign_in_begun_while_its_account_is_renamed_does_not_hang(
    stage: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = held(stage, monkeypatch, "rename_account")
    desk = stage.desk
    stage.weather.browser.mode = "does nothing"
    desk.accounts.rename("work", "office")
    assert wait_for(begun.is_set, PATIENCE)
    desk.controller.sign_ins.begin("work")
    assert wait_for(lambda: isinstance(desk.controller.lives["work"].state, SigningIn), PATIENCE)
    go.set()
    assert wait_for(lambda: "office" in desk.controller.lives, PATIENCE)
    idle(stage)
    judge = Judge(stage, ears)
    judge.rest()
    assert judge.dead == []
    assert "office" in stage.ours()


def test_settings_read_before_our_own_change_do_not_undo_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = held(stage, monkeypatch, "reread_settings")
    assert wait_for(lambda: stage.background.files is not None, PATIENCE)
    files = stage.background.files
    assert files is not None
    files._read_settings()  # the old state is read ...
    assert wait_for(begun.is_set, PATIENCE)
    stage.add("third")  # ... the window adds an account ...
    configs: list[Config] = []
    stage.desk.tools.settings.changed.connect(lambda: configs.append(stage.engine.config))
    go.set()  # ... and what was read arrives
    idle(stage)
    assert wait_for(lambda: bool(configs), PATIENCE)
    assert all("third" in one.names for one in configs)
    assert "third" in stage.desk.controller.lives


@pytest.mark.parametrize("intent", ["sign_in", "refresh", "copy_token", "menu"])
def test_what_is_wanted_of_an_account_that_is_gone_is_let_be(stage: Stage, intent: str) -> None:
    """A menu was open when somebody removed the account from the settings' file."""
    stage.window.account_intent.emit("removed", intent, None)
    idle(stage)
    assert "removed" not in stage.desk.controller.lives
