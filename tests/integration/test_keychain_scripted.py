"""Every trouble of a Secret Service gets its right name (a scripted one on a private bus)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from shutil import which

import pytest
from dbus_fast import Variant

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.system.keychain.guarded import GuardedKeychain
from desktop_app.system.keychain.secret_service import SecretService
from tests.support import figures
from tests.support.gnome_keyring import PrivateBus, in_environment
from tests.support.patience import PATIENCE
from tests.support.real import require
from tests.support.secret_service import SecretServiceDouble

ITEM = "5e0e1c1e-0000-4000-8000-000000000001"
DBUS = "org.freedesktop.DBus.Error."
SECRET = "org.freedesktop.Secret.Error."
LOCKED, MISSING, DENIED = Code.E_KEYCHAIN_LOCKED, Code.E_KEYCHAIN_MISSING, Code.E_KEYCHAIN_DENIED
FULL, LOST, TIMEOUT = Code.E_KEYCHAIN_FULL, Code.E_KEYCHAIN_LOST, Code.E_KEYCHAIN_TIMEOUT


@dataclass
class Rig:
    """The keychain, and the service it talks to."""

    keychain: GuardedKeychain
    service: SecretServiceDouble

    def read(self, *, prompt: bool = False, timeout: float = 60) -> list[str]:
        """One read."""
        return list(self.keychain.read(ITEM, prompt=prompt, timeout=timeout))

    def write(self, value: str = "new", *, prompt: bool = False, timeout: float = 60) -> None:
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


@pytest.fixture(scope="module")
def tally() -> Iterator[list[str]]:
    """Wrong names, counted over the whole table."""
    wrong: list[str] = []
    yield wrong
    figures.record("keychain troubles: wrong names for the trouble", len(wrong), target="0")


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
    "locked while we look": (script(errors={"CreateItem": SECRET + "IsLocked"}), "write", False, LOCKED),
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
    "nonsense, session": (script(answers={"OpenSession": ("vo", [Variant("s", ""), "/"])}), "read", False, DENIED),
    "nonsense, alias": (script(answers={"ReadAlias": ("", [])}), "write", False, DENIED),
}


@pytest.mark.parametrize("name", TABLE)
def test_every_trouble_has_its_name(rig: Rig, tally: list[str], name: str) -> None:
    prepare, call, prompt, expected = TABLE[name]
    rig.service.put(ITEM, b"old")
    prepare(rig.service)
    # What a time-out ends would go on until the end of the test.
    timeout = 0.5 if expected is TIMEOUT else 60.0
    if call == "write twin":
        rig.service.put(ITEM, b"twin")

    found = trouble_of(
        {
            "read": lambda: rig.read(prompt=prompt, timeout=timeout),
            "write": lambda: rig.write(prompt=prompt, timeout=timeout),
            "write twin": lambda: rig.write(prompt=prompt, timeout=timeout),
            "delete": lambda: rig.keychain.delete(ITEM, prompt=prompt, timeout=timeout),
        }[call]
    )

    if found.code is not expected:
        tally.append(name)
    assert found.code is expected
    if not prompt:
        assert rig.service.dialogs == 0
        assert {"Unlock", "CreateCollection"}.isdisjoint(rig.service.calls)
    rig.service.go_on()


@pytest.mark.parametrize("call", ["read", "write"])
def test_a_person_unlocks(rig: Rig, call: str) -> None:
    rig.service.put(ITEM, b"old")
    rig.service.locked, rig.service.person = True, "unlocks"
    if call == "write":
        rig.write("new", prompt=True)
    assert rig.read(prompt=True) == ["new" if call == "write" else "old"]
    assert rig.service.dialogs == 1


def test_a_person_makes_the_first_collection(rig: Rig) -> None:
    rig.service.collection, rig.service.person = False, "unlocks"
    assert rig.keychain.condition() == "locked"
    rig.write("first", prompt=True)
    assert rig.read() == ["first"]
    assert rig.keychain.condition() == "ready"


def test_a_person_agrees_to_the_item(rig: Rig) -> None:
    twin = rig.service.put(ITEM, b"old")
    rig.service.items[twin][0]["by"] = "another program"
    rig.service.asks_to_create, rig.service.person = True, "unlocks"
    rig.write("agreed", prompt=True)
    assert rig.read() == ["agreed"]
    assert twin not in rig.service.items


def test_a_locked_twin_is_not_overlooked(rig: Rig) -> None:
    rig.service.put(ITEM, b"open")
    rig.service.put(ITEM, b"closed", locked=True)
    assert trouble_of(rig.read).code is LOCKED
    assert trouble_of(rig.write).code is LOCKED
    rig.service.person = "unlocks"
    assert sorted(rig.read(prompt=True)) == ["closed", "open"]


def test_an_open_item_does_not_open_the_collection(rig: Rig) -> None:
    """The old value lies in another collection; the default one, where new ones go, is locked."""
    rig.service.open_items = {rig.service.put(ITEM, b"elsewhere")}
    rig.service.locked = True
    assert rig.read() == ["elsewhere"]
    assert trouble_of(rig.write).code is LOCKED
    assert trouble_of(lambda: rig.write(prompt=True)).code is LOCKED
    assert rig.service.calls.count("CreateItem") == 0
    rig.service.person = "unlocks"
    rig.write("new", prompt=True)
    assert rig.read() == ["new"]


def test_a_dialog_nobody_answers_is_withdrawn(rig: Rig) -> None:
    rig.service.put(ITEM, b"old")
    assert rig.read() == ["old"], "connected: all the time is the person's"
    rig.service.locked, rig.service.person = True, "absent"
    found = trouble_of(lambda: rig.read(prompt=True, timeout=1.5))
    assert isinstance(found, KeychainTimeout)
    assert found.finished.wait(PATIENCE)
    assert rig.service.withdrawn.wait(PATIENCE)


@pytest.mark.parametrize("method", ["SearchItems", "GetSecrets", "OpenSession"])
def test_one_restart_between_two_calls_is_not_noticed(rig: Rig, method: str) -> None:
    rig.service.put(ITEM, b"kept")
    rig.service.leaves_at = method
    assert rig.read() == ["kept"]


def test_a_restart_makes_a_new_session(rig: Rig) -> None:
    rig.write("kept")
    rig.service.leaves_at = "ReadAlias"
    rig.write("newer")
    assert rig.read() == ["newer"]


def test_a_write_that_passed_its_deadline_is_waited_for(rig: Rig) -> None:
    assert rig.read() == [], "connected"
    rig.service.slow = {"CreateItem"}
    found = trouble_of(lambda: rig.write("late", timeout=1.0))
    assert isinstance(found, KeychainTimeout)
    assert not found.finished.is_set()

    # The next call waits for it, and was never started when its own deadline passes.
    second = trouble_of(lambda: rig.read(timeout=0.2))
    assert isinstance(second, KeychainTimeout)
    assert second.finished.is_set()
    assert rig.keychain.condition(timeout=0.2) == "timed_out"

    rig.service.go_on()
    assert found.finished.wait(PATIENCE)
    assert rig.read() == ["late"]


def test_reading_takes_few_calls(rig: Rig) -> None:
    rig.service.put(ITEM, b"kept")
    assert rig.read() == ["kept"]
    rig.service.calls.clear()
    assert rig.read() == ["kept"]
    assert rig.service.calls == ["SearchItems", "GetSecrets"]
