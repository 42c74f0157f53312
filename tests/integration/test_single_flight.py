"""Eight processes that need a new token at the same moment: one refresh, never a second use of a refresh token."""

from __future__ import annotations

import calendar
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.command import Keyfob
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.home import private_home
from tests.support.oidc_provider import oidc_provider
from tests.support.scripted_provider import TokenAnswer
from tests.support.stage import Stage
from tests.support.visitor import browser_command

_PROCESSES = 8
#: How often the tokens end; fifty times in `make soak`.
_EXPIRIES = [8, pytest.param(50, marks=pytest.mark.soak)]
_EXPIRIES_OF_A_REAL_ONE = [3, pytest.param(50, marks=pytest.mark.soak)]


def eight_tokens(keyfob: Keyfob, pool: ThreadPoolExecutor) -> set[str]:
    """What eight processes get that ask at the same moment."""
    results = list(pool.map(lambda _: keyfob.run("token", "work"), range(_PROCESSES)))
    assert [result.exit for result in results] == [0] * _PROCESSES, [result.stderr for result in results]
    return {result.stdout.strip() for result in results}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("expiries", _EXPIRIES)
def test_eight_processes_and_a_provider_without_mercy(stage: Stage, expiries: int) -> None:
    """No grace time: a refresh token that comes twice ends the session. One refresh serves all eight."""
    provider = stage.provider
    dead, alive = TokenAnswer(fields={"expires_in": 0}), TokenAnswer()
    provider.change(access="opaque", grace=0.0, sign_in=dead)
    stage.signed_in()
    too_many = 0
    with ThreadPoolExecutor(_PROCESSES) as pool:
        for number in range(expiries):
            if number:
                provider.change(refresh=dead)
                stage.run("refresh", "work", exits=0)
            provider.change(refresh=alive)
            before = stage.calls("refresh")
            assert len(eight_tokens(stage.keyfob, pool)) == 1
            too_many += stage.calls("refresh") - before - 1
    status, counters = stage.status(), provider.counters

    lost = int(status["state"] != "signed_in")
    name = f"single flight, {_PROCESSES} processes x {expiries} expiries"
    record(f"{name}: reuse events", counters.reuse_events, target="0")
    record(f"{name}: sessions lost", lost, target="0")
    record(f"{name}: refreshes too many", too_many, target="0")
    assert (counters.reuse_events, counters.uses_after_revocation, lost, too_many) == (0, 0, 0, 0)
    assert status["generation"] == 2 * expiries


@pytest.mark.timeout(900)
@pytest.mark.parametrize("expiries", _EXPIRIES_OF_A_REAL_ONE)
def test_eight_processes_and_a_real_provider(tmp_path: Path, shared_keyring: GnomeKeyring, expiries: int) -> None:
    with oidc_provider(tmp_path, access_ttl=5, jwt=False) as provider:
        env = private_home(tmp_path / "home") | {
            "DBUS_SESSION_BUS_ADDRESS": shared_keyring.bus.address,
            "BROWSER": browser_command(tmp_path / "browser", {"login": "alice", "password": "any"}),
        }
        keyfob = Keyfob(env)
        keyfob.add_account("work", **provider.account)
        keyfob.run("login", "work", exits=0)
        with ThreadPoolExecutor(_PROCESSES) as pool:
            for _ in range(expiries):
                wait_for_the_end(keyfob)
                assert eight_tokens(keyfob, pool)
        events, status = provider.events(), keyfob.status("work")

    reused = events["grant.revoked"] + events["grant.error"]
    lost = int(status["state"] != "signed_in")
    record(f"single flight at oidc-provider, {expiries} expiries: reuse events", reused, target="0")
    record(f"single flight at oidc-provider, {expiries} expiries: sessions lost", lost, target="0")
    assert (reused, lost) == (0, 0)
    assert events["refresh_token.consumed"] >= expiries


def wait_for_the_end(keyfob: Keyfob) -> None:
    """Come back when the stored token has ended, by its own word (whole seconds, cut off)."""
    ends = calendar.timegm(time.strptime(keyfob.status("work")["access_token_expires_at"], "%Y-%m-%dT%H:%M:%SZ"))
    while (left := ends + 1 - time.time()) > 0:
        assert left < 10
        time.sleep(left)
