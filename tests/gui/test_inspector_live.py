"""The Tokens tab: the session's tokens, hidden until revealed; comparing, keys, sharing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.session import events as e
from desktop_app.session.session import Session
from tests.gui.controlled import desk
from tests.support import minted
from tests.support.engine_double import EngineDouble, account
from tests.support.inspector_stage import Stage, everything, remember_keys, token, with_tokens


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble(account())
    remember_keys(made)
    yield made
    assert made.on_main == [], "files were read on the main thread"


@pytest.fixture
def held() -> Session:
    return with_tokens(token(), token(typ="JWT", nonce="n"))


@pytest.fixture
def stage(qtbot: QtBot, engine: EngineDouble, held: Session) -> Iterator[Stage]:
    engine.will_restore("work", held)
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
    made = Stage(qtbot, shown, live=True)
    yield made
    shown.end()
    made.settle()


def refreshed(stage: Stage, session: Session) -> None:
    """The account was refreshed."""
    stage.desk.controller.apply("work", e.Refreshed(session))
    stage.settle()


def test_the_sessions_token_is_there_and_hidden(stage: Stage, held: Session) -> None:
    raw = held.tokens.access_token.reveal()
    stage.picture("live-access")

    assert stage.words() == ["Signature valid", "Claims ok", "Trusted for work"]
    assert raw[:30] not in everything(stage.pane)
    assert stage.pane.card.text_view.shown().strip("•") == ""
    stage.pane.bodies.show_body("raw")
    stage.settle()
    assert raw[:30] not in everything(stage.pane)
    stage.pane.card.reveal.click()
    stage.settle()
    assert stage.pane.card.text_view.shown().startswith(raw[:20])
    assert raw[:30] in everything(stage.pane)
    stage.pane.card.reveal.click()
    stage.settle()
    assert raw[:30] not in everything(stage.pane)


def test_copy_says_that_it_clears_and_asks_not_to_be_recorded(stage: Stage, held: Session) -> None:
    stage.pane.card.copy.click()
    mime = QGuiApplication.clipboard().mimeData()

    assert mime.text() == held.tokens.access_token.reveal()
    assert "x-kde-passwordManagerHint" in mime.formats()
    assert stage.pane.card.copy.words() == "Copied, clears in 30 s"
    stage.looking.copier().clear()
    assert QGuiApplication.clipboard().text() == ""


def test_the_id_token_and_the_refresh_token(stage: Stage, held: Session) -> None:
    stage.pane.chooser.setCurrentIndex(1)
    stage.settle()
    assert stage.pane.view.token is not None
    assert stage.pane.view.token.title == "ID token"
    stage.pane.bodies.show_body("refused")
    stage.settle()
    assert [row.check.id for row in stage.pane.bodies.refused.rows if row.check.kind == "failed"] == []
    stage.pane.chooser.setCurrentIndex(2)
    stage.settle()
    stage.picture("live-refresh")
    said = stage.said()

    assert held.record.refresh_token is not None
    assert f"{len(held.record.refresh_token)} characters" in said
    assert held.record.refresh_token.reveal() not in everything(stage.pane)


def test_refreshing_updates_the_view(stage: Stage) -> None:
    assert "roles" in everything(stage.pane)
    newer = with_tokens(token(jti="the-new-one", roles=["user"]), generation=2)
    refreshed(stage, newer)

    assert "the-new-one" in everything(stage.pane)
    assert stage.pane.card.text_view.shown().strip("•") == "", "still hidden"


def test_the_same_token_again_disturbs_nobody(stage: Stage, held: Session) -> None:
    before = stage.pane.view.claims
    stage.desk.controller.changed.emit("work")
    stage.settle()

    assert stage.pane.view.claims is before


def test_before_and_after_a_refresh(stage: Stage) -> None:
    newer = with_tokens(token(jti="c771", roles=["user"]), generation=2)
    refreshed(stage, newer)
    stage.pane.bodies.show_body("compare")
    stage.settle()
    stage.looking.redraw()
    stage.picture("live-compare")
    view = stage.pane.bodies.compare

    assert view.sides["a"]._title.text() == "Access token, before the refresh"
    assert view.sides["b"]._title.text() == "Access token"
    assert view.table.compared.rowCount() > 3
    view.only.click()
    assert {row.kind for row in view.table.compared.rows} <= {"section", "added", "removed", "changed"}


def test_sides_are_chosen_from_the_history_and_the_clipboard(stage: Stage) -> None:
    comparing = stage.looking.comparing
    stage.pane.bodies.show_body("compare")
    words = [found for found, _ in comparing.sources()]
    assert any("Access token" in one for one in words)
    assert any("ID token" in one for one in words)
    QGuiApplication.clipboard().setText(token(sub="somebody-else"))
    comparing.paste("b")
    stage.settle()

    assert "different people" in stage.said()
    assert stage.pane.bodies.compare.sides["b"]._title.text() == "A token from the clipboard"
    QGuiApplication.clipboard().setText("nothing of the kind")
    comparing.paste("b")
    stage.settle()
    assert "holds no readable claims" in stage.said()
    QGuiApplication.clipboard().clear()


def test_the_history_keeps_claims_and_never_tokens(stage: Stage, held: Session) -> None:
    for generation in range(2, 15):
        refreshed(stage, with_tokens(token(jti=f"g{generation}"), generation=generation))
    entries = stage.desk.inspector.history.entries(account().key)

    assert len(entries) == 10
    assert held.tokens.access_token.reveal() not in repr(entries) + str([(one.header, one.claims) for one in entries])
    stage.desk.controller.apply("work", e.SignedOutNow())
    stage.settle()
    assert stage.desk.inspector.history.entries(account().key) == ()


def test_without_a_session_it_offers_to_sign_in(stage: Stage, qtbot: QtBot) -> None:
    stage.desk.controller.apply("work", e.SignedOutNow())
    stage.settle()

    assert "No tokens here" in stage.said()
    assert stage.pane.view.claims == ()
    with qtbot.waitSignal(stage.desk.window.account_intent) as heard:
        stage.pane.message.buttons()[0].click()
    assert heard.args[1] == "sign_in"


def test_leaving_the_tab_hides_everything(stage: Stage, held: Session) -> None:
    stage.pane.card.reveal.click()
    stage.settle()
    stage.desk.window.open_tab("overview")
    stage.settle()
    assert held.tokens.access_token.reveal()[:30] not in everything(stage.pane)
    stage.desk.window.open_tab("tokens")
    stage.settle()

    assert stage.pane.card.text_view.shown().strip("•") == ""
    assert stage.words()[0] == "Signature valid"


def test_an_opaque_access_token_is_said_to_be_one(stage: Stage, held: Session) -> None:
    opaque = with_tokens("an-opaque-one-0123456789", generation=3)
    refreshed(stage, replace(opaque, tokens=replace(opaque.tokens, opaque=True)))

    assert stage.pane.view.token is not None
    assert stage.pane.view.token.title == "Opaque token"


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_file_and_what_is_none(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [minted.jwk("rsa-2")]}), encoding="utf-8")
    stage.looking.expecting.read_file(str(path))
    stage.settle()
    assert stage.words()[0] == "Signature invalid"
    assert "Keys from keys.json" in stage.said()
    path.write_text("no key at all", encoding="utf-8")
    stage.pane.verdicts.change.click()
    stage.looking.expecting.read_file(str(path))
    stage.settle()
    assert "This is no key that Keyfob reads." in stage.said()
    stage.pane.key_given.emit("text", json.dumps(minted.jwk("rsa", secret=True)))
    stage.settle()

    assert "private key" in stage.said()
    stage.picture("live-keys")


def test_a_shared_secret_is_typed_hidden(stage: Stage, qtbot: QtBot) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    refreshed(stage, with_tokens(token("HS256", key=secret), generation=2))
    assert stage.words()[0] == "Signature invalid"
    stage.pane.verdicts.change.click()
    stage.pane.keys.source.chosen.emit("secret")
    field = stage.pane.keys.secret
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(field.line, secret.decode())
    stage.pane.keys._use_secret()
    stage.settle()

    assert stage.words()[0] == "Signature valid"
    stage.pane.keys.closed.emit()
    assert field.text() == ""


# --- sharing ---------------------------------------------------------------------------------------------------------


def test_sharing_shows_what_will_be_shared_without_signature_and_person(
    stage: Stage, held: Session, tmp_path: Path
) -> None:
    stage.pane.share.click()
    stage.settle()
    dialog = stage.looking.sharing.dialog
    assert dialog is not None
    raw = held.tokens.access_token.reveal()
    for place, form in enumerate(("text", "json", "markdown")):
        dialog.forms.setCurrentIndex(place)
        stage.settle()
        assert dialog.form() == form
        assert "https://p.example" in dialog.words
        for secret in ("ada@p.example", "a1b2c3d4", raw.split(".")[2], raw.split(".")[1][:40]):
            assert secret not in dialog.words
            assert secret not in dialog.preview.toPlainText()
    if dialog.words:
        dialog.grab().save(str(tmp_path / "share.png"))
    stage.picture("live-share-behind")
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.words
    path = tmp_path / "shared.md"
    stage.looking.sharing.write(str(path), dialog.words)
    stage.settle()
    assert path.read_text(encoding="utf-8") == dialog.words
    QGuiApplication.clipboard().clear()


def test_a_mask_can_be_taken_away_and_put_on(stage: Stage) -> None:
    stage.pane.share.click()
    stage.settle()
    dialog = stage.looking.sharing.dialog
    assert dialog is not None
    from PySide6.QtCore import Qt

    items = {dialog.claims.item(row).text(): dialog.claims.item(row) for row in range(dialog.claims.count())}
    assert items["email"].checkState() == Qt.CheckState.Checked
    assert items["aud"].checkState() == Qt.CheckState.Unchecked
    items["email"].setCheckState(Qt.CheckState.Unchecked)
    items["aud"].setCheckState(Qt.CheckState.Checked)
    stage.settle()

    assert "ada@p.example" in dialog.words
    assert '"aud": "[masked]"' in dialog.words
    stage.desk.window.open_tab("overview")
    stage.settle()
    assert stage.looking.sharing.dialog is None, "the dialog goes with the pane"


def test_a_file_that_cannot_be_written_is_said(stage: Stage, tmp_path: Path) -> None:
    from desktop_app.ui.components.dialog import ConfirmDialog

    stage.looking.sharing.write(str(tmp_path / "no" / "such" / "folder.txt"), "words")
    stage.settle()
    dialogs = [one for one in stage.desk.window.findChildren(ConfirmDialog) if one.isVisible()]

    assert [one.windowTitle() for one in dialogs] == ["The file could not be written."]
    dialogs[0].reject()


def test_ones_own_token_is_offered_in_the_tool(stage: Stage, held: Session) -> None:
    stage.desk.window.go("inspect")
    stage.live = False
    stage.settle()
    choices = stage.pane.view.mine
    assert [choice.word for choice in choices] == ["work, access token", "work, ID token"] or [
        choice.word.lower() for choice in choices
    ] == ["work, access token", "work, id token"]
    stage.pane.mine_chosen.emit(choices[0].id)
    stage.settle()

    assert stage.words() == ["Signature valid", "Claims ok", "Trusted for work"]
    assert held.tokens.access_token.reveal()[:30] not in everything(stage.pane)
