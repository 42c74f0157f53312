"""Accounts in the window, on the real engine and real files: import, rename, another identity, details, removal."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.app.config import load
from desktop_app.app.texts import text
from desktop_app.bootstrap.demo import Demo
from desktop_app.bootstrap.engine import Engine
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import states as s
from desktop_app.session.account import Account
from desktop_app.ui.accounts.name_dialog import NameDialog
from desktop_app.ui.components.dialog import ConfirmDialog
from desktop_app.ui.desk import Desk
from desktop_app.ui.file_watch import FileWatch
from desktop_app.ui.intents import account_menu, act
from desktop_app.ui.models.view_state import SessionView, SignedOutView
from desktop_app.ui.views.main_window import MainWindow
from tests.support.engine_double import account, session

MINE = """\
# mine
[accounts.work]  # at work
issuer = "https://work.example"
client_id = "w"

[accounts.home]
issuer = "https://home.example"
client_id = "h"
"""
COMPANY = """\
[accounts.acme]
issuer = "https://acme.example"
client_id = "a"
[accounts.open]
issuer = "https://open.example"
client_id = "o"
[policy]
locked = ["accounts.acme", "accounts.open.scopes"]
"""
THEIRS = """\
[settings]
theme = "dark"
[accounts.lab]
issuer = "https://lab.example"
client_id = "l"
client_secret = "s3cret"
[accounts.work]
issuer = "https://else.example"
client_id = "w"
[accounts.bad]
issuer = 5
"""


class Opened:
    """A window on files of its own."""

    def __init__(self, qtbot: QtBot, folder: Path, *, machine: str = "", text: str = MINE) -> None:
        self.qtbot = qtbot
        self.file = folder / "config.toml"
        self.file.write_text(text)
        (folder / "machine.toml").write_text(machine)
        config = load(str(self.file), str(folder / "machine.toml"), machine_trusted=lambda _path: True)
        self.engine = Engine(config, str(folder / "state"))
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        with qtbot.waitSignal(self.window.first_painted):
            self.window.show()
        self.desk = Desk(self.engine, self.window)
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way."""
        self.qtbot.waitUntil(lambda: self.desk.tasks.busy() == 0)
        QApplication.processEvents()

    @property
    def names(self) -> list[str]:
        """The accounts in the sidebar."""
        return [row.name for row in self.window.rows]

    def name_dialog(self) -> NameDialog:
        """The one that is open."""
        (dialog,) = [one for one in self.window.findChildren(NameDialog) if one.isVisible()]
        return dialog

    def said(self) -> list[str]:
        """What dialogs say."""
        return [one.windowTitle() for one in self.window.findChildren(ConfirmDialog) if one.isVisible()]

    def sign_in(self, name: str) -> None:
        """A session of the account in memory, as a sign-in would leave it."""
        made = session()
        life = self.desk.controller.lives[name]
        life.state = s.SignedIn(made)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path)
    yield made
    made.desk.end()
    made.settle()


@pytest.fixture
def company(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path, machine=COMPANY)
    yield made
    made.desk.end()
    made.settle()


def type_into(opened: Opened, line: QLineEdit, words: str) -> None:
    """As a person replaces what stands in a field."""
    line.selectAll()
    opened.qtbot.keyClick(line, Qt.Key.Key_Delete)
    opened.qtbot.keyClicks(line, words)


def theirs(tmp_path: Path, content: str = THEIRS) -> str:
    file = tmp_path / "theirs.toml"
    file.write_text(content)
    return str(file)


# --- importing -------------------------------------------------------------------------------------------------------


def test_a_file_is_shown_and_only_what_is_ticked_is_added(opened: Opened, tmp_path: Path) -> None:
    importing = opened.desk.accounts.importing
    importing.read(theirs(tmp_path))
    opened.qtbot.waitUntil(lambda: opened.window.place == "import")
    page = importing.page
    assert [(row.tick.accessibleName(), row.tick.isChecked()) for row in page.rows] == [
        (text("accounts.tick", name="lab"), True),
        (text("accounts.tick", name="work"), False),
    ]
    assert opened.file.read_text() == MINE
    assert page.add.words() == text("accounts.import_verb", count=1)
    other = page.rows[1].other
    assert other is not None
    assert other.text() == "work 2"
    other.line.selectAll()
    opened.qtbot.keyClicks(other.line, "office")
    assert page.picked() == {"lab": "lab", "work": "office"}, "who types a name wants it"
    page.add.click()
    opened.qtbot.waitUntil(lambda: opened.window.place == "account")
    opened.settle()

    assert opened.names == ["work", "home", "lab", "office"]
    assert opened.file.read_text().startswith(MINE.rstrip())
    assert "theme" not in opened.file.read_text()
    assert opened.desk.current == "lab"
    assert all(life.sign_in is None for life in opened.desk.controller.lives.values()), "nobody is signed in by it"


