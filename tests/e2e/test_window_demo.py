"""The first thing anybody tries: the window with the demo provider, in a real desktop with a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Desktop
from tests.support.display import until
from tests.support.figures import record
from tests.support.window import SHOTS, window


def stored(desktop: Desktop) -> Any:
    """The demo account's state file (the account is in no settings, so `keyfob status` does not know it)."""
    files = list(Path(desktop.keyfob.env["XDG_STATE_HOME"]).rglob("accounts/*.json"))
    return json.loads(files[0].read_text(encoding="utf-8")) if files else {}


def test_sign_in_quit_and_be_signed_in_again(desktop: Desktop) -> None:
    with window(desktop.keyfob, desktop.display, "--demo") as shown:
        until("the demo's account and its Sign in button", shown.shows_signed_out)
        shown.keep("demo-1-signed-out")
        shown.press_primary()
        page = desktop.browser.drive(login="ada", screenshots=SHOTS / "demo")
        assert "signed in" in f"{page['title']} {page['text']}".lower()
        shown.await_signed_in()
        shown.keep("demo-2-signed-in")
        shown.press("ctrl+q")
        status, _ = shown.ends()
    assert status == 0
    first = stored(desktop)
    assert (first["state"], first["username"], set(first["roles"])) == ("signed_in", "ada", {"admin", "user"})
    assert first["saved"] == "keychain"
    assert not desktop.keyfob.config_file.exists(), "the demo's account is never written to the settings"

    desktop.browser.forget()
    with window(desktop.keyfob, desktop.display, "--demo") as shown:
        shown.await_signed_in()
        shown.keep("demo-3-restored")
        status, took = shown.terminate()
    record("window: SIGTERM to the end of the process", took, unit="s", target="<= 1")
    assert status == 0
    assert not desktop.browser.was_opened, "a restart needs no login"
    assert stored(desktop)["generation"] >= first["generation"]
