"""A real browser at our listener: no code in its address bar, and the page as it is meant to look."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from desktop_app.ports import Page
from desktop_app.system.browser import SystemBrowser
from desktop_app.system.loopback import LoopbackListener, LoopbackListening
from desktop_app.system.loopback.listening import LoopbackRedirect
from tests.support.real import require

FLAGS = (
    "--headless=new",
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--password-store=basic",
    "--window-size=480,400",
)
QUERY = "code=SECRET-CODE&state=SECRET-STATE"
DONE = Page("signed_in", "You are signed in", "You can close this tab.")
SOON = 30.0


@pytest.fixture
def listener() -> LoopbackListener:
    return LoopbackListener()


@pytest.fixture
def listening(listener: LoopbackListener) -> Iterator[LoopbackListening]:
    one = listener.listen(host="127.0.0.1", ports=[0], path="/callback")
    yield one
    one.close()


def browser_program(folder: Path, *flags: str) -> Path:
    """A Chromium that notes its process id; it stays in the foreground."""
    chromium = shutil.which("chromium")
    require(chromium is not None, "chromium")
    words = [str(chromium), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags]
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho $$ >"{folder}/pid"\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    return program


@contextlib.contextmanager
def ended_after(folder: Path) -> Iterator[None]:
    """End the browser of *folder*, all its processes together (its opener gave it a session of its own)."""
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.killpg(int((folder / "pid").read_text()), signal.SIGKILL)


def tabs(folder: Path) -> list[dict[str, Any]]:
    """What the browser says about its tabs (empty while it starts)."""
    try:
        port = (folder / "profile" / "DevToolsActivePort").read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
            listed: list[dict[str, Any]] = json.load(answer)
    except (OSError, IndexError):
        return []
    return [tab for tab in listed if tab["type"] == "page"]


def wait_for_tab(folder: Path, title: str) -> dict[str, Any]:
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        for tab in tabs(folder):
            if tab["title"] == title:
                return tab
        time.sleep(0.05)
    raise AssertionError(f"no tab called {title!r}: {tabs(folder)}")


def test_the_code_is_gone_from_the_address_bar(
    listener: LoopbackListener, listening: LoopbackListening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", f"{browser_program(tmp_path, '--remote-debugging-port=0')} %s")
    provider = listener.listen(host="127.0.0.1", ports=[0], path="/unused")
    try:
        with ended_after(tmp_path):
            SystemBrowser(listener.visits, patience=SOON).open(provider.start_page(f"{listening.redirect_uri}?{QUERY}"))
            redirect = listening.receive(time.monotonic() + SOON)
            assert isinstance(redirect, LoopbackRedirect)
            assert redirect.query == QUERY
            redirect.reply(DONE, final=True)
            tab = wait_for_tab(tmp_path, "You are signed in · Keyfob")
            origin = listening.redirect_uri.removesuffix("/callback")
            assert tab["url"].startswith(f"{origin}/done/")
            assert "SECRET" not in json.dumps(tabs(tmp_path))
            listening.close()
            assert wait_for_tab(tmp_path, "You are signed in · Keyfob")["url"] == tab["url"]
    finally:
        provider.close()


@pytest.mark.parametrize(("scheme", "colour"), [(1, "#f8f9fb"), (0, "#1d2027")], ids=["light", "dark"])
def test_the_page_is_styled_under_its_own_policy(
    listening: LoopbackListening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: int, colour: str
) -> None:
    picture = tmp_path / "page.png"
    program = browser_program(tmp_path, f"--screenshot={picture}", f"--blink-settings=preferredColorScheme={scheme}")
    monkeypatch.setenv("BROWSER", f"{program} %s")

    def answer() -> None:
        redirect = listening.receive(time.monotonic() + SOON)
        assert isinstance(redirect, LoopbackRedirect)
        redirect.reply(DONE, final=True)

    session = threading.Thread(target=answer)
    session.start()
    with ended_after(tmp_path):
        SystemBrowser(patience=SOON).open(f"{listening.redirect_uri}?{QUERY}")
    session.join()
    image = QImage(str(picture))
    assert image.size().toTuple() == (480, 400)
    assert image.pixelColor(3, 3).name() == colour