def test_a_clash_that_stands_adds_nothing(opened: Opened, tmp_path: Path) -> None:
    importing = opened.desk.accounts.importing
    importing.read(theirs(tmp_path))
    opened.qtbot.waitUntil(lambda: opened.window.place == "import")
    other = importing.page.rows[1].other
    assert other is not None
    other.line.selectAll()
    opened.qtbot.keyClicks(other.line, "home")
    importing.page.add.click()
    opened.qtbot.waitUntil(lambda: importing.page.banner.isVisible())
    assert opened.window.place == "import"
    assert opened.file.read_text() == MINE
    importing.page.cancel.click()
    assert opened.window.place == "account"


def test_a_file_that_is_none_is_said(opened: Opened, tmp_path: Path) -> None:
    opened.desk.accounts.importing.read(theirs(tmp_path, "[accounts"))
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    assert opened.window.place == "account"


@pytest.mark.parametrize(("name", "taken"), [("theirs.toml", True), ("theirs.TOML", True), ("theirs.txt", False)])
def test_a_toml_file_can_be_dropped_on_the_window(opened: Opened, tmp_path: Path, name: str, taken: bool) -> None:
    file = tmp_path / name
    file.write_text(THEIRS)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(400, 300).toPoint(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(opened.window, enter)
    assert enter.isAccepted() is taken
    drop = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(opened.window, drop)
    opened.settle()
    assert (opened.window.place == "import") is taken


def test_several_files_and_addresses_are_not_taken(opened: Opened, tmp_path: Path) -> None:
    from desktop_app.ui.accounts.desk import dropped_file

    for urls in (["https://x.example/a.toml"], [f"file://{tmp_path}/a.toml", f"file://{tmp_path}/b.toml"], []):
        data = QMimeData()
        data.setUrls([QUrl(url) for url in urls])
        assert dropped_file(data) == ""


def test_the_file_dialog_holds_nothing_up(opened: Opened, tmp_path: Path) -> None:
    opened.window.import_requested.emit()
    (dialog,) = opened.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(theirs(tmp_path))
    dialog.done(0)
    opened.qtbot.waitUntil(lambda: opened.window.place == "import")


def test_first_run_and_the_menu_offer_it(qtbot: QtBot, tmp_path: Path) -> None:
    from desktop_app.ui.views.menus import main_menu

    made = Opened(qtbot, tmp_path, text="")
    with qtbot.waitSignal(made.window.import_requested):
        made.window.shell.pages.first_run()._import.click()
    dialogs = made.window.findChildren(QFileDialog)
    assert len(dialogs) == 1
    dialogs[0].reject()
    menu = main_menu(made.window)
    (entry,) = [one for one in menu.actions() if one.text() == text("window.import_accounts")]
    with qtbot.waitSignal(made.window.import_requested):
        entry.trigger()
    menu.close()
    made.desk.end()
    made.settle()


# --- names -----------------------------------------------------------------------------------------------------------


def test_f2_renames_and_the_session_stays_in_its_place(opened: Opened) -> None:
    opened.sign_in("work")
    before = opened.desk.controller.lives["work"].state
    opened.qtbot.keyClick(opened.window, Qt.Key.Key_F2)
    dialog = opened.name_dialog()
    dialog.field.line.selectAll()
    opened.qtbot.keyClicks(dialog.field.line, "home")
    dialog.verb.click()
    assert "home" in dialog.field.error(), "the name is taken"
    dialog.field.line.selectAll()
    opened.qtbot.keyClicks(dialog.field.line, "office")
    dialog.verb.click()
    opened.qtbot.waitUntil(lambda: opened.names == ["office", "home"])

    assert opened.desk.controller.lives["office"].state == before
    assert not opened.desk.controller.lives["office"].busy
    assert (opened.desk.current, opened.window.account_key) == ("office", "office")
    assert "[accounts.office]  # at work" in opened.file.read_text()


def test_a_renaming_that_does_not_work_is_said(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_old: str, _new: str) -> None:
        raise KeyfobError(Code.E_LOCK, "accounts.signing_in", name="work")

    monkeypatch.setattr(opened.engine, "rename_account", refuse)
    opened.desk.accounts.rename("work", "office")
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    assert opened.names == ["work", "home"]
    assert not opened.desk.controller.lives["work"].busy


def test_renamed_in_a_terminal_it_goes_on_here(opened: Opened) -> None:
    watch = FileWatch(opened.desk)
    watch.begin()
    opened.settle()
    opened.sign_in("work")
    opened.desk.choose("work")
    other = Engine(opened.engine.config.reread(), opened.engine.state_dir)
    other.rename_account("work", "office")
    opened.qtbot.waitUntil(lambda: "office" in opened.names)
    opened.settle()
    assert opened.names == ["office", "home"]
    assert opened.desk.current == "office"
    watch.close()


def test_while_it_is_at_work_a_renaming_is_waited_for(opened: Opened) -> None:
    watch = FileWatch(opened.desk)
    watch.begin()
    opened.settle()
    opened.desk.controller.lives["work"].busy = True
    other = Engine(opened.engine.config.reread(), opened.engine.state_dir)
    other.rename_account("work", "office")
    opened.qtbot.waitUntil(lambda: "work" in watch._later)
    assert opened.names == ["work", "home"], "neither gone nor there twice"
    opened.desk.controller.lives["work"].busy = False
    opened.desk.controller.changed.emit("work")
    opened.qtbot.waitUntil(lambda: opened.names == ["office", "home"])
    watch.close()


def test_another_identity_at_the_same_provider(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(opened.desk.controller.sign_ins, "begin", begun.append)
    act(opened.desk, "work", "another", None)
    dialog = opened.name_dialog()
    assert dialog.field.text() == "work 2"
    dialog.verb.click()
    opened.qtbot.waitUntil(lambda: bool(begun))
    assert begun == ["work 2"]
    tables = tomllib.loads(opened.file.read_text())["accounts"]
    assert tables["work 2"] == tables["work"]
    assert opened.desk.current == "work 2"


# --- details, and what the company has set ---------------------------------------------------------------------------


def test_details_are_edited_with_errors_at_their_fields(opened: Opened) -> None:
    act(opened.desk, "work", "details", None)
    assert opened.window.place == "details"
    page = opened.desk.accounts.editing.page
    assert not page.save.isEnabled()
    for id_ in ("issuer", "client_id"):
        assert page.fields[id_].line.isReadOnly()
        assert text("accounts.fixed") == page.fields[id_].line.accessibleDescription()
    type_into(opened, page.fields["redirect_ports"].line, "8000, many")
    type_into(opened, page.fields["scopes"].line, "openid email")
    page.save.click()
    assert page.fields["redirect_ports"].error() == text("accounts.wrong_redirect_ports")
    assert page.fields["scopes"].text() == "openid email", "what was typed stays"
    assert opened.file.read_text() == MINE
    type_into(opened, page.fields["redirect_ports"].line, "8000, 8001")
    type_into(opened, page.fields["name"].line, "office")
    page.save.click()
    opened.qtbot.waitUntil(lambda: opened.names == ["office", "home"])
    opened.settle()

    table = tomllib.loads(opened.file.read_text())["accounts"]["office"]
    assert (table["redirect_ports"], table["scopes"]) == ([8000, 8001], ["openid", "email"])
    assert "# mine" in opened.file.read_text()
    assert "# at work" in opened.file.read_text()
    assert opened.desk.controller.lives["office"].account.redirect_ports == (8000, 8001)
    assert opened.window.place == "account"


def test_an_empty_field_is_the_default_again(opened: Opened) -> None:
    act(opened.desk, "work", "details", None)
    page = opened.desk.accounts.editing.page
    type_into(opened, page.fields["admin_roles"].line, "boss, chief")
    page.save.click()
    opened.qtbot.waitUntil(lambda: "chief" in opened.file.read_text() and opened.window.place == "account")
    act(opened.desk, "work", "details", None)
    type_into(opened, page.fields["admin_roles"].line, "")
    page.save.click()
    opened.qtbot.waitUntil(lambda: "admin_roles" not in opened.file.read_text() and opened.window.place == "account")
    opened.settle()
    assert opened.desk.controller.lives["work"].account.admin_roles == ("admin",)


def test_what_the_company_has_set_is_shown_as_such(company: Opened) -> None:
    act(company.desk, "acme", "details", None)
    page = company.desk.accounts.editing.page
    by_company = text("accounts.set_by_company")
    assert {id_: field.line.isReadOnly() for id_, field in page.fields.items()} == dict.fromkeys(page.fields, True)
    assert {field.line.accessibleDescription() for field in page.fields.values()} == {by_company}
    act(company.desk, "open", "details", None)
    editable = [id_ for id_, field in page.fields.items() if not field.line.isReadOnly()]
    assert editable == ["redirect_ports", "roles_claim", "admin_roles"]
    assert page.fields["scopes"].line.accessibleDescription() == by_company
    menu = account_menu(company.desk, "acme")
    (rename,) = [one for one in menu.actions() if one.text() == text("accounts.rename_locked")]
    assert not rename.isEnabled()
    assert not rename.icon().isNull()
    menu.close()
    company.desk.choose("acme")
    company.window.go("account")
    company.qtbot.keyClick(company.window, Qt.Key.Key_F2)
    assert company.said()


def test_forgetting_takes_it_out_of_the_file_and_asks_first(opened: Opened) -> None:
    act(opened.desk, "work", "forget", None)
    (dialog,) = [one for one in opened.window.findChildren(ConfirmDialog) if one.isVisible()]
    assert opened.file.read_text() == MINE
    dialog.verb.click()
    opened.qtbot.waitUntil(lambda: opened.names == ["home"])
    assert list(tomllib.loads(opened.file.read_text())["accounts"]) == ["home"]


# --- keys ------------------------------------------------------------------------------------------------------------


def test_ctrl_and_a_number_choose_from_anywhere(opened: Opened) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    window, qtbot = opened.window, opened.qtbot
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, control)
    assert (opened.desk.current, window.place) == ("home", "account")
    act(opened.desk, "home", "details", None)
    field = opened.desk.accounts.editing.page.fields["scopes"].line
    field.setFocus()
    words = field.text()
    qtbot.keyClick(field, Qt.Key.Key_1, control)
    assert (opened.desk.current, window.place) == ("work", "account")
    assert field.text() == words, "the key was not typed"
    window.open_add_provider()
    address = cast("QLineEdit", window.shell.pages.add_provider().page.address.line)
    address.setFocus()
    qtbot.keyClick(address, Qt.Key.Key_2, control)
    assert (opened.desk.current, window.place) == ("home", "account")
    qtbot.keyClick(window, Qt.Key.Key_9, control)
    assert opened.desk.current == "home", "there is no ninth"


# --- the demo --------------------------------------------------------------------------------------------------------


class DemoDouble:
    """A provider that ends when a test says so."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.started = 0

    def start(self) -> Demo:
        self.started += 1
        self.ended = threading.Event()
        account = Account("Demo", "http://127.0.0.1:1", "keyfob-demo", allow_http=True, embedded=True)
        return Demo(account, self.ended.set, self.ended.wait)


@pytest.fixture
def demo(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> DemoDouble:
    made = DemoDouble()
    monkeypatch.setattr(opened.engine, "start_demo", made.start)
    opened.desk.start_demo()
    opened.qtbot.waitUntil(lambda: "Demo" in opened.names)
    opened.settle()
    return made


def test_a_demo_that_ended_by_itself_says_so_and_starts_again(opened: Opened, demo: DemoDouble) -> None:
    assert isinstance(opened.window.page_view, SignedOutView)
    demo.ended.set()
    opened.qtbot.waitUntil(lambda: opened.desk.controller.lives["Demo"].stopped)
    opened.qtbot.waitUntil(lambda: opened.window.rows[-1].line == text("accounts.line_stopped"))
    assert isinstance(opened.window.page_view, SignedOutView)
    assert opened.window.page_view.stopped
    opened.window.tell("sign_in")
    opened.qtbot.waitUntil(lambda: demo.started == 2 and not opened.desk.controller.lives["Demo"].stopped)
    opened.settle()
    assert opened.names == ["work", "home", "Demo"]


def test_in_a_session_the_banner_offers_it(opened: Opened, demo: DemoDouble) -> None:
    made = session()
    opened.desk.controller.lives["Demo"].state = s.SignedIn(made)
    demo.ended.set()
    opened.qtbot.waitUntil(lambda: isinstance(view := opened.window.page_view, SessionView) and bool(view.banner)
                           and view.banner.title == text("accounts.demo_stopped"))  # fmt: skip
    view = opened.window.page_view
    assert isinstance(view, SessionView)
    assert view.banner is not None
    assert [one.id for one in view.banner.actions] == ["start_demo"]
    opened.window.tell("banner", "start_demo")
    opened.qtbot.waitUntil(lambda: demo.started == 2)
    opened.settle()


def test_the_demo_keeps_its_place_behind_the_others(opened: Opened, demo: DemoDouble) -> None:
    opened.engine.add_account("new", {"issuer": "https://n.example", "client_id": "n"})
    opened.desk.take_in("new", sign_in=False)
    opened.settle()
    assert opened.names == ["work", "home", "new", "Demo"]


def test_nobody_is_signed_out_before_anybody_was_there(opened: Opened, qtbot: QtBot) -> None:
    view = opened.window.page_view
    assert isinstance(view, SignedOutView)
    assert view.fresh


def test_offline_with_a_next_try_is_not_told_to_try_later(qtbot: QtBot) -> None:

    from desktop_app.session.stored import StoredState
    from desktop_app.ui.life import Life
    from desktop_app.ui.projection.overview import session_view

    trouble = KeyfobError(Code.E_SERVER, "protocol.server", status=503)
    life = Life(account(), state=s.Offline(session(), trouble, 1060.0), stored=StoredState())
    banner = session_view(life, "offline", 1000.0, "p.example").banner
    assert banner is not None
    assert "Try again later" not in banner.text
    assert [one.id for one in banner.actions] == ["try_now", "details"]
