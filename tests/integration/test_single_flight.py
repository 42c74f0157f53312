"""Eight processes that need a new token at the same moment: one refresh, never a second use of a refresh token."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.command import Keyfob
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.oidc_provider import oidc_provider
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.stage import Stage
from tests.support.visitor import browser_command

_PROCESSES = 8
#: How often the tokens end; all fifty in `make soak`.
_EXPIRIES = 50 if os.environ.get("SOAK") == "1" else 12
_EXPIRIES_OF_A_REAL_ONE = 50 if os.environ.get("SOAK") == "1" else 5


def all_at_once(keyfob: Keyfob, rounds: int, ended: Callable[[], bool]) -> list[set[str]]:
    """In each round eight processes ask for a token, after the one before has ended; what each round gave."""
    given = []
    with ThreadPoolExecutor(_PROCESSES) as pool:
        for _ in range(rounds):
            until = time.monotonic() + 30
            while not ended():
                assert time.monotonic() < until
                time.sleep(0.02)
            results = list(pool.map(lambda _: keyfob.run("token", "work"), range(_PROCESSES)))
            assert [result.exit for result in results] == [0] * _PROCESSES, [result.stderr for result in results]
            given.append({result.stdout.strip() for result in results})
    return given


def expired(keyfob: Keyfob) -> Callable[[], bool]:
    """Whether the stored token has ended, by its own word."""

    def look() -> bool:
        ends = keyfob.status("work")["access_token_expires_at"]
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1)) >= ends

    return look


@pytest.mark.timeout(600)
def test_eight_processes_and_a_provider_without_mercy(tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    """No grace time: a refresh token that comes twice ends the session."""
    with ScriptedProvider(Script(lifetime=1, access="opaque", grace=0.0)) as provider:
        stage = Stage(tmp_path, provider, shared_keyring.bus.address)
        stage.signed_in()
        rounds = all_at_once(stage.keyfob, _EXPIRIES, expired(stage.keyfob))
        status, counters = stage.status(), provider.counters

    lost = int(status["state"] != "signed_in")
    record(f"single flight, {_PROCESSES} processes x {_EXPIRIES} expiries: reuse events", counters.reuse_events, target="0")
    record(f"single flight, {_PROCESSES} processes x {_EXPIRIES} expiries: sessions lost", lost, target="0")
    record("single flight: refreshes", counters.refreshes)
    assert (counters.reuse_events, counters.uses_after_revocation, lost) == (0, 0, 0)
    # Processes that asked while the tokens of one second lasted share them; nobody got one of an earlier round.
    assert _EXPIRIES <= counters.refreshes <= _EXPIRIES * _PROCESSES
    assert status["generation"] == counters.refreshes + 1
    for earlier, later in zip(rounds, rounds[1:], strict=False):
        assert not earlier & later


@pytest.mark.timeout(600)
def test_with_long_lived_tokens_a_round_is_one_refresh(stage: Stage) -> None:
    """`--min-ttl` makes eight processes want more than is left: one of them asks, all of them get it."""
    stage.provider.change(lifetime=60, access="opaque")
    stage.signed_in()
    stage.provider.change(lifetime=3600)
    stage.run("refresh", "work", exits=0)
    stage.provider.change(lifetime=60)
    stage.run("refresh", "work", exits=0)
    stage.provider.change(lifetime=3600)
    before = stage.calls("refresh")
    with ThreadPoolExecutor(_PROCESSES) as pool:
        words = ("token", "work", "--min-ttl", "60")
        results = list(pool.map(lambda _: stage.keyfob.run(*words), range(_PROCESSES)))
    assert {result.exit for result in results} == {0}
    assert len({result.stdout for result in results}) == 1
    assert stage.calls("refresh") - before == 1
    assert stage.provider.counters.reuse_events == 0


@pytest.mark.timeout(600)
def test_eight_processes_and_a_real_provider(tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    with oidc_provider(tmp_path, access_ttl=1, jwt=False) as provider:
        from tests.support.home import private_home

        env = private_home(tmp_path / "home") | {
            "DBUS_SESSION_BUS_ADDRESS": shared_keyring.bus.address,
            "BROWSER": browser_command(tmp_path / "browser", {"login": "alice", "password": "any"}),
        }
        keyfob = Keyfob(env)
        keyfob.add_account("work", **provider.account)
        keyfob.run("login", "work", exits=0)
        all_at_once(keyfob, _EXPIRIES_OF_A_REAL_ONE, expired(keyfob))
        events, status = provider.events(), keyfob.status("work")

    reused = events["grant.revoked"] + events["grant.error"]
    lost = int(status["state"] != "signed_in")
    record(f"single flight at oidc-provider, {_EXPIRIES_OF_A_REAL_ONE} expiries: reuse events", reused, target="0")
    record(f"single flight at oidc-provider, {_EXPIRIES_OF_A_REAL_ONE} expiries: sessions lost", lost, target="0")
    assert (reused, lost) == (0, 0)
    assert events["refresh_token.consumed"] >= _EXPIRIES_OF_A_REAL_ONE
