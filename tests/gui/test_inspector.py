"""The inspector's pane: what it takes, what it shows, and that nothing of it stays."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.ui.inspect.safe_text import LONGEST_EDIT, SafeText
from desktop_app.ui.models.inspector_state import BODIES
from tests.gui.controlled import desk
from tests.support import minted
from tests.support.command import ROOT
from tests.support.engine_double import EngineDouble, account
from tests.support.inspector_stage import ISSUER, Stage, claims, everything, remember_keys, token

HOSTILE = "<b>admin</b> \u202egnp.exe \x1b[31m\u200b\u2066<img src=https://evil.example/x>"


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble(account())
    remember_keys(made)
    yield made
    assert made.on_main == [], "files were read on the main thread"


@pytest.fixture
def stage(qtbot: QtBot, engine: EngineDouble) -> Iterator[Stage]:
    shown = desk(qtbot, engine)
    made = Stage(qtbot, shown)
    yield made
    shown.end()
    made.settle()


def names(stage: Stage) -> list[str]:
    """The names in the tree, headings too."""
    model = stage.pane.bodies.claims.tree.claims
    found = []
    for row in range(model.rowCount()):
        place = model.index(row, 0)
        found.append(str(model.data(place)))
        found += [str(model.data(model.index(inner, 0, place))) for inner in range(model.rowCount(place))]
    return found


# --- what it takes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", ["{}", "Authorization: Bearer {}", "Cookie: session={}; Path=/", '"{}"', "  {}\n"])
def test_a_token_is_found_in_what_is_pasted(stage: Stage, around: str) -> None:
    stage.give(around.format(token()))

    assert stage.pane.view.kind == "token"
    assert stage.words() == ["Signature valid", "Claims ok", "Trusted for work"]
    assert names(stage)[:5] == ["Header", "alg", "kid", "typ", "Claims"]
    assert {"iss", "aud", "exp", "roles", "email"} <= set(names(stage))


def test_ctrl_v_inspects(stage: Stage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(token())
    stage.desk.window.activateWindow()
    stage.pane.empty.zone.paste.setFocus()
    qtbot.keyClick(stage.pane.empty.zone.paste, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.settle()

    assert stage.pane.view.kind == "token"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert stage.pane.isAncestorOf(focus), "the keyboard stays in the pane"
    QGuiApplication.clipboard().clear()


def test_an_empty_clipboard_is_said(stage: Stage) -> None:
    QGuiApplication.clipboard().clear()
    stage.pane.paste_requested.emit()

    assert "The clipboard holds no text." in stage.said() or "No token in that" in stage.said()


def test_something_else_is_said_to_be_no_token(stage: Stage) -> None:
    stage.give("just a few words, nothing more")

    assert stage.pane.view.kind == "trouble"
    assert "No token in that" in stage.said()


def test_a_private_key_is_told_of_and_not_shown(stage: Stage) -> None:
    stage.give(json.dumps(minted.jwk("rsa", secret=True)))

    assert "treat it as stolen" in stage.said()
    assert minted.jwk("rsa", secret=True)["d"] not in everything(stage.pane)


def test_a_file_is_opened_and_dropped(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "request.log"
    path.write_text(f"GET / HTTP/1.1\nAuthorization: Bearer {token()}\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.pane.dropEvent(event)
    stage.settle()

    assert stage.words()[0] == "Signature valid"


@pytest.mark.parametrize(
    ("kind", "says"),
    [("missing", "not there any more"), ("fifo", "no plain file"), ("folder", "no plain file"), ("huge", "16 MB")],
)
def test_a_file_that_cannot_be_read_is_said(stage: Stage, tmp_path: Path, kind: str, says: str) -> None:
    path = tmp_path / "given"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(16_000_001)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    stage.pane.given.emit(mime)
    stage.settle()

    assert stage.pane.view.kind == "trouble"
    assert says in stage.said() or (kind == "folder" and "not there" in stage.said())


def test_several_are_listed_and_one_is_chosen(stage: Stage, qtbot: QtBot) -> None:
    answer = {"access_token": token(), "id_token": token(typ="JWT", nonce="n"), "refresh_token": "r" * 40 + "7"}
    stage.give(json.dumps(answer))
    assert stage.pane.view.kind == "found"
    rows = stage.pane.found.list.found.rows
    assert [row.title for row in rows] == ["Access token · RS256", "ID token · RS256", "Opaque token"]
    stage.picture("found-three")
    stage.pane.found.list.setFocus()
    qtbot.keyClick(stage.pane.found.list, Qt.Key.Key_Down)
    qtbot.keyClick(stage.pane.found.list, Qt.Key.Key_Return)
    stage.settle()

    assert stage.pane.view.token is not None
    assert stage.pane.view.token.title == "ID token"
    stage.pane.back.click()
    assert stage.pane.view.kind == "found"


def test_a_long_log_is_listed_up_to_a_limit(stage: Stage) -> None:
    stage.give((token() + "\n") * 600)

    assert len(stage.pane.found.list.found.rows) == 500
    assert "The first 500 are listed." in stage.said()


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d", "Encrypted token (JWE)"),
        ("v4.public.eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIn0", "PASETO"),
        ("opaque-token-0123456789-0123456789", "Opaque token"),
    ],
)
def test_other_kinds_are_named_for_what_they_are(stage: Stage, given: str, title: str) -> None:
    stage.give(given)

    assert stage.pane.view.token is not None
    assert stage.pane.view.token.title == title
    assert stage.words() == ["Signature not checked", "Claims not checked", "Not trusted"]


# --- typing ----------------------------------------------------------------------------------------------------------


def test_typing_is_looked_at_when_it_rests(stage: Stage, qtbot: QtBot) -> None:
    words = token()
    stage.desk.window.activateWindow()
    stage.pane.empty.zone.paste.setFocus()
    qtbot.keyClick(stage.pane.empty.zone.paste, "e")
    assert stage.pane.card.editing
    stage.pane.card.edit.insertPlainText(words[1:])
    stage.until(lambda: stage.pane.view.kind == "token")
    stage.settle()

    assert stage.words()[0] == "Signature valid"
    assert stage.pane.card.editing, "typing goes on"
    qtbot.keyClick(stage.pane.card.edit, Qt.Key.Key_Escape)
    assert not stage.pane.card.editing
    assert stage.desk.window.place == "inspect"
    assert stage.pane.card.edit.toPlainText() == ""


def test_half_a_token_is_no_trouble(stage: Stage) -> None:
    stage.pane.start_typing("")
    stage.pane.card.edit.insertPlainText("hello there")
    stage.until(lambda: stage.pane.hint.isVisible())

    assert stage.pane.hint.text() == "No token yet. Go on typing, or paste one."


def test_an_edited_token_is_told_apart(stage: Stage) -> None:
    stage.give(token())
    stage.pane.edit_requested.emit()
    edit = stage.pane.card.edit
    cursor = edit.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.deletePreviousChar()
    stage.until(lambda: stage.words()[0] == "Signature invalid")


def test_a_megabyte_is_pasted_but_not_edited(stage: Stage) -> None:
    stage.give(token(filler="x" * 700_000))
    stage.pane.edit_requested.emit()

    assert stage.words()[0] == "Signature valid"
    assert not stage.pane.card.editing
    assert len(stage.pane.card.edit.toPlainText()) <= LONGEST_EDIT
    assert "characters are not shown." in stage.said()
    stage.pane.bodies.show_body("raw")
    stage.settle()
    assert all(len(card.area.toPlainText()) < 60_000 for card in stage.pane.bodies.raw.cards)


def test_more_than_a_megabyte_is_refused_with_a_reason(stage: Stage) -> None:
    stage.give(token(filler="x" * 1_000_000))

    assert stage.pane.view.kind == "trouble"
    assert "This is over 1 MB." in stage.said()


# --- hostile ---------------------------------------------------------------------------------------------------------


def test_hostile_words_are_shown_as_text_everywhere(stage: Stage) -> None:
    stage.give(
        minted.jws(
            claims(**{HOSTILE: HOSTILE, "aud": HOSTILE, "scope": HOSTILE, "roles": [HOSTILE]}), header={"kid": HOSTILE}
        )
    )
    for body in BODIES:
        stage.pane.bodies.show_body(body)
        stage.settle()
        stage.picture(f"hostile-{body}")
        said = everything(stage.pane)
        assert "\u202e" not in said
        assert "\x1b" not in said
        assert "\u200b" not in said
        assert "\\u202e" in said
    for label in stage.pane.findChildren(SafeText):
        assert not label.isUndoRedoEnabled()


@pytest.mark.parametrize(
    "content",
    [
        b'{"exp": ' + b"9" * 5000 + b"}",
        b'{"exp": 1e400, "iat": -1e400}',
        b'{"exp": NaN}',
        b'{"exp": 99999999999999, "iat": -99999999999999}',
        b'{"sub": "\\ud800"}',
        b'{"a": 1, "a": 2}',
        b"\xff\xfe{",
        b"",
        b"[]",
        b"[" * 60 + b"]" * 60,
    ],
)
def test_odd_content_is_a_finding_and_never_a_fault(stage: Stage, content: bytes) -> None:
    stage.give(minted.jws(content))
    for body in BODIES:
        stage.pane.bodies.show_body(body)
        stage.settle()

    assert stage.pane.view.kind in ("token", "trouble")
    if stage.pane.view.kind == "token":
        assert stage.words()[2] == "Not trusted"


# --- nothing stays ---------------------------------------------------------------------------------------------------


def _canary() -> tuple[str, str]:
    return token(email="canary@p.example", jti="canary-claim"), "canary"


@pytest.mark.parametrize("way", ["another page", "the account", "the window closes", "forget"])
def test_what_was_pasted_is_gone(stage: Stage, way: str, tmp_path: Path) -> None:
    given, canary = _canary()
    stage.give(given)
    for body in BODIES:
        stage.pane.bodies.show_body(body)
        stage.settle()
    stage.pane.edit_requested.emit()
    stage.pane.key_given.emit("secret", "canary-secret")
    stage.settle()
    assert canary in everything(stage.pane)
    if way == "another page":
        stage.desk.window.open_add_provider()
    elif way == "the account":
        stage.desk.window.go("account")
    elif way == "forget":
        stage.pane.card.close_button.click()
    else:
        stage.desk.window.hide()
    stage.settle()

    rest = everything(stage.pane)
    assert canary not in rest
    assert given[:40] not in rest
    assert given not in QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard)
    for area in stage.pane.findChildren(QPlainTextEdit):
        assert area.toPlainText() == ""
        assert not area.document().isUndoAvailable()
    for line in stage.pane.findChildren(QLineEdit):
        assert "canary" not in line.text()
    gc.collect()
    held = [one for one in gc.get_objects() if type(one).__name__ in ("InspectedToken", "Inspection")]
    assert held == [], "an inspected token is still in memory"


def test_late_work_shows_nothing_after_leaving(stage: Stage) -> None:
    mime = QMimeData()
    mime.setText(_canary()[0])
    stage.pane.given.emit(mime)
    stage.desk.window.go("account")
    stage.settle()
    stage.desk.window.go("inspect")
    stage.settle()

    assert stage.pane.view.kind == "empty"
    assert "canary" not in everything(stage.pane)


def test_selecting_hands_nothing_to_others(stage: Stage) -> None:
    stage.give(token())
    stage.pane.bodies.show_body("raw")
    stage.settle()
    area = stage.pane.bodies.raw.cards[0].area
    area.selectAll()

    assert area.textCursor().hasSelection()
    assert area.createMimeDataFromSelection().formats() == []
    assert area.make_menu().actions()[0].text() == "Copy"


def test_what_is_copied_asks_not_to_be_recorded(stage: Stage) -> None:
    given = token()
    stage.give(given)
    stage.pane.bodies.show_body("raw")
    stage.settle()
    stage.pane.bodies.raw.copied.emit("rest", "")
    mime = QGuiApplication.clipboard().mimeData()

    assert mime.text() == given
    assert "x-kde-passwordManagerHint" in mime.formats()
    QGuiApplication.clipboard().clear()


# --- time ------------------------------------------------------------------------------------------------------------


def test_times_move_and_the_verdict_with_them(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.give(token(exp=int(time.time()) + 100))
    tree = stage.pane.bodies.claims.tree
    before = stage.pane.life.text()
    assert stage.words()[1] == "Claims ok"
    later = time.time() + 170
    monkeypatch.setattr(stage.desk.clock, "now", lambda: later, raising=False)
    stage.looking._tick()
    stage.settle()

    assert stage.words()[1] == "Claims failed"
    assert stage.pane.life.text() != before
    assert "expired 1 min ago" in stage.pane.life.text()
    place = tree.claims.index_of("claims\x1fexp")
    assert "ago" in str(tree.claims.data(place.siblingAtColumn(1), Qt.ItemDataRole.AccessibleTextRole))


def test_it_ticks_only_while_it_is_seen(stage: Stage) -> None:
    stage.give(token())
    assert stage.looking._beat.isActive()
    assert stage.looking._beat.interval() == 1000
    stage.desk.window.go("account")
    stage.settle()

    assert not stage.looking._beat.isActive()


# --- keyboard and screen readers -------------------------------------------------------------------------------------


def test_the_keyboard_reaches_everything(stage: Stage, qtbot: QtBot) -> None:
    stage.give(token())
    window = stage.desk.window
    window.activateWindow()
    stage.pane.share.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[object] = []
    for _ in range(30):
        focus = QApplication.focusWidget()
        if focus in seen or focus is None:
            break
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    pane = stage.pane

    for wanted in (
        pane.share,
        pane.card.text_view,
        pane.verdicts.change,
        pane.bodies.segments,
        pane.bodies.claims.tree,
    ):
        assert wanted in seen, wanted
    qtbot.keyClick(pane.bodies.segments, Qt.Key.Key_Right)
    assert pane.bodies.current() == "refused"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.place != "inspect"


def test_everything_has_a_name(stage: Stage) -> None:
    stage.give(token())
    for body in BODIES:
        stage.pane.bodies.show_body(body)
        stage.settle()
        for widget in stage.pane.findChildren(QLineEdit) + stage.pane.findChildren(QPlainTextEdit):
            assert widget.accessibleName(), widget
    said = stage.pane.life.accessibleName()
    assert "min" in said
    assert "exp 20" in said
    tree = stage.pane.bodies.claims.tree
    place = tree.claims.index_of("claims\x1fiss")
    sentence = str(tree.claims.data(place, Qt.ItemDataRole.AccessibleTextRole))
    assert sentence.startswith(f"iss: {ISSUER}")


def test_a_claim_is_explained_with_its_source(stage: Stage) -> None:
    stage.give(token())
    stage.pane.bodies.claims.tree.choose("claims\x1faud")
    panel = everything(stage.pane.bodies.claims.panel)

    assert "Audience" in panel
    assert "RFC 7519" in panel
    assert "Matches" in panel
    assert "the account work" in panel
    stage.pane.bodies.claims.panel.copied.emit("claims\x1faud")
    assert QGuiApplication.clipboard().text() == "desktop"
    QGuiApplication.clipboard().clear()


def test_the_pane_is_loaded_when_it_is_first_opened() -> None:
    program = (
        "import sys, desktop_app.ui.desk;"
        "print([m for m in sys.modules if m.startswith(('desktop_app.ui.inspect.', 'desktop_app.inspector'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_work_can_be_stopped(stage: Stage) -> None:
    stage.looking.start(token())
    stage.looking.stop()
    stage.settle()

    assert "What was given has been forgotten." in stage.said()
    assert stage.pane.view.claims == ()


def test_a_menu_offers_nobody_the_accounts_and_own_values(stage: Stage) -> None:
    menu = stage.pane.bodies.ask.account.make_menu()

    assert [action.text() for action in menu.actions()] == ["No account", "work", "Own values…"]
    menu.deleteLater()


# --- no connection, ever ---------------------------------------------------------------------------------------------

_OFFLINE = """
import sys
seen = []
sys.addaudithook(lambda name, args: seen.append(name) if name.startswith(("socket.", "urllib.", "http.")) else None)
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.inspector_state import BODIES
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.views.main_window import MainWindow
from tests.support import minted
from tests.support.engine_double import EngineDouble, account
from tests.support.command import ROOT
from tests.support.inspector_stage import claims

