"""A real gnome-keyring on a private bus: restarts, locks, big items, other programs' items, settings of ``keyring``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.secret import Secret
from desktop_app.system.keychain import choose
from desktop_app.system.keychain.guarded import GuardedKeychain
from desktop_app.system.keychain.secret_service import SecretService
from desktop_app.vault.record import Record
from desktop_app.vault.store import RecordStore
from tests.support import figures
from tests.support.gnome_keyring import GnomeKeyring, PrivateBus, in_environment, is_installed
from tests.support.real import require
from tests.support.tree import ROOT

ACCOUNT = "5e0e1c1e-0000-4000-8000-000000000001"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    require(is_installed(), "dbus-daemon and gnome-keyring-daemon")
    made = PrivateBus(tmp_path / "home")
    try:
        with in_environment({"DBUS_SESSION_BUS_ADDRESS": made.address}):
            yield made
    finally:
        made.close()


@pytest.fixture
def keyring(bus: PrivateBus) -> Iterator[GnomeKeyring]:
    made = GnomeKeyring(bus)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def keychain() -> Iterator[GuardedKeychain]:
    with closing(GuardedKeychain(SecretService())) as made:
        yield made


def record(generation: int, token: str = "refresh-token") -> Record:
    """A record with that refresh token."""
    return Record(
        ACCOUNT, generation, "https://issuer.example", "client", "https://issuer.example", "ada",
        Secret(token), bytes(32), 1.0, None, None, "nonce",
    )  # fmt: skip


def code_of(keychain: GuardedKeychain, *, prompt: bool) -> Code:
    with pytest.raises(KeyfobError) as caught:
        keychain.write("a", "value", prompt=prompt, timeout=60)
    return caught.value.code


def test_it_tells_its_name(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    assert keychain.condition() == "ready"
    assert keychain.name == "GNOME Keyring"


def test_restarted_between_two_calls(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    keychain.write("a", "one", prompt=False, timeout=60)
    keyring.stop()
    keyring.start(unlocked=True)
    assert keychain.read("a", prompt=False, timeout=60) == ["one"]
    keyring.stop()
    keyring.start(unlocked=True)
    keychain.write("a", "two", prompt=False, timeout=60)
    assert keychain.read("a", prompt=False, timeout=60) == ["two"]


def test_locked_after_a_restart_without_a_display(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    RecordStore(keychain).save(record(1), prompt=False, timeout=60)
    keyring.stop()
    keyring.start(unlocked=False)
    assert keychain.condition() == "locked"
    for prompt in (False, True):
        with pytest.raises(KeyfobError) as caught:
            RecordStore(keychain).load(ACCOUNT, prompt=prompt, timeout=60)
        assert caught.value.code is Code.E_KEYCHAIN_LOCKED
        assert code_of(keychain, prompt=prompt) is Code.E_KEYCHAIN_LOCKED

    keyring.stop()
    keyring.start(unlocked=True)
    loaded = RecordStore(keychain).load(ACCOUNT, prompt=False, timeout=60)
    assert loaded.record == record(1)


def test_nothing_set_up_yet_without_a_display(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=False)
    assert keychain.condition() == "locked"
    assert list(keychain.read("a", prompt=False, timeout=60)) == []
    assert code_of(keychain, prompt=False) is Code.E_KEYCHAIN_LOCKED
    assert code_of(keychain, prompt=True) is Code.E_KEYCHAIN_LOCKED


def test_nobody_on_the_bus(bus: PrivateBus, keychain: GuardedKeychain) -> None:
    assert keychain.condition() == "missing"
    assert code_of(keychain, prompt=True) is Code.E_KEYCHAIN_MISSING, "at once: nothing is waited for"


@pytest.mark.parametrize(
    "address",
    [None, "", "unix:path=/nonexistent/bus", "tcp:host=127.0.0.1,port=1", "rubbish", "unix:runtime=yes"],
)
def test_no_bus(monkeypatch: pytest.MonkeyPatch, keychain: GuardedKeychain, address: str | None) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert keychain.condition() == "missing"
    assert code_of(keychain, prompt=True) is Code.E_KEYCHAIN_MISSING, "at once: nothing is waited for"


@pytest.mark.parametrize("length", [1279, 1280, 1281, 4096, 200_000])
def test_long_records(keyring: GnomeKeyring, keychain: GuardedKeychain, length: int) -> None:
    keyring.start(unlocked=True)
    store = RecordStore(keychain)
    store.save(record(1, "r" * length), prompt=False, timeout=60)
    assert store.load(ACCOUNT, prompt=False, timeout=60).record == record(1, "r" * length)


def test_5_mb_of_rubbish_in_our_item(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    keychain.write(ACCOUNT, "{" * 5_000_000, prompt=False, timeout=60)
    store = RecordStore(keychain)
    loaded = store.load(ACCOUNT, prompt=False, timeout=60)
    assert (loaded.record, loaded.trouble, loaded.twins) == (None, "rubbish", 1)
    store.save(record(1), prompt=False, timeout=60)
    assert store.load(ACCOUNT, prompt=False, timeout=60).record == record(1)


def test_another_programs_twin_does_not_hide_our_record(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    store = RecordStore(keychain)
    store.save(record(7), prompt=False, timeout=60)
    stored = keychain.read(ACCOUNT, prompt=False, timeout=60)[0]
    _with_keyring_package(keyring.bus, f"set_password('keyfob', {ACCOUNT!r}, 'rubbish')")
    loaded = store.load(ACCOUNT, prompt=False, timeout=60)
    assert (loaded.record, loaded.trouble, loaded.twins) == (record(7), None, 2)

    store.save(record(8), prompt=False, timeout=60)
    assert store.load(ACCOUNT, prompt=False, timeout=60).twins == 1
    assert keychain.read(ACCOUNT, prompt=False, timeout=60) != [stored]


def test_other_programs_find_our_item(keyring: GnomeKeyring, keychain: GuardedKeychain) -> None:
    keyring.start(unlocked=True)
    keychain.write("a", "found", prompt=False, timeout=60)
    assert _with_keyring_package(keyring.bus, "get_password('keyfob', 'a')") == "found"


def test_settings_of_the_keyring_package_have_no_say(keyring: GnomeKeyring, tmp_path: Path) -> None:
    keyring.start(unlocked=True)
    (tmp_path / "planted").mkdir()
    mark = tmp_path / "was loaded"
    (tmp_path / "planted" / "planted_backend.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    settings = Path(keyring.bus.home["XDG_CONFIG_HOME"]) / "python_keyring"
    settings.mkdir()
    (settings / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=planted_backend.Keyring\nkeyring-path={tmp_path / 'planted'}\n"
    )
    program = (
        "import sys\nfrom desktop_app.system.keychain import choose\nkeychain = choose()\n"
        "keychain.write('a', 'safe', prompt=False, timeout=60)\n"
        "print(keychain.read('a', prompt=False, timeout=60)[0], 'keyring' in sys.modules)\n"
    )
    planted = {"PYTHON_KEYRING_BACKEND": "planted_backend.Keyring", "PYTHONPATH": str(tmp_path / "planted")}
    for extra in ({}, planted, {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}):
        assert _python(program, keyring.bus.environment | extra).split()[:2] == ["safe", "False"]
    assert not mark.exists()
    with closing(GuardedKeychain(SecretService())) as keychain:
        assert keychain.read("a", prompt=False, timeout=60) == ["safe"]


def test_choosing_is_cheap(bus: PrivateBus) -> None:
    program = (
        "import sys\nfrom desktop_app.system.keychain import choose\nchoose()\n"
        "print(sorted({'keyring', 'secretstorage', 'jeepney', 'cryptography', 'socket'} & set(sys.modules)))"
    )
    assert _python(program, bus.environment) == "[]"


def test_the_keychain_of_this_system_is_chosen(keyring: GnomeKeyring) -> None:
    keyring.start(unlocked=True)
    chosen = choose()
    assert isinstance(chosen, GuardedKeychain)
    with closing(chosen):
        assert chosen.condition() == "ready"
        assert chosen.max_utf16_units is None


def test_reading_one_item_beside_the_keyring_package(keyring: GnomeKeyring) -> None:
    keyring.start(unlocked=True)
    with closing(GuardedKeychain(SecretService())) as keychain:
        keychain.write("a", "value", prompt=False, timeout=60)
    ours = "from desktop_app.system.keychain import choose\nprint(choose().read('a', prompt=False, timeout=60)[0])"
    theirs = "import keyring\nprint(keyring.get_password('keyfob', 'a'))"
    times: dict[str, list[float]] = {ours: [], theirs: []}
    for _ in range(5):
        for program, taken in times.items():
            started = time.perf_counter()
            assert _python(program, keyring.bus.environment) == "value"
            taken.append(time.perf_counter() - started)
    ratio = min(times[ours]) / min(times[theirs])
    figures.record("keychain: read one item, whole process, against the keyring package", ratio, target="<= 1.2")


def _with_keyring_package(bus: PrivateBus, call: str) -> str:
    return _python(f"import keyring.backends.SecretService as s\nprint(s.Keyring().{call})", bus.environment)


def _python(program: str, environment: dict[str, str]) -> str:
    """What *program* prints, in a process that measures nothing else (no coverage)."""
    environment = {name: value for name, value in environment.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
