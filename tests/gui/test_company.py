"""A company's own build: its name on the window, one button at first run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app.texts import text
from desktop_app.session import states as s
from desktop_app.ui.views.first_run import FirstRunPage
from tests.gui.controlled import desk
from tests.support.engine_double import EngineDouble, account


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    name = QApplication.applicationDisplayName()
    made = EngineDouble(account())
    made.product_name = "Acme Sign-in"
    made.config.layer = "company"
    yield made
    QApplication.setApplicationDisplayName(name)


def test_first_run_is_one_button_and_it_signs_in(qtbot: QtBot, engine: EngineDouble) -> None:
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
    assert (shown.window.windowTitle(), shown.window.place) == ("Acme Sign-in", "first_run")
    (page,) = shown.window.findChildren(FirstRunPage)
    (button,) = page.choices.values()
    assert button.accessibleName() == text("window.sign_in_to", name="work")

    engine.returns.set()
    button.click()
    qtbot.waitUntil(lambda: isinstance(shown.controller.lives["work"].state, s.SignedIn))
    assert shown.window.place == "account"
    shown.end()
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)


def test_an_account_of_the_persons_own_has_its_page(qtbot: QtBot, engine: EngineDouble) -> None:
    engine.config.layer = "user"
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)

    assert (shown.window.windowTitle(), shown.window.place) == ("Acme Sign-in", "account")
    shown.end()
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
