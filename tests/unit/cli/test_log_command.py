"""The command line and the log: a fault is told with the place of the log; what a command meets is written there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.app.log_line import LogLine, decode
from tests.support.command import ROOT, Keyfob
from tests.support.home import private_home

_SECRET = "kW9vX2mQ7pL4tR8sY1zB6nD3"
_FAULT = f"""
import sys
import desktop_app.bootstrap
def build():
    raise RuntimeError("refresh_token={_SECRET}")
desktop_app.bootstrap.build = build
from desktop_app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
_THREAD = f"""
import sys, threading
from desktop_app.bootstrap.engine import Engine
def token(self, account, **_):
    thread = threading.Thread(target=lambda: int("refresh_token={_SECRET}"))
    thread.start()
    thread.join()
    raise MemoryError
Engine.token = token
from desktop_app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def keyfob(tmp_path: Path) -> Keyfob:
    command = Keyfob(private_home(tmp_path))
    command.add_account("work", issuer="https://auth.example.com", client_id="app")
    return command


def _run(keyfob: Keyfob, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], env=keyfob.env, cwd=ROOT, capture_output=True, text=True, check=False
    )


def _path(keyfob: Keyfob) -> Path:
    return Path(keyfob.env["XDG_STATE_HOME"]) / "keyfob" / "logs" / "keyfob.jsonl"


def _lines(keyfob: Keyfob) -> list[LogLine]:
    return [decode(raw) for raw in _path(keyfob).read_bytes().splitlines()]


def test_a_fault_is_told_with_the_place_of_the_log(keyfob: Keyfob) -> None:
    found = _run(keyfob, _FAULT, "status")

    assert found.returncode == 1
    assert found.stdout == ""
    assert "(E_INTERNAL)" in found.stderr
    assert str(_path(keyfob)) in found.stderr
    assert "Traceback" not in found.stderr
    (line,) = _lines(keyfob)
    assert (line.level, line.text) == ("error", "a command failed: RuntimeError")
    assert line.trace.startswith("Traceback")
    assert _SECRET not in _path(keyfob).read_text()


def test_in_json_too(keyfob: Keyfob) -> None:
    error = json.loads(_run(keyfob, _FAULT, "status", "--json").stdout)["error"]

    assert error["code"] == "E_INTERNAL"
    assert str(_path(keyfob)) in error["hint"]


def test_without_a_log_it_says_what_else_to_do(keyfob: Keyfob) -> None:
    folder = _path(keyfob).parent
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    found = _run(keyfob, _FAULT, "status")

    assert found.returncode == 1
    assert "--debug" in found.stderr
    assert str(folder) not in found.stderr


def test_a_thread_that_fails_prints_nothing(keyfob: Keyfob) -> None:
    found = _run(keyfob, _THREAD, "token", "work")

    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert [line.text for line in _lines(keyfob)] == ["a thread failed: ValueError", "a command failed: MemoryError"]
    assert _SECRET not in _path(keyfob).read_text() + found.stderr


def test_reading_commands_write_no_log(keyfob: Keyfob) -> None:
    keyfob.run("status", exits=0)
    keyfob.run("accounts", exits=0)

    assert not _path(keyfob).parent.exists()


def test_the_window_keeps_no_memory_in_a_core() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("coredump_filter is Linux's")
    code = (
        "from desktop_app.cli.harden import no_core_files, no_memory_in_cores\n"
        "no_core_files(); no_memory_in_cores()\n"
        "import resource; print(int(open('/proc/self/coredump_filter').read(), 16),"
        " resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )

    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stdout == "0 0\n"
