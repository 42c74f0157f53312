"""A sign-out that was cut short, finished by the next window: a provider that does not answer holds nobody up."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.demo.account import demo_account
from desktop_app.session import places
from desktop_app.session import states as s
from desktop_app.session.finish import LATE
from desktop_app.vault.tombstone import Tombstone
from tests.support.demo_provider import demo_provider
from tests.support.patience import PATIENCE
from tests.support.window_at_provider import WindowAtProvider

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def late() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == LATE]


def test_every_account_is_there_while_a_dead_provider_is_still_being_told(qtbot: QtBot, tmp_path: Path) -> None:
    with demo_provider() as demo:
        address = urlsplit(demo.issuer)
        names = ("cut-short", "other")
        accounts = {name: replace(demo_account(demo.issuer), name=name, embedded=False) for name in names}
        knows = {name: {"choice": "ada"} for name in accounts}
        first = WindowAtProvider(qtbot, tmp_path, accounts, knows)
        for name in names:
            first.sign_in(name)
        engine = first.engine
        session = s.session_of(first.state("cut-short"))
        assert session is not None
        first.end()
        mark = Tombstone(session.record.account_id, session.record.generation, 0.0, revoke=True)
        places.write_tombstone(engine.files, accounts["cut-short"], mark)
    for thread in threading.enumerate():
        if thread.name == "keyfob-keys":
            thread.join(PATIENCE)

    with socket.socket() as silent:  # takes connections, and never answers
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind((address.hostname or "", address.port or 0))
        silent.listen()
        second = WindowAtProvider(qtbot, tmp_path, accounts, knows, first.keychain)
        second.until(lambda: isinstance(second.state("other"), s.SignedIn))
        second.until(lambda: isinstance(second.state("cut-short"), s.SignedOut))
        second.until(lambda: not second.desk.controller.lives["cut-short"].busy)
        assert [thread.is_alive() for thread in late()] == [True], "the provider has not answered yet"
        silent.settimeout(PATIENCE)
        asked, _ = silent.accept()
        asked.close()
    for thread in late():
        thread.join(PATIENCE)
    assert late() == []
    second.end()