app = QApplication(sys.argv[:1])
engine = EngineDouble(account())
window = MainWindow(tools=("inspect",))
show_frame(window, engine.last_frame())
window.show()
app.processEvents()
desk = Desk(engine, window)
window.build_now()
window.go("inspect")
pane = window.shell.pages.built("inspect")
address = "http://127.0.0.1:9/x"
mime = QMimeData()
mime.setText(minted.jws(
    claims(picture=address, website=f"<img src='{address}'>", profile=f"[x]({address})"),
    header={"jku": address, "x5u": address, "jwk": minted.jwk("rsa")},
))
before = len(seen)
pane.given.emit(mime)
while pane.view.kind != "token" or desk.tasks.busy():
    app.processEvents()
for body in BODIES:
    pane.bodies.show_body(body)
    while desk.tasks.busy():
        app.processEvents()
    window.grab()
print(pane.verdicts.pills["signature"].text(), seen[before:], [m for m in sys.modules if m.startswith("PySide6.QtNet")])
"""


@pytest.mark.parametrize("alone", [False, True], ids=["watched", "in an empty network namespace"])
def test_nothing_is_sent_anywhere(tmp_path: Path, alone: bool) -> None:
    command = [sys.executable, "-c", _OFFLINE]
    if alone:
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
            pytest.skip("network namespaces cannot be made here")
        command = ["unshare", "-rn", *command]
    env = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "Signature not checked [] []"
