"""The window in other languages: it changes at once and as a whole, and says nothing that is not in the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import locale_words, texts
from desktop_app.app.last_frame import FrameAccount, LastFrame
from desktop_app.app.texts import text
from desktop_app.app.translation.pseudo import CLOSE, OPEN
from desktop_app.bootstrap.engine import Engine
from desktop_app.session import events as e
from desktop_app.ui import gallery, language
from desktop_app.ui.desk import Desk
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.projection.times import clock_time, day_word
from desktop_app.ui.tray_menu import TrayMenu
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.conftest import settle, shown
from tests.support.engine_double import EngineDouble, account, session
from tests.support.tree import ROOT

DAY = 86_400
PAGES = sorted({gallery.page_name(shot) for shot in gallery.shots()})


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    language.settle("en")
    QLocale.setDefault(before)
    locale_words.use_region(None)


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble(account())
    yield made
    made.hang.clear()


@pytest.fixture
def desk(qtbot: QtBot, engine: EngineDouble) -> Iterator[Desk]:
    window = MainWindow(tools=("inspect", "doctor", "settings"))
    show_frame(window, engine.last_frame())
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    made = Desk(cast("Engine", engine), window)
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)
    made.controller.apply("work", e.RestoreStarted())
    made.controller.apply("work", e.Restored(session()))
    qtbot.waitUntil(lambda: window.page_view is not None and window.header_view is not None)
    yield made
    made.end()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)


def visible_words(window: QWidget) -> list[str]:
    """What a person sees or hears of *window*."""
    said = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
            if isinstance(widget, QLabel | QAbstractButton):
                said.append(widget.text())
            elif isinstance(widget, QComboBox):
                said += [widget.itemText(place) for place in range(widget.count())]
            elif isinstance(widget, QTabBar):
                said += [widget.tabText(place) for place in range(widget.count())]
            elif isinstance(widget, QLineEdit):
                said.append(widget.placeholderText())
    return [words for words in dict.fromkeys(said) if words.strip()]


def samples() -> str:
    """All that stands in the sources of the gallery: what it shows is data."""
    return "\n".join(
        node.value
        for path in (ROOT / "desktop_app" / "ui").glob("gallery*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def is_data(words: str, data: str) -> bool:
    """Whether *words* are of the samples: one of them, or two beside each other."""
    parts = words.split(" ")
    halves = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    return words in data or words == "Keyfob" or any(one in data and two in data for one, two in halves)


def plain_words(words: str) -> str:
    """*words* without what was disguised, and without what is in every language the same."""
    depth, rest = 0, []
    for letter in words:
        depth += (letter == OPEN) - (letter == CLOSE)
        rest.append(letter if depth == 0 and letter != CLOSE else "\n")
    return re.sub(r"\S+[.@]\w\S*", "\n", "".join(rest))  # addresses


@pytest.mark.parametrize("name", PAGES)
def test_every_word_comes_from_the_catalogue(qtbot: QtBot, name: str) -> None:
    texts.use_language("pseudo")
    window = shown(qtbot, gallery.build(name))
    data = samples()
    said = visible_words(window)

    assert any(OPEN in words for words in said)
    english = [
        words
        for words in said
        for rest in re.findall(r"[A-Za-z][a-z]{2,}(?: [A-Za-z]{2,})*", plain_words(words))
        if not is_data(rest, data)
    ]
    assert english == []


def test_all_of_it_changes_at_once(qtbot: QtBot, desk: Desk) -> None:
    window = desk.window
    menu = TrayMenu(desk)
    english = set(visible_words(window))
    assert {"Overview", "Activity", "Settings"} <= {
        words.removeprefix("<qt>").removesuffix("</qt>") for words in english
    }
    language.apply_language(desk, "de")
    settle()
    german = set(visible_words(window))
    language.apply_language(desk, "en")
    settle()

    assert texts.language() == "en"
    known = {one.english for one in _translated()}
    assert german & known == set(), "still English"
    assert set(visible_words(window)) == english
    menu.forget()
    menu.look()
    assert text("window.quit") in [action.text() for action in menu.actions()]
    menu.deleteLater()


def _translated() -> list[object]:
    from desktop_app.app.translation import po

    entries = po.read((ROOT / "resources" / "translations" / "de.po").read_text("utf-8"))[1:]
    return [entry for entry in entries if entry.is_done and entry.forms[0] != entry.english]


def test_place_tab_and_widths_stay(qtbot: QtBot, desk: Desk) -> None:
    window = desk.window
    window.open_tab("activity")
    language.apply_language(desk, "de")
    assert (window.place, window.current_tab()) == ("account", "activity")
    window.go("inspect")
    language.apply_language(desk, "pseudo")
    assert window.place == "inspect"
    old = window.shell
    language.apply_language(desk, "pseudo")
    assert window.shell is old, "nothing is made anew where nothing changed"
    language.apply_language(desk, "en")
    window.go("account")
    assert window.shell.stack.currentWidget().isVisible()


def test_only_one_shell_is_left(qtbot: QtBot, desk: Desk) -> None:
    for code in ("de", "pseudo", "en", "de", "en"):
        language.apply_language(desk, code)
    kind = type(desk.window.shell)
    qtbot.waitUntil(lambda: len(desk.window.findChildren(kind)) == 1)
    settle()
    desk.window.resize(480, 400)
    settle()
    assert desk.window.shell.sidebar.rail


def test_right_to_left_and_back(qtbot: QtBot, desk: Desk) -> None:
    window = desk.window
    language.apply_language(desk, "pseudo-rtl")
    settle()
    assert window.isRightToLeft()
    assert window.shell.sidebar.mapTo(window, window.shell.sidebar.rect().topLeft()).x() > 300
    language.apply_language(desk, "en")
    settle()
    assert not window.isRightToLeft()
    assert window.shell.sidebar.x() == 0


def test_the_first_frame_is_in_the_language_of_the_settings(qtbot: QtBot) -> None:
    frame = LastFrame("light", [FrameAccount("work", "signed_out", "h", "p", ("overview",))], "de")
    language.before_first_paint(frame.language)
    window = MainWindow()
    qtbot.addWidget(window)
    show_frame(window, frame)

    assert window.rows[0].line == text("window.line_signed_out") != "Signed out"


def test_the_language_is_kept_with_the_frame(qtbot: QtBot, desk: Desk, engine: EngineDouble) -> None:
    engine.config.settings["language"] = "de"
    desk.show_now()
    qtbot.waitUntil(lambda: engine.kept_frame is not None and engine.kept_frame.language == "de")


@pytest.mark.parametrize(
    ("locale", "clock", "seconds", "date", "number"),
    [
        ("de_DE", "14:27", "14:27:05", "01.03.2026", "1.234.567"),
        ("en_US", "2:27 PM", "2:27:05 PM", "3/1/2026", "1,234,567"),
        ("en_GB", "14:27", "14:27:05", "01/03/2026", "1,234,567"),
        ("fi_FI", "14.27", "14.27.05", "1.3.2026", "1 234 567"),
        ("fr_FR", "14:27", "14:27:05", "01/03/2026", "1 234 567"),
    ],
)
def test_regions(locale: str, clock: str, seconds: str, date: str, number: str) -> None:
    import time

    at = time.mktime((2026, 3, 1, 14, 27, 5, 0, 0, -1))
    locale_words.use_region(language.region_of(QLocale(locale)))

    def said(words: str) -> str:
        return words.replace("\u202f", " ").replace("\u00a0", " ")

    assert (said(clock_time(at)), said(clock_time(at, seconds=True))) == (clock, seconds)
    assert (said(day_word(at, at + 40 * DAY)), said(locale_words.number(1_234_567))) == (date, number)


def test_qt_says_its_own_words_too(qapp: QApplication) -> None:
    from PySide6.QtCore import QCoreApplication

    language.settle("de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert QLocale().language() == QLocale.Language.German
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    language.settle("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
