"""The command line as a process: what it imports, how it ends, what it leaves."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import ROOT, Keyfob, Running
from tests.support.home import private_home
from tests.support.patience import PATIENCE

#: Nothing of this may be loaded by a command that only reads files.
HEAVY = (
    "PySide6 authlib argparse cryptography ctypes dataclasses inspect jwt keyring logging platformdirs requests"
    " secretstorage socket subprocess tomlkit truststore urllib3"
)
LOADED = """
import sys
before = set(sys.modules)
from desktop_app.__main__ import main
status = main(sys.argv[1:])
print(status, *sorted({name.partition(".")[0] for name in set(sys.modules) - before}), file=sys.stderr)
"""
WAITS = """
import os, sys, threading
from desktop_app.__main__ import _leave_if_work_was_abandoned
from desktop_app.app.config import load
from desktop_app.cli.run import Faces, run
from desktop_app.errors import Code, KeyfobError

class Engine:
    config = load(sys.argv[1], machine_trusted=lambda path: False)

    def token(self, account, *, min_ttl, cancel=None):
        print("waiting", flush=True)
        if sys.argv[2] == "deaf":
            threading.Event().wait()
        cancel.wait()
        raise KeyfobError(Code.E_CANCELLED, "session.cancelled")

from desktop_app.cli import interrupt
interrupt.cancellable.__kwdefaults__["grace"] = 0.2
status = run(["token", "--json"], Faces(Engine, None, None))
_leave_if_work_was_abandoned(status)
sys.exit(status)
"""


@pytest.fixture
def keyfob(tmp_path: Path) -> Keyfob:
    command = Keyfob(private_home(tmp_path))
    command.add_account("work", issuer="https://auth.example.com", client_id="app")
    return command


@pytest.mark.parametrize("words", ["status --json", "status work", "--version", "status nobody --json", "bogus"])
def test_cheap_commands_import_nothing_heavy(keyfob: Keyfob, words: str) -> None:
    # What measures coverage would load much of it first.
    env = {name: value for name, value in keyfob.env.items() if not name.startswith("COVERAGE")}

    found = subprocess.run(
        [sys.executable, "-c", LOADED, *words.split()],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    _status, *loaded = found.stderr.splitlines()[-1].split()
    assert "desktop_app" in loaded
    assert set(loaded) & set(HEAVY.split()) == set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["listening", "deaf"])
def test_a_signal_ends_with_7(keyfob: Keyfob, number: signal.Signals, kind: str) -> None:
    words = [sys.executable, "-c", WAITS, str(keyfob.config_file), kind]
    with Running(words, keyfob.env, ROOT, subprocess.DEVNULL) as running:
        assert running.first_line() == "waiting"
        running.signal(number)
        result = running.wait()

    assert (result.exit, result.code) == (7, "E_CANCELLED")
    assert "Traceback" not in result.stderr


def test_a_reader_that_goes_is_no_trouble(keyfob: Keyfob) -> None:
    read, write = os.pipe()
    os.close(read)
    with subprocess.Popen(
        [*keyfob.program, "status"], env=keyfob.env, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(write)
        _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, err) == (5, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk(keyfob: Keyfob) -> None:
    with open("/dev/full", "w") as full:
        found = subprocess.run(
            [*keyfob.program, "status"],
            env=keyfob.env,
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert found.returncode == 5
    assert "(E_DISK)" in found.stderr
    assert "Exception ignored" not in found.stderr


def test_no_core_file(keyfob: Keyfob) -> None:
    code = LOADED + "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"

    def allow() -> None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    found = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        env=keyfob.env, cwd=ROOT, capture_output=True, text=True, check=True, preexec_fn=allow,
    )  # fmt: skip

    assert found.stdout.splitlines()[-1] == "0"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
def test_nobody_looks_into_a_command_with_secrets(keyfob: Keyfob) -> None:
    code = (
        "import ctypes; from desktop_app.cli.harden import not_dumpable\n"
        "not_dumpable(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )

    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stdout == "0\n"


def test_the_answers_of_a_real_command(keyfob: Keyfob) -> None:
    assert keyfob.run("status", "--json", exits=0).json["accounts"][0]["state"] == "signed_out"
    assert keyfob.run("token", "--json", exits=3).code == "E_NOT_SIGNED_IN"
    assert keyfob.run("frobnicate", "--json", exits=2).code == "E_USAGE"
    keyfob.configure("[accounts.work]\nissuer = 1\n")
    broken = keyfob.run("status", "--json", exits=2)
    assert broken.code == "E_CONFIG"
    assert "line 2" in broken.json["error"]["message"]
    assert json.dumps(broken.json).isascii()
