"""Debian's Chromium as the person's browser, reached the way a desktop does: xdg-open and a .desktop file."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.oidc_provider import FOLDER, NODE
from tests.support.real import require

_FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
)


@dataclass(frozen=True, slots=True)
class Chromium:
    """The browser that `xdg-open` finds in *env*; it starts when something opens an address.

    :param env: what a program must be started with to find it.
    :param port: its debugging port.
    """

    env: Mapping[str, str]
    port: int
    folder: Path
    _pids: Path = field(repr=False)

    @property
    def was_opened(self) -> bool:
        """Whether anything started it."""
        return self._pids.exists()

    def forget(self) -> None:
        """Look anew at whether it is opened; what runs is ended."""
        self.stop()
        self._pids.unlink(missing_ok=True)

    def drive(
        self, *, login: str = "alice", password: str = "any", screenshots: Path | None = None, close: bool = True
    ) -> Any:
        """Sign in on the page that the program opened; gives where it ended: url, title, text, requests."""
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LOGIN": login, "PASSWORD": password}
        if screenshots is not None:
            screenshots.mkdir(parents=True, exist_ok=True)
        words = [str(NODE), str(FOLDER / "drive.mjs"), str(self.port), *([str(screenshots)] if screenshots else [])]
        done = subprocess.run(
            words, cwd=FOLDER, env=env | {"CLOSE": "1" if close else "0"}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"the browser did not get there: {done.stdout}{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1])

    def stop(self) -> None:
        """End every browser that was started through this one."""
        for pid in self._pids.read_text().split() if self._pids.exists() else ():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(int(pid), signal.SIGKILL)


@contextmanager
def chromium(home: Mapping[str, str], folder: Path, *, headless: bool = True) -> Iterator[Chromium]:
    """Make Chromium the default browser of *home* (see :func:`tests.support.home.private_home`).

    :param headless: without a window; else it needs DISPLAY in *home*.
    """
    program = shutil.which("chromium")
    require(program is not None, "chromium")
    require(shutil.which("xdg-open") is not None, "xdg-utils")
    require(NODE.exists() and (FOLDER / "node_modules" / "playwright-core").is_dir(), "playwright-core (make test)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    pids = folder / "chromium.pids"
    words = [str(program), *(["--headless=new"] if headless else []), *_FLAGS]
    words += [f"--remote-debugging-port={port}", f"--user-data-dir={folder / 'profile'}"]
    wrapper = folder / "chromium-for-tests"
    # A session of its own, so that all of the browser can be ended together; the opener does not wait for it.
    log = shlex.quote(str(folder / "chromium.log"))
    wrapper.write_text(
        f'#!/bin/sh\nsetsid sh -c \'echo $$ >>"$0"; exec "$@"\' {shlex.quote(str(pids))} {shlex.join(words)}'
        f' "$@" >>{log} 2>&1 &\n',
        encoding="utf-8",
    )
    wrapper.chmod(0o700)
    _be_default(Path(home["XDG_DATA_HOME"]), Path(home["XDG_CONFIG_HOME"]), wrapper)
    # xdg-open asks for the default browser only where there is a display; a headless Chromium does not look for one.
    env = {"DISPLAY": ":97"} | dict(home) if headless else dict(home)
    browser = Chromium(env, port, folder, pids)
    try:
        yield browser
    finally:
        browser.stop()


def _be_default(data: Path, config: Path, wrapper: Path) -> None:
    applications = data / "applications"
    applications.mkdir(parents=True, exist_ok=True)
    (applications / "chromium-for-tests.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Chromium for tests\n"
        f"Exec={wrapper} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n",
        encoding="utf-8",
    )
    (config / "mimeapps.list").write_text(
        "[Default Applications]\n"
        + "".join(
            f"{kind}=chromium-for-tests.desktop\n" for kind in ("x-scheme-handler/http", "x-scheme-handler/https")
        ),
        encoding="utf-8",
    )
