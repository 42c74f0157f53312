"""The Settings page on real files: every control applies, failures put back, what others write shows, bad files too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import log, texts
from desktop_app.app.config import load
from desktop_app.app.settings import FoundBrowser, SettingsFacts, WindowSettings
from desktop_app.app.texts import text
from desktop_app.bootstrap.engine_settings import SettingsUseCases
from desktop_app.errors import Code, KeyfobError
from desktop_app.ui import theme
from desktop_app.ui.components.switch import Switch
from desktop_app.ui.desk import Desk
from desktop_app.ui.file_watch import FileWatch
from desktop_app.ui.settings.page import SettingsPage
from desktop_app.ui.settings.rows import ChoiceLine, FileLine, SwitchLine
from desktop_app.ui.system_scheme import SchemeFollower
from desktop_app.ui.views.main_window import MainWindow
from tests.gui.behind import BackgroundEngine
from tests.gui.conftest import Opener, settle, shown
from tests.support.certificates import authority

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.bootstrap.engine import Engine

MINE = '# mine\n[accounts.work]\nissuer = "https://p.example"\nclient_id = "desktop"\n\n[settings]\n# dear to me\n'


class AutostartDouble:
    """:ivar on: whether the system starts the program. :ivar trouble: what switching ends with."""

    def __init__(self) -> None:
        self.on = False
        self.trouble: KeyfobError | None = None

    def is_on(self) -> bool:
        return self.on

    def is_known(self) -> bool:
        return self.on

    def switch(self, on: bool) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.on = on


class SettingsEngine(SettingsUseCases, BackgroundEngine):  # type: ignore[misc]  # its config is the real one
    """The real settings over files of the test's; the rest is the double's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = folder / "config" / "config.toml"
        self.machine = folder / "machine.toml"
        self.file.parent.mkdir()
        self.file.write_text(MINE)
        self.around = SettingsFacts(browsers=(FoundBrowser("firefox", "firefox"),), proxy="proxy.example:3128")
        self.opened_files: list[str] = []
        self.starts = AutostartDouble()
        self.load()

    def load(self) -> None:
        self.config = load(str(self.file), str(self.machine), machine_trusted=lambda _path: True)

    @property
    def settings(self) -> WindowSettings:
        return super().settings

    @settings.setter
    def settings(self, _settings: WindowSettings) -> None:
        """The files say it."""

    @property
    def autostart(self) -> AutostartDouble:
        return self.starts

    def change_settings(self, **changes: object) -> WindowSettings:
        self._begin("change_settings")
        self._fail("change_settings")
        return super().change_settings(**changes)

    def reread_settings(self) -> Config:  # type: ignore[override]  # the double's gives a double
        self._begin("reread")
        return super().reread_settings()

    def settings_facts(self) -> SettingsFacts:
        self._begin("facts")
        return self.around

    def open_settings_file(self, path: str) -> None:
        self._begin("open_file")
        self._fail("open_file")
        self.opened_files.append(path)


class Scene:
    """The window with its settings."""

    def __init__(self, qtbot: QtBot, engine: SettingsEngine, size: tuple[int, int] = (1040, 720)) -> None:
        self.qtbot = qtbot
        self.engine = engine
        self.window = shown(qtbot, MainWindow(), size)
        self.desk = Desk(cast("Engine", engine), self.window)
        self.watch = FileWatch(self.desk)
        self.watch.begin()
        self.settle()

    @property
    def page(self) -> SettingsPage:
        page = self.window.shell.pages.built("settings")
        assert isinstance(page, SettingsPage)
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.tasks.busy() == 0)
        settle()

    def open(self) -> SettingsPage:
        self.window.go("settings")
        self.settle()
        return self.page

    def choice(self, key: str) -> ChoiceLine:
        line = self.page.lines[key]
        assert isinstance(line, ChoiceLine)
        return line

    def choose(self, key: str, id_: str) -> None:
        """By the menu, as a person does."""
        combo = self.choice(key).combo
        menu = combo.make_menu()
        (number,) = (number for number, choice in enumerate(combo.choices) if choice.id == id_)
        menu.actions()[number].trigger()
        menu.deleteLater()
        self.settle()

    def switch(self, key: str) -> Switch:
        line = self.page.lines[key]
        assert isinstance(line, SwitchLine)
        return line.switch

    def others_write(self, words: str) -> None:
        """Another program puts *words* into the file's place."""
        new = self.engine.file.with_name("new")
        new.write_text(words)
        new.replace(self.engine.file)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SettingsEngine]:
    made = SettingsEngine(tmp_path)
    yield made
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def scene(qtbot: QtBot, engine: SettingsEngine) -> Iterator[Scene]:
    made = Scene(qtbot, engine)
    yield made
    made.watch.close()
    made.desk.end()
    qtbot.waitUntil(lambda: made.desk.tasks.busy() == 0)


