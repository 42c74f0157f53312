"""The program as PyInstaller packs it: it starts, signs in, restores, and leaves nothing of ours to its children."""

from __future__ import annotations

import json
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, run

import pytest

from desktop_app import __version__
from tests.support import figures
from tests.support.certificates import authority, server_context
from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.patience import until
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import Stage, failure

pytestmark = pytest.mark.slow

KEYCHAIN = "desktop_app.system.keychain.secret_service.SecretService"
OPENER = """#!/bin/sh
cat /proc/self/environ > "$HOME/environ.part"
printf %s "$1" > "$HOME/address"
mv "$HOME/environ.part" "$HOME/environ"
"""


def wait_for(what: Callable[[], object]) -> None:
    """Wait until *what* is true."""
    until("what was awaited", what, within=60.0)


def children(pid: int) -> dict[int, list[str]]:
    """The processes that *pid* started, with their words."""
    found = (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text("ascii").split()
    return {
        int(child): (Path("/proc") / child / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
        for child in found
    }


def test_it_says_who_it_is(frozen_keyfob: Keyfob) -> None:
    assert frozen_keyfob.run("--version", exits=0).stdout == f"keyfob {__version__}\n"


def test_status_without_accounts(frozen_keyfob: Keyfob) -> None:
    assert frozen_keyfob.run("status", "--json", exits=0).json == {"accounts": []}


def test_every_command_has_its_help_and_its_words(frozen_keyfob: Keyfob) -> None:
    assert "keyfob login" in frozen_keyfob.run("--help", exits=0).stdout
    assert failure(frozen_keyfob.run("bogus", "--json"))[:2] == (2, "E_USAGE")
    assert failure(frozen_keyfob.run("login", "nobody", "--json"))[0] == 2


def test_it_finds_everything_it_needs(stage: Stage) -> None:
    found = stage.run("--selfcheck", exits=0).json["selfcheck"]

    assert (found["program"]["version"], found["program"]["frozen"]) == (__version__, True)
    assert (found["keychain"]["backend"], found["keychain"]["condition"]) == (KEYCHAIN, "ready")
    assert found["keychain"]["name"] == "GNOME Keyring"
    assert found["certificates"]["count"] > 50
    assert found["resources"]["icons"] > 20
    assert set(found["qt"]["plugins"]["platforms"]) == {"offscreen", "wayland", "xcb"}
    assert {part: facts["status"] for part, facts in found.items()} == dict.fromkeys(found, "ok")


def test_without_a_keychain_it_says_so(frozen_keyfob: Keyfob) -> None:
    keychain = frozen_keyfob.run("--selfcheck", "--json", exits=0).json["selfcheck"]["keychain"]

    assert (keychain["backend"], keychain["condition"], keychain["status"]) == (KEYCHAIN, "missing", "warn")


def test_it_signs_in_refreshes_and_signs_out(stage: Stage) -> None:
    assert stage.signed_in()["state"] == "signed_in"
    assert stage.token().count(".") == 2
    assert stage.run("refresh", "work", exits=0).json["generation"] == 2
    assert stage.run("logout", "work", "--local", exits=0).json["local"] == "done"
    assert stage.status()["state"] == "signed_out"


def test_the_systems_certificates_count(frozen: Path, tmp_path: Path, keyring: GnomeKeyring) -> None:
    with ScriptedProvider(tls=server_context(tmp_path)) as provider:
        stage = Stage(tmp_path, provider, keyring.bus.address)
        stage.keyfob.program = (str(frozen / "keyfob"),)
        assert stage.fails("login", "work", "--print-url", "--timeout", "60")[:2] == (5, "E_TLS")

        # What OpenSSL takes for the system's store.
        stage.keyfob.env["SSL_CERT_FILE"] = str(authority().write(tmp_path))
        with stage.start_login("--timeout", "60") as login:
            assert login.first_line().startswith(f"{provider.issuer}/authorize?")
            login.signal()
            assert login.wait().exit == 7


def test_the_window_restores_the_session_and_keeps_it_fresh(stage: Stage, provider: ScriptedProvider) -> None:
    provider.change(lifetime=1)
    stage.signed_in()
    provider.change(lifetime=3600)

    with stage.keyfob.start() as window:
        # The stored token has run out: signed in again means that the window read the keychain and refreshed.
        wait_for(lambda: stage.stored()["generation"] > 1)
        wait_for(lambda: stage.status()["state"] == "signed_in")
        shown = stage.status()
        assert (shown["subject"], shown["generation"], shown["saved"]) == ("alice", 2, "keychain")
        assert len(provider.calls("refresh")) == 1
        since = time.monotonic()
        window.signal(signal.SIGTERM)
        result = window.wait()
        ended = time.monotonic() - since

    assert (result.exit, result.stdout, result.stderr) == (0, "", "")
    assert stage.status() == shown
    figures.record("frozen window: SIGTERM to its end", ended, unit="s", target="<= 1")


def test_the_demo_is_the_programs_own_child_and_ends_with_it(frozen_keyfob: Keyfob) -> None:
    frozen_keyfob.env["QT_QPA_PLATFORM"] = "offscreen"
    with frozen_keyfob.start("--demo") as window:
        wait_for(lambda: any("demo-provider" in words for words in children(window.pid).values()))
        (child,) = (pid for pid, words in children(window.pid).items() if "demo-provider" in words)
        window.signal(signal.SIGTERM)
        assert window.wait().exit == 0
    wait_for(lambda: not Path(f"/proc/{child}").exists())


def test_the_demo_provider_serves(frozen_keyfob: Keyfob) -> None:
    with frozen_keyfob.start("demo-provider", "--port", "0") as demo:
        issuer = demo.first_line()
        with urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=60) as answer:
            assert json.load(answer)["issuer"] == issuer
        demo.signal(signal.SIGTERM)
        assert demo.wait().exit == 0


@pytest.mark.parametrize("before", [{}, {"LD_LIBRARY_PATH": "/made-up/lib"}], ids=["nothing before", "one before"])
def test_the_opener_gets_a_clean_environment(stage: Stage, frozen: Path, before: dict[str, str]) -> None:
    folder = stage.folder / "bin"
    folder.mkdir()
    (folder / "xdg-open").write_text(OPENER)
    (folder / "xdg-open").chmod(0o700)
    env = stage.keyfob.env
    env.update(before, PATH=f"{folder}:{env['PATH']}", XDG_DATA_DIRS="/usr/share", _PYI_MADE_UP="x")
    written = Path(env["HOME"]) / "environ"

    with stage.keyfob.start("login", "work", "--json") as login:
        wait_for(written.exists)
        login.signal()
        assert failure(login.wait())[:2] == (7, "E_CANCELLED")

    got = dict(entry.split("=", 1) for entry in written.read_text().rstrip("\0").split("\0"))
    assert (written.parent / "address").read_text().startswith(f"{stage.provider.issuer}/authorize?")
    assert {name: value for name, value in got.items() if str(frozen) in value and name != "_"} == {}
    assert {
        name for name in got if name.startswith(("QT_", "QML", "_PYI_", "PYTHON")) or name.endswith("_ORIG")
    } == set()
    # All else is as it was.
    kept = {name for name in env if not name.startswith(("QT_", "_PYI_"))}
    assert {name: got.get(name) for name in kept} == {name: env[name] for name in kept}
    assert set(got) - kept <= {"_", "PWD", "SHLVL", "OLDPWD"}


def test_status_loads_nothing_heavy(frozen_keyfob: Keyfob) -> None:
    """By the loader's own word (LD_DEBUG)."""
    frozen_keyfob.env["LD_DEBUG"] = "files"
    told = frozen_keyfob.run("status", "--json", exits=0).stderr
    assert "libpython3" in told
    assert [name for name in ("Qt6", "shiboken", "_rust", "libssl", "libcrypto") if name in told] == []


def test_how_long_it_takes_to_start(frozen_keyfob: Keyfob) -> None:
    times = []
    for _ in range(11):
        since = time.perf_counter()
        run([*frozen_keyfob.program, "status", "--json"], env=frozen_keyfob.env, stdout=DEVNULL, check=True)
        times.append((time.perf_counter() - since) * 1000)

    figures.record("frozen keyfob status --json", median(times), unit="ms")
    assert len(times) == 11
