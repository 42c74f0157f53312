"""The same many times over in one process: no memory, no descriptor and no thread is left behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import ROOT
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.real import require
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.signed_in import unlocked_keyring
from tests.support.soak import growth, read_samples
from tests.support.stage import Stage

_MOST = 0.05
_SHORT = {"refresh": 100, "sign-in": 20}
_FULL = {"refresh": 1000, "sign-in": 200}


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[GnomeKeyring]:
    require(Path("/proc/self/statm").exists(), "/proc")
    with unlocked_keyring(tmp_path / "keyring") as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, keyring: GnomeKeyring) -> Iterator[Stage]:
    script = Script(lifetime=3600, grace=0.0, metadata_without=("end_session_endpoint",))
    with ScriptedProvider(script) as provider:
        yield Stage(tmp_path / "stage", provider, keyring.bus.address)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("what", "count"), _SHORT.items())
def test_a_while(stage: Stage, what: str, count: int) -> None:
    goes_on(stage, what, count)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("what", "count"), _FULL.items())
def test_for_long(stage: Stage, what: str, count: int) -> None:
    goes_on(stage, what, count)


def goes_on(stage: Stage, what: str, count: int) -> None:
    """*count* rounds of *what*; the figures, and whether they are too high."""
    if what == "refresh":
        stage.signed_in()
    command = [sys.executable, "-m", "tests.support.soak", what, str(count)]
    done = subprocess.run(
        command, env=stage.keyfob.env, cwd=ROOT, capture_output=True, text=True, timeout=1700, check=False
    )
    assert done.returncode == 0, done.stderr
    samples = read_samples(done.stdout)
    grown = growth(samples)

    assert stage.calls("refresh" if what == "refresh" else "token") == count
    assert stage.provider.counters.reuse_events == 0
    for kind, value in (("memory", grown.memory), ("descriptors", grown.descriptors), ("threads", grown.threads)):
        record(f"{count} x {what}: growth in {kind}", value * 100, unit="%", target="<= 5")
    record(f"{count} x {what}: memory at the end", samples[-1].memory / 1e6, unit="MB")
    assert max(grown.memory, grown.descriptors, grown.threads) <= _MOST, (samples[len(samples) // 10], samples[-1])
