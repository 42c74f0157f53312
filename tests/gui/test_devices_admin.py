"""The Devices tab for administrators, the API key, lists that there are not; signing out, and asking the provider."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Offers
from desktop_app.session.list_sessions import Whom
from desktop_app.session.sign_out import SignOutResult
from desktop_app.ui import gallery_devices as samples
from desktop_app.ui.models.view_state import SessionView, SignedOutView
from desktop_app.ui.said import SaidDialog
from tests.gui.controlled import desk
from tests.support.devices_stage import Devices, words_of
from tests.support.engine_double import account, session
from tests.support.sessions_double import SessionsDouble

IDS = [one.id for one in samples.sessions()]


@pytest.fixture
def engine() -> Iterator[SessionsDouble]:
    gc.collect()  # the last window must not be collected on a worker thread
    made = SessionsDouble(
        replace(account(), provider="fusionauth", capabilities={"billing_export": ("billing",)}),
        sessions=samples.sessions(),
    )
    made.theirs = {
        "max@acme.example": [replace(one, current=False, user="max") for one in samples.sessions()[2:5]],
        "acme-portal": [replace(one, current=False) for one in samples.sessions()[5:7]],
    }
    made.will_restore("work", session(roles=("admin", "user")))
    yield made
    made.hang.clear()
    made.stuck.clear()
    assert made.on_main == [], "calls on the main thread"


@pytest.fixture
def tab(qtbot: QtBot, engine: SessionsDouble) -> Iterator[Devices]:
    shown = desk(qtbot, engine)
    qtbot.waitUntil(lambda: shown.tasks.busy() == 0)
    made = Devices(qtbot, shown, engine)
    yield made
    engine.stuck.clear()
    shown.end()
    made.settle()


def look_for(tab: Devices, scope: str, words: str) -> None:
    """Choose whose, type who, press Return."""
    whose = tab.page.whose
    whose.segments.setCurrentIndex(["own", "person", "application"].index(scope))
    tab.settle()
    line = whose.fields[scope].line
    line.insert(words)
    tab.qtbot.keyClick(line, Qt.Key.Key_Return)
    tab.settle()


# --- other people's --------------------------------------------------------------------------------------------------


def test_without_the_role_there_is_no_way_to_others(tab: Devices, engine: SessionsDouble) -> None:
    tab.roles("user")
    tab.desk.window.open_tab("overview")
    tab.desk.window.open_tab("devices")
    tab.settle()

    assert not tab.page.whose.isVisible()
    tab.page.scope_chosen.emit("person")
    tab.page.asked.emit("person", "max@acme.example")
    tab.settle()
    assert all(whom.is_own for whom in engine.asked), "asked all the same: it is checked again"


def test_a_persons_sessions_are_listed_and_ended(tab: Devices, engine: SessionsDouble) -> None:
    tab.page.whose.segments.setCurrentIndex(1)
    tab.settle()
    assert "Give the person’s user id, e-mail address or user name." in tab.said()
    assert tab.page.model.total == 0, "one's own are not to be mistaken for theirs"
    look_for(tab, "person", "max@acme.example")

    assert engine.asked[-1] == Whom(user="max@acme.example")
    assert tab.rows() == IDS[2:5]
    tab.picture("devices-admin")
    tab.page.select_all_but_this()
    tab.press("End 3 sessions…")
    (dialog,) = tab.dialogs()
    assert "These are other people’s sessions." in words_of(dialog)
    tab.answer(True)
    tab.settle()
    assert sorted(engine.ended) == sorted(IDS[2:5])
    assert "No sessions" in tab.said()


def test_nobody_of_that_name(tab: Devices) -> None:
    look_for(tab, "person", "nobody@acme.example")

    assert "The provider knows nobody as nobody@acme.example." in tab.said()


def test_an_application_that_can_be_listed(tab: Devices, engine: SessionsDouble) -> None:
    look_for(tab, "application", "acme-portal")

    assert engine.asked[-1] == Whom(application="acme-portal")
    assert tab.rows() == IDS[5:7]


def test_an_application_that_cannot_be_listed_is_ended_as_a_whole(tab: Devices, engine: SessionsDouble) -> None:
    engine.trouble["list_sessions"] = KeyfobError(Code.E_USAGE, "sessions.no_application_list")
    tab.page.whose.segments.setCurrentIndex(2)
    tab.settle()
    look_for(tab, "application", "acme-mobile")

    assert "There is no list of an application’s sessions" in tab.said()
    tab.press("End all of them…")
    (dialog,) = tab.dialogs()
    assert dialog.windowTitle() == "End all sessions of acme-mobile?"
    tab.answer(False)
    assert engine.all_ended == []
    tab.press("End all of them…")
    tab.answer(True)
    tab.settle()
    assert engine.all_ended == [Whom(application="acme-mobile")]
    assert "All of them have ended." in tab.said()


def test_losing_the_role_takes_the_page_away_at_once_with_a_word(tab: Devices, engine: SessionsDouble) -> None:
    look_for(tab, "person", "max@acme.example")
    tab.page.select_all_but_this()
    tab.press("End 3 sessions…")
    tab.qtbot.waitUntil(lambda: bool(tab.dialogs()))
    engine.stuck.add("network")
    tab.desk.controller.apply("work", _refreshed(engine, "user"))
    tab.qtbot.waitUntil(lambda: not tab.page.whose.isVisible())

    said = tab.said()
    assert "You no longer have the role admin." in said
    assert tab.page.model.total == 0, "at once: nothing of theirs is left in sight"
    engine.stuck.clear()
    tab.answer(True)
    tab.settle()
    assert "end_sessions" not in engine.calls, "the question was asked before"
    assert tab.rows() == IDS
    tab.picture("devices-role-lost")


def test_losing_the_role_stops_what_is_under_way(tab: Devices, engine: SessionsDouble) -> None:
    look_for(tab, "person", "max@acme.example")
    engine.gate = threading.Semaphore(1)
    tab.page.select_all_but_this()
    tab.press("End 3 sessions…")
    tab.answer(True)
    tab.qtbot.waitUntil(lambda: tab.page.bar.text.text() == "1 of 3 done")
    tab.desk.controller.apply("work", _refreshed(engine, "user"))
    tab.qtbot.waitUntil(lambda: not tab.page.whose.isVisible())
    engine.gate.release(2)
    tab.settle()

    assert len(engine.ended) <= 2
    assert "You no longer have the role admin." in tab.said()


def test_the_engine_says_that_the_role_is_missing(tab: Devices, engine: SessionsDouble) -> None:
    tab.page.whose.segments.setCurrentIndex(1)
    tab.settle()
    denied = KeyfobError(Code.E_DENIED, "sessions.no_capability", reason="role", roles="admin")
    engine.trouble["list_sessions"] = denied
    look_for(tab, "person", "max@acme.example")

    assert "You no longer have the role admin." in tab.said()
    assert not tab.page.whose.isVisible()


def _refreshed(engine: SessionsDouble, *roles: str) -> object:
    from desktop_app.session import events as e

    known = engine.known
    assert known is not None
    engine.known = replace(known, tokens=replace(known.tokens, roles=roles, generation=known.tokens.generation + 1))
    return e.Refreshed(engine.known)


# --- no list, and the API key ----------------------------------------------------------------------------------------


def test_a_provider_without_a_list_says_so_and_what_can_be_done(tab: Devices, engine: SessionsDouble) -> None:
    engine.offers, engine.complete, engine.note = Offers(note="generic"), False, "generic"
    engine.page, engine.own = "https://p.example/mine", engine.own[:1]
    tab.page.tools.reload.click()
    tab.settle()

    assert tab.rows() == IDS[:1]
    assert "This provider offers no list of sessions" in tab.said()
    assert not tab.page.tools.isVisible()
    tab.press("Open the provider’s page")
    tab.settle()
    assert engine.opened[-1] == "https://p.example/mine"


def test_keycloaks_sentence_about_offline_access(tab: Devices, engine: SessionsDouble) -> None:
    engine.note = "keycloak_offline"
    tab.page.tools.reload.click()
    tab.settle()

    assert "offline_access" in tab.said()
    assert tab.rows() == IDS


def test_the_key_is_entered_once_masked_and_never_shown_again(tab: Devices, engine: SessionsDouble) -> None:
    engine.without_key()
    tab.page.tools.reload.click()
    tab.settle()
    assert "FusionAuth has no list of your own sessions without an API key" in tab.said()
    tab.press("Enter an API key…")
    line = tab.page.key.field.line

    assert "the API key is the real authority" in tab.said()
    assert "limited to the session calls" in tab.said()
    assert line.echoMode() == QLineEdit.EchoMode.Password
    line.insert("wrong-key")
    tab.press("Check and keep it")
    assert line.text() == "", "gone at once"
    tab.settle()
    assert "The provider refuses the API key (HTTP 401)." in tab.said()
    engine.own = list(samples.sessions())
    line.insert("good-key")
    tab.qtbot.keyClick(line, Qt.Key.Key_Return)
    tab.settle()

    assert engine.key == "good-key"
    assert not tab.page.key.isVisible()
    assert tab.rows() == IDS
    assert "good-key" not in words_of(tab.desk.window)
    assert not any("good-key" in edit.text() for edit in tab.page.findChildren(QLineEdit))


def test_the_key_is_forgotten_after_a_question(tab: Devices, engine: SessionsDouble) -> None:
    engine.key, engine.note = "good-key", "fusionauth_key"
    engine.offers = replace(engine.offers, api_key="known")
    tab.page.tools.reload.click()
    tab.settle()
    assert "An API key is at work" in tab.said()
    tab.press("Forget the API key")
    tab.answer(True)
    tab.settle()

    assert engine.key is None
    assert tab.rows() == IDS[:1]


def test_a_key_that_was_revoked_can_be_replaced(tab: Devices, engine: SessionsDouble) -> None:
    engine.trouble["list_sessions"] = KeyfobError(Code.E_DENIED, "sessions.key_refused", reason="401", status=401)
    tab.page.tools.reload.click()
    tab.settle()
    tab.press("Enter another API key…")

    assert tab.page.key.isVisible()
    assert "keyfob sessions key" not in tab.said(), "no help here"


def test_leaving_the_page_forgets_what_was_typed_of_a_key(tab: Devices, engine: SessionsDouble) -> None:
    engine.without_key()
    tab.page.tools.reload.click()
    tab.settle()
    tab.press("Enter an API key…")
    tab.page.key.field.line.insert("half-a-key")
    tab.desk.window.open_tab("overview")

    assert tab.page.key.field.line.text() == ""


# --- signing out -----------------------------------------------------------------------------------------------------


def test_everywhere_asks_first(tab: Devices, engine: SessionsDouble) -> None:
    tab.desk.window.tell("sign_out", "everywhere")
    tab.answer(False)
    assert "sign_out" not in engine.calls
    tab.desk.window.tell("sign_out", "everywhere")
    tab.answer(True)
    tab.settle()

    assert engine.everywhere
    view = tab.desk.window.page_view
    assert isinstance(view, SignedOutView)
    assert [step.title for step in view.steps] == [
        "Deleted from this computer",
        "Your other sessions ended",
        "Session ended at the provider (revoked)",
        "The browser’s own session was left alone",
    ]


def test_each_step_is_told_and_where_the_rest_can_be_done(tab: Devices, engine: SessionsDouble) -> None:
    lost = KeyfobError(Code.E_NETWORK, "network.refused", host="p.example")
    engine.sign_out_result = SignOutResult("done", "failed", "failed", lost, lost, page="https://p.example/mine")
    tab.desk.window.open_tab("overview")
    tab.desk.window.tell("sign_out", "here")
    tab.settle()
    page = tab.desk.window.shell.pages.notice()
    said = words_of(page)
    tab.picture("signed-out-in-part")

    assert "Deleted from this computer" in said
    assert "The provider was not told to end the session" in said
    assert "Nobody knows whether the browser is signed out" in said
    next(button for button in page.buttons() if button.words() == "Open the provider’s page").click()
    tab.settle()
    assert engine.opened[-1] == "https://p.example/mine"
    tab.desk.window.tell("sign_in")
    tab.settle()
    assert isinstance(tab.desk.window.page_view, SessionView)


def test_forgetting_an_account_asks_first(tab: Devices, engine: SessionsDouble) -> None:
    tab.desk.controller.lives["work"].demo = True  # its settings are in no file
    tab.desk.window.tell("forget")
    tab.answer(False)
    assert engine.forgotten == []
    tab.desk.window.tell("forget")
    tab.answer(True)
    tab.settle()

    assert engine.forgotten == ["work"]
    assert isinstance(tab.desk.window.page_view, SignedOutView)


# --- capabilities, UserInfo, introspection ---------------------------------------------------------------------------


def test_capabilities_say_why(tab: Devices) -> None:
    tab.desk.window.open_tab("overview")
    view = tab.desk.window.page_view
    assert isinstance(view, SessionView)

    assert [(one.mark, one.title, one.text) for one in view.capabilities] == [
        ("ok", "End other people’s sessions", "Granted by the role admin"),
        ("none", "billing_export", "Not granted: none of your roles is billing"),
    ]
    assert "Granted by the role admin" in words_of(tab.desk.window.shell.pages.overview())


@pytest.mark.parametrize("what", ["userinfo", "introspect"])
def test_what_the_provider_says_is_plain_text(tab: Devices, engine: SessionsDouble, what: str) -> None:
    engine.claims = {"sub": "alice", "name": "<b>Ada</b> \u202egnp.exe \ud800 \x1b[31m\u2028", "many": ["x" * 50] * 3}
    tab.desk.window.tell(what)
    (dialog,) = tab.desk.window.findChildren(SaidDialog)
    tab.settle()
    shown = dialog.answer.toPlainText()
    if tab.page is not None:
        tab.picture(f"said-{what}")

    assert '"name": "<b>Ada</b> \\u202egnp.exe \\ud800 \\u001b[31m\\u2028"' in shown
    assert ('"active": true' in shown) == (what == "introspect")
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == shown
    assert dialog.copy.words() == "Copied"
    dialog.done_button.click()


def test_a_huge_answer_is_cut_and_says_so(tab: Devices, engine: SessionsDouble) -> None:
    engine.claims = {"sub": "alice", "x": "y" * 300_000}
    tab.desk.window.tell("userinfo")
    (dialog,) = tab.desk.window.findChildren(SaidDialog)
    tab.settle()

    assert len(dialog.answer.toPlainText()) <= 60_000
    assert "characters were cut" in dialog.words.text()
    dialog.done_button.click()


def test_no_answer_says_why_and_closing_cancels(tab: Devices, engine: SessionsDouble) -> None:
    somebody = KeyfobError(Code.E_USERINFO, "protocol.userinfo_sub", reason="sub", expected="alice", found="bob")
    engine.trouble["userinfo"] = somebody
    tab.desk.window.tell("userinfo")
    (dialog,) = tab.desk.window.findChildren(SaidDialog)
    tab.settle()
    assert "bob" in dialog.words.text()
    dialog.done_button.click()
    engine.stuck.add("network")
    tab.desk.window.tell("introspect")
    tab.qtbot.waitUntil(lambda: any(one.isVisible() for one in tab.desk.window.findChildren(SaidDialog)))
    waiting = next(one for one in tab.desk.window.findChildren(SaidDialog) if one.isVisible())
    assert waiting.done_button.words() == "Cancel"
    waiting.done_button.click()
    tab.settle()
    assert engine.calls[-1] == "introspect"
