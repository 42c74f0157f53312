"""What the tests of the inspector's pane share: tokens of the engine double's account, the pane in its window."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.secret import Secret
from desktop_app.session.session import Session
from desktop_app.ui.desk import Desk
from desktop_app.ui.inspect.pane import InspectorPane
from tests.support import minted
from tests.support.engine_double import EngineDouble, session

if TYPE_CHECKING:
    from desktop_app.ui.inspect.looking import Looking

ISSUER = "https://p.example"
#: Where pictures of what the tests show are put, to be looked at; nowhere by default.
PICTURES = os.environ.get("KEYFOB_PICTURES", "")


def claims(**changes: object) -> dict[str, object]:
    """An honest access token's claims of the account ``work``, from now; None takes one out."""
    now = int(time.time())
    honest: dict[str, object] = {
        "iss": ISSUER,
        "sub": "a1b2c3d4",
        "aud": "desktop",
        "client_id": "desktop",
        "iat": now - 60,
        "exp": now + 240,
        "jti": "0f6c91aa",
        "scope": "openid profile email offline_access",
        "roles": ["admin", "user"],
        "email": "ada@p.example",
    }
    return {name: value for name, value in (honest | changes).items() if value is not None}


def token(alg: str = "RS256", *, key: str | bytes | None = None, typ: str = "at+jwt", **changes: object) -> str:
    """A signed access token."""
    return minted.jws(claims(**changes), alg=alg, key=key, header={"typ": typ})


def with_tokens(access: str, id_token: str | None = None, *, generation: int = 1) -> Session:
    """A session that holds these."""
    held = session(lifetime=240)
    tokens = replace(
        held.tokens,
        access_token=Secret(access),
        id_token=None if id_token is None else Secret(id_token),
        claims={"iss": ISSUER, "sub": "alice", "iat": time.time() - 60 * generation, "roles": ["user"] * generation},
        id_claims={"iss": ISSUER, "sub": "alice"},
        generation=generation,
    )
    return replace(held, tokens=tokens)


def remember_keys(engine: EngineDouble, *entries: object) -> None:
    """The issuer's keys, remembered three days ago (by default the RSA key)."""
    kept = minted.key_set(*(entries or (minted.jwk("rsa"),)), fetched_at=time.time() - 3 * 86_400)
    engine.keys[ISSUER] = kept


class Stage:
    """The window with the inspector open."""

    def __init__(self, qtbot: QtBot, desk: Desk, *, live: bool = False) -> None:
        # The last test's window must not be collected on a worker thread: timers are stopped on their own.
        gc.collect()
        self.qtbot = qtbot
        self.desk = desk
        self.live = live
        desk.window.build_now()
        if live:
            desk.window.open_tab("tokens")
        else:
            desk.window.go("inspect")
        self.settle()

    @property
    def pane(self) -> InspectorPane:
        name = "tab:tokens" if self.live else "inspect"
        found = self.desk.window.shell.pages.built(name)
        assert isinstance(found, InspectorPane)
        return found

    @property
    def looking(self) -> Looking:
        from desktop_app.ui.inspect.looking import Looking

        return self.pane.findChildren(Looking)[0]

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=20_000)

    def settle(self) -> None:
        """Until nothing is under way and everything is laid out."""
        quiet = 0
        while quiet < 6:  # what a task brings may begin the next one: idle only counts in a row
            self.until(lambda: self.desk.tasks.busy() == 0)
            QApplication.processEvents()
            quiet = quiet + 1 if self.desk.tasks.busy() == 0 else 0

    def give(self, words: str) -> None:
        """Paste *words*."""
        mime = QMimeData()
        mime.setText(words)
        self.pane.given.emit(mime)
        self.settle()

    def ask(self, id_: str) -> None:
        """Compare with the account (or ``own``)."""
        self.pane.bodies.ask.account.chosen.emit(id_)
        self.settle()

    def words(self) -> list[str]:
        """The three verdicts."""
        return [pill.text() for pill in self.pane.verdicts.pills.values()]

    def said(self) -> str:
        """Every word that can be seen or heard in the pane."""
        return everything(self.pane, visible=True)

    def picture(self, name: str) -> None:
        """A picture to be looked at, where somebody wants them."""
        if PICTURES:
            os.makedirs(PICTURES, exist_ok=True)
            self.desk.window.grab().save(os.path.join(PICTURES, f"{name}.png"))


def everything(root: QWidget, *, visible: bool = False) -> str:
    """All words that *root* and what is in it hold, hidden parts too unless *visible*."""
    parts: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        if visible and not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            parts.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            parts.append(widget.toPlainText())
        parts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        model = getattr(widget, "model", None)
        if callable(model) and model() is not None:
            parts += _cells(model())
    return "\n".join(part for part in parts if part)


def _cells(model: object) -> list[str]:
    from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt

    assert isinstance(model, QAbstractItemModel)
    found: list[str] = []
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    columns = 1 if isinstance(model, QAbstractListModel) else 0  # a list hides the method
    todo = [QModelIndex()]
    while todo and len(found) < 20_000:
        parent = todo.pop()
        for row in range(model.rowCount(parent)):
            for column in range(columns or model.columnCount(parent)):
                place = model.index(row, column, parent)
                found += [str(value) for role in roles if (value := model.data(place, role)) is not None]
            if not columns:
                todo.append(model.index(row, 0, parent))
    return found
