"""A wrong wall clock: it is named, with how far off it is; nothing loops, nothing is lost, and once it is right all
goes on. The provider's clock is right (its Date header says so)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.clock_shim import WrongClock
from tests.support.command import Keyfob, Running
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import records_of
from tests.support.patience import until
from tests.support.provider import endpoints, minting
from tests.support.scripted_provider import Fault, Script, ScriptedProvider, TokenAnswer
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage, failure

_HOUR, _DAY = 3600, 86_400
#: A refresh that fell due must begin within this, seconds.
_WITHIN = 60.0
_AT_MOST_A_MINUTE = 4


def to_1970() -> int:
    """What takes the clock to the second of January 1970: a computer without a battery."""
    return _DAY - int(time.time())


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GnomeKeyring]:
    with unlocked_keyring(tmp_path_factory.mktemp("keyring")) as running:
        yield running


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(Script(lifetime=_HOUR, grace=0.0)) as running:
        yield running


@pytest.fixture
def clock(tmp_path: Path) -> WrongClock:
    return WrongClock(tmp_path / "clock")


@pytest.fixture
def stage(tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring, clock: WrongClock) -> Stage:
    """Signed in by the right clock."""
    made = Stage(tmp_path / "stage", provider, keyring.bus.address)
    made.keyfob.env |= clock.environment
    made.signed_in()
    return made


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        pytest.param(None, "days behind", id="1970"),
        pytest.param(-30 * _DAY, "30 days behind", id="-30 days", marks=pytest.mark.soak),
        pytest.param(-_HOUR, "60 minutes behind", id="-1 hour", marks=pytest.mark.soak),
        pytest.param(-240, "4 minutes behind", id="-4 minutes"),
        pytest.param(240, None, id="+4 minutes"),
        pytest.param(2 * _HOUR, "2 hours ahead", id="+2 hours", marks=pytest.mark.soak),
        pytest.param(_DAY, "24 hours ahead", id="+1 day"),
        pytest.param(30 * _DAY, "30 days ahead", id="+30 days", marks=pytest.mark.soak),
    ],
)
def test_commands_by_a_wrong_clock(
    stage: Stage, clock: WrongClock, keyring: GnomeKeyring, offset: int | None, words: str | None
) -> None:
    """*words*: what is said of the clock; None where it is near enough for a token of an hour."""
    token = stage.token()
    clock.set(to_1970() if offset is None else offset)
    assert stage.status()["state"] == "signed_in"
    calls = stage.calls("refresh")

    for number, command in enumerate((("refresh", "work"), ("refresh", "work")), 1):
        result = stage.run(*command)
        assert stage.calls("refresh") == calls + number, "one call each"
        if words is None:
            assert result.exit == 0
            continue
        assert failure(result)[:2] == (4, "E_CLOCK")
        assert words in result.json["error"]["message"]
        status = stage.status()
        assert (status["state"], status["error"]["code"]) == ("offline", "E_CLOCK")
    given = stage.run("token", "work")
    assert given.exit == 0 or failure(given)[1] == "E_CLOCK"
    if words is not None:
        assert failure(stage.login())[:2] == (4, "E_CLOCK")
    (kept,) = records_of(keyring.bus, stage.provider.issuer)
    assert kept["refresh_token"] in stage.provider.current_refresh_tokens(), "every new token was stored"

    clock.set(0)
    refreshed = stage.run("refresh", "work", exits=0).json
    assert (refreshed["state"], refreshed["error"]) == ("signed_in", None)
    assert stage.token() != token
    assert stage.provider.counters.reuse_events == 0


def test_an_opaque_token_of_a_clock_that_was_fast_is_not_believed(stage: Stage, clock: WrongClock) -> None:
    """Only our own clock says when it ends; obtained in the future, nobody knows."""
    stage.provider.change(access="opaque", refresh=TokenAnswer(without=("id_token",)))
    clock.set(2 * _HOUR)
    stage.run("refresh", "work", exits=0)
    old = stage.token()

    clock.set(0)
    assert stage.token() != old
    assert stage.calls("refresh") == 2


def test_1970_gives_out_no_token_that_may_have_ended(stage: Stage, clock: WrongClock) -> None:
    """By this clock it is good for decades."""
    token = stage.token()
    clock.set(to_1970())
    assert stage.fails("token", "work")[:2] == (4, "E_CLOCK")
    assert stage.calls("refresh") == 1

    clock.set(0)
    assert stage.token() == token, "it has not ended, as is known now"
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"


def test_retry_after_of_a_clock_that_was_fast_is_over(stage: Stage, clock: WrongClock) -> None:
    stage.provider.fail("refresh", Fault(status=429, headers={"Retry-After": "30"}, body="{}"))
    clock.set(30 * _DAY)
    assert stage.fails("refresh", "work")[:2] == (5, "E_RATE")
    stage.provider.change(faults={})

    clock.set(0)
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"


# --- the window -------------------------------------------------------------------------------------------------------


def open_window(stage: Stage) -> Running:
    """The window, with no screen."""
    return Keyfob(stage.keyfob.env | {"QT_QPA_PLATFORM": "offscreen"}, program=stage.keyfob.program).start()


def most_in_a_minute(provider: ScriptedProvider) -> int:
    """How many refreshes there were at most in one minute."""
    times = [seen.at for seen in provider.calls("refresh")]
    return max((sum(start <= at < start + 60 for at in times) for start in times), default=0)


@pytest.mark.parametrize(
    "offset", [pytest.param(-_HOUR, id="back an hour", marks=pytest.mark.soak), pytest.param(_DAY, id="on a day")]
)
def test_the_clock_is_set_while_the_window_runs(stage: Stage, clock: WrongClock, offset: int) -> None:
    # Due in five seconds, so that the timer looks often.
    stage.provider.change(lifetime=10)
    stage.run("refresh", "work", exits=0)
    begun = len(stage.provider.calls("refresh"))
    with open_window(stage) as window:
        until("the window refreshes", lambda: stage.calls("refresh") > begun)
        clock.set(offset)
        until("it says that the clock is wrong", lambda: says_clock(stage), within=_WITHIN)
        wrong_at = time.monotonic()
        stage.provider.change(lifetime=_HOUR)
        clock.set(0)
        until("the session goes on", lambda: stage.status()["state"] == "signed_in", within=_WITHIN)
        took = time.monotonic() - wrong_at
        window.process.terminate()
        assert window.wait().exit == 0, window.stderr()

    record(f"clock set by {offset} s: back to normal after", took, unit="s", target="<= 60")
    record(f"clock set by {offset} s: refreshes a minute", most_in_a_minute(stage.provider), target="<= 4")
    assert most_in_a_minute(stage.provider) <= _AT_MOST_A_MINUTE
    assert stage.provider.counters.reuse_events == 0


def says_clock(stage: Stage) -> bool:
    """Whether `status` blames the clock."""
    error = stage.status()["error"]
    return error is not None and error["code"] == "E_CLOCK"


def test_a_window_started_after_a_fast_clock_was_set_right(stage: Stage, clock: WrongClock) -> None:
    """What was planned by the fast clock lies a day ahead; the session must not wait for it."""
    stage.provider.change(lifetime=10)
    stage.run("refresh", "work", exits=0)
    clock.set(_DAY)
    assert stage.fails("refresh", "work")[:2] == (4, "E_CLOCK")
    stage.provider.change(lifetime=_HOUR)
    clock.set(0)
    calls = stage.calls("refresh")
    with open_window(stage) as window:
        until("it refreshes", lambda: stage.calls("refresh") > calls, within=_WITHIN)
        until("it is signed in", lambda: stage.status()["state"] == "signed_in")
        window.process.terminate()
        assert window.wait().exit == 0, window.stderr()


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_1970_when_the_window_starts(stage: Stage, clock: WrongClock) -> None:
    """Two minutes of 1970, then the time comes from the network."""
    stage.provider.change(lifetime=20)
    stage.run("refresh", "work", exits=0)
    clock.set(to_1970())
    with open_window(stage) as window:
        until_wait = time.monotonic() + 120
        while time.monotonic() < until_wait:
            assert window.process.poll() is None, window.stderr()
            assert stage.status()["state"] in ("signed_in", "offline", "refreshing", "restoring")
            time.sleep(5)
        assert most_in_a_minute(stage.provider) <= _AT_MOST_A_MINUTE
        calls = stage.calls("refresh")
        clock.set(0)
        until("it refreshes", lambda: stage.calls("refresh") > calls, within=_WITHIN)
        until("it is signed in", lambda: stage.status()["state"] == "signed_in")
        window.process.terminate()
        assert window.wait().exit == 0, window.stderr()


@pytest.mark.soak
@pytest.mark.timeout(400)
@pytest.mark.parametrize("days", [1, 30])
def test_a_sleep(stage: Stage, clock: WrongClock, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The provider's clock has gone on as well."""
    with open_window(stage) as window:
        until("it has looked", lambda: stage.status()["state"] == "signed_in")
        for module in (endpoints, minting):
            monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: time.time() + clock.offset))
        woke = time.monotonic()
        clock.set(days * _DAY)
        until("it refreshes", lambda: stage.calls("refresh") == 1, within=_WITHIN)
        took = time.monotonic() - woke
        until("it is signed in", lambda: stage.status()["generation"] == 2)
        window.process.terminate()
        assert window.wait().exit == 0, window.stderr()
    record(f"woken after {days} days: the refresh begins after", took, unit="s", target="<= 60")
    assert stage.calls("refresh") == 1