# --- every control applies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_the_theme_is_put_in_force_at_once(scene: Scene, chosen: Literal["light", "dark"], qapp: QApplication) -> None:
    follower = SchemeFollower(qapp)
    follower.start()
    theme.apply(qapp, "light" if chosen == "dark" else "dark")
    scene.open()
    scene.choose("theme", chosen)

    assert theme.scheme() == chosen
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.hexes("page", chosen)
    assert scene.choice("theme").combo.words() == text(f"settings.theme_{chosen}")
    assert f'theme = "{chosen}"' in scene.engine.file.read_text()
    scene.choose("theme", "system")
    assert theme.scheme() == follower.wanted()
    follower.setParent(None)
    follower.deleteLater()


@pytest.mark.parametrize("key", ["close_to_tray", "start_at_login", "notifications"])
def test_switches_apply_and_keep_the_comments(scene: Scene, key: str) -> None:
    scene.open()
    before = bool(getattr(scene.engine.settings, key))
    scene.switch(key).click()
    scene.settle()

    assert getattr(scene.engine.settings, key) is not before
    assert scene.switch(key).isChecked() is not before
    assert scene.engine.file.read_text() == f"{MINE}{key} = {str(not before).lower()}\n"
    assert scene.engine.starts.on is (key == "start_at_login")


