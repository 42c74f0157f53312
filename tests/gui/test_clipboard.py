"""Secrets on the clipboard: hints for those who keep histories, gone after 30 s and at the end; fields that keep
nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import clipboard
from desktop_app.ui.clipboard import CLEARS_AFTER, CONCEALED, SecretCopier, copy_words, guard_secret_line, secret_data
from desktop_app.ui.devices.parts import KeyCard
from desktop_app.ui.inspect.safe_text import SafeText, TokenEdit
from desktop_app.ui.views.add_provider import AddProviderPage
from desktop_app.ui.views.signing_in import SigningInPage
from tests.support.command import ROOT

SECRET = "a-secret-of-somebody"
SENSITIVE = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
_QUITS = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_app.ui.clipboard import SecretCopier, copy_words
from desktop_app.ui.signals import TerminationSignals
app = QApplication([])
signals = TerminationSignals(app.quit)
copier = SecretCopier(app)
copier.copy("a-secret-of-somebody")
before = app.clipboard().text()
if sys.argv[1] == "others":
    copy_words("of somebody else")
end = (lambda: os.kill(os.getpid(), signal.SIGTERM)) if sys.argv[2] == "sigterm" else app.quit
QTimer.singleShot(0, end)
app.exec()
print(before, "|", app.clipboard().text())
signals.close()
"""


@pytest.fixture
def copier(qtbot: QtBot) -> Iterator[SecretCopier]:
    made = SecretCopier()
    yield made
    made.clear()


def test_a_secret_carries_every_desktop_s_hint(copier: SecretCopier) -> None:
    copier.copy(SECRET)
    data = QGuiApplication.clipboard().mimeData()

    assert data.text() == SECRET
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"
    wanted = {CONCEALED} | {
        f'application/x-qt-windows-mime;value="{name}"'
        for name in (
            "ExcludeClipboardContentFromMonitorProcessing",
            "CanIncludeInClipboardHistory",
            "CanUploadToCloudClipboard",
        )
    }
    assert wanted <= set(data.formats())
    assert bytes(data.data('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"').data()) == bytes(4)
    copier.clear()


def test_plain_words_carry_none(qtbot: QtBot) -> None:
    copy_words("an address")

    assert "x-kde-passwordManagerHint" not in QGuiApplication.clipboard().mimeData().formats()
    assert "x-kde-passwordManagerHint" in secret_data("x").formats()
    QGuiApplication.clipboard().clear()


def test_it_goes_after_its_time(copier: SecretCopier, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CLEARS_AFTER == 30_000
    monkeypatch.setattr(clipboard, "CLEARS_AFTER", 1)
    copier.copy(SECRET)

    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")


def test_what_others_copied_since_stays(copier: SecretCopier) -> None:
    copier.copy(SECRET)
    copy_words("of somebody else")
    copier.clear()

    assert QGuiApplication.clipboard().text() == "of somebody else"
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("end", ["quit", "sigterm"])
@pytest.mark.parametrize(("since", "left"), [("nobody", ""), ("others", "of somebody else")])
def test_at_the_end_it_is_taken_back(end: str, since: str, left: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _QUITS, since, end], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )

    assert told.stdout.strip() == f"{SECRET} | {left}".strip()


def _paste() -> tuple[QWidget, QLineEdit]:
    page = SigningInPage()
    return page, page.paste.line


def _key() -> tuple[QWidget, QLineEdit]:
    card = KeyCard()
    return card, card.field.line


def _client_secret() -> tuple[QWidget, QLineEdit]:
    page = AddProviderPage()
    return page, page.findChildren(QLineEdit)[[one.echoMode() for one in page.findChildren(QLineEdit)].index(_HIDDEN)]


def _plain() -> tuple[QWidget, QLineEdit]:
    line = QLineEdit()
    guard_secret_line(line)
    return line, line


_HIDDEN = QLineEdit.EchoMode.Password


@pytest.mark.parametrize("made", [_paste, _key, _client_secret, _plain], ids=lambda made: made.__name__.strip("_"))
def test_fields_for_secrets_keep_nothing(qtbot: QtBot, made: Callable[[], tuple[QWidget, QLineEdit]]) -> None:
    page, line = made()
    qtbot.addWidget(page)
    assert line.inputMethodHints() & SENSITIVE == SENSITIVE
    assert not line.dragEnabled()
    QTest.keyClicks(line, "secret")
    line.setCursorPosition(3)
    QTest.keyClicks(line, "-x-")

    assert line.text() == "sec-x-ret"
    assert line.cursorPosition() == 6
    assert not line.isUndoAvailable()
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() in ("sec-x-ret", ""), "where letters are hidden, Qt empties the field instead"
    line.setText("another")
    line.clear()
    line.undo()
    line.redo()
    assert line.text() == ""


def test_a_usual_field_would_undo(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    QTest.keyClicks(line, "secret")

    assert line.isUndoAvailable(), "else the test above shows nothing"


@pytest.mark.parametrize("area", [lambda: SafeText("x", read_only=False), TokenEdit], ids=["safe", "token"])
def test_areas_for_tokens_keep_nothing(qtbot: QtBot, area: Callable[[], SafeText]) -> None:
    edit = area()
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, "secret")
    edit.selectAll()

    assert edit.inputMethodHints() & SENSITIVE == SENSITIVE
    assert not edit.document().isUndoAvailable()
    assert edit.createMimeDataFromSelection().formats() == []
    assert not edit.isUndoRedoEnabled()
