"""The keychain while a session lives: locked and unlocked under a running window, restarted between two calls, never
answered, and with something strange in our own item. Nothing is lost, nobody is prompted unasked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.support.command import Keyfob, Running
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring, PrivateBus, is_installed
from tests.support.keychain_contents import items, lock, overwrite
from tests.support.patience import until
from tests.support.real import require
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.secret_service import SecretServiceDouble
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage, failure

#: How soon a session must be back once the keychain is open, seconds.
_BACK_WITHIN = 60.0


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(Script(lifetime=3600, grace=0.0)) as running:
        yield running


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[GnomeKeyring]:
    with unlocked_keyring(tmp_path / "keyring") as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, provider: ScriptedProvider, keyring: GnomeKeyring) -> Stage:
    """Signed in."""
    made = Stage(tmp_path / "stage", provider, keyring.bus.address)
    made.signed_in()
    return made


# --- something strange ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [b"rubbish", b'{"schema": 99, "of": "a newer Keyfob"}', b"{" * 5_000_000],
    ids=["rubbish", "another schema", "5 MB"],
)
def test_something_strange_in_our_item_is_kept(stage: Stage, keyring: GnomeKeyring, odd: bytes) -> None:
    (ours,) = items(keyring.bus)
    overwrite(keyring.bus, ours.username, odd)
    calls = stage.calls("refresh", "token")

    for command in ("refresh", "token"):
        assert failure(stage.run(command, "work"))[:2] == (3, "E_REAUTH"), command
    assert stage.status()["state"] == "needs_login"
    assert stage.calls("refresh", "token") == calls
    assert [item.secret.encode() for item in items(keyring.bus)] == [odd]

    stage.signed_in()
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert odd in [item.secret.encode() for item in items(keyring.bus)], "set aside"
    stage.run("logout", "work", "--local", exits=0)
    assert [item.secret.encode() for item in items(keyring.bus)] == [odd], "never deleted"


# --- under a running window -------------------------------------------------------------------------------------------


def locked_while_it_runs(folder: Path, provider: ScriptedProvider) -> None:
    """Locked and unlocked later: nothing is spent meanwhile, and the session comes back by itself."""
    with unlocked_keyring(folder / "keyring") as keyring:
        stage = signed_in(folder, provider, keyring.bus)
        with refreshing_window(stage):
            lock(keyring.bus)
            calls = stage.calls("refresh")
            until("it says so", lambda: stage.status()["state"] == "locked", every=0.2)
            looks = activity(stage, "refresh_failed")
            assert looks == 1
            assert stage.calls("refresh") == calls, "nothing is spent that cannot be saved"
            provider.change(lifetime=3600)
            # gnome-keyring unlocks with its password alone; a new one with it is the same to us.
            keyring.stop()
            keyring.start(unlocked=True)
            opened = time.monotonic()
            until_back(stage)
            took = time.monotonic() - opened
            assert stage.calls("refresh") == calls + 1
            assert activity(stage, "refresh_failed") == looks, "more of the same is no news"
        record("keychain unlocked under the window: the session is back after", took, unit="s", target="<= 60")
        assert provider.counters.reuse_events == 0


def locked_at_its_start(folder: Path, provider: ScriptedProvider) -> None:
    """Unlocked later: the stored token still lasts, so there is no need for the network."""
    with unlocked_keyring(folder / "keyring") as keyring:
        stage = signed_in(folder, provider, keyring.bus)
        token = stage.token()
        lock(keyring.bus)
        calls = stage.calls()
        with window(stage):
            until("it says so", lambda: stage.status()["state"] == "locked", every=0.2)
            keyring.stop()
            keyring.start(unlocked=True)
            until_back(stage)
        assert stage.token() == token
        assert stage.calls() == calls


def restarted_between_two_calls(folder: Path, provider: ScriptedProvider) -> None:
    """One reconnect, and nobody notices."""
    with unlocked_keyring(folder / "keyring") as keyring:
        stage = signed_in(folder, provider, keyring.bus)
        with refreshing_window(stage):
            keyring.stop()
            keyring.start(unlocked=True)
            known = stage.status()["generation"]
            until("it refreshes again", lambda: stage.status()["generation"] > known, every=0.2)
        assert stage.status()["error"] is None
        assert activity(stage, "refresh_failed") == 0


def nobody_is_asked(folder: Path, provider: ScriptedProvider) -> None:
    """A timer never raises a prompt, and does not ask all the time."""
    bus = PrivateBus(folder / "bus")
    try:
        with closing(SecretServiceDouble(bus.address)) as service:
            stage = signed_in(folder, provider, bus)
            with refreshing_window(stage):
                service.locked, service.person = True, "absent"
                until("it says so", lambda: stage.status()["state"] == "locked", every=0.2)
                asked = len(service.calls)
                begun = time.monotonic()
                until("some seconds have passed", lambda: time.monotonic() - begun > 5, every=0.5)
                looked = len(service.calls) - asked
                provider.change(lifetime=3600)
                service.locked = False
                until_back(stage)
            record("keychain locked under the window: calls to it in 5 s", looked, target="<= 4")
            assert service.dialogs == 0
            assert looked <= 4, "it looks three times a minute"
    finally:
        bus.close()


_SCENES: Final = (locked_while_it_runs, locked_at_its_start, restarted_between_two_calls, nobody_is_asked)


def signed_in(folder: Path, provider: ScriptedProvider, bus: PrivateBus) -> Stage:
    """The account ``work``, whose keychain is on *bus*."""
    stage = Stage(folder / "stage", provider, bus.address)
    stage.signed_in()
    return stage


@contextmanager
def window(stage: Stage) -> Iterator[Running]:
    """The window, with no screen; it must end well."""
    program = Keyfob(stage.keyfob.env | {"QT_QPA_PLATFORM": "offscreen"}, program=stage.keyfob.program)
    with program.start() as running:
        yield running
        running.process.terminate()
        result = running.wait()
        assert result.exit == 0, result.stderr


@contextmanager
def refreshing_window(stage: Stage) -> Iterator[None]:
    """A window that has refreshed once, and will again every five seconds."""
    stage.provider.change(lifetime=10)
    known = stage.run("refresh", "work", exits=0).json["generation"]
    with window(stage):
        until("the window refreshes", lambda: stage.status()["generation"] > known, every=0.2)
        yield


def until_back(stage: Stage) -> None:
    """Wait for the session."""
    until("it is back", lambda: stage.status()["state"] == "signed_in", within=_BACK_WITHIN, every=0.2)


def activity(stage: Stage, kind: str) -> int:
    """How often *kind* was written down."""
    lines = [line for file in stage.state_folder.rglob("activity/*") for line in file.read_text().splitlines()]
    return sum(json.loads(line)["kind"] == kind for line in lines)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Future[None]]]:
    """All scenes at the same time: they wait for most of theirs."""
    require(is_installed(), "gnome-keyring-daemon and dbus-daemon")
    folder = tmp_path_factory.mktemp("keychain")

    def play(scene: Callable[[Path, ScriptedProvider], None]) -> None:
        with ScriptedProvider(Script(lifetime=3600, grace=0.0)) as provider:
            scene(folder / scene.__name__, provider)

    with ThreadPoolExecutor(len(_SCENES)) as pool:
        yield {scene.__name__: pool.submit(play, scene) for scene in _SCENES}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("scene", [scene.__name__ for scene in _SCENES])
def test_under_a_running_window(played: Mapping[str, Future[None]], scene: str) -> None:
    played[scene].result()


# --- nobody answers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def double(tmp_path: Path) -> Iterator[tuple[PrivateBus, SecretServiceDouble]]:
    require(is_installed(), "dbus-daemon")
    bus = PrivateBus(tmp_path / "bus")
    try:
        with closing(SecretServiceDouble(bus.address)) as service:
            yield bus, service
    finally:
        bus.close()


@pytest.mark.soak
@pytest.mark.timeout(400)
@pytest.mark.parametrize("command", ["token", "refresh", "login"])
def test_a_prompt_that_nobody_answers(
    tmp_path: Path, provider: ScriptedProvider, double: tuple[PrivateBus, SecretServiceDouble], command: str
) -> None:
    """A person's command waits two minutes for the person; then the dialog goes, and the session is as it was."""
    bus, service = double
    stage = Stage(tmp_path / "stage", provider, bus.address)
    stage.signed_in()
    calls = stage.calls("refresh", "token")
    service.locked, service.person = True, "absent"
    result = stage.keyfob.run(command, "work", "--json", timeout=180)
    assert failure(result)[:2] == (6, "E_KEYCHAIN_TIMEOUT")
    assert service.withdrawn.wait(5)
    assert service.dialogs == 1
    assert stage.calls("refresh", "token") == calls
    service.locked = False
    assert stage.token()
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert provider.counters.reuse_events == 0