def test_the_log_gets_its_level(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[str] = []
    monkeypatch.setattr(log, "set_level", levels.append)
    scene.open()
    scene.choose("log_level", "debug")

    assert (levels, scene.engine.settings.log_level) == (["debug"], "debug")


def test_the_language_changes_the_page_itself(scene: Scene) -> None:
    german = dict(texts.languages()).get("de")
    if german is None:
        pytest.skip("there is no other language yet")
    scene.open()
    assert german in [choice.word for choice in scene.choice("language").combo.choices]
    try:
        scene.choose("language", "de")
        assert scene.window.place == "settings"
        assert scene.choice("language").combo.words() == german
        assert texts.language() == "de"
        scene.choose("language", "en")
        assert scene.choice("language").combo.words() == "English"
    finally:
        texts.use_language("en")


def test_a_known_browser_is_one_choice(scene: Scene) -> None:
    scene.open()
    words = [choice.word for choice in scene.choice("browser").combo.choices]
    assert words[:3] == ["System browser", "Firefox", "Firefox, private window"]
    scene.choose("browser", "firefox --private-window %u")

    assert scene.engine.browser_command("https://x.example/") == ["firefox", "--private-window", "https://x.example/"]
    assert scene.choice("browser").combo.words() == "Firefox, private window"
    assert scene.choice("browser").field is None
    scene.choose("browser", "")
    assert scene.engine.browser_command("https://x.example/") is None


def test_a_command_of_ones_own(scene: Scene) -> None:
    scene.open()
    scene.choose("browser", "own")
    field = scene.choice("browser").field
    assert field is not None
    assert field.line.hasFocus()
    assert scene.engine.settings.browser == "", "nothing is written before something was"
    QTest.keyClicks(field.line, "mybrowser --x '%u")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    scene.settle()
    assert field.error() == "Close the quotation mark, or remove it."
    assert field.text() == "mybrowser --x '%u", "what was typed stays"
    QTest.keyClicks(field.line, "'")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    scene.settle()

    assert field.error() == ""
    assert scene.engine.settings.browser == "mybrowser --x '%u'"
    assert scene.choice("browser").combo.words() == text("settings.browser_command")
    scene.choose("browser", "")
    assert not field.isVisible()


def test_the_variable_browser_is_said_to_come_first(scene: Scene) -> None:
    scene.engine.around = SettingsFacts(browser_variable="lynx <b>")
    scene.open()

    assert "lynx <b>" in scene.choice("browser").help.text()


def test_the_proxy_is_shown_as_it_is_and_set(scene: Scene) -> None:
    scene.open()
    row = scene.choice("proxy")
    assert row.help.text() == "proxy.example:3128, from the system"
    scene.choose("proxy", "none")
    assert scene.engine.network().proxy == "none"
    scene.choose("proxy", "own")
    assert row.field is not None
    for words, error in (
        ("http://ada:secret@p.example:1", "without"),
        ("p.example", text("settings.proxy_field_help")[:16]),
    ):
        row.field.line.setText(words)
        row.field.submitted.emit()
        scene.settle()
        assert row.field.error(), error
        assert scene.engine.network().proxy == "none"
    row.field.line.setText("p.example:8080")
    row.field.submitted.emit()
    scene.settle()

    assert scene.engine.network().proxy == "http://p.example:8080"
    assert row.help.text() == "p.example:8080, for all accounts"
    assert "secret" not in scene.engine.file.read_text()


def test_a_certificate_authority_is_looked_at_first(scene: Scene, tmp_path: Path) -> None:
    scene.open()
    line = scene.page.lines["ca_file"]
    assert isinstance(line, FileLine)
    assert not line.remove.isVisible()
    behind = scene.desk.tools.settings.behind
    assert behind is not None
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    behind._change("ca_file", str(wrong))
    scene.settle()
    assert "holds no certificate" in line.error.text()
    assert scene.engine.network().ca_file == ""
    good = authority().write(tmp_path)
    behind._change("ca_file", str(good))
    scene.settle()
    assert (scene.engine.network().ca_file, line.error.text()) == (str(good), "")
    assert str(good) in line.help.text()
    line.remove.click()
    scene.settle()
    assert scene.engine.network().ca_file == ""


def test_the_file_is_opened_and_what_goes_wrong_is_said(scene: Scene) -> None:
    page = scene.open()
    page.open_file.click()
    scene.settle()
    assert scene.engine.opened_files == [str(scene.engine.file)]
    scene.engine.trouble["open_file"] = KeyfobError(Code.E_BROWSER, "settings.no_file_opener", file="config.toml")
    page.open_file.click()
    scene.settle()
    assert "did not open" in page.file_error.text()
    assert page.file_error.isVisible()


# --- failures, others, bad files -------------------------------------------------------------------------------------


def test_a_failed_write_puts_the_control_back_and_says_why(scene: Scene) -> None:
    scene.open()
    acts: dict[str, Callable[[], None]] = {
        "notifications": lambda: scene.switch("notifications").click(),
        "theme": lambda: scene.choose("theme", "dark"),
    }
    for key, act in acts.items():
        why = KeyfobError(Code.E_CONFIG, "config.unwritable", file="config.toml", why="No space left on device")
        scene.engine.trouble["change_settings"] = why
        act()
        scene.settle()
        line = scene.page.lines[key]
        assert "No space left on device" in line.error.text()
        assert line.error.isVisible()
        assert getattr(scene.engine.settings, key) == getattr(WindowSettings(), key)
    assert scene.switch("notifications").isChecked()
    assert scene.choice("theme").combo.words() == text("settings.theme_system")
    assert scene.engine.file.read_text() == MINE
    scene.switch("notifications").click()
    scene.settle()
    assert not scene.page.lines["notifications"].error.isVisible(), "it went well now"


def test_a_system_that_does_not_start_us_leaves_the_setting_off(scene: Scene) -> None:
    scene.open()
    scene.engine.starts.trouble = KeyfobError(Code.E_DISK, "disk.full", path="autostart")
    scene.switch("start_at_login").click()
    scene.settle()

    assert not scene.engine.settings.start_at_login
    assert not scene.switch("start_at_login").isChecked()
    assert scene.page.lines["start_at_login"].error.text()


def test_what_another_program_writes_shows_at_once(scene: Scene, qapp: QApplication) -> None:
    follower = SchemeFollower(qapp)
    follower.start()
    scene.open()
    scene.others_write(f'{MINE}theme = "dark"\nnotifications = false\nstart_at_login = true\n')
    scene.qtbot.waitUntil(lambda: not scene.switch("notifications").isChecked())
    scene.settle()

    assert scene.choice("theme").combo.words() == text("settings.theme_dark")
    assert theme.scheme() == "dark"
    assert scene.engine.starts.on
    follower.setParent(None)
    follower.deleteLater()


def test_a_file_that_breaks_is_told_with_its_line_and_works_again_when_mended(scene: Scene) -> None:
    page = scene.open()
    assert page.troubles.isHidden()
    scene.others_write(f"{MINE}theme = \n")
    scene.qtbot.waitUntil(lambda: not page.troubles.isHidden())
    (sentence,) = page.troubles.sentences()
    assert "line 8" in sentence
    assert [row.key for row in scene.window.rows] == ["work"], "the account goes on"
    (button,) = page.troubles.buttons()
    button.click()
    scene.settle()
    assert scene.engine.opened_files == [str(scene.engine.file)]
    scene.switch("notifications").click()
    scene.settle()
    assert scene.switch("notifications").isChecked(), "nothing is written into a file that cannot be read"
    assert scene.page.lines["notifications"].error.text()
    scene.others_write(MINE)
    scene.qtbot.waitUntil(lambda: page.troubles.isHidden())


def test_at_the_start_a_quiet_line_leads_to_the_page(qtbot: QtBot, engine: SettingsEngine) -> None:
    engine.file.write_text(f'{MINE}theme = "pink"\n[accounts.broken]\nissuer = "https://q.example"\n[odd]\n')
    engine.load()
    scene = Scene(qtbot, engine)
    notice = scene.desk.tools.settings.notice
    assert notice is not None
    assert notice.isVisible()
    assert notice.words.text() == text("settings.notice", count=3)
    assert not notice.isAncestorOf(QApplication.focusWidget() or scene.window)
    notice.show_button.click()
    scene.settle()
    assert (scene.window.place, notice.isVisible()) == ("settings", False)
    sentences = scene.page.troubles.sentences()
    assert [[part in sentence for part in ("line 8", "line 9", "line 11")].index(True) for sentence in sentences] == [
        2,
        0,
        1,
    ]
    assert all(str(engine.file) in sentence for sentence in sentences)
    scene.window.go("account")
    assert notice.isVisible()
    notice.close_button.click()
    assert not notice.isVisible()
    scene.window.go("settings")
    scene.window.go("account")
    assert not notice.isVisible(), "closed is closed"
    scene.watch.close()
    scene.desk.end()
    qtbot.waitUntil(lambda: scene.desk.tasks.busy() == 0)


def test_what_the_company_set_has_a_padlock_and_no_control(qtbot: QtBot, engine: SettingsEngine) -> None:
    engine.machine.write_text(
        '[settings]\nproxy = "http://proxy.acme.example:3128"\nnotifications = false\n'
        '[policy]\nlocked = ["settings.proxy", "settings.notifications"]\n'
    )
    engine.file.write_text(f"{MINE}notifications = true\n")
    engine.load()
    scene = Scene(qtbot, engine)
    page = scene.open()
    for key, value in (("proxy", "http://proxy.acme.example:3128"), ("notifications", "Off")):
        line = page.lines[key]
        assert line.lock_words.isVisible()
        assert not any(control.isVisible() for control in line.controls())
        assert line.help.text() == value
        assert text("settings.set_by_company") in line.accessibleName()
    (ignored,) = page.troubles.sentences()
    assert "line 8" in ignored
    scene.watch.close()
    scene.desk.end()
    qtbot.waitUntil(lambda: scene.desk.tasks.busy() == 0)


# --- keyboard, layout ------------------------------------------------------------------------------------------------


def test_the_keyboard_reaches_everything_from_top_to_bottom(scene: Scene) -> None:
    from desktop_app.ui.views.menus import add_shortcuts

    wanted = QKeySequence("Ctrl+,")
    if not any(action.shortcut() == wanted for action in scene.window.actions()):
        add_shortcuts(scene.window)
    (key,) = (action for action in scene.window.actions() if action.shortcut() == wanted)
    key.trigger()
    scene.settle()
    assert scene.window.place == "settings"
    page = scene.page
    scene.choose("proxy", "own")
    scene.others_write(f"{MINE}colour = 1\n")
    scene.qtbot.waitUntil(lambda: len(page.troubles.buttons()) == 1)
    controls = [control for line in page.lines.values() for control in line.controls()]
    expected = [*page.troubles.buttons(), *(one for one in controls if one.isVisible()), page.open_file]
    expected[0].setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in expected:
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert reached == expected
    assert all(control.accessibleName() for control in expected)


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_switch_is_a_check_box_that_keys_turn(qtbot: QtBot, pressed: Qt.Key) -> None:
    switch = Switch("Notify me")
    qtbot.addWidget(switch)
    switch.show()
    told: list[bool] = []
    switch.toggled.connect(told.append)
    QTest.keyClick(switch, pressed)
    assert (switch.isChecked(), told) == (True, [True])
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.rect().topLeft())
    assert told == [True, False]
    seen = QAccessible.queryAccessibleInterface(switch)
    assert seen is not None
    assert seen.role() == QAccessible.Role.CheckBox
    assert not seen.state().checked
    assert min(switch.sizeHint().width(), switch.sizeHint().height()) >= theme.TARGET


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_a_menu_of_choices_opens_by_keys(scene: Scene, pressed: Qt.Key, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.open()
    combo = scene.choice("theme").combo
    opened: list[bool] = []
    monkeypatch.setattr(type(combo), "open_menu", lambda _self: opened.append(True))
    combo.clicked.disconnect()
    combo.clicked.connect(combo.open_menu)
    QTest.keyClick(combo, pressed)
    assert opened == [True]


def test_narrow_pages_have_the_control_under_its_label(qtbot: QtBot, engine: SettingsEngine) -> None:
    scene = Scene(qtbot, engine, (480, 400))
    page = scene.open()
    line, switch = scene.choice("theme"), scene.page.lines["notifications"]
    assert isinstance(switch, SwitchLine)
    for words, control in ((line.label, line.combo), (switch.help, switch.switch)):
        below = control.mapTo(page, control.rect().topLeft()).y()
        assert below >= words.mapTo(page, words.rect().bottomLeft()).y()
    assert page.horizontalScrollBar().maximum() == 0
    scene.window.resize(1040, 720)
    settle()
    middle = line.combo.mapTo(page, line.combo.rect().center()).y()
    assert abs(middle - line.label.mapTo(page, line.label.rect().center()).y()) <= 2
    scene.watch.close()
    scene.desk.end()
    qtbot.waitUntil(lambda: scene.desk.tasks.busy() == 0)


def test_a_field_made_with_its_error_shows_what_is_set(opened: Opener) -> None:
    page = opened("settings-fields").shell.pages.built("settings")
    assert isinstance(page, SettingsPage)
    line = page.lines["browser"]
    assert isinstance(line, ChoiceLine)
    assert line.field is not None
    assert line.field.text() == "chromium --app=%u --user-data-dir=/home/work"
    assert line.field.error()
