"""Contract: what the processes leave and show: kills, core files, environment, imports, `doctor`."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from tests.support.command import Running
from tests.support.patience import PATIENCE, until
from tests.support.scripted_provider import Fault, TokenAnswer
from tests.support.stage import Stage


def until_called(stage: Stage, endpoint: str, count: int = 1) -> None:
    """Wait until the provider was asked."""
    until(f"{endpoint} was asked", lambda: len(stage.provider.calls(endpoint)) >= count)


def hanging_refresh(stage: Stage) -> Running:
    """A refresh whose answer does not come."""
    stage.provider.fail("refresh", Fault(process=False, hang="before"))
    return stage.keyfob.start("refresh", "work", "--json")


def test_a_passing_state_counts_only_while_somebody_holds_the_lock(stage: Stage) -> None:
    stage.signed_in()
    with hanging_refresh(stage) as refresh:
        until_called(stage, "refresh")
        assert stage.status()["state"] == "refreshing"
        refresh.process.kill()
        refresh.process.wait()
    assert stage.status()["state"] == "signed_in"


def test_after_a_kill_the_token_is_sent_once_more(stage: Stage) -> None:
    """The provider had rotated: the next holder's replay is refused, and the word for that is lost_answer."""
    stage.signed_in()
    stage.provider.fail("refresh", Fault(process=True, hang="before"))
    with stage.keyfob.start("refresh", "work", "--json") as refresh:
        until_called(stage, "refresh")
        refresh.process.kill()
        refresh.process.wait()
    stage.provider.change(faults={})
    assert stage.fails("refresh", "work") == (3, "E_REAUTH", "lost_answer")
    assert len(stage.provider.calls("refresh")) == 2


def test_after_a_kill_before_the_provider_looked_the_session_goes_on(stage: Stage) -> None:
    stage.signed_in()
    with hanging_refresh(stage) as refresh:
        until_called(stage, "refresh")
        refresh.process.kill()
        refresh.process.wait()
    stage.provider.change(faults={})
    assert stage.run("refresh", "work", exits=0).json["generation"] == 2
    assert stage.provider.counters.reuse_events == 0


def test_while_one_refreshes_the_others_wait_and_share(stage: Stage) -> None:
    stage.provider.change(access="opaque", lifetime=3600, sign_in=TokenAnswer(fields={"expires_in": 0}))
    stage.signed_in()
    stage.provider.fail("refresh", Fault(process=True, delay=1.0))
    with stage.keyfob.start("refresh", "work", "--json") as first:
        until_called(stage, "refresh")
        with stage.keyfob.start("token", "work", "--json") as second:
            assert second.wait().exit == 0
        assert first.wait().exit == 0
    assert len(stage.provider.calls("refresh")) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_a_refresh_loses_nothing(stage: Stage, number: signal.Signals) -> None:
    stage.signed_in()
    stage.provider.fail("refresh", Fault(process=True, delay=0.5))
    with stage.keyfob.start("refresh", "work", "--json") as refresh:
        until_called(stage, "refresh")
        refresh.signal(number)
        result = refresh.wait()
    # It was done all the same, or it was cancelled; what the provider gave is stored either way.
    assert result.exit in (0, 7)
    stage.provider.change(faults={})
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert stage.provider.counters.reuse_events == 0


def test_no_core_file(stage: Stage) -> None:
    """Neither by a limit nor by a handler that gets cores through a pipe."""
    stage.signed_in()
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        with hanging_refresh(stage) as refresh:
            until_called(stage, "refresh")
            limits = Path(f"/proc/{refresh.pid}/limits").read_text()
            assert re.search(r"Max core file size\s+0\s", limits)
            # Not dumpable: the kernel gives the files of such a process to root.
            if os.geteuid() != 0:
                with pytest.raises(PermissionError):
                    Path(f"/proc/{refresh.pid}/environ").read_bytes()
            refresh.process.send_signal(signal.SIGQUIT)
            refresh.process.wait(PATIENCE)
        assert not list(stage.keyfob.cwd.glob("core*"))
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def test_status_and_version_import_nothing_heavy(stage: Stage) -> None:
    stage.signed_in()
    stage.keyfob.env["PYTHONPROFILEIMPORTTIME"] = "1"
    for words in (("status", "--json"), ("--version",)):
        found = stage.keyfob.run(*words, exits=0).stderr
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in found.splitlines()}
        assert "desktop_app" in imported
        assert not imported & {"PySide6", "authlib", "keyring", "requests", "jwt", "cryptography", "secretstorage"}


def test_debug_says_more_without_secrets(stage: Stage) -> None:
    stage.provider.change(access="opaque", lifetime=3600)
    stage.signed_in()
    access = stage.token()
    result = stage.keyfob.run("refresh", "work", "--debug", exits=0)
    assert "DEBUG" in result.stderr
    for secret in (access, stage.token(), *stage.provider.current_refresh_tokens()):
        assert secret not in result.stdout + result.stderr


def test_an_unwritable_state_folder_is_told(stage: Stage) -> None:
    folder = stage.state_folder / "keyfob"
    folder.write_text("a file where a folder should be")
    exit_, code, _ = stage.fails("login", "work", "--print-url", "--timeout", "2")
    assert (exit_, code) == (5, "E_DISK")


def test_a_damaged_state_file_costs_nothing_but_itself(stage: Stage) -> None:
    """Rubbish in the files of ours never looks like a fault of the program, and never spends a token twice."""
    stage.signed_in()
    stage.run("refresh", "work", exits=0)
    for content in (b"", b"\xff" * 100, b'{"version": 99}', b"[" * 100_000):
        for file in [one for one in stage.state_folder.rglob("*") if one.is_file() and "locks" not in one.parts]:
            before = file.read_bytes()
            file.write_bytes(content)
            assert stage.run("status").exit == 0, file
            assert stage.run("token", "work").exit in (0, 3), file
            file.write_bytes(before)
    assert stage.provider.counters.reuse_events == 0


# --- doctor ---------------------------------------------------------------------------------------------------------


def test_doctor_finds_nothing_wrong(stage: Stage) -> None:
    stage.signed_in()
    result = stage.run("doctor", exits=0)
    for check in result.json["checks"]:
        assert set(check) == {"name", "status", "message", "hint"}
        assert check["status"] in ("ok", "warn", "skip"), check
    assert len(result.json["checks"]) >= 5


def test_doctor_without_a_keychain_and_without_a_provider(stage: Stage) -> None:
    stage.keyfob.env.pop("DBUS_SESSION_BUS_ADDRESS")
    stage.provider.fail("discovery", Fault(drop="reset"))
    result = stage.run("doctor")
    failed = [check for check in result.json["checks"] if check["status"] == "fail"]
    assert result.exit == 5
    assert len(failed) == 2, result.json
    assert all(check["hint"] for check in failed)


def test_doctor_names_a_broken_account_beside_a_sound_one(stage: Stage) -> None:
    stage.keyfob.add_account("bad", issuer="https://x.example", client_id="c", colour="red")
    result = stage.run("doctor")
    assert result.exit == 5
    assert any("bad" in check["name"] and check["status"] == "fail" for check in result.json["checks"])
    assert stage.run("doctor", "work").exit in (0, 5)
