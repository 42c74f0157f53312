"""The frame that is kept for the next start: by the command line and by the window, and dropped with the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop_app.app.last_frame import LastFrame
from desktop_app.bootstrap.last_frame import read_last_frame
from tests.support.signed_in import signed_in


def frame_of(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> LastFrame | None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if name in environment:
            monkeypatch.setenv(name, environment[name])
    return read_last_frame()


def states(frame: LastFrame | None) -> list[tuple[str, str]] | None:
    return None if frame is None else [(account.name, account.state) for account in frame.accounts]


def test_login_and_logout_keep_it_and_other_settings_drop_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with signed_in(tmp_path) as keyfob:
        assert states(frame_of(keyfob.env, monkeypatch)) == [("work", "restoring")]

        keyfob.run("logout", "work", "--local", exits=0)
        assert states(frame_of(keyfob.env, monkeypatch)) == [("work", "signed_out")]

        keyfob.run("accounts", "add", "home", "--issuer", "https://b.example", "--client-id", "c", exits=0)
        assert frame_of(keyfob.env, monkeypatch) is None
