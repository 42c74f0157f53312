"""Every trouble of a Secret Service gets its right name (a scripted one on a private bus)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.system.keychain.guarded import GuardedKeychain
from desktop_app.system.keychain.secret_service import SecretService
from tests.support import figures
from tests.support.gnome_keyring import PrivateBus, in_environment
from tests.support.real import require
from tests.support.secret_service import SecretServiceDouble

ITEM = "5e0e1c1e-0000-4000-8000-000000000001"
DBUS = "org.freedesktop.DBus.Error."
LOCKED, MISSING, DENIED = Code.E_KEYCHAIN_LOCKED, Code.E_KEYCHAIN_MISSING, Code.E_KEYCHAIN_DENIED
FULL, LOST, TIMEOUT = Code.E_KEYCHAIN_FULL, Code.E_KEYCHAIN_LOST, Code.E_KEYCHAIN_TIMEOUT


@dataclass
class Rig:
    """The keychain, and the service it talks to."""

    keychain: GuardedKeychain
    service: SecretServiceDouble

    def read(self, *, prompt: bool = False, timeout: float = 10) -> list[str]:
        """One read."""
        return list(self.keychain.read(ITEM, prompt=prompt, timeout=timeout))

    def write(self, value: str = "new", *, prompt: bool = False, timeout: float = 10) -> None:
        """One write."""
        self.keychain.write(ITEM, value, prompt=prompt, timeout=timeout)


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateBus]:
    require(which("dbus-daemon") is not None, "dbus-daemon")
    made = PrivateBus(tmp_path_factory.mktemp("bus"))
    try:
        with in_environment({"DBUS_SESSION_BUS_ADDRESS": made.address}):
            yield made
    finally:
        made.close()


@pytest.fixture
def rig(bus: PrivateBus) -> Iterator[Rig]:
    with (
        closing(SecretServiceDouble(bus.address)) as service,
        closing(GuardedKeychain(SecretService())) as keychain,
    ):
        yield Rig(keychain, service)


def trouble_of(call: Callable[[], object]) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        call()
    return caught.value


Script = Callable[[SecretServiceDouble], None]


def script(**attributes: object) -> Script:
    """Set these attributes."""

    def run(service: SecretServiceDouble) -> None:
        for name, value in attributes.items():
            setattr(service, name, value)

    return run


#: What is wrong, which call meets it, with a prompt or not → the trouble's name.
TABLE: dict[str, tuple[Script, str, bool, Code]] = {
    "locked, no dialog wanted, read": (script(locked=True), "read", False, LOCKED),
    "locked, no dialog wanted, write": (script(locked=True), "write", False, LOCKED),
    "locked, hides its items": (script(locked=True, hides_locked=True), "read", False, LOCKED),
    "locked while we look": (script(errors={"CreateItem": "org.freedesktop.Secret.Error.IsLocked"}), "write", False, LOCKED),
    "dismissed, read": (script(locked=True, person="dismisses"), "read", True, LOCKED),
    "dismissed, write": (script(locked=True, person="dismisses"), "write", True, LOCKED),
    "no collection, no dialog wanted": (script(collection=False, items={}), "write", False, LOCKED),
    "no collection, dismissed": (script(collection=False, items={}, person="dismisses"), "write", True, LOCKED),
    "a dialog for the item, not wanted": (script(asks_to_create=True), "write", False, LOCKED),
    "a dialog for the item, dismissed": (script(asks_to_create=True, person="dismisses"), "write", True, LOCKED),
    "nobody answers the dialog": (script(locked=True, person="absent"), "read", True, TIMEOUT),
    "never answers, read": (script(slow={"*"}), "read", False, TIMEOUT),
    "never answers, write": (script(slow={"CreateItem"}), "write", False, TIMEOUT),
    "dies at the search": (script(dies_at="SearchItems"), "read", False, MISSING),
    "dies between search and secret": (script(dies_at="GetSecrets"), "read", False, MISSING),
    "dies at the write": (script(dies_at="CreateItem"), "write", False, MISSING),
    "dies behind its dialog": (script(locked=True, dies_at="Prompt"), "read", True, MISSING),
    "not to be started": (script(errors={"SearchItems": DBUS + "Spawn.ChildExited"}), "read", False, MISSING),
    "reads back something else": (script(reads_back=b"something else"), "write", False, LOST),
    "reads back no text": (script(reads_back=b"\xff\xfe"), "write", False, LOST),
    "does not delete": (script(keeps_deleted=True), "delete", False, LOST),
    "a twin that stays": (script(keeps_deleted=True), "write twin", False, LOST),
    "access denied": (script(errors={"GetSecrets": DBUS + "AccessDenied"}), "read", False, DENIED),
    "fails": (script(errors={"CreateItem": DBUS + "Failed"}), "write", False, DENIED),
    "an unheard-of error": (script(errors={"CreateItem": "org.example.Odd"}), "write", False, DENIED),
    "the item is gone each time": (script(errors={"GetSecrets": DBUS + "UnknownObject"}), "read", False, DENIED),
    "no room": (script(errors={"CreateItem": DBUS + "LimitsExceeded"}), "write", False, FULL),
    "no memory": (script(errors={"CreateItem": DBUS + "NoMemory"}), "write", False, FULL),
    "nonsense, search": (script(answers={"SearchItems": ("s", ["?"])}), "read", False, DENIED),
    "nonsense, secrets": (script(answers={"GetSecrets": ("a{oi}", [{"/a": 1}])}), "read", False, DENIED),
    "nonsense, session": (script(answers={"OpenSession": ("vo", ["x", "/"])}), "read", False, DENIED),
    "nonsense, alias": (script(answers={"ReadAlias": ("", [])}), "write", False, DENIED),
}
_ = TABLE["nonsense, session"]


@pytest.mark.parametrize("name", TABLE)
def test_every_trouble_has_its_name(rig: Rig, name: str) -> None:
    prepare, call, prompt, expected = TABLE[name]
    rig.service.put(ITEM, b"old")
    prepare(rig.service)
    timeout = 0.5 if expected is TIMEOUT else 10.0
    if call == "write twin":
        rig.service.put(ITEM, b"twin")
    started = time.monotonic()

    found = trouble_of(
        {
            "read": lambda: rig.read(prompt=prompt, timeout=timeout),
            "write": lambda: rig.write(prompt=prompt, timeout=timeout),
            "write twin": lambda: rig.write(prompt=prompt, timeout=timeout),
            "delete": lambda: rig.keychain.delete(ITEM, prompt=prompt, timeout=timeout),
        }[call]
    )

    figures.record("wrong names for the trouble", int(found.code is not expected), "", "0")
    assert found.code is expected
    assert time.monotonic() - started < 5
    if not prompt:
        assert rig.service.dialogs == 0
        assert {"Unlock", "CreateCollection"}.isdisjoint(rig.service.calls)
    rig.service.go_on()
